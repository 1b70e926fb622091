"""Where a query says SERVICE is found in any text, and only there; what is sent is what was written."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from styrka.errors import QueryRefused, QuerySyntaxError, StyrkaError
from styrka.stores.federation.calls import find_calls

PLACE = "http://peer.example/sparql"
DECOYS = (
    "# SERVICE <http://no.example/> { ?a ?b ?c }\n",
    '?s ?p "SERVICE <http://no.example/> {" . ',
    "?service ?p $SERVICE . ",
    "?s ?p '''} SERVICE '' <x> {''' . ",
    '?s ?p """ " SERVICE {""" . ',
    "?s e:SERVICE e:it\\'s . ",
    "?s ?p e:a\\#b . ",
    "FILTER(?a < ?b && ?c > ?d) ",
    "_:b.SERVICE ?p ?o . ",
    "?s <http://e.example/#SERVICE> ?o . ",
    "?s ?p 'x'@service . ",
    "OPTIONAL { ?s ?p 1.5 } ",
    "{ ?s e:\\{ ?o } UNION { ?s ?p e:x.SERVICE } ",
    "FILTER NOT EXISTS { ?s ?p [] } ",
    "VALUES (?s) { (UNDEF) } ",
    "?s ?p '{' . ",
    '?s ?p "}\\"{" . ',
    "# }\n",
    "<http://e.example/\\u0023a> ?p ?o . ",
)
filling = st.lists(st.sampled_from(DECOYS), max_size=4).map("".join)
gap = st.sampled_from([" ", "\n", "\t", " # SERVICE {\n", "\r\n"])
name = st.sampled_from([f"<{PLACE}>", "peer:sparql", "<sparql>", r"<http://peer.example/\u0073parql>", "peer:sp%61rql"])


@st.composite
def services(draw: st.DrawFn) -> tuple[str, str, bool]:
    """A SERVICE in any of its spellings; its group, and whether it is silent."""
    word = draw(st.sampled_from(["SERVICE", "service", "Service"]))
    silent = draw(st.sampled_from(["", "SILENT", "silent"]))
    group = "{" + draw(gap) + draw(filling) + draw(gap) + "}"
    first = draw(gap) + silent if silent else ""
    return f"{word}{first}{draw(gap)}{draw(name)}{draw(gap)}{group}", group, bool(silent)


@given(st.lists(services(), max_size=3), st.lists(filling, min_size=4, max_size=4), st.booleans())
def test_every_call_is_found_and_nothing_else(
    there: list[tuple[str, str, bool]], between: list[str], nested: bool
) -> None:
    body = between[0]
    for (text, _, _), after in zip(there, between[1:], strict=False):
        body += (f"OPTIONAL {{ {text} }} " if nested else f"{text} ") + after
    prologue = "BASE <http://peer.example/> PREFIX e: <http://e.example/>\nPREFIX peer: <http://peer.example/> "
    query = f"{prologue}SELECT * WHERE {{ {body} }}"
    found = find_calls(query)
    assert [query[call.group : call.end] for call in found] == [group for _, group, _ in there]
    assert [call.silent for call in found] == [silent for _, _, silent in there]
    assert {call.endpoint.replace("%61", "a") for call in found} <= {PLACE}
    for call in found:
        assert query[call.start : call.start + 7].upper() == "SERVICE"
        assert call.request(query, 5).endswith(query[call.group : call.end] + "\nLIMIT 5")


@given(st.lists(services(), min_size=1, max_size=2), filling)
def test_a_rehearsal_has_every_sign_of_the_group_in_its_place(there: list[tuple[str, str, bool]], first: str) -> None:
    query = "PREFIX e: <http://e.example/> PREFIX peer: <http://peer.example/>\nBASE <http://peer.example/>\nASK {" + (
        first + " ".join(text for text, _, _ in there) + "}"
    )
    for call in find_calls(query):
        alone = call.rehearsal(query)
        assert len(alone) == call.end
        assert alone[call.group :] == query[call.group : call.end]
        kept = alone[: call.group].replace("SELECT*", " " * 7)
        assert [kept.count(sign) for sign in "\r\n"] == [query[: call.group].count(sign) for sign in "\r\n"]
        assert all(sign in (there, " ") for sign, there in zip(kept, query, strict=False))


