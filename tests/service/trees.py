"""A small tree for tests of the pipeline: the shipped ontology and shapes, and a few things to spoil."""

from __future__ import annotations

import atexit
import re
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from tests.conftest import ROOT
from tests.service import commands

NAME = "a small tree"
PREFIXES = """\
@base <https://w3id.org/styrka/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix geo: <http://www.w3.org/2003/01/geo/wgs84_pos#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix styrka: <https://w3id.org/styrka/def/> .
@prefix void: <http://rdfs.org/ns/void#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

"""


def _file(graph: str, part: str, body: str, source: str = "page") -> str:
    return (
        PREFIXES
        + f"""<graph/{graph}> a void:Dataset ;
    dcterms:title "Prov"@sv, "Test"@en ;
    dcterms:description "Till för prov."@sv, "For tests."@en ;
    dcterms:modified "2026-01-31"^^xsd:date ;
    dcterms:license <http://creativecommons.org/licenses/by/4.0/> ;
    prov:wasAttributedTo <id/actor/styrka> ;
    dcterms:isPartOf <dataset/{part}> ;
    dcterms:source <id/source/{source}> .

"""
        + body
    )


def head(graph: str, part: str) -> str:
    """The head of a file that says nothing else."""
    return _file(graph, part, "")


def _region(code: str, level: int, name: str, above: str) -> str:
    return f"""<id/region/{code}> a styrka:Region ;
    skos:prefLabel "{name}"@sv, "{name}"@en ; skos:notation "{code}" ; styrka:nutsLevel {level} ;
    {f"styrka:partOf <id/region/{above}> ;" if above else ""}
    geo:lat 59.1 ; geo:long 16.6 ;
    skos:exactMatch <http://data.europa.eu/nuts/code/{code}> ;
    skos:inScheme <http://data.europa.eu/nuts/scheme/2021>, <http://data.europa.eu/nuts/scheme/2024> ;
    styrka:confidence <scheme/confidence/high> .

"""


REGIONS = "data/documents/regions.ttl"
SOURCES = "data/documents/sources.ttl"
STRATEGY = "data/strategies/se12-test.ttl"
OTHER = "data/strategies/se122-test.ttl"
MAPPING = "data/mappings/se12-test.sssom.tsv"
THEMES = "ontology/schemes/themes.ttl"
_THEME = re.compile(r"^<scheme/theme/([a-z-]+)> a ", re.MULTILINE)

DATA = {
    REGIONS: _file(
        "documents/regions",
        "regions",
        "".join(
            (
                _region("SE", 0, "Sverige", ""),
                _region("SE1", 1, "Östra Sverige", "SE"),
                _region("SE12", 2, "Östra Mellansverige", "SE1"),
                _region("SE122", 3, "Södermanland", "SE12"),
            )
        ),
        "curators-knowledge",
    ),
    SOURCES: _file(
        "documents/sources",
        "strategies",
        """\
<id/source/curators-knowledge> a styrka:CuratorsKnowledge ;
    dcterms:title "Kuratorns kunskap"@sv, "Curator's knowledge"@en ;
    dcterms:publisher <id/actor/styrka> ; styrka:recordedOn "2026-01-31"^^xsd:date .

<id/source/curation> a styrka:Curation ;
    dcterms:title "Kuratering"@sv, "Curation"@en ; styrka:recordedOn "2026-01-31"^^xsd:date .

<id/source/page> a styrka:Source ;
    dcterms:title "Smart specialisering"@sv ; dcterms:publisher <id/actor/styrka> ; dcterms:language "sv" ;
    dcterms:date "2023"^^xsd:gYear ; styrka:recordedOn "2026-01-31"^^xsd:date ; foaf:page <https://example.org/s3> .

<id/actor/styrka> a styrka:Agency ;
    skos:prefLabel "Styrka"@sv ; styrka:helixSector <scheme/helix/public-sector> ;
    styrka:confidence <scheme/confidence/high> .
""",
        "curators-knowledge",
    ),
    STRATEGY: _file(
        "strategies/se12-test",
        "strategies",
        """\
<id/strategy/se12-test> a styrka:Strategy ;
    skos:prefLabel "Smart specialisering"@sv, "Smart specialisation"@en ;
    styrka:kind <scheme/strategy-kind/s3> ;
    styrka:status <scheme/status/current> ;
    styrka:coversRegion <id/region/SE12> ;
    styrka:adoptedOn "2021-02-03"^^xsd:date ;
    styrka:asOf "2021-02-03"^^xsd:date ;
    styrka:periodStart "2021"^^xsd:gYear ;
    styrka:periodEnd "2027"^^xsd:gYear ;
    styrka:hasPriorityArea <id/area/se12-test/energi>, <id/area/se12-test/livsmedel> ;
    styrka:confidence <scheme/confidence/high> .

<id/area/se12-test/energi> a styrka:PriorityArea ;
    skos:prefLabel "Energi"@sv, "Energy"@en ;
    styrka:order 1 ;
    styrka:confidence <scheme/confidence/high> .

<id/area/se12-test/livsmedel> a styrka:PriorityArea ;
    skos:prefLabel "Livsmedel"@sv, "Food"@en ;
    styrka:order 2 ;
    styrka:confidence <scheme/confidence/high> .
""",
    ),
    OTHER: _file(
        "strategies/se122-test",
        "strategies",
        """\
<id/strategy/se122-test> a styrka:Strategy ;
    skos:prefLabel "Sörmlandsstrategin"@sv ;
    styrka:kind <scheme/strategy-kind/s3> ;
    styrka:coversRegion <id/region/SE122> ;
    styrka:asOf "2017"^^xsd:gYear ;
    styrka:hasPriorityArea <id/area/se122-test/tillverkning> ;
    styrka:confidence <scheme/confidence/high> .

<id/area/se122-test/tillverkning> a styrka:PriorityArea ;
    skos:prefLabel "Tillverkning"@sv, "Manufacturing"@en ;
    styrka:order 1 ;
    styrka:confidence <scheme/confidence/high> .
""",
    ),
    MAPPING: "".join(
        (
            "#mapping_set_id: https://w3id.org/styrka/graph/mappings/se12-test\n",
            '#mapping_set_title: "Themes: test"\n#mapping_set_title_sv: "Teman: prov"\n',
            "#license: http://creativecommons.org/licenses/by/4.0/\n#curie_map:\n",
            *(
                f"#  {prefix}: {iri}\n"
                for prefix, iri in (
                    ("actor", "https://w3id.org/styrka/id/actor/"),
                    ("area", "https://w3id.org/styrka/id/area/"),
                    ("project", "https://w3id.org/styrka/id/project/"),
                    ("semapv", "https://w3id.org/semapv/vocab/"),
                    ("skos", "http://www.w3.org/2004/02/skos/core#"),
                    ("styrka", "https://w3id.org/styrka/def/"),
                    ("theme", "https://w3id.org/styrka/scheme/theme/"),
                )
            ),
            "#extension_definitions:\n#  - slot_name: rank\n#    property: styrka:rank\n#    type_hint: xsd:string\n",
            "#  - slot_name: mapping_set_title_sv\n#    property: http://purl.org/dc/terms/title\n",
            "#    type_hint: xsd:string\n",
            "subject_id\tsubject_label\tpredicate_id\tpredicate_modifier\tobject_id\tobject_label\tmapping_justification\t"
            "confidence\tauthor_id\tmapping_date\tcomment\trank\n",
            *(
                f"area:se12-test/{area}\t{label}\tskos:exactMatch\t\ttheme:{theme}\t{english}\tsemapv:ManualMappingCuration\t"
                "0.98\tactor:styrka\t2026-01-31\tThe label.\tprimary\n"
                for area, label, theme, english in (
                    ("energi", "Energi", "energy", "Energy"),
                    ("livsmedel", "Livsmedel", "food", "Food"),
                )
            ),
        )
    ),
}


