"""An S3-like graph of any size in Styrka's own vocabulary, as lines of N-Quads.

Regions on NUTS levels, lists with their areas on the real theme hub, mappings, authorities, programmes, actors;
projects with their involvements and amounts are the bulk. One seed and size give the same bytes, whatever the
process. Sizes are in stated triples, the shipped ontology included; what Styrka infers and computes comes on top.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from styrka.build import sources
from styrka.vocabulary import BASE, DEF, PREFIXES

ROOT = Path(__file__).resolve().parent.parent
SEED = 20261122
PART = 12_000  # projects that are reasoned over together with the core
COUNTRIES = (
    "SE",
    "FI",
    "DK",
    "DE",
    "FR",
    "NL",
    "PL",
    "ES",
    "IT",
    "AT",
    "BE",
    "BG",
    "CZ",
    "EE",
    "EL",
    "HR",
    "HU",
    "IE",
    "LT",
    "LU",
    "LV",
    "MT",
    "PT",
    "RO",
    "SI",
    "SK",
    "CY",
    "NO",
    "IS",
    "CH",
)
KINDS = (
    "University",
    "SciencePark",
    "Incubator",
    "Cluster",
    "ResearchInstitute",
    "TestBed",
    "Company",
    "Company",
    "Network",
    "Association",
    "Agency",
    "CollaborationPlatform",
)
FUNDS = ("erdf", "esf", "esf-plus", "interreg", "horizon", "national", "eu-programme", "national")
ROLES = ("applicant", "partner", "partner", "owner", "runs", "participant")
HELIX = ("academia", "business", "public-sector", "civil-society")
A, LABEL, SOURCE = PREFIXES["rdf"] + "type", PREFIXES["skos"] + "prefLabel", PREFIXES["dcterms"] + "source"
XSD = PREFIXES["xsd"]


def iri(path: str) -> str:
    """The IRI of a path below the base, as N-Quads has it."""
    return f"<{BASE}{path}>"


def text(words: str, language: str = "") -> str:
    """A literal; a plain string when there is no language."""
    return f'"{words}"@{language}' if language else f'"{words}"'


def typed(value: object, datatype: str) -> str:
    """A literal of a datatype of XML Schema."""
    return f'"{value}"^^<{XSD}{datatype}>'


class Writer:
    """Gathers the lines of one part."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def thing(self, graph: str, path: str, class_: str, /, **properties: str | Iterable[str]) -> None:
        """State a thing's class and properties; a double underscore in a name stands for the colon of a prefix."""
        head, tail = f"<{BASE}{path}> <", f" <{BASE}graph/{graph}> .\n"
        self.lines.append(f"{head}{A}> <{DEF}{class_}>{tail}")
        for name, values in properties.items():
            prefix, _, local = name.rpartition("__")
            predicate = (PREFIXES[prefix] if prefix else DEF) + local
            for value in (values,) if isinstance(values, str) else values:
                self.lines.append(f"{head}{predicate}> {value}{tail}")


def themes(root: Path = ROOT) -> list[str]:
    """The paths of the theme hub's concepts, sorted."""
    quads = sources.read_source(root / "ontology/schemes/themes.ttl", root).quads
    theme = ox.NamedNode(DEF + "Theme")
    found = [quad.subject for quad in quads if quad.object == theme]
    return sorted(one.value.removeprefix(BASE) for one in found if isinstance(one, ox.NamedNode))


