"""What a table is asked for: ``queries/tables/*.rq``, each one query with a header.

A query answers in rows of three: the thing, the name of a column, and a value. So a thing with five values in one
column and three in another has eight rows, not fifteen, and a column without a value costs nothing. Whatever the query
names is shown by its label; the header lists which columns show the IRI instead.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from styrka.errors import SourceError
from styrka.vocabulary import expand
from styrka.yaml_text import read_yaml

FOLDER: Final = Path("queries", "tables")
_KEYS: Final = ("title", "title-sv", "description", "description-sv", "class", "columns")
_COLUMN_KEYS: Final = frozenset({"property", "title", "title-sv", "iri", "indirect"})


@dataclass(frozen=True)
class Heading:
    """A column as it is declared: its name, the IRI of its property, and its title by language.

    Without titles, the property's labels are the titles. ``iri`` means that IRIs stay as they are, ``indirect``
    that the property is not the thing's own but that of something it leads to.
    """

    name: str
    property: str
    titles: Mapping[str, str]
    iri: bool = False
    indirect: bool = False


@dataclass(frozen=True)
class TableDeclaration:
    """A table as it is declared: its words by language, the class of its things, its columns and its SPARQL."""

    slug: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    class_: str
    headings: tuple[Heading, ...]
    text: str

    def narrow(self, columns: Sequence[str] = (), things: Sequence[str] = ()) -> str:
        """Return the SPARQL for some of the columns and of the things, by IRI; none means all (section 10.2)."""
        names, iris = [f'"{column}"' for column in columns], [f"<{thing}>" for thing in things]
        if not (names and iris):
            variable = "column" if names else "thing"
            return f"{self.text}\nVALUES ?{variable} {{ {' '.join(names or iris)} }}" if names or iris else self.text
        pairs = " ".join(f"({name} {iri})" for name, iri in itertools.product(names, iris))
        return f"{self.text}\nVALUES (?column ?thing) {{ {pairs} }}"


def load_tables(root: Path) -> dict[str, TableDeclaration]:
    """Return every table by its slug, which is the file's stem.

    Parameters:
        root: the folder that has ``queries/``.

    Raises:
        SourceError: When a header is not right; with file and line.
    """
    return {
        path.stem: parse_table(path.read_text("utf-8"), (FOLDER / path.name).as_posix())
        for path in sorted((root / FOLDER).glob("*.rq"))
    }


def parse_table(text: str, path: str) -> TableDeclaration:
    """Return one table from the text of its file.

    Raises:
        SourceError: An instance file, ontology file or table cannot be read.
    """
    lines = text.splitlines()
    try:
        header = read_yaml("\n".join(line[2:] for line in lines if line.startswith("#+")))
    except yaml.YAMLError as error:
        raise SourceError(f"The header is not YAML: {getattr(error, 'problem', error)}.", path=path, line=1) from None
    if not isinstance(header, dict):
        raise SourceError("The header is not a list of keys and values.", path=path, line=1)
    for key in _KEYS:
        if not header.get(key):
            raise SourceError(f"The header lacks {key}.", path=path, line=1)
    if unknown := sorted(set(header).difference(_KEYS)):
        raise SourceError(f"The header has an unknown key {unknown[0]!r}.", path=path, line=1)
    return TableDeclaration(
        slug=Path(path).stem,
        title={"en": header["title"], "sv": header["title-sv"]},
        description={"en": header["description"], "sv": header["description-sv"]},
        class_=expand(header["class"]),
        headings=tuple(_heading(name, spec, lines, path) for name, spec in header["columns"].items()),
        text="\n".join(line for line in lines if not line.startswith("#+")).strip() + "\n",
    )


def _heading(name: str, spec: Any, lines: list[str], path: str) -> Heading:
    line = next((number for number, one in enumerate(lines, 1) if one.startswith(f"#+   {name}:")), 1)
    if not isinstance(spec, dict) or "property" not in spec or set(spec) - _COLUMN_KEYS:
        raise SourceError(
            f"The column {name} needs a property, and may have a title, a title-sv and iri.", path=path, line=line
        )
    if not any(f'"{name}"' in one for one in lines if not one.startswith("#+")):
        raise SourceError(f"The query never answers with the column {name}.", path=path, line=line)
    titles = {"en": spec.get("title"), "sv": spec.get("title-sv")}
    return Heading(
        name,
        expand(spec["property"]),
        {tag: text for tag, text in titles.items() if text},
        bool(spec.get("iri")),
        bool(spec.get("indirect")),
    )
