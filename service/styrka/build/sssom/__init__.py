"""Mappings in SSSOM tables: ``table`` (cells), ``slots`` and ``rows`` (checked), ``statements`` (what they state)."""
