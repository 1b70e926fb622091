"""Documents from elsewhere, each read in a process of its own: what one of them breaks is that process alone.

Read upward: ``reading`` (the statements of a document, and how deep it may be), ``process`` (the fork server, which
forks for each document), ``apart`` (what asks it).
"""
