"""What changed from release to release, and what was recorded at a time."""
