"""What tools, spreadsheets and people do to files: found at the file that it came with, with what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from styrka.build import source_files, sources
from styrka.build.overlooked import describe_format, find_overlooked
from styrka.build.sources import Source
from styrka.build.validate.addresses import find_loose_addresses, repair_address
from styrka.build.validate.agents import find_named_persons, is_author, is_person
from styrka.build.validate.blame import blame_changes, order_by_owner
from styrka.build.validate.choices import Choices
from styrka.build.validate.heads import find_foreign_graphs, find_headless
from styrka.build.validate.licences import find_restriction
from styrka.build.validate.mending import find_fault
from styrka.build.validate.namespaces import Terms, find_near_namespaces
from styrka.build.validate.pasting import Pasting
from styrka.build.validate.report import Finding, Report, Words
from styrka.build.validate.values import find_unwanted_values
from styrka.vocabulary import BASE, PREFIXES
from tests.conftest import ROOT
from tests.service.trees import head

LINES = "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in ("theme", "rdf", "org"))
ABOUT = "<id/actor/x> "


def read(root: Path, text: str, name: str = "data/strategies/x.ttl") -> Source:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return sources.read_source(path, root)


def write(graph: str, body: str) -> str:
    return LINES + head(graph, "strategies") + body


@pytest.mark.parametrize(
    ("spoilt", "kind", "repaired"),
    [
        ("HÃ¥llbar", "encoding", "Hållbar"),
        ("HÃƒÂ¥llbar", "encoding", "Hållbar"),
        ("Ã–rebro", "encoding", "Örebro"),
        ("Ã…re, Ã„lvdalen", "encoding", "Åre, Älvdalen"),
        ("Det â€œnyaâ€\u009d â€“ nu", "encoding", "Det “nya” – nu"),
        ("H√•llbar", "encoding", "Hållbar"),
        ("H├Ñllbar", "encoding", "Hållbar"),
        ("Î•Î½Î­Ï\u0081Î³ÎµÎ¹Î±", "encoding", "Ενέργεια"),
        ("Ha\u030allbar", "decomposed", "Hållbar"),
        ("Håll\u200bbar", "control", "Hållbar"),
        ("\ufeffHållbar", "control", "Hållbar"),
        ("Håll\u00adbar", "control", "Hållbar"),
        ("Håll\x00bar", "control", "Hållbar"),
        ("Hållbar\u202e", "control", "Hållbar"),
        ("2014\u00962020", "control", "2014–2020"),
        ("H\ufffdllbar", "lost", ""),
        (" Hållbar", "spaces", "Hållbar"),
        ("Hållbar\u00a0", "spaces", "Hållbar"),
        ("", "empty", ""),
        (" \u200b", "empty", ""),
        ("–", "placeholder", ""),
        ("#NAMN?", "placeholder", ""),
        ("N/A", "placeholder", ""),
        ("Mat &amp; dryck", "markup", "Mat & dryck"),
        ("<b>Mat</b>", "markup", "Mat"),
    ],
)
def test_what_a_tool_did_to_a_text_is_undone(spoilt: str, kind: str, repaired: str) -> None:
    fault = find_fault(spoilt)
    assert fault is not None
    assert (fault.kind, fault.repaired) == (kind, repaired)


@pytest.mark.parametrize(
    "text",
    [
        "Hållbar energi",
        "SÃO PAULO",
        "«MÖ»",
        "Ä–B",
        "CAFÉ’S",
        "Forskning & utveckling",
        "a < b",
        "R&D;",
        "50 %",
        "Ђорђе",
        "ενέργεια",
        "می\u200cخواهم",
        "Tavastia\u00a0Proper",
        "Două “x”",
    ],
)
def test_good_texts_are_left_alone(text: str) -> None:
    assert find_fault(text) is None


@pytest.mark.parametrize(
    ("namespace", "right"),
    [
        ("http://w3id.org/styrka/def/", "styrka"),
        ("https://www.w3id.org/styrka/def/", "styrka"),
        ("https://w3id.org/styrka/def#", "styrka"),
        ("https://w3id.org/stryka/def/", "styrka"),
        ("https://w3id.org/Styrka/Def/", "styrka"),
        ("http://www.w3.org/2004/02/skos/core/", "skos"),
        ("http://www.w3.org/2004/02/skos#", "skos"),
        ("https://www.w3.org/2004/02/skos/core#", "skos"),
        ("http://purl.org/dc/term/", "dcterms"),
        ("https://purl.org/dc/terms/", "dcterms"),
        ("http://purl.org/dc/terms#", "dcterms"),
        ("http://www.w3.org/2001/XMLSchema", "xsd"),
        ("http://www.w3.org/2009/XMLSchema#", "xsd"),
        ("http://xmlns.com/foaf/0.1#", "foaf"),
        ("http://www.w3.org/ns/prov/", "prov"),
        ("http://schema.org/", "schema"),
        ("http://rdfs.org/ns/void/", "void"),
    ],
)
def test_a_namespace_that_is_nearly_known_is_found_at_its_prefix(tmp_path: Path, namespace: str, right: str) -> None:
    text = write("strategies/x", f"@prefix near: <{namespace}> .\n{ABOUT} near:x <id/actor/y> .")
    (found,) = find_near_namespaces([read(tmp_path, text)], Terms(frozenset(), {}))
    assert found.line == text.splitlines().index(f"@prefix near: <{namespace}> .") + 1
    assert PREFIXES[right] in found.remedy
    assert PREFIXES[right] in found.remedy_sv


@pytest.mark.parametrize(
    "namespace",
    [
        *PREFIXES.values(),
        "http://purl.org/dc/elements/1.1/",
        "http://www.w3.org/ns/adms#",
        "http://www.w3.org/ns/locn#",
        "http://www.w3.org/2008/05/skos-xl#",
        "http://example.org/ns/",
        BASE,
    ],
)
def test_other_namespaces_are_left_alone(tmp_path: Path, namespace: str) -> None:
    text = write("strategies/x", f"@prefix near: <{namespace}> .\n{ABOUT} <{namespace}x> <{namespace}y> .")
    assert not list(find_near_namespaces([read(tmp_path, text)], Terms(frozenset(), {})))


@pytest.mark.parametrize(
    ("address", "right"),
    [
        (BASE + "www.example.org/x", "https://www.example.org/x"),
        (BASE + "example.org", "https://example.org"),
        (BASE + "https//example.org/", "https://example.org/"),
        ("http:/example.org/x", "http://example.org/x"),
        ("https:example.org/x", "https://example.org/x"),
        ("http://https://example.org/x", "http://example.org/x"),
        ("www.example.org:8080/x", "https://www.example.org:8080/x"),
        ("htps://example.org/x", "https://example.org/x"),
        (BASE + "sv/kontakt", ""),
        ("file:///C:/x.pdf", ""),
    ],
)
def test_an_address_without_a_scheme_gets_it(tmp_path: Path, address: str, right: str) -> None:
    assert repair_address(address) == right
    source = read(tmp_path, write("strategies/x", f"{ABOUT} foaf:page <{address}> ."))
    (found,) = find_loose_addresses([source])
    assert right in found.remedy


@pytest.mark.parametrize(
    "address",
    [BASE + "id/region/SE122", BASE + "def", BASE, "https://example.org/", "urn:isbn:1", "http://[::1]/", "doi:10.1/x"],
)
def test_whole_addresses_are_left_alone(address: str) -> None:
    assert repair_address(address) is None


@pytest.mark.parametrize(
    "statement",
    [
        'dcterms:creator "Maria Exempelsson"',
        'dcterms:contributor "Exempelsson, Maria"',
        'dcterms:publisher "M. Exempelsson"',
        'prov:wasAttributedTo "Dr Exempelsson"',
        "dcterms:creator <https://www.linkedin.com/in/exempel>",
        'a styrka:Actor ; skos:prefLabel "Maria Exempelsson"@sv',
    ],
)
def test_a_person_is_refused_wherever_a_name_can_stand(tmp_path: Path, statement: str) -> None:
    (found,) = find_named_persons([read(tmp_path, write("strategies/x", f"{ABOUT} {statement} ."))])
    assert found.severity == "violation"
    assert found.message_sv


@pytest.mark.parametrize(
    "name",
    ["Region Exempel", "Styrka", "Joint Research Centre", "Maria Exempelsson AB", "European Commission", "Innoviris"],
)
def test_an_organisation_is_no_person(name: str) -> None:
    assert not is_author(name)
    assert not is_person(name)


def test_a_file_without_a_head_gets_the_lines_to_add(tmp_path: Path) -> None:
    source = read(tmp_path, f"{LINES}{ABOUT} <{PREFIXES['skos']}note> 'x'@sv .")
    (found,) = find_headless([source])
    lines = found.remedy.partition("\n")[2]
    whole = read(tmp_path, f"{lines}\n{LINES}{ABOUT} <{PREFIXES['skos']}note> 'x'@sv .")
    assert not list(find_headless([whole]))
    assert not list(find_foreign_graphs([whole]))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("data/strategies/y.ttl", write("strategies/other", "")),
        ("data/strategies/y.trig", write("strategies/y", f"<graph/inferred/z> {{ {ABOUT} a styrka:Actor }}")),
        ("data/strategies/y.trig", write("strategies/y", f"GRAPH <graph/strategies/x> {{ {ABOUT} a styrka:Actor }}")),
        ("data/strategies/y.ttl", write("strategies/y", "<graph/strategies/x> dcterms:title 'x' .")),
        ("data/inferred/y.ttl", write("inferred/y", "")),
        ("data/strategies/x.more.ttl", write("strategies/x", "")),
    ],
    ids=["renamed head", "inferred", "another file's", "describes another", "made folder", "one graph in two files"],
)
def test_a_graph_that_is_not_ones_own_is_refused(tmp_path: Path, name: str, text: str) -> None:
    home = read(tmp_path, write("strategies/x", ""))
    found = [one for one in find_foreign_graphs([home, read(tmp_path, text, name)]) if one.source == name]
    assert found
    assert all(one.severity == "violation" and one.message_sv and one.remedy_sv for one in found)


def finding(source: str, severity: str = "violation", others: tuple[str, ...] = (), line: int = 3) -> Finding:
    words = Words("Wrong.", "Fel.", "Right.", "Rätt.")
    made = Source(source, BASE + "graph/x", (), "", {BASE + "id/actor/x": line})
    shape = BASE + "shape/Named-oneNamePerLanguage"
    return Finding.state(made, BASE + "id/actor/x", "", "", shape, severity, words, others=others)  # type: ignore[arg-type]


def test_the_file_that_the_change_came_with_is_named_and_the_other_shown(tmp_path: Path) -> None:
    old = read(tmp_path, write("strategies/a", f"{ABOUT} skos:prefLabel 'A'@sv ."), "data/strategies/a.ttl")
    new = read(tmp_path, write("strategies/b", f"{ABOUT} skos:prefLabel 'B'@sv ."), "data/strategies/b.ttl")
    report = Report.of([finding(old.path, others=(f"{new.path}:9",))])

    (blamed,) = blame_changes(report, [old, new], {new.path}).findings
    assert (blamed.source, blamed.line, blamed.others) == (new.path, 9, (f"{old.path}:3",))
    assert f"also {old.path}:3" in blamed.text()
    assert f"också {old.path}:3" in blamed.text("sv")
    assert blame_changes(report, [old, new], {old.path}).findings == report.findings


def test_ones_own_findings_come_first_the_worst_before_the_others() -> None:
    own = [finding("b.ttl", "info"), finding("b.ttl", "warning"), finding("b.ttl", "violation")]
    mine, others = order_by_owner([*own, finding("a.ttl", "warning")], {"b.ttl"})
    assert [one.severity for one in mine] == ["violation", "warning", "info"]
    assert [one.source for one in others] == ["a.ttl"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("x.ttl.txt", "x.ttl"),
        ("x.TTL", "x.ttl"),
        ("x.SSSOM.TSV", "x.sssom.tsv"),
        ("x.rdf", "Turtle"),
        ("x.json", "Turtle"),
        ("x.xlsx", "data/tables/"),
        ("x.csv", "data/tables/"),
        ("x.docx", ".ttl"),
        ("x.ttl.gz", "Unpack"),
        ("x.ttl~", "Remove"),
        ("x", ".ttl"),
    ],
)
def test_a_file_that_is_passed_over_is_named_with_what_to_do(tmp_path: Path, name: str, words: str) -> None:
    read(tmp_path, write("strategies/x", ""), "data/strategies/good.ttl")
    (tmp_path / "data/strategies" / name).write_text("x")
    ((path, remark),) = find_overlooked(tmp_path, frozenset({"data/strategies/good.ttl"}))
    assert path == f"data/strategies/{name}"
    assert words in remark.remedy
    assert remark.sv
    assert describe_format(name)[2] == remark.remedy


def test_no_file_of_the_tree_is_passed_over() -> None:
    known = frozenset(path.relative_to(ROOT).as_posix() for path in source_files.find_sources(ROOT))
    assert not list(find_overlooked(ROOT, known))


def test_a_theme_that_is_not_there_gets_all_themes_nearest_by_meaning_first() -> None:
    themes = sources.read_source(ROOT / "ontology/schemes/themes.ttl", ROOT)
    menu = Choices(themes.quads)
    for name, first in (("maritime", "blue-economy"), ("livsmedelsindustri", "food"), ("Energy", "energy")):
        ordered = menu.order("theme", name)
        assert ordered[0] == PREFIXES["theme"] + first
        assert len(ordered) == len({*ordered}) > 50


def test_a_source_as_an_address_gets_the_lines_to_paste(tmp_path: Path) -> None:
    en, sv = Pasting([]).suggest("", PREFIXES["dcterms"] + "source", "<https://www.example.org/hame/s3-plan.pdf>")
    lines = en.partition("\n")[2]
    assert lines == sv.partition("\n")[2]
    source = read(tmp_path, write("strategies/x", lines))
    made = {quad.predicate.value for quad in source.quads if "id/source/example-org" in str(quad.subject)}
    assert PREFIXES["styrka"] + "recordedOn" in made
    assert PREFIXES["foaf"] + "page" in made
    known = read(tmp_path, write("strategies/x", "<id/source/y> foaf:page <https://example.org/y> ."))
    en, sv = Pasting(known.quads).suggest("", PREFIXES["dcterms"] + "source", '"http://www.example.org/y/"')
    assert "<id/source/y>" in en
    assert "<id/source/y>" in sv


@pytest.mark.parametrize(
    ("licence", "forbidden"),
    [
        ("http://creativecommons.org/licenses/by/4.0/", ""),
        ("http://creativecommons.org/publicdomain/zero/1.0/", ""),
        ("https://creativecommons.org/licenses/by-sa/4.0/", ""),
        ("https://creativecommons.org/licenses/by-nc/4.0/", "NC"),
        ("https://creativecommons.org/licenses/by-nd/3.0/se/", "ND"),
        ("https://creativecommons.org/licenses/by-nc-nd/4.0/deed.sv", "NC-ND"),
        ("https://creativecommons.org/licenses/by-nc-sa/4.0/", "NC"),
        ("http://publications.europa.eu/resource/authority/licence/CC_BYNCND_4_0", "NC-ND"),
        ("https://spdx.org/licenses/CC-BY-NC-ND-4.0", "NC-ND"),
        ("http://rightsstatements.org/vocab/InC/1.0/", "rights reserved"),
        ("https://example.org/nd/licence", ""),
    ],
)
def test_what_a_licence_forbids_is_seen(licence: str, forbidden: str) -> None:
    assert find_restriction(licence) == forbidden


def test_a_language_is_not_its_country(tmp_path: Path) -> None:
    source = read(tmp_path, write("strategies/x", f'{ABOUT} skos:note "Energi"@se, "Čálli"@se, "Energy"@uk .'))
    found = {one.value: one.remedy for one in find_unwanted_values([source])}
    assert found == {'"Energi"@se': 'Write "Energi"@sv.', '"Energy"@uk': 'Write "Energy"@en.'}
