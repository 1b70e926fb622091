"""What a strategy, an area, a project or an organisation states: objectives, needs, results ..., by kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from styrka.engine.interface import Row
from styrka.text.locale import sort_key
from styrka.vocabulary import DEF
from styrka.web.context import language
from styrka.web.render.names import Names
from styrka.web.render.things.asking import select
from styrka.web.render.things.parts.details import Written

_ANY: Final = DEF + "Statement"  # the kind of what has no narrower one
_FIRST: Final = (DEF + "Objective", DEF + "ExpectedResult", DEF + "Result")


def list_statements(iri: str) -> tuple[tuple[str, tuple[Written, ...]], ...]:
    """Return the statements by the name of their kind, objectives and results first, each in the order of its source.

    Raises:
        StyrkaError: As ``Engine.run``.
    """
    rows = select(
        f"""SELECT ?item ?class ?text ?order {{
  <{iri}> styrka:states ?item . ?item a ?class ; skos:prefLabel ?text FILTER(STRSTARTS(STR(?class), STR(styrka:)))
  OPTIONAL {{ ?item styrka:order ?order }}
}} ORDER BY ?order ?item ?class"""
    )
    by_item: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_item[row["item"].value].append(row)
    names = Names(row["class"].value for row in rows)
    kinds: dict[str, list[Written]] = defaultdict(list)
    for several in by_item.values():
        kinds[_choose_kind(several)].append(_choose_text(several))
    ordered = sorted(kinds, key=lambda kind: (_rank(kind), sort_key(names.name(kind), language())))
    return tuple((names.name(kind), tuple(kinds[kind])) for kind in ordered)


def _choose_kind(rows: Sequence[Row]) -> str:
    return next((row["class"].value for row in rows if row["class"].value != _ANY), _ANY)


def _choose_text(rows: Sequence[Row]) -> Written:
    texts = [row["text"] for row in rows]
    chosen = next((one for one in texts if one.language == language()), texts[0])
    return Written(chosen.value, chosen.language)


def _rank(kind: str) -> int:
    return _FIRST.index(kind) if kind in _FIRST else len(_FIRST) + (kind == _ANY)
