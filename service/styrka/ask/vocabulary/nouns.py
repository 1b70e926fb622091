"""The nouns of the data and how they join: by the properties that the shapes give them, the most used ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from styrka.ask.vocabulary.terms import Vocabulary
from styrka.engine.interface import Engine, select_rows
from styrka.vocabulary import DEF

# In this order, four in a row, those that join stand beside each other.
NOUNS: Final = tuple(
    DEF + name
    for name in ("Theme", "PriorityArea", "PriorityList", "FundingProgramme", "Source", "Actor", "Region", "Project")
)


@dataclass(frozen=True)
class Join:
    """How two nouns join: things of the first have the property, with things of the second as values."""

    subject: str
    property: str
    object: str
    count: int


def find_joins(engine: Engine, vocabulary: Vocabulary) -> tuple[Join, ...]:
    """Return the fewest joins that hold the nouns together: the most used ones. Raises as ``Engine.run``."""
    chosen: list[Join] = []
    groups = {noun: {noun} for noun in NOUNS}
    for one in sorted(_count(engine, _list_joins(vocabulary)), key=lambda one: (-one.count, one.property)):
        if one.object not in groups[one.subject]:
            together = groups[one.subject] | groups[one.object]
            groups |= dict.fromkeys(together, together)
            chosen.append(one)
    return tuple(chosen)


def _list_joins(vocabulary: Vocabulary) -> Iterator[Join]:
    for term in vocabulary.terms.values():
        for subject in term.domains:
            for object_ in term.ranges:
                if subject != object_ and {subject, object_} <= set(NOUNS):
                    yield Join(subject, term.iri, object_, 0)


def _count(engine: Engine, joins: Iterable[Join]) -> Iterator[Join]:
    """Yield joins with how many statements of the very two nouns there are; those that have none are left out."""
    listed = list(joins)
    values = " ".join(f"(<{one.subject}> <{one.property}> <{one.object}>)" for one in listed)
    query = f"""SELECT ?a ?p ?b (COUNT(*) AS ?n) {{
      VALUES (?a ?p ?b) {{ {values} }} ?s a ?a ; ?p ?o . ?o a ?b }} GROUP BY ?a ?p ?b"""
    for row in select_rows(engine, query) if listed else ():
        yield Join(row["a"].value, row["p"].value, row["b"].value, int(row["n"].value))
