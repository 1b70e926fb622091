"""Admission: forms are recognised, updates and SERVICE refused, and no text makes it fail in another way."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from styrka.engine.guard import Form, Limits, admit_query, position, tokens
from styrka.engine.terminals import count_declarations, read_names
from styrka.errors import QueryRefused, QuerySyntaxError, StyrkaError, TooLarge


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * { ?s ?p ?o }", Form.SELECT),
        ("# INSERT DATA\nask {}", Form.ASK),
        ("PREFIX insert: <http://example.org/> CONSTRUCT { ?s insert:x ?o } WHERE { ?s insert:x ?o }", Form.CONSTRUCT),
        ("BASE <http://example.org/delete> DESCRIBE <a>", Form.DESCRIBE),
        ("PREFIX : <http://example.org/> SELECT ?load { ?load :service 'SERVICE <x>' }", Form.SELECT),
        ('SELECT ?s { ?s ?p """a " SERVICE "" b""" }', Form.SELECT),
        ("PREFIX e: <a:> SELECT * { ?s e:a.SERVICE _:b.SERVICE ; e:\U0001f600SERVICE ?o }", Form.SELECT),
    ],
)
def test_the_form_is_recognised(text: str, form: Form) -> None:
    assert admit_query(text).form is form


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "PREFIX a: <http://example.org/> DELETE WHERE { ?s ?p ?o }",
        "load <http://example.org/>",
        "CLEAR ALL",
        "WITH <http://example.org/> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }",
        "SELECT * { service silent ?x { ?s ?p ?o } }",
        "SELECT * { { SELECT * { SERVICE ?s { ?s ?p ?o } } } }",
        "PREFIX e: <http://example.org/> SELECT * { ?s e:it\\'s ?o.SERVICE<http://example.org/>{} ?s ?p '' }",
        "PREFIX e: <http://example.org/> SELECT * { ?s e:a\\#b ?o . SERVICE <http://example.org/> {} }",
        "SELECT * { ?s ?p true.SERVICE <http://example.org/> {} }",
        'SELECT * { ?s ?p "x"@en.SERVICE <http://example.org/> {} }',
        "ASK " + "{" * 200 + "}" * 200,
        "SELECT * { FILTER(" + "1 + " * 60_000 + "1) }",
    ],
)
def test_what_is_not_answered_is_refused(text: str) -> None:
    with pytest.raises(QueryRefused):
        admit_query(text)


@pytest.mark.parametrize("word", ["SERVICE:x", "service:x", "SERVICEe:x", "SERVICESILENT:x", "SERVICESILENT<a:a>"])
@pytest.mark.parametrize("before", ["", "?a ?b ?c.", "?a ?b 'x'@en . ", "FILTER(1)"])
def test_a_service_that_is_written_together_is_found(word: str, before: str) -> None:
    text = f"PREFIX : <a:> PREFIX e: <a:> PREFIX service: <a:> SELECT * {{ {before}{word} {{ ?s ?p ?o }} }}"
    for limits in (Limits(), Limits(service=True), Limits(silent_service=True)):
        with pytest.raises(QuerySyntaxError, match="one name"):
            admit_query(text, limits)


@pytest.mark.parametrize(
    "group",
    [
        "?s service:a ?o ; a service:B . { ?a ?b ?c }",
        "GRAPH service:g { ?a ?b ?c }",
        "services:x ?p ?service",
        "?s ?p 'SERVICE:x {' # service:x {",
    ],
)
def test_names_that_begin_with_service_are_names(group: str) -> None:
    assert not admit_query(f"PREFIX service: <a:> PREFIX services: <a:> SELECT * {{ {group} \n}}").federated


