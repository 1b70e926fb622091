"""From files to a release: ``pipeline`` is the whole, its folders and modules are the steps."""
