"""Which release answers and of which year it is, and the terms of answers."""

from __future__ import annotations

import msgspec
import pytest

from styrka.clock import read_today
from styrka.engine.interface import Document, Edition, Head, Rows, Term, read_document


@pytest.mark.parametrize(
    ("version", "created", "year"),
    [
        ("2025-11-22-0a1b2c3d4e5f", "2026-01-02T03:04:05+00:00", "2025"),
        ("undated-0a1b2c3d4e5f", "2026-01-02T03:04:05+00:00", "2026"),
        ("scratch-1-0", "", read_today()[:4]),
        ("", "", read_today()[:4]),
    ],
)
def test_a_release_has_a_year_whatever_its_version_is(version: str, created: str, year: str) -> None:
    assert Edition(version, created).year == year


TERMS = {
    "uri": ('{"type":"uri","value":"x:a"}', Term("uri", "x:a"), "<x:a>"),
    "text": ('{"type":"literal","value":"å\\n\\""}', Term("literal", 'å\n"'), '"å\\n\\""'),
    "tagged": ('{"type":"literal","value":"a","xml:lang":"sv"}', Term("literal", "a", "sv"), '"a"@sv'),
    "typed": ('{"type":"literal","value":"1","datatype":"x:i"}', Term("literal", "1", "", "x:i"), '"1"^^<x:i>'),
    "blank": ('{"type":"bnode","value":"b"}', Term("bnode", "b"), "_:b"),
}


@pytest.mark.parametrize("name", TERMS)
def test_a_term_is_read_and_written_as_it_stands(name: str) -> None:
    text, term, written = TERMS[name]
    document = f'{{"head":{{"vars":["t","u"]}},"results":{{"bindings":[{{"t":{text}}},{{}}]}}}}'.encode()
    found = read_document(document)
    assert found == Document(Head(("t", "u")), Rows([{"t": term}, {}]))
    assert msgspec.json.decode(msgspec.json.encode(found)) == msgspec.json.decode(document)
    assert term.n3() == written


def test_a_triple_is_read_as_text_wherever_it_stands() -> None:
    inner = '{"type":"triple","value":{"subject":%s,"predicate":{"type":"uri","value":"x:p"},"object":%s}}'
    tagged, uri = TERMS["tagged"][0], TERMS["uri"][0]
    document = '{"head":{"vars":["t"]},"results":{"bindings":[{"t":%s}]}}' % (inner % (uri, inner % (uri, tagged)))
    found = read_document(document.encode()).results
    assert found is not None
    assert found.bindings == [{"t": Term("triple", '<<( <x:a> <x:p> <<( <x:a> <x:p> "a"@sv )>> )>>')}]
    assert found.bindings[0]["t"].n3() == found.bindings[0]["t"].value
