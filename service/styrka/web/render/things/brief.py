"""A region on one sheet of A4: what it prioritises and where that is written, what changed, and whom to ask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from styrka.ask.describe import Resource
from styrka.ask.sources import describe_sources
from styrka.web.context import language, service
from styrka.web.render.names import Link, name_site
from styrka.web.render.things.asking import select
from styrka.web.render.things.priorities import Area, AreaList
from styrka.web.render.things.region import Neighbour, RegionPage, describe_region

_AREAS: Final = 9  # of the lists in a column, so that the sheet is one
_NAMES: Final = 4  # areas that are named for each thing that became of them
_NEIGHBOURS: Final = 6
_SOURCES: Final = 2  # documents that are named in a column; at least one for each list
_TITLE: Final = 110  # letters of a document's title


@dataclass(frozen=True)
class Document:
    """Where a list is written: what the document is called, the site that has it, and its address."""

    title: str
    site: str
    page: str


@dataclass(frozen=True)
class ListShown:
    """A list as the sheet has it: its first areas, how many others there are, and its documents."""

    found: AreaList
    areas: tuple[Area, ...]
    more: int
    documents: tuple[Document, ...]


@dataclass(frozen=True)
class Fate:
    """What became of some areas: the code of it, how many they are, and the first of them."""

    key: str
    n: int
    areas: tuple[Link, ...]


@dataclass(frozen=True)
class Brief:
    """What the sheet of a region shows, beside what its page has."""

    page: RegionPage
    own: tuple[ListShown, ...]
    joint: tuple[ListShown, ...]
    fates: tuple[Fate, ...]
    neighbours: tuple[Neighbour, ...]


def describe_brief(found: Resource) -> Brief:
    """Return what the sheet of a region shows. Raises as ``answer_question``."""
    page = describe_region(found)
    documents = _find_documents([one.link.iri for one in (*page.own, *page.joint)])
    last = page.changes[-1].fates if page.changes else {}
    return Brief(
        page=page,
        own=_shorten(page.own, documents),
        joint=_shorten(page.joint, documents),
        fates=tuple(
            Fate(key, len(several), tuple(area for area, _ in several[:_NAMES])) for key, several in last.items()
        ),
        neighbours=tuple(sorted(page.neighbours, key=lambda one: -one.shared)[:_NEIGHBOURS]),
    )


def _shorten(lists: Sequence[AreaList], documents: Mapping[str, tuple[Document, ...]]) -> tuple[ListShown, ...]:
    shown, left = [], _AREAS
    for one in sorted(lists, key=lambda one: one.overview):  # what others write of a strategy comes after it
        areas = one.areas[: max(1, left)]
        left -= len(areas)
        cited = documents.get(one.link.iri, ())[: max(1, _SOURCES // len(lists))]
        shown.append(ListShown(one, areas, len(one.areas) - len(areas), cited))
    return tuple(shown)


def _find_documents(lists: Sequence[str]) -> Mapping[str, tuple[Document, ...]]:
    """Return the first documents that state what the lists hold, by list."""
    values = " ".join(f"<{iri}>" for iri in lists)
    rows = select(
        f"""SELECT DISTINCT ?list ?source {{ VALUES ?list {{ {values} }}
  GRAPH ?graph {{ ?list styrka:hasPriorityArea ?area }} ?graph dcterms:source ?source }} ORDER BY ?list ?source"""
    )
    known = describe_sources(service().engine, {row["source"].value for row in rows}, language())
    found: dict[str, list[Document]] = defaultdict(list)
    for row in rows:
        one = known[row["source"].value]
        title = one.title if len(one.title) <= _TITLE else f"{one.title[:_TITLE].rstrip()}…"
        if (one.page or title) and len(found[row["list"].value]) < _SOURCES:
            found[row["list"].value].append(Document(title, name_site(one.page), one.page))
    return {iri: tuple(several) for iri, several in found.items()}
