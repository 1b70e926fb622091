"""The page of a priority area: whose it is, which themes it has and why, who works on it, and who else has them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from styrka.ask.describe import Resource
from styrka.engine.interface import Row
from styrka.text.things import get_thing_words as words
from styrka.vocabulary import BASE
from styrka.web.context import language
from styrka.web.render.names import Link, Names, link_things, make_link
from styrka.web.render.things.asking import ask_rows, make_why, read, select
from styrka.web.render.things.parts.details import Written, make_links, read_subjects, read_values
from styrka.web.render.things.parts.documents import Document, list_documents
from styrka.web.render.things.parts.involvements import Participant, list_participants
from styrka.web.render.things.parts.mapped import MappedTheme, list_mapped_themes
from styrka.web.render.things.parts.statements import list_statements

_ELSEWHERE: Final = 5  # areas of other regions that are shown
_NEAR: Final = 2  # of these, in the same country
_SAME: Final = "the same theme"  # as ``counterparts-elsewhere`` has it


@dataclass(frozen=True)
class Counterpart:
    """An area of another region on the same theme or a narrower one."""

    link: Link
    language: str
    region: Link
    theme: Link


@dataclass(frozen=True)
class AreaPage:
    """What the page of a priority area shows beside all that is recorded of it."""

    name: Written
    translation: str
    slug: str
    strategies: tuple[Link, ...]
    overview: bool
    year: str
    of: int
    regions: tuple[Link, ...]
    shared_by: tuple[Link, ...]
    larger: tuple[Link, ...]
    themes: tuple[MappedTheme, ...]
    leads: tuple[Link, ...]
    participants: tuple[Participant, ...]
    examples: tuple[Link, ...]
    programmes: tuple[Link, ...]
    statements: tuple[tuple[str, tuple[Written, ...]], ...]
    earlier: tuple[Link, ...]
    later: tuple[Link, ...]
    elsewhere: tuple[Counterpart, ...]
    others: int
    why: str
    documents: tuple[Document, ...]

    @cached_property
    def sentence(self) -> str:
        """Whose priority it is, and on which theme."""
        both = words("and", language())
        main = [one.link.label for one in self.themes if one.main and one.counts and not one.negative]
        return words(
            "area_sentence_overview" if self.overview else "area_sentence",
            language(),
            name=self.name.text,
            n=self.of,
            region=both.join(one.label for one in self.regions),
            year=words("from_year", language(), year=self.year) if self.year else "",
            themes=words("area_themes", language(), n=len(main), themes=both.join(main)) if main else "",
        )

    @property
    def missing(self) -> tuple[str, ...]:
        """The keys of what is not recorded."""
        wanted = {"participants": self.participants, "examples": self.examples, "statements": self.statements}
        return tuple(key for key, value in wanted.items() if not value)


def describe_area(found: Resource) -> AreaPage:
    """Return what the page of a priority area shows. Raises as ``answer_question``."""
    iri = found.iri
    slug = iri.removeprefix(BASE + "id/area/")
    written = next(one.term for one in (*read_values(found, "styrka:localName"), found.named))
    facts = _find_lists(iri)
    lists = [row["list"].value for row in facts]
    examples = make_links([*read_values(found, "styrka:hasExample"), *read_subjects(found, "styrka:exampleOf")])
    rows = ask_rows("counterparts-elsewhere", area=slug)
    return AreaPage(
        name=Written(written.value, written.language),
        translation=_translate(found, written.value),
        slug=slug,
        strategies=Names(lists).links(lists),
        overview=any(read(row, "kind") for row in facts),
        year=next((year for row in facts if (year := read(row, "asOf")[:4])), ""),
        of=next((int(row["areas"].value) for row in facts if "areas" in row), 0),
        regions=link_things(row["region"].value for row in facts if "region" in row),
        shared_by=link_things(_find_sharers(iri)),
        larger=make_links([*read_values(found, "styrka:partOfArea"), *read_values(found, "dcterms:isPartOf")]),
        themes=list_mapped_themes(iri),
        leads=link_things(one.term.value for one in read_values(found, "styrka:leadRegion")),
        participants=list_participants(iri),
        examples=examples,
        programmes=_list_programmes(examples),
        statements=list_statements(iri),
        earlier=make_links([*read_values(found, "styrka:continues"), *read_values(found, "styrka:keepsThemeOf")]),
        later=make_links(read_subjects(found, "styrka:continues", "styrka:keepsThemeOf")),
        elsewhere=_list_elsewhere(rows, _read_country(facts[0]) if facts else ""),
        others=len({row["area"].value for row in rows if "area" in row}),
        why=make_why(lists[0], "styrka:hasPriorityArea", iri) if lists else "",
        documents=list_documents(iri, found.sources),
    )


def _translate(found: Resource, written: str) -> str:
    """Return the name in the reader's language where that is another one than is written."""
    name = found.named.labels.get(language(), "")
    return "" if name.casefold() == written.casefold() else name