def core(chance: random.Random, hub: list[str], countries: int) -> tuple[list[str], list[str], list[str], list[str]]:
    """The lines of everything but projects and actors; and the paths of small regions, areas and programmes."""
    out = Writer()
    small: list[str] = []
    areas: list[str] = []
    programmes: list[str] = []
    weights = [5 if theme.rsplit("/")[-1] in ("energy", "health", "food", "manufacturing") else 1 for theme in hub]
    for country in COUNTRIES[:countries]:
        codes = [country]
        for level, width in ((1, 3), (2, 3), (3, 4)):
            codes += [code + str(n) for code in codes if len(code) == level + 1 for n in range(1, width + 1)]
        for code in codes:
            _region(out, code)
        small += [f"id/region/{code}" for code in codes if len(code) == 5]
        for code in codes:
            years = {5: (2014, 2022), 4: (2023,)}.get(len(code), ())
            for year in years:
                _list(out, chance, hub, weights, code, f"{code.lower()}-{year}", year, "strategy", areas)
            if len(code) == 5 and chance.random() < 0.3:
                _list(out, chance, hub, weights, code, f"{code.lower()}-overview-2019", 2019, "overview", areas)
        for number, fund in enumerate(FUNDS):
            path = f"id/programme/{country.lower()}-{number}-2021-2027"
            programmes.append(path)
            out.thing(
                "reference/programmes",
                path,
                "FundingProgramme",
                skos__prefLabel=[text(f"Program {number} i {country}", "sv"), text(f"Programme {number}", "en")],
                fund=iri(f"scheme/fund/{fund}"),
                periodStart=typed(2021, "gYear"),
                periodEnd=typed(2027, "gYear"),
                eligibleRegion=iri(f"id/region/{chance.choice(codes[:13])}"),
                dcterms__source=iri(f"id/source/{country.lower()}"),
                confidence=iri("scheme/confidence/high"),
            )
        _source(out, "reference/sources", f"id/source/{country.lower()}")
    return out.lines, small, areas, programmes


def _region(out: Writer, code: str) -> None:
    above = {} if len(code) == 2 else {"partOf": iri(f"id/region/{code[:-1]}")}
    graph = f"reference/regions/{code[:2].lower()}"
    source = iri(f"id/source/{code[:2].lower()}")
    out.thing(
        graph,
        f"id/region/{code}",
        "Region",
        **above,
        nutsLevel=typed(len(code) - 2, "integer"),
        skos__prefLabel=[text(f"Regionen {code}", "sv"), text(f"Region {code}", "en")],
        skos__notation=text(code),
        skos__inScheme="<http://data.europa.eu/nuts/scheme/2024>",
        skos__exactMatch=f"<{PREFIXES['nuts']}{code}>",
        dcterms__source=source,
    )
    if len(code) == 5:
        out.thing(
            "reference/authorities",
            f"id/actor/authority-{code.lower()}",
            "RegionalAuthority",
            skos__prefLabel=text(f"Myndigheten i {code}", "sv"),
            authorityOf=iri(f"id/region/{code}"),
            locatedIn=iri(f"id/region/{code}"),
            helixSector=iri("scheme/helix/public-sector"),
            dcterms__source=source,
        )


def _list(
    out: Writer,
    chance: random.Random,
    hub: list[str],
    weights: list[int],
    code: str,
    slug: str,
    year: int,
    noun: str,
    areas: list[str],
) -> None:
    graph, source = f"strategies/eu/{code[:2].lower()}", iri(f"id/source/{slug}")
    _source(out, graph, f"id/source/{slug}")
    paths = [f"id/area/{slug}/{number}" for number in range(1, chance.randrange(3, 8))]
    out.thing(
        graph,
        f"id/{noun}/{slug}",
        noun.capitalize(),
        skos__prefLabel=[text(f"Listan {slug}", "sv"), text(f"List {slug}", "en")],
        kind=iri("scheme/strategy-kind/s3"),
        coversRegion=iri(f"id/region/{code}"),
        asOf=typed(year, "gYear"),
        hasPriorityArea=map(iri, paths),
        adoptedBy=iri(f"id/actor/authority-{code.lower()}") if len(code) == 5 else (),
        completeFor=f"<{DEF}hasPriorityArea>",
        dcterms__source=source,
        confidence=iri("scheme/confidence/high"),
    )
    for order, path in enumerate(paths, 1):
        chosen = list(dict.fromkeys(chance.choices(hub, weights, k=1 + (chance.random() < 0.3))))
        out.thing(
            graph,
            path,
            "PriorityArea",
            order=typed(order, "integer"),
            dcterms__source=source,
            skos__prefLabel=[text(f"Område {order} i {slug}", "sv"), text(f"Area {order} of {slug}", "en")],
            confidence=iri("scheme/confidence/high"),
        )
        for rank, theme in zip(("primary", "secondary"), chosen, strict=False):
            _mapping(out, f"mappings/eu/{code[:2].lower()}", path, theme, rank, chance)
    areas += paths


