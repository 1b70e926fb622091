"""What is new, for machines that ask again: the releases as Atom, and every thing's versions as an event stream.

Read upward: ``pages`` (which pages the stream has, and the members of each), ``event_stream`` (what a page states in
RDF), ``atom`` (the feed of releases), ``site_map`` (for crawlers).
"""
