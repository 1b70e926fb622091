"""An S3-like graph of any size in Styrka's own vocabulary and layout, as lines of N-Quads.

Regions on NUTS levels, lists with their areas on the real theme hub, mappings, authorities, programmes, actors;
projects with their involvements and amounts are the bulk. As in the data, one graph is one source, what the curation
adds is apart, and some statements are made by two sources. One seed and size give the same bytes, whatever the process.
Sizes are in stated triples, the shipped ontology included; what Styrka infers and computes comes on top.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from graph_lines import TABLES, Writer, iri, text, typed
from graph_projects import PART, write_projects

from styrka.build import source_files, sources
from styrka.vocabulary import BASE, DEF, PREFIXES

ROOT: Final = Path(__file__).resolve().parent.parent
SEED: Final = 20261122
_COUNTRIES: Final = (
    *("SE", "FI", "DK", "DE", "FR", "NL", "PL", "ES", "IT", "AT", "BE", "BG", "CZ", "EE", "EL"),
    *("HR", "HU", "IE", "LT", "LU", "LV", "MT", "PT", "RO", "SI", "SK", "CY", "NO", "IS", "CH"),
)
_FUNDS: Final = ("erdf", "esf", "esf-plus", "interreg", "horizon", "national", "eu-programme", "national")
_OFTEN: Final = ("energy", "health", "food", "manufacturing")  # themes that five times as many areas have
_AGAIN: Final = 0.05  # of the lists are in a second document too


def parts(
    size: int, seed: int = SEED, root: Path = ROOT, part: int = PART, *, merged: bool = False
) -> Iterator[list[str]]:
    """Yield the lines of the graph: the ontology and the core first, then part after part of projects.

    Parameters:
        merged: whether all but the ontology stands in one graph, each statement once, to measure what graphs cost.
    """
    chance, hub = random.Random(seed), find_themes(root)
    countries = min(len(_COUNTRIES), max(1, round((size / 10_000) ** 0.55)))
    first, small, areas, programmes = write_core(chance, hub, countries)
    axioms = [
        quad
        for path in source_files.find_sources(root)
        if path.is_relative_to(root / "ontology")
        for quad in sources.read_source(path, root).quads
    ]
    stated = canonical(axioms)
    left, number = size - len(stated) - len(first), 0
    yield [*stated, *(_merge(first) if merged else first)]
    while left > 0:
        lines = write_projects(chance, number, hub, small, areas, programmes, left, part)
        left -= len(lines)
        yield _merge(lines) if merged else lines
        number += part


def canonical(quads: Iterable[ox.Quad]) -> list[str]:
    """Return the quads as lines, each once, sorted."""
    return sorted({f"{quad} .\n" for quad in quads})


def _merge(lines: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(f"{line.rsplit(' ', 2)[0]} <{BASE}graph/merged> .\n" for line in lines))


def find_themes(root: Path = ROOT) -> list[str]:
    """Return the paths of the theme hub's concepts, sorted."""
    quads = sources.read_source(root / "ontology/schemes/themes.ttl", root).quads
    theme = ox.NamedNode(DEF + "Theme")
    found = [quad.subject for quad in quads if quad.object == theme]
    return sorted(one.value.removeprefix(BASE) for one in found if isinstance(one, ox.NamedNode))


def write_core(
    chance: random.Random, hub: list[str], countries: int
) -> tuple[list[str], list[str], list[str], list[str]]:
    """Return the lines of all but projects and actors; and the paths of small regions, areas and programmes."""
    out = Writer()
    for table in TABLES:
        out.describe_graph(f"tables/{table}/curation")
    small: list[str] = []
    areas: list[str] = []
    programmes: list[str] = []
    weights = [5 if theme.rsplit("/")[-1] in _OFTEN else 1 for theme in hub]
    for country in _COUNTRIES[:countries]:
        out.describe_graph(f"mappings/eu/{country.lower()}")
        codes = [country]
        for level, width in ((1, 3), (2, 3), (3, 4)):
            codes += [code + str(n) for code in codes if len(code) == level + 1 for n in range(1, width + 1)]
        for code in codes:
            _write_region(out, code)
        small += [f"id/region/{code}" for code in codes if len(code) == 5]
        for code in codes:
            for year in {5: (2014, 2022), 4: (2023,)}.get(len(code), ()):
                areas += _write_list(out, chance, (hub, weights), code, year, "strategy")
            if len(code) == 5 and chance.random() < 0.3:
                areas += _write_list(out, chance, (hub, weights), code, 2019, "overview")
        for number, fund in enumerate(_FUNDS):
            programmes.append(_write_programme(out, country, number, fund, chance.choice(codes[:13])))
    return out.lines, small, areas, programmes


