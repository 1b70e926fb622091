"""The page at ``/sparql``: a query to begin with, examples, and an answer that says what a query may have got wrong."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from styrka.ask.question import load_questions
from styrka.engine.guard import admit_query
from styrka.engine.interface import select_rows
from styrka.engine.local import LocalEngine
from styrka.vocabulary import DEF
from tests.conftest import ROOT

pytestmark = pytest.mark.slow  # takes seconds, which `make quick` has not

BROWSER = {"Accept": "text/html"}
FIELD = re.compile(r'<textarea id="query"[^>]*>(.*?)</textarea>', re.DOTALL)
QUESTIONS = load_questions(ROOT / "queries")
COUNTED = """SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?region ?area ?source {
  ?region styrka:ownPriorityArea ?area . ?area styrka:concerns theme:energy .
  GRAPH ?graph { ?list styrka:hasPriorityArea ?area } ?graph dcterms:source ?source } }"""
HEAD = f"PREFIX styrka: <{DEF}>\n"


def ask(client: FlaskClient, query: str, language: str = "en") -> str:
    answer = client.get("/sparql", query_string={"query": query}, headers={**BROWSER, "Accept-Language": language})
    assert answer.status_code == 200
    return html.unescape(answer.text)


def read_field(client: FlaskClient, address: str, language: str = "en") -> str:
    page = client.get(address, headers={**BROWSER, "Accept-Language": language}).text
    (found,) = FIELD.findall(page)
    return html.unescape(found)


@pytest.mark.parametrize("language", ["en", "sv"])
def test_the_first_query_has_each_row_once(client: FlaskClient, engine: LocalEngine, language: str) -> None:
    rows = select_rows(engine, read_field(client, "/sparql", language))
    assert {row["name"].language for row in rows if "name" in row} == {language}
    areas = select_rows(engine, read_field(client, "/sparql", language).split("\n\n")[0] + COUNTED)
    assert len(rows) == int(areas[0]["n"].value) > 70
    assert len({(row["region"], row["area"], row["source"]) for row in rows}) == len(rows)


@pytest.mark.parametrize("language", ["en", "sv"])
def test_every_question_is_an_example_that_can_be_run(client: FlaskClient, language: str) -> None:
    page = client.get("/sparql", headers={**BROWSER, "Accept-Language": language}).text
    listed = re.findall(r'href="/sparql\?example=([\w-]+)" data-example', page)
    assert sorted(listed) == sorted(QUESTIONS)
    for slug in sorted(QUESTIONS)[::9]:
        query = read_field(client, f"/sparql?example={slug}", language)
        assert query.startswith(f"# {QUESTIONS[slug].summary[language]}\n")
        assert admit_query(query).form is QUESTIONS[slug].form
        assert "row" in ask(client, query) or "<strong>" in ask(client, query)


def test_an_example_that_there_is_not_is_the_first_query(client: FlaskClient) -> None:
    assert read_field(client, "/sparql?example=nothing") == read_field(client, "/sparql")


def test_no_rows_for_a_misspelt_term_says_so_and_leads_to_the_right_one(client: FlaskClient) -> None:
    page = ask(client, HEAD + "SELECT ?a { ?r styrka:ownPriorityAera ?a }")
    assert page.index("is not defined; did you mean") < page.index("0 rows in")
    link = re.findall(r'<a href="(/sparql\?query=[^"]+)" rel="nofollow"><code>styrka:ownPriorityArea<', page)[0]
    (mended,) = parse_qs(urlsplit(link).query)["query"]
    assert mended == HEAD + "SELECT ?a { ?r styrka:ownPriorityArea ?a }"
    assert "är inte definierat; menade du" in ask(client, HEAD + "ASK { ?r styrka:ownPriorityAera ?a }", "sv")
    assert "did you mean" not in ask(client, HEAD + "SELECT ?a { ?r styrka:ownPriorityArea ?a } LIMIT 1")


def test_an_answer_has_its_time_labels_languages_and_pictures(client: FlaskClient) -> None:
    query = (
        HEAD
        + """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT ?region ?name (COUNT(?a) AS ?areas) {
          ?region styrka:ownPriorityArea ?a ; skos:prefLabel ?name . FILTER(LANG(?name) = "sv")
          FILTER(STRSTARTS(STR(?region), "https://w3id.org/styrka/id/region/SE"))
        } GROUP BY ?region ?name ORDER BY DESC(?areas)"""
    )
    page = ask(client, query)
    assert re.search(r"\d+ rows in 0\.\d+ s", page)
    assert re.search(r'<td><a href="/id/region/SE\w+">[^<]*County</a>', page)
    assert '</span> <span class="tag">sv</span>' in page
    assert page.count('<svg class="bar"') == 10
    assert re.search(r'<svg [^>]*class="map se"', page)
    assert "Source: Statistics Sweden" in page  # what the shapes must be shown with
    assert '<svg class="bar"' not in ask(client, "SELECT ?s { ?s ?p ?o } LIMIT 3")


@pytest.mark.parametrize(
    "query",
    [
        'SELECT ("<b>" AS ?name) (1 AS ?n) {}',
        'SELECT ?name ?n { VALUES (?name ?n) { ("<b>" -1) ("c" 2) } }',
        'SELECT ?name ?n { VALUES (?name ?n) { ("<b>" 0) ("c" 0) } }',
        'SELECT ?name ?n { VALUES (?name ?n) { ("<b>" UNDEF) ("c" 2) } }',
        'SELECT ?name ?n { VALUES (?name ?n) { ("<b>" 1e999) ("c" 2) } }',
        'SELECT ?name ?n { VALUES (?name ?n) { ("<b>" "x"^^<http://www.w3.org/2001/XMLSchema#integer>) ("c" 2) } }',
        "SELECT ?region ?n { VALUES (?region ?n) { (<https://w3id.org/styrka/id/region/%22%3E> 1) (<a:b> 1) } }",
    ],
)
def test_no_answer_breaks_its_page(client: FlaskClient, query: str) -> None:
    assert "<td><span><b>" not in client.get("/sparql", query_string={"query": query}, headers=BROWSER).text
    assert " in 0" in ask(client, query)


def refuse(client: FlaskClient, query: str, language: str = "en") -> str:
    answer = client.get("/sparql", query_string={"query": query}, headers={**BROWSER, "Accept-Language": language})
    assert answer.status_code == 400
    assert answer.headers["Cache-Control"] == "no-store"
    assert "script-src" in answer.headers["Content-Security-Policy"]
    assert answer.text.count("<h1") == 1
    assert [html.unescape(one) for one in FIELD.findall(answer.text)] == [query]
    return answer.text


@pytest.mark.parametrize(
    ("query", "line", "place"),
    [
        ("SELECT ?s {\n  ?s skos:prefLabel <b> }", 2, "  ?s <mark>skos:prefLabel</mark> &lt;b&gt; }"),
        ("SELECT * { ?s ?p", 1, "SELECT * { ?s ?p<mark> </mark>"),
        ("SELEC * { ?s ?p ?o }", 1, "<mark>SELEC</mark> * { ?s ?p ?o }"),
        (f"ASK {{ ?s ?p '{'x' * 200}' ?o ?p }}", 1, f"<code>{'x' * 71}&#39; ?o ?p }}<mark> </mark></code>"),
        ("# one\nDELETE WHERE { ?s ?p ?o }", 2, "<mark>DELETE</mark> WHERE { ?s ?p ?o }"),
    ],
)
def test_a_query_that_is_not_answered_stands_in_the_editor_with_its_place_marked(
    client: FlaskClient, query: str, line: int, place: str
) -> None:
    for language, words in (("en", f"Line {line}: "), ("sv", f"Rad {line}: ")):
        page = refuse(client, query, language)
        assert place in page
        assert words in page
        assert 'data-example rel="nofollow"' in page  # the examples beside it
        assert "/static/editor" in page


def test_what_would_mend_a_query_is_a_link_to_its_answer(client: FlaskClient) -> None:
    page = html.unescape(refuse(client, "ASK { ?s skos:prefLabel 'Energi'@sv }"))
    mended = re.findall(r'<a href="(/sparql\?query=[^"]+)" rel="nofollow"><code>PREFIX skos:', page)[0]
    assert "<strong>" in client.get(mended, headers=BROWSER).text
    long = "ASK { ?s skos:prefLabel 'Energi'@sv } # " + "x" * 6000
    answer = client.post("/sparql", data={"query": long}, headers=BROWSER)
    assert 'action="/sparql#answer" method="post"' in answer.text
    assert "<mark>skos:prefLabel</mark>" in answer.text
    assert '<a href="/sparql?query' not in answer.text.split('id="result"')[1].split("</section>")[0]


def test_a_program_has_the_problem_as_before(client: FlaskClient) -> None:
    answer = client.get("/sparql?query=SELECT", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
