"""A scratch store in memory: empty at first, written to directly."""
