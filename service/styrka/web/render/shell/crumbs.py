"""The way to a page: the pages above it, from its address. The page itself is its heading, which stands below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from styrka.vocabulary import BASE

Name = Callable[[str], str]  # the label of an IRI; empty where it has none


@dataclass(frozen=True)
class Crumb:
    """One page above the present one: its address, and the key of its words or, where that is empty, its label."""

    path: str
    key: str = ""
    label: str = ""


_DATA: Final = Crumb("/data", "data")
# What an address begins with, and the pages above it; the first that fits counts.
_ABOVE: Final[tuple[tuple[str, tuple[Crumb, ...]], ...]] = (
    ("/doc/region/", (Crumb("/regions", "regions"),)),
    ("/doc/strategy/", (_DATA, Crumb("/table/strategies", "strategies"))),
    ("/doc/overview/", (_DATA, Crumb("/table/strategies", "strategies"))),
    ("/doc/area/", (_DATA, Crumb("/table/areas", "areas"))),
    ("/doc/actor/", (_DATA, Crumb("/table/actors", "organisations"))),
    ("/doc/programme/", (_DATA, Crumb("/table/programmes", "programmes"))),
    ("/doc/project/", (_DATA, Crumb("/table/projects", "projects"))),
    ("/doc/", (_DATA,)),
    ("/scheme/theme/", (Crumb("/themes", "themes"),)),
    ("/scheme/", (Crumb("/def", "vocabulary"),)),
    ("/shape/", (Crumb("/def", "vocabulary"),)),
    ("/def/", (Crumb("/def", "vocabulary"),)),
    ("/ask/", (Crumb("/ask", "questions"),)),
    ("/table/", (_DATA, Crumb("/table", "tables"))),
    ("/dataset/", (_DATA, Crumb("/catalog", "catalogue"))),
    ("/release/", (_DATA, Crumb("/release", "releases"))),
    ("/graph/", (_DATA,)),
    ("/about/", (Crumb("/about", "about"),)),
    ("/api/", (Crumb("/api", "api"),)),
)
# The same for addresses that are no beginnings.
_ABOVE_ONE: Final = dict.fromkeys(("/def", "/table", "/catalog", "/release", "/sparql", "/profile"), (_DATA,)) | {
    "/shape": (Crumb("/def", "vocabulary"),),
    "/scheme": (Crumb("/def", "vocabulary"),),
    "/scheme/theme": (Crumb("/themes", "themes"),),
}


def find_crumbs(path: str, name: Name, has_page: Callable[[str], bool]) -> tuple[Crumb, ...]:
    """Return the pages above a page, the highest first; none on the start page and on those of the main menu.

    Parameters:
        name: gives the label of the country that a region lies in.
        has_page: states whether there is a page at an address; what is not there is left out.
    """
    above = _ABOVE_ONE.get(path) or next((found for start, found in _ABOVE if path.startswith(start)), ())
    crumbs = [one for one in above if has_page(one.path)]
    code = path.removeprefix("/doc/region/")
    if code != path and len(code) > 2 and (country := name(f"{BASE}id/region/{code[:2]}")):
        crumbs.append(Crumb(f"/doc/region/{code[:2]}", label=country))
    return tuple(crumbs)
