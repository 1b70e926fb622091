"""The priority areas of strategies, as the pages of regions and strategies list them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from styrka.engine.interface import Row
from styrka.web.render.names import Link, Names, link_things
from styrka.web.render.things.asking import make_why, read, select


@dataclass(frozen=True)
class Area:
    """A priority area in a list.

    Attributes:
        link: the way to it; its label is the name as the document writes it.
        language: of the name as written, a tag of BCP 47; empty when unknown.
        translation: the name in the reader's language; empty where that is what is written.
        main: its main themes.
        also: the themes that it also touches.
        leads: who leads the work, where a joint strategy says so.
        why: the address that explains that the area is on the list.
    """

    link: Link
    language: str
    translation: str
    main: tuple[Link, ...]
    also: tuple[Link, ...]
    leads: tuple[Link, ...]
    why: str


@dataclass(frozen=True)
class AreaList:
    """The areas of one strategy or overview, in its order.

    Attributes:
        link: the way to the strategy.
        date: when it was adopted, published or last known to hold; as precise as it is recorded, or empty.
        overview: whether it is an overview by someone else and not the strategy itself.
        later: whether a newer strategy is known whose areas are not recorded.
        areas: what it prioritises.
    """

    link: Link
    date: str
    overview: bool
    later: bool
    areas: tuple[Area, ...]

    @property
    def year(self) -> str:
        """The year of the date; empty when there is none."""
        return self.date[:4]


def list_areas(rows: Sequence[Row]) -> tuple[AreaList, ...]:
    """Return the areas of an answer to ``priorities-of-a-region`` by list, in the order of the answer.

    Raises:
        StyrkaError: As ``Engine.run``.
    """
    themes = _find_themes(row["area"].value for row in rows)
    found = [one for several in themes.values() for group in several.values() for one in group]
    names = Names([*(row[column].value for row in rows for column in ("area", "list")), *found])
    lists: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        lists[row["list"].value].append(row)
    return tuple(_make_list(names, members, themes) for members in lists.values())


def find_covered(lists: Iterable[AreaList]) -> tuple[Link, ...]:
    """Return the regions that lists are for, each once. Raises as ``Engine.run``."""
    values = " ".join(f"<{one.link.iri}>" for one in lists)
    query = (
        f"SELECT DISTINCT ?region {{ VALUES ?list {{ {values} }} ?list styrka:coversRegion ?region }} ORDER BY ?region"
    )
    return link_things(row["region"].value for row in select(query)) if values else ()


def _make_list(names: Names, rows: Sequence[Row], themes: Mapping[str, Mapping[str, list[str]]]) -> AreaList:
    first = rows[0]
    standing = read(first, "standing")
    return AreaList(
        link=names.link(first["list"].value),
        date=read(first, "asOf"),
        overview=read(first, "listKind") == "overview",
        later=standing.startswith("a later list is known"),
        areas=tuple(_make_area(names, row, themes[row["area"].value]) for row in rows),
    )


def _make_area(names: Names, row: Row, themes: Mapping[str, list[str]]) -> Area:
    iri, written = row["area"].value, row["areaName"]
    link = names.link(iri)
    main = names.links(themes["primaryTheme"]) or names.links(themes["theme"])
    return Area(
        link=Link(iri, link.address, written.value),
        language=written.language,
        translation=names.translate(iri, written.value),
        main=main,
        also=tuple(one for one in names.links([*themes["secondaryTheme"], *themes["theme"]]) if one not in main),
        leads=names.links(themes["leadRegion"]),
        why=make_why(row["list"].value, "styrka:hasPriorityArea", iri),
    )


def _find_themes(areas: Iterable[str]) -> Mapping[str, Mapping[str, list[str]]]:
    """Return the themes, and who leads, by area and property."""
    values = " ".join(f"<{iri}>" for iri in dict.fromkeys(areas))
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in select(
        f"SELECT DISTINCT ?area ?how ?theme {{ VALUES ?area {{ {values} }} "
        "VALUES ?how { styrka:primaryTheme styrka:secondaryTheme styrka:theme styrka:leadRegion } ?area ?how ?theme }"
        " ORDER BY ?area ?theme"
    ):
        found[row["area"].value][row["how"].value.rsplit("/", 1)[-1]].append(row["theme"].value)
    return found
