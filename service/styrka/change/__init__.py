"""Changes to the instance files: governed writes over HTTP, and harvests from other sources."""
