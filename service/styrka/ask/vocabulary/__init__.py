"""The vocabulary as a release states it: ``terms`` (classes and properties) and ``rules`` (the shapes, in words)."""
