"""The vocabulary as pages and as data: ``release`` (what the release has), ``document`` (for editors)."""
