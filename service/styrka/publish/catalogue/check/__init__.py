"""What a portal will say of the catalogue."""
