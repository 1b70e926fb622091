"""Styrka: a knowledge graph of regional smart specialisation with a semantic query service."""

__version__ = "0.2.0"