def _find_lists(iri: str) -> tuple[Row, ...]:
    """Return the lists that an area stands in, with date, region, number of areas, and whether it is an overview."""
    return select(
        f"""SELECT DISTINCT ?list ?asOf ?region ?areas ?kind {{
  ?list styrka:hasPriorityArea <{iri}>
  OPTIONAL {{ ?list styrka:asOf ?asOf }}
  OPTIONAL {{ ?list styrka:areaCount ?areas }}
  OPTIONAL {{ ?list a styrka:Overview BIND("overview" AS ?kind) }}
  OPTIONAL {{ GRAPH ?graph {{ ?list styrka:coversRegion ?region }} }}
}} ORDER BY ?list ?region"""
    )


def _find_sharers(iri: str) -> tuple[str, ...]:
    """Return the regions that have the area through a joint strategy, without those that decide none themselves."""
    rows = select(
        f"SELECT DISTINCT ?region {{ ?region styrka:jointPriorityArea <{iri}> ; a styrka:StrategyRegion ; "
        "skos:notation ?code } ORDER BY ?code"
    )
    return tuple(row["region"].value for row in rows)


def _list_programmes(projects: Sequence[Link]) -> tuple[Link, ...]:
    """Return the programmes that pay for projects."""
    values = " ".join(f"<{one.iri}>" for one in projects)
    rows = (
        select(f"SELECT DISTINCT ?p {{ VALUES ?it {{ {values} }} ?it styrka:fundedBy ?p }} ORDER BY ?p")
        if values
        else ()
    )
    found = [row["p"].value for row in rows]
    return Names(found).links(found)


def _list_elsewhere(rows: Sequence[Row], country: str) -> tuple[Counterpart, ...]:
    """Return some counterparts, one for each region: a few of the same country, then one for each of the others.

    The very theme goes before a narrower one.
    """
    chosen: dict[str, Row] = {}
    countries: Counter[str] = Counter()
    for row in sorted(rows, key=lambda one: (_read_country(one) != country, read(one, "sameTheme") != _SAME)):
        place, region = _read_country(row), read(row, "region")
        if region and region not in chosen and countries[place] < (_NEAR if place == country else 1):
            chosen[region] = row
            countries[place] += 1
    some = list(chosen.values())[:_ELSEWHERE]
    names = Names(row[column].value for row in some for column in ("area", "theme"))
    places = link_things(chosen)
    return tuple(
        Counterpart(
            make_link(row["area"].value, row["areaName"].value),
            row["areaName"].language,
            place,
            names.link(row["theme"].value),
        )
        for row, place in zip(some, places, strict=False)
    )


def _read_country(row: Row) -> str:
    """Return the country of the region in a row, which its code begins with."""
    return read(row, "region").rsplit("/", 1)[-1][:2]
