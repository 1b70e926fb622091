"""Names in somebody's table brought together with things here (Reconciliation Service API 0.2, W3C community group).

Read upward: ``kinds`` (what can be looked for), ``reading`` (what clients send), ``matching`` (the things that a name
may mean), ``extending`` (more columns for things that were found).
"""