def _mapping(out: Writer, graph: str, path: str, theme: str, rank: str, chance: random.Random) -> None:
    out.lines.append(f"{iri(path)} <{DEF}{rank}Theme> {iri(theme)} {iri('graph/' + graph)} .\n")
    out.thing(
        graph,
        f"id/mapping/{path[3:].replace('/', '-')}/{theme.rsplit('/')[-1]}",
        "Mapping",
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


def _source(out: Writer, graph: str, path: str) -> None:
    out.thing(
        graph,
        path,
        "Source",
        dcterms__title=text(f"Källan {path[10:]}"),
        dcterms__publisher=iri("id/actor/styrka"),
        recordedOn=typed("2026-11-22", "date"),
        foaf__page=f"<https://example.org/{path[10:]}>",
    )


def projects(
    chance: random.Random,
    first: int,
    hub: list[str],
    small: list[str],
    areas: list[str],
    programmes: list[str],
    room: int,
    part: int = PART,
) -> list[str]:
    """The lines of one part: at most ``part`` projects with what belongs to them, or a little more than ``room``."""
    out, graph = Writer(), f"projects/part-{first // part}"
    actors = [f"id/actor/a{first + number}" for number in range(0, part, 4)]
    for number in range(first, first + part):
        if len(out.lines) >= room:
            break
        source = f"id/source/p{number // 50}"
        if number % 50 == 0:
            _source(out, graph, source)
        if number % 4 == 0:
            more = {"collaboratesWith": iri(chance.choice(actors))} if chance.random() < 0.2 else {}
            more |= {"exampleOf": iri(chance.choice(areas))} if chance.random() < 0.1 else {}
            out.thing(
                "reference/actors",
                f"id/actor/a{number}",
                chance.choice(KINDS),
                dcterms__source=iri(source),
                skos__prefLabel=text(f"Aktören {number}", "sv"),
                locatedIn=iri(chance.choice(small)),
                helixSector=iri(f"scheme/helix/{chance.choice(HELIX)}"),
                **more,
            )
        path, year = f"id/project/p{number}", chance.randrange(2014, 2024)
        more = {"exampleOf": iri(chance.choice(areas))} if chance.random() < 0.1 else {}
        more |= {"primaryTheme": iri(chance.choice(hub))} if chance.random() < 0.4 else {}
        out.thing(
            graph,
            path,
            "Project",
            skos__prefLabel=text(f"Projektet {number}", "sv"),
            periodStart=typed(year, "gYear"),
            periodEnd=typed(year + 3, "gYear"),
            fundedBy=iri(chance.choice(programmes)),
            locatedIn=iri(chance.choice(small)),
            hasAmount=iri(f"id/amount/p{number}/1"),
            dcterms__source=iri(source),
            confidence=iri("scheme/confidence/high"),
            **more,
        )
        out.thing(
            graph,
            f"id/amount/p{number}/1",
            "Amount",
            value=typed(chance.randrange(10**4, 10**7), "decimal"),
            currency=text("SEK"),
            bound=iri("scheme/bound/exact"),
            amountKind=iri("scheme/amount-kind/grant"),
            dcterms__source=iri(source),
        )
        for one in range(chance.randrange(1, 4)):
            out.thing(
                graph,
                f"id/involvement/p{number}/{one}",
                "Involvement",
                involvedIn=iri(path),
                involves=iri(chance.choice(actors[: max(1, (number - first) // 4)])),
                role=iri(f"scheme/role/{chance.choice(ROLES)}"),
                dcterms__source=iri(source),
            )
    return out.lines


def parts(size: int, seed: int = SEED, root: Path = ROOT, part: int = PART) -> Iterator[list[str]]:
    """The lines of the graph: the ontology and the core first, then part after part of projects."""
    chance, hub = random.Random(seed), themes(root)
    countries = min(len(COUNTRIES), max(1, round((size / 10_000) ** 0.55)))
    first, small, areas, programmes = core(chance, hub, countries)
    axioms = [
        quad
        for path in sources.find_sources(root)
        if path.is_relative_to(root / "ontology")
        for quad in sources.read_source(path, root).quads
    ]
    lines = [*canonical(axioms), *first]
    yield lines
    left, number = size - len(lines), 0
    while left > 0:
        lines = projects(chance, number, hub, small, areas, programmes, left, part)
        yield lines
        left, number = left - len(lines), number + part


def canonical(quads: Iterable[ox.Quad]) -> list[str]:
    """The quads as lines, each once, sorted."""
    return sorted({f"{quad} .\n" for quad in quads})
