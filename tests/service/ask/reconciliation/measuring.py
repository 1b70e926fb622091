"""How many of the names are found, and how many of those that are taken alone are right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from styrka.ask.names.index import NameIndex
from styrka.ask.reconciliation.kinds import BY_NAME
from styrka.ask.reconciliation.matching import match_name
from styrka.ask.reconciliation.reading import NameQuery

Row = Mapping[str, str]


@dataclass(frozen=True)
class Measure:
    """What was measured.

    Attributes:
        first: the share of the recorded things that are the first candidate.
        precision: the share of those taken alone that are right.
        recall: the share of the recorded things that are taken alone, rightly.
        missed, wrong, unsure: the rows that are not.
    """

    first: float
    precision: float
    recall: float
    missed: tuple[Row, ...]
    wrong: tuple[Row, ...]
    unsure: tuple[Row, ...]


def measure(index: NameIndex, names: Sequence[Row]) -> Measure:
    """Return how well the names are found."""
    missed, wrong, unsure, right = [], [], [], 0
    recorded = [one for one in names if one["thing"]]
    for one in names:
        found = match_name(index, {}, NameQuery(one["query"], (BY_NAME[one["type"]],), 5, {}), "en")
        taken = next((each["id"] for each in found if each["match"]), "")
        told = {**one, "found": found[0]["id"] if found else "", "score": str(found[0]["score"] if found else "")}
        if one["thing"] and told["found"] != one["thing"]:
            missed.append(told)
        if taken and taken != one["thing"]:
            wrong.append(told)
        right += bool(taken) and taken == one["thing"]
        if one["thing"] and not taken:
            unsure.append(told)
    return Measure(
        1 - len(missed) / len(recorded),
        right / max(1, right + len(wrong)),
        right / len(recorded),
        tuple(missed),
        tuple(wrong),
        tuple(unsure),
    )
