"""What narrows the organisations that were found: values as people write them, and the links that choose them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from styrka.ask.names.folding import fold
from styrka.errors import BadParameter
from styrka.labels import choose_label
from styrka.text.partners import get_partner_words
from styrka.vocabulary import DEF
from styrka.web.context import language, service
from styrka.web.render.answer.links import FacetShown, FacetValue, change_address
from styrka.web.render.names import find_labels
from styrka.web.render.partners.finding import RECENT, Partner, list_programmes
from styrka.web.render.things.asking import select

FACETS: Final = ("kind", "country", "active", "through", "programme")
_ACTIVE: Final = ("recently", "earlier", "undated")
_THROUGH: Final = ("strategy", "project")
_KINDS: Final = "SELECT DISTINCT ?one { ?actor a styrka:Actor, ?one FILTER(STRSTARTS(STR(?one), STR(styrka:))) }"
_WORDS: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")  # where words of a class's name meet
_COUNTRIES: Final = "SELECT DISTINCT ?one { ?one a styrka:Region ; styrka:nutsLevel 0 }"

Options = Mapping[str, Mapping[str, str]]  # the labels of each value, by language


@dataclass(frozen=True)
class Wrong:
    """A value that a facet does not have: the facet, the error, and what may have been meant with its address."""

    name: str
    error: BadParameter
    near: tuple[tuple[str, str], ...]


def list_options(region: str) -> Mapping[str, Options]:
    """Return what each facet can be for a region, whether an organisation has it or not. Raises as ``Engine.run``."""
    iris = {
        "kind": [row["one"].value for row in select(_KINDS)],
        "country": [row["one"].value for row in select(_COUNTRIES)],
        "programme": list(list_programmes(region)),
    }
    labels = find_labels(iri for several in iris.values() for iri in several)
    things = {name: {make_value(iri): labels.get(iri, {}) for iri in sorted(several)} for name, several in iris.items()}
    return things | {"active": _label(_ACTIVE), "through": _label(_THROUGH)}


def make_value(iri: str) -> str:
    """Return the end of an IRI as a value in an address; a class as its words with hyphens.

    >>> make_value("https://w3id.org/styrka/def/EUOffice"), make_value("https://w3id.org/styrka/id/region/SE")
    ('eu-office', 'SE')
    """
    name = iri.rsplit("/", 1)[-1]
    return _WORDS.sub("-", name).lower() if iri.startswith(DEF) else name


def _label(values: Sequence[str]) -> Options:
    return {value: {tag: get_partner_words(value, tag) for tag in ("en", "sv")} for value in values}


def read_facets(given: Mapping[str, str], options: Mapping[str, Options]) -> tuple[dict[str, str], tuple[Wrong, ...]]:
    """Return the chosen values, written as a code or a name in either language, and those that there are not."""
    chosen, wrong = {}, []
    for name in FACETS:
        text = given.get(name, "").strip()
        if not text:
            continue
        value = _find_value(text, options[name])
        if value:
            chosen[name] = value
        else:
            wrong.append(_make_wrong(name, text, options[name]))
    return chosen, tuple(wrong)


def _find_value(text: str, options: Options) -> str:
    """Return the value that a text is the code or a name of, or begins the name of as no other; else nothing."""
    wanted = fold(text)
    known = {fold(value): value for value in options}
    known |= {fold(label): value for value, labels in options.items() for label in labels.values()}
    begun = {value for label, value in known.items() if label.startswith(wanted)} if wanted else set()
    return known.get(wanted) or (begun.pop() if len(begun) == 1 else "")


def _make_wrong(name: str, text: str, options: Options) -> Wrong:
    english, swedish = (
        get_partner_words("unknown", tag, value=repr(text[:100]), field=get_partner_words(name, tag))
        for tag in ("en", "sv")
    )
    error = BadParameter(english, sv=swedish, parameter=name, allowed=list(options))
    labels = {value: choose_label(labels, language()) or value for value, labels in options.items()}
    near = tuple((label, change_address(**{name: value})) for value, label in labels.items())
    return Wrong(name, error, near)


def list_values(name: str, one: Partner) -> tuple[str, ...]:
    """Return the values that an organisation has of a facet."""
    if name == "kind":
        return tuple(make_value(kind.iri) for kind in one.kinds)
    if name == "country":
        return one.countries
    if name == "active":
        year = int(service().engine.edition.year)
        return ("undated" if not one.last else "recently" if one.last > year - RECENT else "earlier",)
    if name == "through":
        return tuple(sorted({"strategy" if reason.strategies else "project" for reason in one.reasons}))
    return tuple(make_value(iri) for iri in one.programmes)


def narrow(found: Sequence[Partner], chosen: Mapping[str, str], but: str = "") -> tuple[Partner, ...]:
    """Return the organisations with all the chosen values; ``but`` is a facet whose choice does not count."""
    return tuple(
        one for one in found if all(value in list_values(name, one) for name, value in chosen.items() if name != but)
    )


def make_facets(
    found: Sequence[Partner], chosen: Mapping[str, str], options: Mapping[str, Options]
) -> tuple[FacetShown, ...]:
    """Return the facets that leave something to choose, each value with how many would be left."""
    shown = []
    for name in FACETS:
        counted = Counter(value for one in narrow(found, chosen, name) for value in list_values(name, one))
        if chosen.get(name):
            counted.setdefault(chosen[name], 0)
        if not chosen.get(name) and len(counted) < 2:
            continue
        order = list(options[name])
        ordered = sorted(counted, key=lambda value: (-counted[value], order.index(value)))
        values = tuple(
            FacetValue(
                _capitalise(choose_label(options[name][value], language()) or value),
                counted[value],
                change_address(**{name: "" if chosen.get(name) == value else value}),
                chosen=chosen.get(name) == value,
            )
            for value in ordered
        )
        shown.append(FacetShown(get_partner_words(name, language()), values))
    return tuple(shown)


def _capitalise(text: str) -> str:
    return text[:1].upper() + text[1:]
