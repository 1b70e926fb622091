"""Every page that there is, with the day on which its content was changed: what leads a crawler (sitemaps.org)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from styrka.engine.interface import Engine, ask_truth, select_rows
from styrka.release import Release
from styrka.vocabulary import BASE, ONTOLOGY, sparql_prefixes

PAGES: Final = "pages"
RELEASES: Final = "releases"
LONGEST: Final = 10_000  # addresses in one part; the protocol allows 50 000
# The nouns that people look for. Figures, claims and roles are shown on the pages of what they belong to.
_NOUNS: Final = (
    "strategy",
    "overview",
    "area",
    "region",
    "actor",
    "programme",
    "project",
    "source",
    "statement",
    "mapping",
)
_FOLDERS: Final = ("scheme", "def", "shape", "graph")
_FIXED: Final = ("", "ask", "table", "sparql", "about/sources", "about/limits", "about/problems")
_RELEASED: Final = ("catalog", "release")
_DESCRIBED: Final = ("def", "compare", "partners")
_LONGEST_ADDRESS: Final = 2000  # characters of a path; the protocol allows addresses of 2048
_THINGS: Final = """SELECT ?thing (MAX(?day) AS ?modified) WHERE {
  GRAPH ?graph { ?thing a ?class }
  ?graph dcterms:modified ?day .
  FILTER(isIRI(?thing))
} GROUP BY ?thing"""


@dataclass(frozen=True, order=True)
class Page:
    """A page: its path below the service's address, and when it was changed (ISO 8601; empty: not known)."""

    path: str
    modified: str


def split_pages(
    engine: Engine,
    releases: Sequence[Release],
    questions: Iterable[str],
    tables: Iterable[str],
    changed: Mapping[str, str] | None = None,
) -> dict[str, list[Page]]:
    """Return the pages by the part of the site map that they stand in, none longer than LONGEST.

    A thing was changed on the day of the last release that changed it. One that no stored release has changed is
    as old as the newest file that describes it, and at least as old as the oldest of those releases. What answers
    from all of them, such as a question, is as old as the present release.

    Parameters:
        releases: the releases that have a page, the newest first; none where there are no pages of releases.
        questions, tables: the slugs of those.
        changed: the day of the last change by thing, of those that a change log names.
    """
    days, oldest = changed or {}, releases[-1].created[:10] if releases else ""
    found: defaultdict[str, list[Page]] = defaultdict(list)
    described = _DESCRIBED if ask_truth(engine, f"ASK {{ <{ONTOLOGY}> a ?class }}") else ()
    fixed = (*_FIXED, *(_RELEASED if releases else ()), *described)
    paths = (*fixed, *(f"ask/{slug}" for slug in questions), *(f"table/{slug}" for slug in tables))
    found[RELEASES] = [Page(f"release/{one.version}/", one.created[:10]) for one in releases]
    for row in select_rows(engine, sparql_prefixes() + _THINGS):
        place = _place(row["thing"].value)
        if place is not None and len(place[1]) <= _LONGEST_ADDRESS:
            written = row["modified"].value
            day = days.get(row["thing"].value) or (min(written, oldest) if oldest else written)
            # The page of a graph shows the file, which may have changed where nothing is stated of the graph itself.
            found[place[0]].append(Page(place[1], written if place[0] == "graph" else day))
    newest = max((page.modified for part in found.values() for page in part), default="")
    found[PAGES] += (Page(path, engine.edition.created[:10] or newest) for path in paths)
    return {
        f"{name}-{start // LONGEST + 1}": pages[start : start + LONGEST]
        for name, pages in sorted((name, sorted(pages)) for name, pages in found.items())
        for start in range(0, len(pages), LONGEST)
    }


def _place(iri: str) -> tuple[str, str] | None:
    """Return the part that a thing's page belongs to, and the page's path.

    None for what has no page of its own there.
    """
    if not iri.startswith(BASE):
        return None
    path = iri.removeprefix(BASE)
    first, _, rest = path.partition("/")
    if first == "id":
        noun = rest.partition("/")[0]
        return (noun, f"doc/{rest}") if noun in _NOUNS else None
    if first == "dataset" and rest:
        return PAGES, path
    return (first, path) if first in _FOLDERS and rest else None
