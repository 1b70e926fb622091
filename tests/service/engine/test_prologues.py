"""Each operation of an update may have declarations of its own (SPARQL 1.1 Update, rule 29)."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from styrka.engine.prologues import write_out_names
from styrka.engine.rewriting import apply_update
from styrka.engine.update_guard import admit_update
from styrka.errors import QuerySyntaxError

BASE = "http://base.example/"


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        (
            "PREFIX a: <http://a/> INSERT DATA { a:a a:p 1 } ; PREFIX b: <http://b/> INSERT DATA { b:b a:p 1 }",
            {"http://a/a", "http://b/b"},
        ),
        (
            "PREFIX a: <http://a/> INSERT DATA { a:a a:p 1 } ; # c\n prefix a: <b/> INSERT DATA { a:%20\\,x a:p 1 }",
            {"http://a/a", BASE + "b/%20,x"},
        ),
        (
            "INSERT DATA { <a> <p> '; PREFIX x: <y>' } ; BASE <http://b/c/> INSERT DATA { <../d> <p> _:x }",
            {BASE + "a", "http://b/d"},
        ),
        ("INSERT DATA { <a> <p> 1 } ; PREFIX b: <http://b/>", {BASE + "a"}),
        (
            "INSERT DATA { <a> <p> 1 } ; PREFIX b: <> DELETE { ?s b:p 1 } INSERT { b:c b:p 1 } WHERE { ?s b:p 1 }",
            {BASE + "c"},
        ),
        ("\ufeffINSERT DATA { <a> <p> 1 }", {BASE + "a"}),
    ],
)
def test_later_declarations(text: str, subjects: set[str]) -> None:
    store = ox.Store()
    apply_update(store, admit_update(text), BASE)
    assert {quad.subject.value for quad in store if isinstance(quad.subject, ox.NamedNode)} == subjects


def test_an_update_without_later_declarations_is_left_alone() -> None:
    text = "PREFIX a: <http://a/> INSERT DATA { a:a a:p ';PREFI' } ; DELETE DATA { a:a a:p 1 }"
    assert write_out_names(text, BASE) == text


def test_a_fault_stays_on_its_line() -> None:
    text = "INSERT DATA { <a> <p> 1 } ;\nPREFIX\n b:\n <http://b/>\nINSERT DATA { b:a b:p }"
    with pytest.raises(QuerySyntaxError) as caught:
        apply_update(ox.Store(), text, BASE)
    assert caught.value.evidence["line"] == 5


def test_an_undeclared_prefix_is_found() -> None:
    with pytest.raises(QuerySyntaxError):
        apply_update(ox.Store(), "INSERT DATA { <a> <p> 1 } ; PREFIX b: <http://b/> INSERT DATA { c:a b:p 1 }", BASE)
