"""What a portal would find wrong in the catalogue."""
