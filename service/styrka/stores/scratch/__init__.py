"""A scratch store: empty at first, written to directly, in memory or in a folder."""
