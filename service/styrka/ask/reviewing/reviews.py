"""Who has reviewed the choice of a theme: the organisations, the day, and the reason as it is recorded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from styrka.engine.interface import Engine, select_rows
from styrka.vocabulary import DEF, sparql_prefixes

_THEMES: Final = frozenset(DEF + name for name in ("primaryTheme", "secondaryTheme", "relatedTheme"))
_REVIEWS: Final = """SELECT ?subject ?theme ?reviewer ?day ?note {
  VALUES (?subject ?theme) { %s }
  ?mapping owl:annotatedSource ?subject ; owl:annotatedTarget ?theme ; sssom:reviewer_id ?reviewer
  OPTIONAL { ?mapping sssom:review_date ?day }
  OPTIONAL { ?mapping skos:note ?note }
} ORDER BY ?subject ?theme ?reviewer"""


@dataclass(frozen=True)
class Review:
    """A review of the choice of a theme.

    Attributes:
        reviewer: the IRI of the organisation.
        day: when; empty where that is not recorded.
        note: the reason, in English.
    """

    subject: str
    theme: str
    reviewer: str
    day: str
    note: str


def find_reviews(engine: Engine, triples: Iterable[ox.Triple]) -> tuple[Review, ...]:
    """Return the reviews of those triples that give a thing a theme. Raises as ``Engine.run``."""
    pairs = dict.fromkeys(f"({one.subject} {one.object})" for one in triples if one.predicate.value in _THEMES)
    if not pairs:
        return ()
    rows = select_rows(engine, sparql_prefixes() + _REVIEWS % " ".join(pairs))
    return tuple(
        Review(
            row["subject"].value,
            row["theme"].value,
            row["reviewer"].value,
            row["day"].value if "day" in row else "",
            row["note"].value if "note" in row else "",
        )
        for row in rows
    )
