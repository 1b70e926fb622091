"""What is Virtuoso's and not SPARQL's: its words for a dataset, and what of it no client may use."""

from __future__ import annotations

import re
from typing import Final

from styrka.engine.guard import position, tokens
from styrka.engine.interface import Dataset, Form
from styrka.errors import QueryRefused

_IRI: Final = re.compile(r'[^<>"{}|^`\\\x00-\x20]+')
_EXTENSION: Final = re.compile(r"<?(?:bif|sql):|<http://www\.openlinksw\.com/schemas/(?:bif|sql)#", re.IGNORECASE)


def make_pragmas(dataset: Dataset) -> str:
    """Return the dataset in Virtuoso's words.

    It lists each graph of a request in a header of its response: too many headers.

    Raises:
        QueryRefused: For a graph's name that is no IRI.
    """
    for iri in (*dataset.default, *dataset.named):
        if not _IRI.fullmatch(iri):
            raise QueryRefused(f"{iri[:100]!r} is no IRI of a graph.", graph=iri[:100])
    return "".join(
        f"define input:{kind}-graph-uri <{iri}> "
        for kind, iris in (("default", dataset.default), ("named", dataset.named))
        for iri in iris
    )


def check_standard(query: str) -> None:
    """Refuse what is Virtuoso's and not SPARQL's: its functions fetch from the network, and so do its pragmas.

    Raises:
        QueryRefused: The query is valid but not of a kind that this endpoint answers (an update, SERVICE, an unknown
            graph).
    """
    form_seen = False
    for kind, word, start in tokens(query):
        form_seen = form_seen or (kind == "name" and word.upper() in Form.__members__)
        pragma = kind == "name" and not form_seen and word.upper() == "DEFINE"
        if pragma or (kind in ("name", "iri") and _EXTENSION.match(word)):
            line, column = position(query, start)
            raise QueryRefused(
                f"{word.strip('<>')} (line {line}, column {column}) belongs to a dialect; this endpoint answers SPARQL "
                "1.1.",
                line=line,
                column=column,
            )
