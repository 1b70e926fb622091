"""Graphs and files about the graph: its parts, their downloads, the catalogue that portals harvest, and what changed.

Read upward: ``archive`` (what a release says of one thing), ``parts`` (what is published together), ``changes`` (one
release against the one before), ``downloads`` (the dumps) and ``sheets`` (the tables), which ``deposit`` keeps and
``making`` makes for a server, ``publication`` (what a catalogue is made of), ``dcat`` with ``distributions``, ``nodes``
and ``authorities`` (the catalogue), ``profiles`` and ``schemaorg`` (its dialects), ``void``, ``quality`` and
``rehearsal`` (what a portal will say of it), ``memento`` (what was said then).
"""