@pytest.mark.parametrize("text", ["", "   ", "# nothing", "SELEC * {}", "PREFIX a: <http://example.org/>", "ASK {\0}"])
def test_no_query_is_a_syntax_error_with_a_place(text: str) -> None:
    with pytest.raises(QuerySyntaxError) as error:
        admit_query(text)
    assert error.value.evidence["line"] == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece", ["a.", "a", "a-", ":", "x:a.", "_:a.", "@a-", "'''a", '""', "<", "\\", "?a", "<a", "e1."]
)
def test_no_long_text_is_slow_to_read(piece: str) -> None:
    # A lexer that goes back over what it has read would take hours here.
    text = "ASK {" + piece * (900_000 // len(piece))
    assert sum(1 for _ in tokens(text)) > 0
    assert next(read_names(text)) == "ASK"


def test_a_text_over_the_limit_is_too_large() -> None:
    with pytest.raises(TooLarge):
        admit_query("SELECT * {}" + " " * 100, Limits(bytes=50))


def test_a_lone_surrogate_has_its_line_and_column() -> None:
    with pytest.raises(QuerySyntaxError) as error:
        admit_query("SELECT *\n{ '\ud800' }")
    assert (error.value.evidence["line"], error.value.evidence["column"]) == (2, 4)


def test_positions_count_from_one() -> None:
    assert position("ab\ncd", 0) == (1, 1)
    assert position("ab\ncd", 4) == (2, 2)


@given(st.text(alphabet=st.characters(), max_size=300))
def test_any_text_is_admitted_or_refused(text: str) -> None:
    try:
        assert admit_query(text).form in Form
    except StyrkaError as error:
        assert error.detail
        assert 400 <= error.status < 500


@pytest.mark.parametrize(
    ("text", "graphs"),
    [
        ("SELECT * { ?from ?p 'FROM <http://example.org/g>' }", ()),
        (
            "SELECT * FROM <http://example.org/g> FROM NAMED <graph/x> {}",
            ("http://example.org/g", "https://w3id.org/styrka/graph/x"),
        ),
        (
            "BASE <http://example.org/> PREFIX g: <d/> ASK from g:x from named <y> {}",
            ("http://example.org/d/x", "http://example.org/y"),
        ),
        ("CONSTRUCT { ?s ?p ?o } FROM <http://example.org/g> WHERE { ?s ?p ?o }", ("http://example.org/g",)),
        (
            r"PREFIX g: <http://example.org/\u0067/> ASK FROM g:it\'s FROM <\U00000067> {}",
            ("http://example.org/g/it's", "https://w3id.org/styrka/g"),
        ),
    ],
)
def test_the_graphs_that_a_query_names_are_known(text: str, graphs: tuple[str, ...]) -> None:
    assert admit_query(text).graphs == graphs


DECLARED = "PREFIX a: <http://example.org/a#>\nprefix b-1:<http://example.org/b>  PREFIX\tc_2: <> "


@pytest.mark.parametrize(
    ("text", "declared"),
    [
        (DECLARED + "ASK {}", 3),
        (DECLARED + "PREFIX : <http://example.org/> ASK {}", 3),
        (DECLARED + "# PREFIX d: <http://example.org/d>\nASK {}", 3),
        ("BASE <http://example.org/> " + DECLARED + "ASK {}", 0),
        ("PREFIXa: <http://example.org/> ASK {}", 0),
        ("PREFIX å: <http://example.org/> ASK {}", 0),
        ("ASK { ?s ?p 'PREFIX a: <http://example.org/a>' }", 0),
        ("PREFIX a: <http://example.org/" + "ASK {} ", 0),
        ("", 0),
    ],
)
def test_declarations_passed_in_one_step_are_the_terminals_that_they_are(text: str, declared: int) -> None:
    count, end = count_declarations(text)
    assert count == declared
    terminals = list(tokens(text))
    assert list(tokens(text, end)) == terminals[3 * count :]
    assert [word.upper() for _, word, _ in terminals[: 3 * count : 3]] == ["PREFIX"] * count


def test_declarations_count_as_words() -> None:
    with pytest.raises(QueryRefused):
        admit_query("PREFIX a: <> " * 10 + "ASK {}", Limits(tokens=32))
    assert admit_query("PREFIX a: <> " * 10 + "ASK {}", Limits(tokens=33)).form is Form.ASK


def test_a_query_is_admitted_once() -> None:
    admitted = admit_query("SELECT * FROM <a:g> { SERVICE <a:e> { ?s ?p ?o } }", Limits(service=True))
    assert (admitted.form, admitted.graphs, admitted.federated) == (Form.SELECT, ("a:g",), True)
    assert admit_query(admitted, Limits(bytes=1)) is admitted


PIECES = [
    *("SELECT", "FROM", "GRAPH", " ", "\n", "(", ")", "{", "}", "<<", ">>", "< ", "&&", ".", "12", "*", "a"),
    *("?graph", "$from", "ex:a.GRAPH", "graph:b-c", ":", r"ex:it\'s\#not\(a\)comment", "_:b.c", "@sv-SE", "@"),
    *("# GRAPH 'x\n", "#", "<p:FROM>", "<not an iri ?b", "'it\\'s \"GRAPH\"'", '"FROM"', "'' "),
    '"""FROM "it"\n# GRAPH"""',
]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@example("SELECT*{?s<p:FROM>?o.GRAPH ?g{?a?b?c}FILTER(?a<?b&&?b>?c||?a<3)}")
def test_names_are_the_same_terminals_where_all_else_is_passed_in_one_step(text: str) -> None:
    assert list(read_names(text)) == [word for kind, word, _ in tokens(text) if kind == "name"]
