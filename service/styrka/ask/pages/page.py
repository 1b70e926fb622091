"""What the page of a question's answer has: its sentences, its numbers, its table, and what narrows and shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from styrka.ask.pages.counts import Count
from styrka.ask.pages.template import Template

SOURCE: Final = "source"  # the item that shows the first document of a row's evidence
VIEWS: Final = ("map", "classes", "lines", "bars", "timeline", "none")


@dataclass(frozen=True)
class Item:
    """One line of a cell: a column, and how it is shown.

    Attributes:
        form: ``written`` shows a name as the source writes it with the reader's below, ``bar`` a number as a bar too.
        via: the column with the list through which a joint priority is had, whose region is named.
    """

    column: str
    form: str = ""
    via: str = ""


@dataclass(frozen=True)
class Cell:
    """A cell of the table: its lines, the first of which is the main one, and the heading that it stands under."""

    name: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Facet:
    """What the rows can be narrowed by: the name in the address, and the column.

    A facet that is called otherwise than its column takes a part of the value: ``country of region`` the country in a
    region's code, ``year of asOf`` the year of a date.
    """

    name: str
    column: str


@dataclass(frozen=True)
class Alike:
    """What rows are more alike by than the others: the themes of the things in a column, narrower than a parameter."""

    column: str
    within: str


@dataclass(frozen=True)
class View:
    """What shows the answer beside its table.

    Attributes:
        kind: one of ``VIEWS``: a map of a question, values by region on a map, lines, bars, a time line, or nothing.
        of: the question, or the column with the values.
        label: the column with what the values are of.
        counted: whether the different values of the column are counted.
        source: the id of the source whose notice stands beside the map, where no column has it.
    """

    kind: str = "none"
    of: str = ""
    label: str = ""
    counted: bool = False
    source: str = ""


@dataclass(frozen=True)
class Page:
    """The page of a question's answer; sentences by language."""

    title: Mapping[str, Template]
    answer: Mapping[str, Template]
    empty: Mapping[str, Template]
    counts: Mapping[str, Count] = field(default_factory=dict)
    caveats: tuple[str, ...] = ()
    head: Item = Item("")
    cells: tuple[Cell, ...] = ()
    fold: tuple[str, ...] = ()
    group: str = ""
    alike: Alike | None = None
    facets: tuple[Facet, ...] = ()
    sort: tuple[str, ...] = ()
    view: View = View()
    related: tuple[str, ...] = ()
    generic: bool = False
