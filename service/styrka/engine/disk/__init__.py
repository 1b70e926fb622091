"""A release on disk: filled aside, opened enclosed by each process for itself."""
