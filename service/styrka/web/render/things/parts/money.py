"""Amounts of money and other figures, each under its own name: what is of different kinds is never added up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from styrka.engine.interface import Row, Term
from styrka.text.locale import format_date, format_number
from styrka.web.context import language
from styrka.web.render.names import Names
from styrka.web.render.things.asking import make_why, read, select
from styrka.web.render.things.parts.details import Written, write_years

_EXACT: Final = "exact"


@dataclass(frozen=True)
class Amount:
    """A figure.

    Attributes:
        kind: what it is, such as the contribution of the EU; empty where only the unit says it.
        bound: how exact it is, as the code of the bound; empty for an exact one.
        figure: the number with its currency or unit.
        money: whether it is an amount of money.
        unit: the language of the unit, where that is a word; empty for money.
        fund: whose money it is, where an amount of a programme says so.
        years: the years it is for; empty when not recorded.
        stated: the day of the document that states it; empty when several do, or it has no day.
        notes: what must be known to read it right.
        why: the address that explains it.
    """

    kind: str
    bound: str
    figure: str
    money: bool
    unit: str
    fund: str
    years: str
    stated: str
    notes: tuple[Written, ...]
    why: str


def list_amounts(iri: str) -> tuple[Amount, ...]:
    """Return the amounts and figures of a thing. Raises as ``Engine.run``."""
    return find_amounts([iri]).get(iri, ())


def find_amounts(things: Iterable[str]) -> Mapping[str, tuple[Amount, ...]]:
    """Return the amounts and figures by thing; nothing for those that have none.

    Raises:
        StyrkaError: As ``Engine.run``.
    """
    values = " ".join(f"<{iri}>" for iri in dict.fromkeys(things))
    if not values:
        return {}
    rows = select(
        f"""SELECT ?thing ?figure ?value ?kind ?bound ?currency ?unit ?fund ?of ?start ?end ?note ?issued {{
  VALUES ?thing {{ {values} }}
  ?thing styrka:hasFigure ?figure . ?figure styrka:value ?value
  OPTIONAL {{ ?figure styrka:amountKind ?kind }}
  OPTIONAL {{ ?figure styrka:bound ?bound }}
  OPTIONAL {{ ?figure styrka:currency ?currency }}
  OPTIONAL {{ ?figure styrka:unit ?unit }}
  OPTIONAL {{ ?figure styrka:fund ?fund }}
  OPTIONAL {{ ?figure styrka:outOf ?of }}
  OPTIONAL {{ ?figure styrka:periodStart ?start }}
  OPTIONAL {{ ?figure styrka:periodEnd ?end }}
  OPTIONAL {{ ?figure skos:note ?note }}
  OPTIONAL {{ GRAPH ?graph {{ ?figure styrka:value ?value }} ?graph dcterms:source/dcterms:issued ?issued }}
}} ORDER BY ?thing ?figure"""
    )
    names = Names(row[column].value for row in rows for column in ("kind", "fund") if column in row)
    by_figure: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        by_figure[row["thing"].value, row["figure"].value].append(row)
    made: dict[str, list[Amount]] = defaultdict(list)
    for (thing, figure), several in by_figure.items():
        made[thing].append(_make(names, thing, figure, several))
    return {thing: tuple(several) for thing, several in made.items()}


def _make(names: Names, thing: str, figure: str, rows: Sequence[Row]) -> Amount:
    first = rows[0]
    kind, bound = read(first, "kind"), read(first, "bound").rsplit("/", 1)[-1]
    units = {row["unit"] for row in rows if "unit" in row}
    unit = next((one for one in units if one.language == language()), min(units, key=_order, default=None))
    number = _write_number(first["value"].value)
    if of := read(first, "of"):
        number = f"{number}/{_write_number(of)}"
    notes = {row["note"] for row in rows if "note" in row}
    own = [one for one in notes if one.language in ("", language())]
    days = {read(row, "issued") for row in rows}
    return Amount(
        kind=names.name(kind) if kind else "",
        bound=bound if bound != _EXACT else "",
        figure=f"{number} {read(first, 'currency') or (unit.value if unit else '')}".strip(),
        money="currency" in first,
        unit=unit.language if unit and not read(first, "currency") else "",
        fund=names.name(fund) if (fund := read(first, "fund")) else "",
        years=write_years(read(first, "start")[:4], read(first, "end")[:4]),
        stated=format_date(days.pop(), language()) if len(days) == 1 else "",
        notes=tuple(Written(one.value, one.language) for one in sorted(own or notes, key=_order)),
        why=make_why(thing, "styrka:hasFigure", figure),
    )


def _order(term: Term) -> tuple[str, str]:
    return term.value, term.language


def _write_number(text: str) -> str:
    try:
        number = float(text)
    except ValueError:
        return text
    return format_number(int(number) if number.is_integer() else number, language())
