"""What only identifiers and codes of registers can get wrong."""
