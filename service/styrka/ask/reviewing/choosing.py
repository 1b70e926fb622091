"""Which of the open mappings are asked for: those of a region, a theme, a status; and how many each choice has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from styrka.ask.reviewing.mappings import CURATED, SUGGESTED, OpenMapping, OpenMappings

STATUSES: Final = (SUGGESTED, CURATED)
PROJECTS: Final = "projects"  # in the place of a region: what no list has


@dataclass(frozen=True)
class Choice:
    """What is asked for; empty for everything.

    Attributes:
        region: a code, or ``projects``.
        theme: the IRI of a theme; its narrower ones count with it.
        status: one of ``STATUSES``.
        subject: the IRI of one area or project.
    """

    region: str = ""
    theme: str = ""
    status: str = ""
    subject: str = ""


@dataclass(frozen=True)
class Counts:
    """How many of the mappings each further choice has, by what it is called."""

    countries: Mapping[str, int]
    regions: Mapping[str, int]
    themes: Mapping[str, int]
    statuses: Mapping[str, int]


def choose(found: OpenMappings, choice: Choice, tops: Mapping[str, str]) -> tuple[OpenMapping, ...]:
    """Return the mappings of a choice, in their order.

    Parameters:
        tops: the broadest theme of each theme that is narrower.
    """
    return tuple(
        one
        for one in found.mappings
        if (not choice.subject or one.subject == choice.subject)
        and (not choice.status or one.status == choice.status)
        and (not choice.theme or choice.theme in (one.theme, tops.get(one.theme)))
        and (not choice.region or _is_of(found, one, choice.region))
    )


def count(found: OpenMappings, choice: Choice, tops: Mapping[str, str]) -> Counts:
    """Return how many mappings each further choice has: of countries, regions, themes and statuses, each by itself."""
    at_home = choose(found, Choice(theme=choice.theme, status=choice.status), tops)
    of_any_theme = choose(found, Choice(region=choice.region, status=choice.status), tops)
    of_any_status = choose(found, Choice(choice.region, choice.theme), tops)
    country = choice.region[:2] if choice.region != PROJECTS else ""
    codes = [_list_codes(found, one) for one in at_home]
    return Counts(
        Counter(country for own in codes for country in {code if code == PROJECTS else code[:2] for code in own}),
        Counter(code for own in codes for code in own if country and code.startswith(country) and code != PROJECTS),
        Counter(tops.get(one.theme) or one.theme for one in of_any_theme),
        Counter(one.status for one in of_any_status),
    )


def _list_codes(found: OpenMappings, mapping: OpenMapping) -> Iterable[str]:
    return found.regions.get(mapping.subject, frozenset({PROJECTS}))


def _is_of(found: OpenMappings, mapping: OpenMapping, region: str) -> bool:
    """Return whether the list of a mapping is of a region, of one inside it, or of a larger one below the country."""
    return any(
        code == region
        or (region != PROJECTS and (code.startswith(region) or (len(code) > 2 and region.startswith(code))))
        for code in _list_codes(found, mapping)
    )
