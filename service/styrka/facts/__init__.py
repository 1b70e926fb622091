"""From fact tables to instance files: large tables are converted, so that nobody edits 1663 regions by hand.

``convert(facts, root)`` reads the tables (``tables``), makes a document a noun (``regions``, ``authorities``,
``sources``, ``actors``, ``programmes``, ``projects``, ``strategies``) and writes them as Turtle (``turtle``) below
``root/data``. The same tables always give the same bytes. Nothing is written unless everything can be.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from styrka.facts import actors, authorities, programmes, projects, regions, sources, strategies, tables, turtle

_NOUNS = (regions, authorities, actors, programmes, projects, strategies)


def render(facts: Path) -> Mapping[str, str]:
    """Return the text of each file that the tables in a folder give, by its path below the project's root.

    Raises SourceError with the table, line and column where a row is not right.
    """
    read = tables.read(facts)
    documents = [document for noun in _NOUNS for document in noun.documents(read)]
    documents += sources.documents(read, programmes.TOLD_SOURCES)
    return {document.path: turtle.render(document) for document in turtle.write_order(documents)}


def convert(facts: Path, root: Path) -> list[Path]:
    """Write what the tables in ``facts`` give below ``root``; returns the paths written, changed or not.

    All or nothing: every file is rendered, read back and written beside its place before the first is renamed into it.

    Raises SourceError with the table, line and column where a row is not right.
    """
    staged: list[tuple[Path, Path]] = []
    try:
        for name, content in render(facts).items():
            final = root / name
            final.parent.mkdir(parents=True, exist_ok=True)
            temporary = final.with_name(f".{final.name}.new")
            staged.append((temporary, final))
            temporary.write_text(content, encoding="utf-8", newline="\n")
    except BaseException:
        for temporary, _ in staged:
            temporary.unlink(missing_ok=True)
        raise
    for temporary, final in staged:
        temporary.replace(final)
    return [final for _, final in staged]


def stale(facts: Path, root: Path) -> list[str]:
    """Return the paths of the files below ``root`` that differ from what the tables give, or are missing."""
    return [
        name
        for name, content in render(facts).items()
        if not (root / name).is_file() or (root / name).read_text(encoding="utf-8") != content
    ]