def _write_programme(out: Writer, country: str, number: int, fund: str, region: str) -> str:
    path = f"id/programme/{country.lower()}-{number}-2021-2027"
    out.state(
        "programmes",
        country.lower(),
        path,
        "FundingProgramme",
        skos__prefLabel=text(f"Program {number} i {country}", "sv"),
        fund=iri(f"scheme/fund/{fund}"),
        periodStart=typed(2021, "gYear"),
        periodEnd=typed(2027, "gYear"),
        eligibleRegion=iri(f"id/region/{region}"),
    )
    english = text(f"Programme {number} in {country}", "en")
    out.add("programmes", path, skos__prefLabel=english, confidence=iri("scheme/confidence/high"))
    return path


def _write_region(out: Writer, code: str) -> None:
    source, path = code[:2].lower(), f"id/region/{code}"
    above = {} if len(code) == 2 else {"partOf": iri(f"id/region/{code[:-1]}")}
    out.state(
        "regions",
        source,
        path,
        "Region",
        **above,
        nutsLevel=typed(len(code) - 2, "integer"),
        skos__prefLabel=text(f"Regionen {code}", "sv"),
        skos__notation=text(code),
        skos__inScheme="<http://data.europa.eu/nuts/scheme/2024>",
        skos__exactMatch=f"<{PREFIXES['nuts']}{code}>",
    )
    out.add("regions", path, skos__prefLabel=text(f"Region {code}", "en"))
    if len(code) == 5:
        authority = f"id/actor/authority-{code.lower()}"
        out.state(
            "actors",
            source,
            authority,
            "RegionalAuthority",
            skos__prefLabel=text(f"Myndigheten i {code}", "sv"),
            authorityOf=iri(path),
            locatedIn=iri(path),
        )
        out.add("actors", authority, helixSector=iri("scheme/helix/public-sector"))


def _write_list(
    out: Writer, chance: random.Random, themes: tuple[list[str], list[int]], code: str, year: int, noun: str
) -> list[str]:
    slug = f"{code.lower()}-{'overview-' if noun == 'overview' else ''}{year}"
    paths = [f"id/area/{slug}/{number}" for number in range(1, chance.randrange(3, 8))]
    path = f"id/{noun}/{slug}"
    said = {
        "skos__prefLabel": text(f"Listan {slug}", "sv"),
        "coversRegion": iri(f"id/region/{code}"),
        "asOf": typed(year, "gYear"),
    }
    out.state(
        "strategies",
        slug,
        path,
        noun.capitalize(),
        **said,
        hasPriorityArea=map(iri, paths),
        adoptedBy=iri(f"id/actor/authority-{code.lower()}") if len(code) == 5 else (),
        completeFor=f"<{DEF}hasPriorityArea>",
    )
    if chance.random() < _AGAIN:
        out.state("strategies", f"{code[:2].lower()}-again", path, noun.capitalize(), **said)
    out.add(
        "strategies",
        path,
        skos__prefLabel=text(f"List {slug}", "en"),
        kind=iri("scheme/strategy-kind/s3"),
        confidence=iri("scheme/confidence/high"),
    )
    for order, area in enumerate(paths, 1):
        label = text(f"Område {order} i {slug}", "sv")
        out.state("areas", slug, area, "PriorityArea", order=typed(order, "integer"), skos__prefLabel=label)
        english = text(f"Area {order} of {slug}", "en")
        out.add("areas", area, skos__prefLabel=english, confidence=iri("scheme/confidence/high"))
        chosen = dict.fromkeys(chance.choices(*themes, k=1 + (chance.random() < 0.3)))
        for rank, theme in zip(("primary", "secondary"), chosen, strict=False):
            _write_mapping(out, f"mappings/eu/{code[:2].lower()}", area, theme, rank, chance)
    return paths


def _write_mapping(out: Writer, graph: str, path: str, theme: str, rank: str, chance: random.Random) -> None:
    out.map(graph, path, **{f"{rank}Theme": iri(theme)})
    out.map(
        graph,
        f"id/mapping/{path[3:].replace('/', '-')}/{theme.rsplit('/')[-1]}",
        rdf__type=f"<{DEF}Mapping>",
        owl__annotatedSource=iri(path),
        owl__annotatedTarget=iri(theme),
        rank=iri(f"scheme/rank/{rank}"),
        owl__annotatedProperty=f"<{PREFIXES['skos']}{chance.choice(('exact', 'close', 'broad'))}Match>",
        sssom__confidence=typed(f"0.{chance.randrange(50, 100)}", "decimal"),
        negative=typed("false", "boolean"),
        sssom__mapping_justification=f"<{PREFIXES['semapv']}ManualMappingCuration>",
        mappingStatus=iri("scheme/mapping-status/curated"),
        prov__wasAttributedTo=iri("id/actor/styrka"),
        dcterms__created=typed("2026-11-22", "date"),
    )
