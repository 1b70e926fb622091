"""The lists that the main menu leads to: regions by country, themes as a tree, and the questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from flask import Response

from styrka.ask import overview
from styrka.ask.overview import RegionEntry
from styrka.ask.question import Query
from styrka.text.locale import sort_key
from styrka.web.context import language, service
from styrka.web.render.names import Names
from styrka.web.render.shell.page import render_page

# The groups of questions, and the first tags of the questions in each.
GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "region": ("region",),
    "theme": ("theme", "area"),
    "strategy": ("strategy", "statement"),
    "money": ("actor", "funding", "project"),
    "quality": ("mapping", "source", "quality"),
}
_REST: Final = "quality"  # the group of a question with another tag, or none


@dataclass(frozen=True)
class Country:
    """A country with its regions that decide, each with its label."""

    code: str
    label: str
    regions: tuple[tuple[RegionEntry, str], ...]


def render_regions() -> Response:
    """Return the list of the regions that decide on priorities, by country."""
    found = overview.list_regions(service().engine, service().answers)
    names, present = Names(iri for one in found for iri in (one.iri, one.country)), language()
    grouped: dict[str, list[RegionEntry]] = {}
    for one in found:
        grouped.setdefault(one.country, []).append(one)
    countries = [
        Country(
            iri.rsplit("/", 1)[-1],
            names.name(iri),
            tuple(
                # What is decided for the country as a whole comes first.
                (one, names.name(one.iri))
                for one in sorted(
                    members, key=lambda one: (one.iri != one.country, sort_key(names.name(one.iri), present))
                )
            ),
        )
        for iri, members in grouped.items()
    ]
    countries.sort(key=lambda one: sort_key(one.label, present))
    without = [(one, label) for country in countries for one, label in country.regions if not one.own + one.joint]
    return render_page("regions.html", countries=countries, total=len(found), without=without, tag=names.tag)


def render_themes() -> Response:
    """Return the themes as a tree, with how many regions have each."""
    engine, answers = service().engine, service().answers
    themes = overview.list_themes(engine, answers)
    names = Names(one.iri for one in themes)
    return render_page(
        "themes.html",
        tree=overview.order_tree(themes),
        name=names.name,
        tag=names.tag,
        total=len(themes),
        deciding=len(overview.list_regions(engine, answers)),
        most=max((one.regions for one in themes), default=0),
    )


def render_questions(known: Mapping[str, Query], asked: str = "") -> Response:
    """Return the questions by group: all, or those that have every word that was asked for."""
    fitting = [one for one in known.values() if _has_words(one, asked)]
    return render_page("questions.html", grouped=group_questions(fitting), asked=asked, total=len(fitting))


def group_questions(known: Iterable[Query]) -> dict[str, list[Query]]:
    """Return the questions by group, in the order of ``GROUPS``; a group without any is left out."""
    grouped: dict[str, list[Query]] = {name: [] for name in GROUPS}
    for one in known:
        first = one.tags[0] if one.tags else ""
        grouped[next((name for name, tags in GROUPS.items() if first in tags), _REST)].append(one)
    return {name: members for name, members in grouped.items() if members}


def _has_words(query: Query, asked: str) -> bool:
    present = language()
    text = sort_key(f"{query.summary[present]} {query.description[present]}", "en")[0]
    return all(word in text for word in sort_key(asked, "en")[0].split())