# What the strategy of Sörmland refers to beside the small tree.
SORMLAND = (
    head("documents/sormland", "strategies")
    + """
<id/actor/region-sormland> a styrka:RegionalAuthority ;
    skos:prefLabel "Region Sörmland"@sv ; dcterms:source <id/source/region-sormland-2018> .
<id/source/region-sormland-2018> a styrka:Source ;
    dcterms:title "Smart specialisering"@sv ; dcterms:language "sv" ; dcterms:modified "2018-06-20"^^xsd:date ;
    dcterms:publisher <id/actor/region-sormland> ; styrka:recordedOn "2026-11-22"^^xsd:date .
"""
)


def read_sormland() -> str:
    """The shipped file of that strategy, with what it must have from the curation."""
    text = (ROOT / "data/strategies/se122-2017/region-sormland-2018.ttl").read_text("utf-8")
    return text.replace("    styrka:adoptedBy", "    styrka:coversRegion <id/region/SE122> ;\n    styrka:adoptedBy")


@cache
def _cut_themes() -> str:
    """Return the shipped themes without those that nothing names here: they are a quarter of all statements."""
    head, *blocks = re.split(r"\n(?=<)", (ROOT / THEMES).read_text("utf-8"))
    named = re.findall(r"\ttheme:([a-z-]+)", DATA[MAPPING])
    left = [block for block in blocks if not (of := _THEME.match(block)) or of[1] in named]
    listed = "|".join(one for one in _THEME.findall("\n".join(blocks)) if one not in named)
    text = re.sub(rf"\s*<scheme/theme/(?:{listed})>,", "", "\n".join((head, *left)))
    return re.sub(rf",\s*<scheme/theme/(?:{listed})> \.", " .", text)


def plant(folder: Path) -> Path:
    """A small tree in the folder that validates; its path has a space in it. The folder is the tree's root."""
    root = folder / NAME
    for part in ("ontology", "shapes"):
        shutil.copytree(ROOT / part, root / part)
    put(root, THEMES, _cut_themes())
    for name, text in DATA.items():
        put(root, name, text)
    return root


@cache
def _build() -> Path:
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    root = plant(folder)
    done = styrka(root, "build")
    assert done.returncode == 0, done.stderr
    return root


def plant_built(folder: Path) -> Path:
    """The same with its release, which is built once in each process."""
    return shutil.copytree(_build(), folder / NAME, symlinks=True)


def put(root: Path, name: str, content: str | bytes) -> Path:
    """The file with the content, in the tree."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def change(root: Path, name: str, old: str, new: str) -> None:
    """Replace a text that stands in the file just once."""
    text = (root / name).read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
    put(root, name, text.replace(old, new))


def line_of(root: Path, name: str, text: str) -> int:
    """The line on which a text first stands in the file."""
    return (root / name).read_text("utf-8").split(text)[0].count("\n") + 1


def styrka(root: Path, *arguments: str | Path, input: str = "") -> subprocess.CompletedProcess[str]:
    """What the real command line does in the tree."""
    return commands.run(root, [*map(str, arguments)], input)
