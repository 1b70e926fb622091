"""What shows the answer to anybody's query beside its table, where its columns allow: a map, and bars."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from markupsafe import Markup

from styrka.engine.interface import Row, Term
from styrka.release import View
from styrka.text.locale import format_number
from styrka.text.ui import get_words
from styrka.vocabulary import PREFIXES
from styrka.web.context import language
from styrka.web.render.answer.views import BARS, Bar
from styrka.web.render.map.drawing import NONE, OWN, Caption, Drawn, draw_map
from styrka.web.render.map.shapes import find_view
from styrka.web.render.names import Names
from styrka.web.render.results import Result

_REGION: Final = PREFIXES["region"]
_NUMBERS: Final = frozenset(PREFIXES["xsd"] + name for name in ("integer", "decimal", "double", "float"))
_LEAST: Final = 2  # regions or bars that are worth a picture


def draw_regions(found: Result) -> tuple[Markup, str] | None:
    """Return a map of the regions in an answer, and the notice that must stand below it.

    Nothing where there are fewer than two, or no shapes.
    """
    codes = _list_codes(found)
    if len(codes) < _LEAST:
        return None
    view = find_view("se" if all(code.startswith("SE") for code in codes) else "europe")
    if view is None:
        return None
    shown = [code for code in codes if code in view.shapes]
    return (_draw(view, shown), view.attribution[language()]) if len(shown) >= _LEAST else None


def make_bars(found: Result, labels: Mapping[str, str]) -> tuple[Bar, ...]:
    """Return the first rows of an answer with a name and a number in each as bars; none for any other answer.

    Parameters:
        labels: the names of things, by IRI.
    """
    rows = found.rows or ()
    numeric = [name for name in found.columns if _has_numbers(rows, name)]
    named = [name for name in found.columns if name not in numeric and all(name in row for row in rows)]
    if not numeric or not named or len(rows) < _LEAST:
        return ()
    number, name = numeric[-1], _choose_name(rows, named)
    values = [float(row[number].value) for row in rows[:BARS]]
    largest = max(values)
    if min(values) < 0 or largest <= 0:
        return ()
    return tuple(
        Bar(_name(row[name], labels), format_number(value, language()), round(100 * value / largest))
        for row, value in zip(rows, values, strict=False)
    )


def _list_codes(found: Result) -> list[str]:
    terms = (term for row in found.rows or () for term in row.values())
    codes = (term.value.removeprefix(_REGION) for term in terms if term.is_iri and term.value.startswith(_REGION))
    return list(dict.fromkeys(codes))


def _draw(view: View, codes: list[str]) -> Markup:
    # A map of one country has no ground of its own: the other regions show where those of the answer lie.
    others = (
        [] if any(one.level == 0 for one in view.shapes.values()) else [one for one in view.shapes if one not in codes]
    )
    names = Names(_REGION + code for code in (*codes, *others, *view.insets))
    outside = get_words("outside_answer", language())
    regions = [
        Drawn(
            (code,),
            view.shapes[code].level,
            NONE if code in others else OWN,
            False,
            names.name(_REGION + code) + (f": {outside}" if code in others else ""),
            names.link(_REGION + code).address,
        )
        for code in (*codes, *others)
    ]
    words = get_words("regions_mapped", language(), n=len(codes))
    insets = {code: names.name(_REGION + code) for code in view.insets}
    return draw_map(view, regions, Caption(words, words, insets))


def _has_numbers(rows: tuple[Row, ...], name: str) -> bool:
    return bool(rows) and all(name in row and _is_number(row[name]) for row in rows)


def _is_number(term: Term) -> bool:
    """Return whether a term is a number that can be drawn: one may be infinite, or none for all that its type says."""
    try:
        return term.datatype in _NUMBERS and math.isfinite(float(term.value))
    except ValueError:
        return False


def _choose_name(rows: tuple[Row, ...], named: list[str]) -> str:
    """Return the column whose values tell the rows apart best; of several alike the first."""
    return max(named, key=lambda name: (len({row[name] for row in rows[:BARS]}), -named.index(name)))


def _name(term: Term, labels: Mapping[str, str]) -> str:
    return labels.get(term.value, term.value) if term.is_iri else term.value
