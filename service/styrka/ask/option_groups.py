"""The options of a form's field, in groups: places by country, themes by top theme, strategies by country."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from styrka.ask.names.folding import fold
from styrka.ask.names.things import LIST, Thing, find_code
from styrka.ask.parameters import Parameter
from styrka.vocabulary import DEF

MOST: Final = 400  # options; what has more is written into a text field


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be chosen: its IRI, the value that a form sends, what a reader sees, and a brief name."""

    iri: str
    value: str
    label: str
    brief: str


@dataclass(frozen=True, slots=True)
class Group:
    """Options that belong together; ``label`` is empty where they need no heading."""

    label: str
    options: tuple[Option, ...]


def group_options(
    things: Sequence[Thing], parameter: Parameter, language: str, own: str = "", elsewhere: str = ""
) -> tuple[Group, ...]:
    """Return what a parameter of type ``iri`` can name, in groups; nothing where there are too many.

    Parameters:
        things: all that have a name.
        language: the reader's.
        own: the code of the reader's country, which comes first.
        elsewhere: what stands above what is of no one country.
    """
    fitting = [one for one in things if one.is_a(parameter.class_)]
    if parameter.class_ == DEF + "Region":
        return _by_country([one for one in fitting if _is_asked_for(one)], things, parameter, language, own, elsewhere)
    if len(fitting) > MOST:
        return ()
    if parameter.class_ == DEF + "Theme":
        return _by_top_theme(fitting, parameter, language)
    if parameter.class_ == LIST:
        return _by_country(fitting, things, parameter, language, own, elsewhere)
    ordered = sorted(fitting, key=lambda one: make_sort_key(one.offer(language), language))
    return (Group("", tuple(_make(one, parameter, language) for one in ordered)),)


def make_sort_key(text: str, language: str) -> str:
    """Return what puts texts in the order of a language's alphabet: Å, Ä, Ö come last in Swedish."""
    if language == "sv":
        composed = unicodedata.normalize("NFC", text.casefold())
        return "".join({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}"}.get(one) or fold(one) for one in composed)
    return fold(text)


def _is_asked_for(region: Thing) -> bool:
    return region.decides or region.listed or region.code == region.country


def _by_country(
    fitting: Iterable[Thing], things: Sequence[Thing], parameter: Parameter, language: str, own: str, elsewhere: str
) -> tuple[Group, ...]:
    names = {one.code: one.label(language) for one in things if one.kind == "Region" and one.code == one.country}
    members: dict[str, list[Thing]] = defaultdict(list)
    for one in fitting:
        members[one.country if one.country in names else ""].append(one)
    order = sorted(members, key=lambda code: (code != own, not code, make_sort_key(names.get(code, ""), language)))
    return tuple(
        Group(
            names.get(code, elsewhere),
            tuple(_make(one, parameter, language) for one in sorted(members[code], key=_order_within(code, language))),
        )
        for code in order
    )


def _order_within(country: str, language: str) -> Callable[[Thing], tuple[bool, str]]:
    """Return the order within a country: the country itself first, then the alphabet's."""
    return lambda one: (one.code != country, make_sort_key(one.offer(language), language))


def _describe(thing: Thing, language: str) -> str:
    if thing.kind == "Region":
        name = thing.offer(language)
        return f"{name[:-1]}, {thing.code})" if name.endswith(")") else f"{name} ({thing.code})"
    return f"{thing.label(language)} ({thing.year})" if thing.year else thing.label(language)


def _by_top_theme(fitting: Iterable[Thing], parameter: Parameter, language: str) -> tuple[Group, ...]:
    known = {one.iri: one for one in fitting}
    members: dict[str, list[Thing]] = defaultdict(list)
    for one in known.values():
        members[one.broader if one.broader in known else one.iri].append(one)
    groups = []
    for top in sorted(members, key=lambda iri: make_sort_key(known[iri].label(language), language)):
        ordered = sorted(members[top], key=lambda one: (one.iri != top, make_sort_key(one.label(language), language)))
        groups.append(Group(known[top].label(language), tuple(_make(one, parameter, language) for one in ordered)))
    return tuple(groups)


def _make(thing: Thing, parameter: Parameter, language: str) -> Option:
    return Option(thing.iri, make_value(parameter, thing.iri), _describe(thing, language), thing.brief(language))


def make_value(parameter: Parameter, iri: str) -> str:
    """Return the value that a form sends for a thing: its code where that names it among what is asked for."""
    code = find_code(iri)
    return code if parameter.iri(code) == iri else parameter.shorten(iri)


def describe_value(name: str, value: str) -> str:
    """Return a name with the value that tells it from others of that name, as ``find_meaning`` reads it.

    >>> describe_value("Sörmland", "SE122")
    'Sörmland (SE122)'
    """
    return f"{name} ({value})" if name != value else value