@given(st.text(st.sampled_from("SERVIC{}<>:?'\"\\# \nx"), max_size=60))
def test_no_text_makes_the_search_fail_in_another_way(text: str) -> None:
    try:
        found = find_calls("SELECT * { SERVICE <x:y> {} " + text)
    except StyrkaError as error:
        assert error.detail
    else:
        assert found[0].endpoint == "x:y"


@pytest.mark.parametrize(
    ("prologue", "group", "preamble"),
    [
        (
            "PREFIX a: <http://a.example/> PREFIX b: <http://b.example/>",
            "{ ?s a:x ?o }",
            "PREFIX a: <http://a.example/>\n",
        ),
        ("PREFIX a: <http://a.example/>", "{ ?s <http://a.example/x> 'a:x' }", ""),
        ("BASE <http://c.example/d/> PREFIX a: <e/>", "{ ?s a:x ?o }", "PREFIX a: <http://c.example/d/e/>\n"),
        ("BASE <http://c.example/>", "{ ?s <x> ?o }", "BASE <http://c.example/>\n"),
        ("", "{ ?s <x> ?o }", "BASE <https://w3id.org/styrka/>\n"),
        ("PREFIX : <http://a.example/>", "{ ?s ?p 1 ; :x ?o, '1'^^:y }", "PREFIX : <http://a.example/>\n"),
        (
            "PREFIX a: <http://old.example/> PREFIX a: <http://new.example/>",
            "{ ?s a:x ?o }",
            "PREFIX a: <http://new.example/>\n",
        ),
    ],
)
def test_only_the_declarations_that_the_group_needs_are_sent(prologue: str, group: str, preamble: str) -> None:
    query = f"{prologue} SELECT * {{ SERVICE <{PLACE}> {group} }}"
    (call,) = find_calls(query)
    assert call.request(query, 3) == f"{preamble}SELECT * WHERE {group}\nLIMIT 3"
    ox.Store().query(call.request(query, 3))


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("SELECT * {\n SERVICE ?where { ?s ?p ?o } }", QueryRefused, "Name the endpoint"),
        ("SELECT * {\n SERVICE SILENT $where { ?s ?p ?o } }", QueryRefused, "Name the endpoint"),
        ("SELECT * { SERVICE <x:a> {\n  SERVICE <x:b> {} } }", QueryRefused, "side by side"),
        ("SELECT * {\n SERVICE a:b { ?s ?p ?o } }", QuerySyntaxError, "a:b is not declared"),
        ("SELECT * {\n SERVICE { ?s ?p ?o } }", QuerySyntaxError, "SERVICE <https://...>"),
        ("SELECT * {\n SERVICE <x:y> ?s ?p ?o }", QuerySyntaxError, "whole group"),
        ("SELECT * {\n SERVICE <x:y> { ?s ?p ?o ", QuerySyntaxError, "whole group"),
        ("SELECT * {\n SERVICE <x:y> }", QuerySyntaxError, "whole group"),
        ("SELECT * {\n SERVICE <x:y>", QuerySyntaxError, "whole group"),
        ("SELECT * {\n SERVICE", QuerySyntaxError, "whole group"),
        ("SELECT * {\n SERVICE SILENT", QuerySyntaxError, "whole group"),
        ("SELECT * {\n SERVICE 'x' {} }", QuerySyntaxError, "whole group"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_place(text: str, kind: type[StyrkaError], said: str) -> None:
    with pytest.raises(kind) as error:
        find_calls(text)
    assert error.value.evidence["line"] == 2
    assert said in error.value.detail
