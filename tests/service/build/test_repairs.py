"""What is not well-formed is explained: what happened, where, and the repaired line, in English and Swedish."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from styrka.build.repairs import explain_error
from styrka.build.repairs.complaints import describe_complaint
from styrka.engine.documents.apart import read_apart
from styrka.vocabulary import BASE

GOOD = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix styrka: <https://w3id.org/styrka/def/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<id/strategy/x> a styrka:Strategy ;
    skos:prefLabel "Hållbar"@sv, "Sustainable"@en ;
    styrka:adoptedOn "2026-06-15"^^xsd:date ;
    styrka:coversRegion <id/region/SE122> .

<id/area/x/y> a styrka:PriorityArea ;
    skos:note "Ett område"@sv .
"""


def parse(text: str, form: ox.RdfFormat = ox.RdfFormat.TURTLE) -> SyntaxError | None:
    try:
        list(read_apart(text.encode(), form, BASE))
    except SyntaxError as error:
        return error
    return None


@pytest.mark.parametrize(
    ("right", "wrong", "en", "sv"),
    [
        ('"Ett område"@sv', "“Ett område”@sv", "quotation marks", "citattecken"),
        ('"Ett område"@sv', "»Ett område»@sv", "quotation marks", "citattecken"),
        ('"Ett område"@sv', "‘Ett område’@sv", "quotation marks", "citattecken"),
        ('"Ett område"@sv', '"Ett "nytt" område"@sv', "inside the text", "inne i texten"),
        ('"Ett område"@sv', '"Ett område@sv', "not closed", "inte avslutad"),
        ('"Ett område"@sv', 'Ett område"@sv', "not opened", "saknar sin början"),
        ('"Ett område"@sv', '"Ett område"@sv_SE', "language tag", "språktaggen"),
        ('"Ett område"@sv', '"C:\\Users"@sv', "doubled", "dubbleras"),
        ("skos:note ", "skos:note\u00a0", "a space that is not", "mellanslag av annat slag"),
        ("<id/region/SE122> .", "<id/region/SE122>", "full stop", "punkten"),
        ('"Ett område"@sv .', '"Ett område"@sv', "full stop", "punkten"),
        ("^^xsd:date ;", "^^xsd:date ,", "a comma stands where a semicolon", "ett komma står där ett semikolon"),
        ("^^xsd:date ;", "^^xsd:date .", "full stop stands where a semicolon", "en punkt står där ett semikolon"),
        ("^^xsd:date ;", "^^xsd:date", "a semicolon is missing", "ett semikolon saknas"),
        ("SE122> .", "SE122> ;", "semicolon stands where a full stop", "ett semikolon står där en punkt"),
        ('@sv, "Sust', '@sv; "Sust', "semicolon stands where a comma", "semikolon står där ett komma"),
        ('"2026-06-15"^^xsd:date', "2026-06-15", "a date stands without", "ett datum står utan"),
        ("^^xsd:date", "^xsd:date", "one ^ is missing", "ett ^ saknas"),
        ("<id/region/SE122> .", "<id/region/SE122 .", "not closed", "inte avslutad"),
        ("<id/region/SE122> .", "<id/region/SE 122> .", "an address has a character", "en adress har ett tecken"),
        ("@prefix skos: <", "@prefix skos <", "prefix is not declared", "prefixet är inte deklarerat"),
    ],
)
def test_a_small_slip_gets_the_repaired_line(right: str, wrong: str, en: str, sv: str) -> None:
    assert right in GOOD
    text = GOOD.replace(right, wrong, 1)
    error = parse(text)
    assert error is not None
    found = explain_error(text, ox.RdfFormat.TURTLE, error)
    assert en in found.en
    assert sv in found.sv
    assert found.line is not None
    repaired = text.splitlines()
    repaired[found.line - 1] = found.remedy.removeprefix("Write: ")
    assert parse("\n".join(repaired)) is None
    assert found.remedy_sv == found.remedy.replace("Write: ", "Skriv: ")


@pytest.mark.parametrize(
    ("wrong", "en", "sv"),
    [
        ("skos:note", "prefix nowhere: is not declared", "prefixet nowhere: är inte deklarerat"),
        ("@prefix xsd:", "prefix xsd: is not declared", "prefixet xsd: är inte deklarerat"),
    ],
)
def test_a_prefix_that_is_not_declared_is_named(wrong: str, en: str, sv: str) -> None:
    text = GOOD.replace(wrong, "nowhere:note" if wrong.startswith("skos") else "@prefix other:")
    error = parse(text)
    assert error is not None
    found = explain_error(text, ox.RdfFormat.TURTLE, error)
    assert en in found.en
    assert sv in found.sv


@pytest.mark.parametrize(
    ("text", "en"),
    [
        ("<!DOCTYPE html>\n<html></html>", "a web page"),
        ('<?xml version="1.0"?>\n<rdf:RDF/>', "XML"),
        ('{"@id": "x"}', "JSON"),
    ],
)
def test_another_format_is_recognised(text: str, en: str) -> None:
    error = parse(text)
    assert error is not None
    assert f"this is {en}, not Turtle" in explain_error(text, ox.RdfFormat.TURTLE, error).en


@pytest.mark.parametrize(
    ("text", "en"),
    [
        ('{"@id": "https://e.example/a",\n "https://e.example/b": "c",\n}', "a comma stands after"),
        ('{"@id": "https://e.example/a"\n "https://e.example/b": "c"}', "a comma is missing"),
        ('{"@id": "https://e.example/a",\n “https://e.example/b”: "c"}', "quotation marks"),
    ],
)
def test_json_gets_its_repaired_line(text: str, en: str) -> None:
    error = parse(text, ox.RdfFormat.JSON_LD)
    assert error is not None
    assert en in explain_error(text, ox.RdfFormat.JSON_LD, error).en


def test_what_nobody_can_repair_is_told_in_both_languages() -> None:
    text = "%%%\n" * 3
    error = parse(text)
    assert error is not None
    found = explain_error(text, ox.RdfFormat.TURTLE, error)
    assert found.en
    assert found.sv
    assert found.en != found.sv


def test_of_two_slips_in_a_line_the_first_is_repaired_though_the_parser_stops_again() -> None:
    text = "<id/area/x/y> <https://example.org/note> “Ett område”@sv"
    error = parse(text)
    assert error is not None
    found = explain_error(text, ox.RdfFormat.TURTLE, error)
    assert found.remedy == 'Write: <id/area/x/y> <https://example.org/note> "Ett område"@sv'
    assert "citattecken" in found.sv


@pytest.mark.parametrize(
    ("text", "en", "sv"),
    [
        ("hej", "hej cannot stand here, where what a statement is about", "det som en uppgift handlar om ska stå"),
        ("<a> hej <b> .", "hej cannot stand here, where a property", "där en egenskap ska stå"),
        ("<a> <b> .", "a value is missing before .", "ett värde saknas före ."),
        ("<a> <b> <c> <d> .", "no full stop", "ingen punkt"),
        ("@prefix x <a> .", "a name, a colon and an address", "ett namn, ett kolon och en adress"),
        ("<a> <b> 'x'@ .", "language tag is not one", "språktaggen är ingen sådan"),
    ],
)
def test_what_the_parser_says_is_in_both_languages(text: str, en: str, sv: str) -> None:
    error = parse(text)
    assert error is not None
    why = describe_complaint(str(error))
    assert en in why[0]
    assert sv in why[1]
