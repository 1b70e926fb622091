"""The catalogue that portals harvest, in its profiles.

Read upward: ``vocabularies`` (the terms of others), ``triples`` (how they are written), ``samples`` and ``publication``
(what a catalogue is made of), ``distributions`` and ``dcat`` (the catalogue), ``profiles`` and ``schemaorg`` (its
dialects), ``void`` and ``sparql_examples`` (beside it), ``check`` (what a portal will find wrong in it).
"""
