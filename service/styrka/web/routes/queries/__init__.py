"""The queries that are being answered."""
