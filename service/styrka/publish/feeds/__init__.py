"""What is new, for machines that ask again: the releases as Atom, and every thing's versions as an event stream.

Read upward: ``leaves`` (which pages the stream has, and the members of each), ``stream`` (what a page says in RDF),
``atom`` (the feed of releases).
"""
