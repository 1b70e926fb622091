"""Other SPARQL stores: asked instead of the embedded engine, and written to by ``styrka publish``."""
