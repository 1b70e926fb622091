"""More columns for things that were found: the columns of the tables, and what their names come with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from styrka.ask.names.index import NameIndex
from styrka.ask.names.things import Thing
from styrka.ask.reconciliation.kinds import OWN, find_id, find_kind
from styrka.ask.reconciliation.reading import Extension
from styrka.ask.tables import TableContent
from styrka.ask.tables.objects import make_value
from styrka.engine.interface import Term
from styrka.labels import choose_label
from styrka.vocabulary import BASE

Cell = dict[str, Any]


def extend(
    index: NameIndex, contents: Mapping[str, TableContent], asked: Extension, names: Mapping[str, str], language: str
) -> dict[str, Any]:
    """Return the values of properties of things, as the reconciliation API has them (section 6.3).

    Parameters:
        contents: what each table has.
        names: what the properties are called; one that is left out is called by its id.
    """
    meta = [{"id": one, "name": names.get(one, one)} for one in asked.properties]
    rows = {}
    for id_ in asked.ids:
        thing = index.get(id_ if "://" in id_ else BASE + id_)
        rows[id_] = {one: _list_cells(thing, one, contents, language) if thing else [] for one in asked.properties}
    return {"meta": meta, "rows": rows}


def _list_cells(thing: Thing, name: str, contents: Mapping[str, TableContent], language: str) -> list[Cell]:
    if name in OWN and name != "code":
        own = {"country": thing.country, "place": thing.where(language), "year": thing.year}[name]
        return [{"str": own}] if own else []
    kind = find_kind(thing)
    content = contents.get(kind.table) if kind else None
    terms = content.terms.get(thing.iri, {}).get(name, ()) if content else ()
    if not terms and name == "code":
        return [{"str": thing.code}]
    return [_make_cell(term, content.names if content else {}, language) for term in _prefer(terms, language)]


def _prefer(terms: Sequence[Term], language: str) -> Sequence[Term]:
    """Return the texts in the reader's language first."""
    return sorted(terms, key=lambda one: (one.language != language, one.language, one.value))


def _make_cell(term: Term, names: Mapping[str, Mapping[str, str]], language: str) -> Cell:
    if term.is_iri:
        if not term.value.startswith(BASE):
            return {"str": term.value}
        return {
            "id": find_id(term.value),
            "name": choose_label(names.get(term.value, {}), language) or find_id(term.value),
        }
    value = make_value(term, names)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return {"int" if isinstance(value, int) else "float": value}
    if isinstance(value, dict) and value.get("precision") == "day":
        return {"date": f"{term.value}T00:00:00Z"}
    return {"str": term.value}  # a year or month too: a date of the protocol has a day, and theirs is not known
