"""Which rows of an answer are most like those that come first: they have a narrower theme in common with them.

All rows of an answer about a theme have that theme. ``#+ alike: area within theme`` in the header of a question says
that rows are more alike when their areas also have the same one of the themes that are narrower than the parameter's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from styrka.ask.answer import AnsweredQuestion
from styrka.ask.pages.reader import Reader
from styrka.vocabulary import sparql_prefixes

_NARROWER: Final = "SELECT ?thing ?theme { ?thing styrka:theme ?theme . ?theme skos:broaderTransitive <%s> }"


def find_alike(asked: AnsweredQuestion, reader: Reader) -> Mapping[str, tuple[str, ...]]:
    """Return the things of a whole answer that have narrower themes in common with what comes first, and those themes.

    The things are those of the column that the page of the question names; none where nothing comes first.
    Raises as ``Engine.run``.
    """
    alike, first = asked.query.page.alike, asked.first
    theme = asked.values.get(alike.within) if alike else None
    if not alike or not first or not theme:
        return {}
    broad = asked.query.parameter(alike.within).iri(theme)
    themes: dict[str, set[str]] = {}
    for row in reader.answers.rows(reader.engine, sparql_prefixes() + _NARROWER % broad):
        if row["theme"].value != broad:
            themes.setdefault(row["thing"].value, set()).add(row["theme"].value)
    things: dict[bool, set[str]] = {True: set(), False: set()}
    for row in asked.rows:
        if alike.column in row:
            things[asked.comes_first(row)].add(row[alike.column].value)
    ours = set[str]().union(*(themes.get(one, set()) for one in things[True]))
    return {one: tuple(sorted(both)) for one in things[False] if (both := themes.get(one, set()) & ours)}
