"""The governed write: what is sent to ``/graphs`` and ``/update`` goes through the pipeline, like a file by hand.

A graph of the instance data is a file below ``data/``, so a write is a new content of that file, in the tree itself:
the tree stays the one source of all releases, and a write shows in its version control. The new content is read,
validated and reasoned with before a file is touched. Only then is the file replaced, in one rename, and the release
published; when that fails, the old file is put back.

A document in Turtle that replaces a graph is stored as its sender wrote it. What is added to a graph, sent in another
format, or changed by an update comes into the file's own text: what stays has its place and its comments as before.

``writer`` is what the web process has; ``pipeline`` does one write, in a process of its own; ``graph_files`` knows
which file a graph is, and puts it in its place.
"""

from styrka.change.governed.writer import GovernedWriter

__all__ = ["GovernedWriter"]
