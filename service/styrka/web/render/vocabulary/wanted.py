"""What a rule wants, in words: how many values, and of which kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from styrka.ask.vocabulary.rules import Rule, Wanted
from styrka.labels import choose_label
from styrka.text.locale import format_number
from styrka.vocabulary import PREFIXES, shorten
from styrka.web.context import language
from styrka.web.render.names import Link, Names
from styrka.web.render.vocabulary.words import get_page_words

_TYPES: Final = (PREFIXES["xsd"], PREFIXES["rdf"])
_MANY: Final = 8  # values that are listed


@dataclass(frozen=True)
class WantedWords:
    """How many values there may be, the classes or schemes that they are of as links, and the rest in words."""

    number: str
    links: tuple[Link, ...]
    words: str


def describe_wanted(rule: Rule, names: Names) -> WantedWords:
    """Return what a rule wants, in the reader's language.

    Parameters:
        names: with at least the names of ``list_named``.
    """
    wanted = rule.wanted
    return WantedWords(
        _count(wanted),
        names.links((*wanted.classes, *wanted.schemes)),
        ", ".join(_list_words(rule, wanted)),
    )


def list_named(rules: Iterable[Rule]) -> list[str]:
    """Return the IRIs that the words about rules name."""
    return [
        iri
        for one in rules
        for iri in (
            *one.wanted.classes,
            *one.wanted.schemes,
            *one.targets,
            *one.subjects,
            *(p.lstrip("^") for p in one.path),
        )
    ]


def name_rule(rule: Rule) -> str:
    """Return what a rule is called; the end of its address where it has no name."""
    return choose_label(rule.names, language()) or rule.slug


def _count(wanted: Wanted) -> str:
    least, most = wanted.least or 0, wanted.most
    if most is None and least == 0:
        return get_page_words("any_number")
    if most is None:
        return get_page_words("at_least_one") if least == 1 else get_page_words("at_least", least=least)
    if most == 0:
        return get_page_words("none_allowed")
    if least == most:
        return get_page_words("exactly_one") if most == 1 else get_page_words("exactly", least=least)
    if least == 0:
        return get_page_words("at_most_one") if most == 1 else get_page_words("at_most", most=most)
    return get_page_words("between", least=least, most=most)


def _list_words(rule: Rule, wanted: Wanted) -> Iterable[str]:
    """Yield what is wanted beside classes and schemes."""
    types = list(dict.fromkeys(_name_type(iri) for iri in wanted.datatypes))
    if types:
        yield f" {get_page_words('or')} ".join(types)
    elif wanted.values:
        shown = [shorten(one) if one.startswith("http") else one for one in wanted.values[:_MANY]]
        yield get_page_words("one_of", values=", ".join(shown) + (" ..." if len(wanted.values) > _MANY else ""))
    elif not wanted.classes and not wanted.schemes and wanted.kind:
        yield get_page_words("thing_of" if wanted.kind == "IRI" else "text_of")
    if wanted.lowest:
        bounds = {"lowest": _write(wanted.lowest), "highest": _write(wanted.highest)}
        yield get_page_words("from_to" if wanted.highest else "from", **bounds)
    if wanted.pattern and not types:  # a type says it in words
        yield get_page_words("fits", pattern=wanted.pattern)
    if rule.queried:
        yield get_page_words("by_query")


def _name_type(iri: str) -> str:
    local = next((iri.removeprefix(space) for space in _TYPES if iri.startswith(space)), "")
    try:
        return get_page_words(f"type_{local}")
    except KeyError:
        return shorten(iri)


def _write(number: str) -> str:
    try:
        return format_number(float(number), language())
    except ValueError:
        return number
