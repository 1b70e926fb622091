"""The things that a name may mean, as the reconciliation API has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from styrka.ask.names.candidates import SAME, Candidate, choose_candidate, find_candidates
from styrka.ask.names.folding import fold
from styrka.ask.names.index import NameIndex
from styrka.ask.names.things import REGISTERED, Thing
from styrka.ask.reconciliation.kinds import find_id, find_kind, list_names
from styrka.ask.reconciliation.reading import NameQuery
from styrka.vocabulary import BASE

_LEAST: Final = 50.0
_DISAGREEING: Final = 40.0  # what is taken off where every property says something else


def match_name(
    index: NameIndex, identifiers: Mapping[str, Sequence[str]], query: NameQuery, language: str
) -> list[dict[str, Any]]:
    """Return the candidates for a name, the best first (section 4.3).

    Parameters:
        identifiers: the IRIs of the things that have an identifier of others, by that.
    """
    kinds = list_names(query.kinds)
    given = _find_given(index, identifiers, query.text)
    if given:
        found = tuple(Candidate(one, query.text, SAME) for one in given if one.kind in kinds)
    else:
        found = find_candidates(index, query.text, lambda one: one.kind in kinds)
        if REGISTERED in kinds and (registered := index.apart.get(REGISTERED)):
            known = {one.thing.iri for one in found}
            found += find_candidates(registered, query.text, lambda one: one.iri not in known)
    weighed = tuple(_weigh(index, one, query.properties) for one in found)
    ordered = tuple(sorted(weighed, key=lambda one: -one.score))
    chosen = choose_candidate(ordered)
    # Of several regions of one name, the one that is meant stands first.
    first = sorted(ordered, key=lambda one: one is not chosen)
    shown = [one for one in first if one.score >= _LEAST][: query.limit]
    return [_to_json(one, language, match=one is chosen) for one in shown]


def describe(thing: Thing, language: str) -> str:
    """Return what tells a thing from others of its name: kind, place, year, code."""
    kind = find_kind(thing)
    parts = (kind.title(language) if kind else "", thing.where(language), thing.year, thing.code)
    return ", ".join(one for one in parts if one)


def _find_given(index: NameIndex, identifiers: Mapping[str, Sequence[str]], text: str) -> list[Thing]:
    """Return the things that an identifier names outright: an IRI or an id of ours, or an address of others."""
    iris = identifiers.get(_bare(text)) or (text, BASE + text)
    return [thing for iri in iris if (thing := index.get(iri)) is not None]


def make_identifiers(pairs: Sequence[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Return the things by their identifiers, from pairs of a thing and an address: whole, and its last segment.

    A segment alone is an identifier only where it has a digit, as Q1234 has.
    """
    found: dict[str, dict[str, None]] = {}
    for iri, address in pairs:
        last = _bare(address).rsplit("/", 1)[-1]
        for one in (_bare(address), *([last] if any(sign.isdigit() for sign in last) else [])):
            found.setdefault(one, {})[iri] = None
    return {one: tuple(iris) for one, iris in found.items()}


def _bare(address: str) -> str:
    return address.strip().partition("://")[2].rstrip("/").lower() or address.strip().lower()


def _weigh(index: NameIndex, one: Candidate, properties: Mapping[str, Sequence[str]]) -> Candidate:
    """Return the candidate with a lower score where what else is known of the name does not agree with it."""
    country = index.get(f"{BASE}id/region/{one.thing.country}")
    known = {
        "country": {one.thing.country, *(country.names if country else ())},
        "place": set(one.thing.place.values()),
        "year": {one.thing.year},
        "code": {one.thing.code},
    }
    # What is not recorded agrees with nothing and contradicts nothing.
    told = [
        bool({fold(value) for value in values} & {fold(name) for name in known[pid]})
        for pid, values in properties.items()
        if values and any(known.get(pid, ()))
    ]
    if not told:
        return one
    return replace(one, score=round(max(0.0, one.score - _DISAGREEING * told.count(False) / len(told)), 1))


def _to_json(one: Candidate, language: str, *, match: bool) -> dict[str, Any]:
    kind = find_kind(one.thing)
    return {
        "id": find_id(one.thing.iri),
        "name": one.thing.label(language),
        "description": describe(one.thing, language),
        "type": [kind.to_json(language)] if kind else [],
        "score": one.score,
        "features": [{"id": "name", "value": one.score}],
        "match": match,
    }
