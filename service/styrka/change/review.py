"""A review of mappings as a file: what somebody decided of each, as an SSSOM table that is added to the data as it is.

A decision confirms a mapping, denies it, or gives its area another theme instead. What each area then has is worked
out here, so that it has one main theme: what was the second becomes the first where the first was denied.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from styrka.ask.reviewing.mappings import SUGGESTED, OpenMapping
from styrka.build.sssom.statements import REVIEWED
from styrka.build.sssom.table import format_sssom
from styrka.build.validate.agents import is_author, is_person
from styrka.build.validate.personal import recognise_personal_data
from styrka.errors import BadParameter
from styrka.vocabulary import BASE, shorten, slug

Verdict = Literal["accept", "reject", "other"]
VERDICTS: Final[tuple[Verdict, ...]] = ("accept", "reject", "other")
_ACTOR: Final = BASE + "id/actor/"
# What separates words, with what no table can hold and what turns the direction of text (UAX 9).
_SPACE: Final = re.compile("[\\s\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]+")


@dataclass(frozen=True)
class Reviewer:
    """Who reviews: an organisation, and the role of whoever does it there; never a person.

    Attributes:
        iri: the organisation's.
        name: as it was written.
        role: as it was written; empty where it was not.
        recorded: whether the organisation is recorded here.
    """

    iri: str
    name: str
    role: str = ""
    recorded: bool = True


@dataclass(frozen=True)
class Decision:
    """What somebody decided of a mapping; ``theme`` is the IRI of the other theme, and ``reason`` in their words."""

    mapping: OpenMapping
    verdict: Verdict
    theme: str = ""
    reason: str = ""


@dataclass(frozen=True)
class ReviewFile:
    """A review as a file: where it belongs, the IRI of its graph, its text, and a row for who is not yet recorded."""

    path: str
    graph: str
    text: str
    actor: str = ""


@dataclass(frozen=True)
class KnownNames:
    """The names that stand in the table for people to read: of the areas and projects, and of the themes in English."""

    subjects: Mapping[str, str]
    themes: Mapping[str, str]


def read_words(text: str, parameter: str) -> str:
    """Return what somebody wrote, on one line.

    Raises:
        BadParameter: For personal data.
    """
    bare = _SPACE.sub(" ", text).strip()
    found = recognise_personal_data(bare)
    if found is not None:
        raise BadParameter(
            f"“{bare}” has {found[0]}. There are no personal data here: leave it out.",
            sv=f"”{bare}” innehåller {found[1]}. Här finns inga personuppgifter: utelämna det.",
            parameter=parameter,
        )
    return bare


def read_role(text: str) -> str:
    """Return the role of whoever reviews.

    Raises:
        BadParameter: For the name of a person, or personal data.
    """
    bare = read_words(text, "role")
    if bare and is_person(bare):
        raise _make_person_error(bare, "role")
    return bare


def name_organisation(text: str) -> Reviewer:
    """Return the organisation of that name, which is not recorded.

    Raises:
        BadParameter: For no name, for the name of a person, and for personal data.
    """
    bare = read_words(text, "organisation")
    if not any(map(str.isalnum, bare)):
        raise BadParameter(
            "Write which organisation reviews.", sv="Skriv vilken organisation som granskar.", parameter="organisation"
        )
    if is_author(bare):
        raise _make_person_error(bare, "organisation")
    return Reviewer(_ACTOR + slug(bare), bare, recorded=False)


def _make_person_error(text: str, parameter: str) -> BadParameter:
    return BadParameter(
        f"“{text}” looks like the name of a person. Write the organisation or the role: persons are not named here.",
        sv=f"”{text}” ser ut som en persons namn. Skriv organisationen eller rollen: personer nämns inte här.",
        parameter=parameter,
    )


def write_review(
    reviewer: Reviewer,
    decisions: Sequence[Decision],
    undecided: Sequence[OpenMapping],
    themes: Mapping[str, Iterable[tuple[str, str]]],
    names: KnownNames,
    day: str,
    columns: Sequence[str] = (),
) -> ReviewFile:
    """Return the file of a review.

    Parameters:
        undecided: the other mappings of the same areas, one of which may have to become the main one.
        themes: those that each subject has, with ``primary`` or ``secondary``.
        day: on which they were decided.
        columns: of the table of actors, for an organisation that is not recorded.
    """
    rows: list[dict[str, str]] = []
    for subject in dict.fromkeys(one.mapping.subject for one in decisions):
        own = [one for one in decisions if one.mapping.subject == subject]
        rest = [one for one in undecided if one.subject == subject]
        rows += _SubjectReview(reviewer, names, day, dict(themes.get(subject, ()))).decide(own, rest)
    digest = hashlib.sha256(repr(rows).encode()).hexdigest()[:8]
    name = f"{day}-{reviewer.iri.removeprefix(_ACTOR)}-{digest}"
    quoted = reviewer.name.replace('"', "'").replace("\\", "/")
    titles = (f"Granskade teman: {quoted}, {day}", f"Reviewed themes: {quoted}, {day}")
    graph = REVIEWED + name
    return ReviewFile(
        f"data/mappings/reviewed/{name}.sssom.tsv",
        graph,
        format_sssom(graph, titles, rows, reviewed=True),
        "" if reviewer.recorded else _write_actor(reviewer, columns),
    )


@dataclass(frozen=True)
class _SubjectReview:
    """The review of one area or project: what it has of themes, which changes with each decision."""

    reviewer: Reviewer
    names: KnownNames
    day: str
    ranks: dict[str, str]

    def decide(self, decisions: Sequence[Decision], undecided: Sequence[OpenMapping]) -> list[dict[str, str]]:
        """Return the rows of the decisions, and of what becomes the main theme by them."""
        rows: dict[str, dict[str, str]] = {}
        for one in sorted(decisions, key=lambda one: VERDICTS.index(one.verdict)):
            mapping, confirmed = one.mapping, one.verdict == "accept"
            negative = mapping.negative == confirmed
            before = self.ranks.pop(mapping.theme, mapping.rank)
            related = mapping.match == "relatedMatch"
            if not negative and not related:
                self.ranks[mapping.theme] = before or "secondary"
            row = self._make_row(mapping, mapping.theme, negative=negative)
            what = "Accepted" if confirmed else "Rejected"
            rows[mapping.theme] = self._sign(row, mapping if confirmed else None, what, one.reason)
            if one.verdict == "other":
                given = self._make_row(mapping, one.theme, negative=False)
                if not related:
                    self.ranks[one.theme] = before or "secondary"
                    given["predicate_id"] = "skos:closeMatch"
                what = f"Chosen in place of {self.names.themes.get(mapping.theme, shorten(mapping.theme))}"
                rows[one.theme] = self._sign(given, None, what, one.reason)
        self._rank(rows, undecided)
        for theme, row in rows.items():
            row["rank"] = self.ranks.get(theme, "")
        return list(rows.values())

    def _rank(self, rows: dict[str, dict[str, str]], undecided: Sequence[OpenMapping]) -> None:
        """Let the subject have one main theme, with a row for what is not what it was before."""
        main = [theme for theme, rank in self.ranks.items() if rank == "primary"]
        for theme in main[1:]:
            self.ranks[theme] = "secondary"
        if self.ranks and not main:
            open_ones = (*rows, *(one.theme for one in undecided), *self.ranks)
            self.ranks[next(theme for theme in open_ones if theme in self.ranks)] = "primary"
        for one in undecided:
            if one.status != SUGGESTED and one.rank and one.theme not in rows and one.rank != self.ranks.get(one.theme):
                row = self._make_row(one, one.theme, negative=False) | {"confidence": one.confidence}
                rows[one.theme] = row | {
                    "mapping_date": one.created,
                    "author_id": _shorten(one.authors),
                    "comment": one.note,
                }

    def _make_row(self, mapping: OpenMapping, theme: str, *, negative: bool) -> dict[str, str]:
        folder, _, name = mapping.subject.removeprefix(BASE + "id/").partition("/")
        return {
            "subject_id": f"{folder}:{name}",
            "subject_label": self.names.subjects.get(mapping.subject, ""),
            "predicate_id": f"skos:{mapping.match}",
            "predicate_modifier": "Not" if negative else "",
            "object_id": shorten(theme),
            "object_label": self.names.themes.get(theme, ""),
            "mapping_justification": "semapv:ManualMappingCuration",
        }

    def _sign(self, row: dict[str, str], kept: OpenMapping | None, what: str, reason: str) -> dict[str, str]:
        """Return a row with who decided, when and why; what was confirmed keeps its author, day and confidence."""
        role = f" ({self.reviewer.role})" if self.reviewer.role else ""
        note = f"{what} in review by {self.reviewer.name}{role}{f': {reason}' if reason else ''}."
        signed = {"reviewer_id": _shorten((self.reviewer.iri,)), "review_date": self.day}
        if kept is None or kept.status == SUGGESTED:
            before = f"{kept.note} " if kept is not None and kept.note else ""
            return (
                row | signed | {"author_id": signed["reviewer_id"], "mapping_date": self.day, "comment": before + note}
            )
        return (
            row
            | signed
            | {
                "author_id": _shorten(kept.authors),
                "mapping_date": kept.created,
                "confidence": kept.confidence,
                "comment": f"{kept.note} {note}".strip(),
            }
        )


def _shorten(actors: Iterable[str]) -> str:
    return "|".join("actor:" + one.removeprefix(_ACTOR) for one in actors)


def _write_actor(reviewer: Reviewer, columns: Sequence[str]) -> str:
    """Return the row of an organisation for the table of actors, with its header."""
    cells = {
        "id": reviewer.iri.removeprefix(_ACTOR),
        "source": "curators-knowledge",
        "language": "en",
        "type": "Actor",
        "name": reviewer.name,
        "confidence": "medium",
    }
    out = io.StringIO(newline="")
    names = columns or list(cells)
    csv.writer(out, lineterminator="\n").writerows([names, [cells.get(name, "") for name in names]])
    return out.getvalue()
