"""The themes of an area, each with the mapping that it rests on: why, how sure, and who has decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from styrka.engine.interface import Row
from styrka.text.locale import format_percent
from styrka.vocabulary import BASE, DEF
from styrka.web.context import language
from styrka.web.render.names import Link, Names
from styrka.web.render.things.asking import make_why, read, select
from styrka.web.render.things.parts.details import Written

_MATCHES: Final = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
_SUGGESTED: Final = BASE + "scheme/mapping-status/suggested"


@dataclass(frozen=True)
class MappedTheme:
    """A theme of an area, and how we know.

    Attributes:
        link: the way to the theme.
        match: the key of the words for how near the area and the theme are.
        main: whether it is the main theme.
        negative: whether somebody decided that the area is not about it.
        reasons: why, as it is recorded.
        certainty: in percent, as the language writes it.
        status: the key of the words for who has decided: nobody, a curator, or a second person too.
        counts: whether it counts in answers; a proposal that nobody has checked does not.
        why: the address that explains it; empty for what does not count.
    """

    link: Link
    match: str
    main: bool
    negative: bool
    reasons: tuple[Written, ...]
    certainty: str
    status: str
    counts: bool
    why: str


def list_mapped_themes(iri: str) -> tuple[MappedTheme, ...]:
    """Return the themes with the mapping that each rests on: main ones first, then by nearness.

    Raises:
        StyrkaError: As ``Engine.run``.
    """
    rows = select(
        f"""SELECT ?mapping ?theme ?match ?status ?certainty ?negative ?how ?note {{
  ?mapping owl:annotatedSource <{iri}> ; owl:annotatedTarget ?theme ; owl:annotatedProperty ?match ;
    styrka:mappingStatus ?status
  OPTIONAL {{ ?mapping sssom:confidence ?certainty }}
  OPTIONAL {{ ?mapping styrka:negative ?negative }}
  OPTIONAL {{ VALUES ?how {{ styrka:primaryTheme styrka:secondaryTheme styrka:relatedTheme }} <{iri}> ?how ?theme }}
  OPTIONAL {{ ?mapping skos:note ?note }}
}} ORDER BY ?mapping ?note"""
    )
    names = Names(row["theme"].value for row in rows)
    by_mapping: dict[str, list[Row]] = {}
    for row in rows:
        by_mapping.setdefault(row["mapping"].value, []).append(row)
    themes = [_make_theme(names, iri, several) for several in by_mapping.values()]
    return tuple(sorted(themes, key=lambda one: (not one.counts, one.negative, not one.main, _rank(one.match))))


def _make_theme(names: Names, iri: str, rows: Sequence[Row]) -> MappedTheme:
    first = rows[0]
    theme, status, how = first["theme"].value, first["status"].value, read(first, "how").removeprefix(DEF)
    certainty, counts = read(first, "certainty"), status != _SUGGESTED
    return MappedTheme(
        link=names.link(theme),
        match=first["match"].value.rsplit("#", 1)[-1],
        main=counts and how == "primaryTheme",
        negative=read(first, "negative") == "true",
        reasons=tuple({Written(row["note"].value, row["note"].language): None for row in rows if "note" in row}),
        certainty=format_percent(float(certainty), language()) if certainty else "",
        status=status.rsplit("/", 1)[-1],
        counts=counts,
        why=make_why(iri, f"styrka:{how}", theme) if how and counts else "",
    )


def _rank(match: str) -> int:
    return _MATCHES.index(match) if match in _MATCHES else len(_MATCHES)
