"""The page of a strategy or an overview: what it prioritises, who decided it, how it was made, and what changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from styrka.ask.describe import Resource
from styrka.engine.interface import Row
from styrka.text.things import get_thing_words as words
from styrka.vocabulary import DEF
from styrka.web.context import language
from styrka.web.render.names import Link, link_things
from styrka.web.render.things.asking import ask_rows, select
from styrka.web.render.things.parts.details import (
    PAGE,
    Detail,
    Details,
    Written,
    make_links,
    name_written,
    read_one,
    read_period,
    read_subjects,
    read_values,
)
from styrka.web.render.things.parts.documents import Document, list_documents
from styrka.web.render.things.parts.involvements import Participant, list_participants
from styrka.web.render.things.parts.money import Amount, find_amounts
from styrka.web.render.things.parts.statements import list_statements
from styrka.web.render.things.priorities import AreaList, list_areas
from styrka.web.render.things.timeline import Change, list_changes

_DETAILS: Final[Mapping[str, Sequence[str]]] = {
    "kind_of_document": ("styrka:kind",),
    "status": ("styrka:status",),
    "adopted_on": ("styrka:adoptedOn",),
    "adopted_by": ("styrka:adoptedBy", "styrka:decidingBody"),
    "as_of": ("styrka:asOf",),
    "publisher": ("dcterms:publisher",),
    "contributes_to": ("styrka:contributesTo",),
    "web": (PAGE,),
}
# What an overview has not by its nature, and what need not be missed.
_NOT_OVERVIEW: Final = frozenset({"adopted_on", "adopted_by"})
_NOT_MISSED: Final = frozenset({"publisher", "contributes_to", "status", "web"})
_AREAS: Final = DEF + "hasPriorityArea"


@dataclass(frozen=True)
class StrategyPage:
    """What the page of a strategy or an overview shows beside all that is recorded of it.

    Attributes:
        name: what it is called.
        slug: what a question takes for it.
        regions: where it is for.
        overview: whether it is an overview by someone else and not the strategy itself.
        by: who made an overview; empty when not recorded.
        year: of its date; empty when none is recorded.
        period: the years it is for; empty when not recorded.
        areas: its priorities; nothing when none is recorded.
        stated: how many areas the document itself says that it has; 0 when not recorded.
        open_ended: whether it is known to have more areas than the recorded ones.
        later: the newer strategies.
        details: kind, status, adoption, body and date.
        missing: the keys of what is not recorded.
        events: what happened while it was made.
        works: the projects and joint work behind it.
        participants: who takes part in the work on it.
        statements: objectives and other statements by kind.
        amounts: indicators and money by what they are about.
        funding: the programmes and funding bodies that it names.
        changes: what became of the areas, from the earlier and to the later strategy.
        documents: what it rests on.
    """

    name: Written
    slug: str
    regions: tuple[Link, ...]
    overview: bool
    by: str
    year: str
    period: str
    areas: AreaList | None
    stated: int
    open_ended: bool
    later: tuple[Link, ...]
    details: tuple[Detail, ...]
    missing: tuple[str, ...]
    events: tuple[Link, ...]
    works: tuple[Link, ...]
    participants: tuple[Participant, ...]
    statements: tuple[tuple[str, tuple[Written, ...]], ...]
    amounts: tuple[Amount, ...]
    funding: tuple[Link, ...]
    changes: tuple[Change, ...]
    documents: tuple[Document, ...]

    @cached_property
    def sentence(self) -> str:
        """What it is and how much it prioritises."""
        kind = "overview" if self.overview else "strategy"
        count = len(self.areas.areas) if self.areas else 0
        by = words("by_publisher", language(), name=self.by) if self.by else ""
        return words(
            f"{kind}_sentence" if count else f"{kind}_sentence_none",
            language(),
            n=count,
            by=by,
            region=words("and", language()).join(one.label for one in self.regions),
            year=words("from_year", language(), year=self.year) if self.year else "",
        )


def describe_strategy(found: Resource) -> StrategyPage:
    """Return what the page of a strategy or an overview shows. Raises as ``answer_question``."""
    iri = found.iri
    overview = DEF + "Overview" in {one.term.value for one in found.types}
    covered = [one.term.value for one in read_values(found, "styrka:coversRegion")]
    details = Details(found, _DETAILS)
    areas = next(iter(list_areas(_find_areas(iri, overview=overview))), None)
    period = read_period(found)
    participants = list_participants(iri)
    unnecessary = _NOT_MISSED | (_NOT_OVERVIEW if overview else frozenset())
    statements, amounts = list_statements(iri), _find_figures(iri)
    funding = make_links(read_values(found, "styrka:usesInstrument"))
    wanted = {
        "period": period,
        "participants": participants,
        "statements": statements,
        "amounts": amounts,
        "funding_named": funding,
    }
    missing = [key for key in details.missing if key not in unnecessary]
    missing += [key for key, value in wanted.items() if not value]
    publishers = make_links(read_values(found, "dcterms:creator", "dcterms:publisher"))
    return StrategyPage(
        name=name_written(found),
        slug=iri.rsplit("/", 1)[-1],
        regions=link_things(covered),
        overview=overview,
        by=publishers[0].label if publishers else "",
        year=read_one(found, "styrka:asOf")[:4],
        period=period,
        areas=areas,
        stated=int(read_one(found, "styrka:statedAreaCount") or 0),
        open_ended=_AREAS in {one.term.value for one in read_values(found, "styrka:incompleteFor")},
        later=make_links([*read_values(found, "styrka:supersededBy"), *read_values(found, "styrka:laterKnown")]),
        details=details.shown,
        missing=tuple(missing),
        events=make_links(one for one in read_subjects(found, "styrka:mentions") if "/event/" in one.term.value),
        works=make_links(one for one in read_values(found, "dcterms:relation") if "/project/" in one.term.value),
        participants=participants,
        statements=statements,
        amounts=amounts,
        funding=funding,
        changes=_find_changes(iri, covered),
        documents=list_documents(iri, found.sources),
    )


def _find_areas(iri: str, *, overview: bool) -> tuple[Row, ...]:
    """Return the rows that ``list_areas`` reads, in the order of the document."""
    kind = "overview" if overview else "strategy"
    return select(
        f"""SELECT ?list ?area ?areaName ?asOf ("{kind}" AS ?listKind) {{
  BIND(<{iri}> AS ?list)
  <{iri}> styrka:hasPriorityArea ?area . ?area styrka:localName ?areaName
  OPTIONAL {{ ?area styrka:order ?order }}
  OPTIONAL {{ <{iri}> styrka:asOf ?asOf }}
}} ORDER BY ?order ?area"""
    )


def _find_figures(iri: str) -> tuple[Amount, ...]:
    """Return the indicators and amounts of the strategy itself, and of the work that runs over it and others."""
    works = [
        row["about"].value
        for row in select(
            f"SELECT DISTINCT ?about {{ ?about dcterms:relation <{iri}> ; a skos:Concept ; styrka:hasFigure ?any }} "
            "ORDER BY ?about"
        )
    ]
    found = find_amounts([iri, *works])
    return tuple(amount for about in (iri, *works) for amount in found.get(about, ()))


def _find_changes(iri: str, regions: Sequence[str]) -> tuple[Change, ...]:
    """Return what became of the areas of the earlier strategy in this one, and of those of this one in the later."""
    rows = [row for region in regions[:1] for row in ask_rows("dropped-or-renamed", region=region.rsplit("/", 1)[-1])]
    return list_changes([row for row in rows if "earlier" in row and iri in (row["earlier"].value, row["later"].value)])
