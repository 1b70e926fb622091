"""The pages: a template with what it shows. Nothing here decides anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from flask import Flask, Response, render_template, request

from styrka.answers import Answered, choices
from styrka.engine import Row, rows
from styrka.formats import BINDINGS, GRAPHS
from styrka.queries import Query
from styrka.release import Release
from styrka.resources import Resource
from styrka.tables import XLSX
from styrka.vocabulary import BASE, DEF, sparql_prefixes
from styrka.web.state import LANGUAGES, address, language, service
from styrka.web.words import word

NOUNS: Final = (
    "Strategy",
    "Overview",
    "PriorityArea",
    "Region",
    "Actor",
    "FundingProgramme",
    "Project",
    "Theme",
    "Source",
)


def register(app: Flask) -> None:
    """Give every template the words, the language and the way from an IRI to an address."""

    @app.context_processor
    def shared() -> dict[str, Any]:
        present = language()
        return {
            "lang": present,
            "word": lambda key, **values: word(key, present, **values),
            "address": address,
            "other_lang": next(one for one in LANGUAGES if one != present),
            "here": _with_language,
            "version": service().engine.version,
            "licence": service().settings.licence,
            "BASE": BASE,
        }


def home() -> Response:
    """The start page: what this is, questions to try, and how much there is."""
    counted = {
        row["c"].value: int(row["n"].value)
        for row in rows(
            service().engine,
            f"SELECT ?c (COUNT(DISTINCT ?x) AS ?n) WHERE {{ ?x a ?c FILTER(STRSTARTS(STR(?c), '{DEF}')) }} GROUP BY ?c",
        )
    }
    labels = {
        row["c"].value: row["label"].value
        for row in rows(
            service().engine,
            sparql_prefixes() + "SELECT ?c ?label WHERE { ?c a owl:Class ; rdfs:label ?label "
            f"FILTER(LANG(?label) = '{language()}') }}",
        )
    }
    numbers = [(labels.get(DEF + noun, noun), counted.get(DEF + noun, 0), "/def/" + noun) for noun in NOUNS]
    return _page("home.html", numbers=numbers, questions=service().questions)


def resource(found: Resource, path: str) -> Response:
    """The page of one thing."""
    return _page("resource.html", thing=found, path=path, formats=GRAPHS)


def memento(found: Resource, path: str, of: Release, *, gone: bool) -> Response:
    """The page of one thing as it was in a release; ``gone`` when it is the last that was said of it."""
    return _page("memento.html", thing=found, path=path, formats=GRAPHS, release=of, gone=gone)


def questions(known: Mapping[str, Query]) -> Response:
    """The gallery of questions, by tag."""
    tags = sorted({query.tags[0] if query.tags else "other" for query in known.values()})
    grouped = {tag: [one for one in known.values() if (one.tags or ("other",))[0] == tag] for tag in tags}
    return _page("questions.html", grouped=grouped)


def question(query: Query, given: Mapping[str, str], answered: Answered | None) -> Response:
    """One question: its form, and its answer when it was asked."""
    options = {
        one.name: sorted(
            choices(service().engine, one.class_).items(),
            key=lambda pair: pair[1].get(language(), pair[1].get("en", pair[0])).lower(),
        )
        for one in query.parameters
        if one.type == "iri"
    }
    labels = _labels(answered.rows) if answered else {}
    return _page(
        "question.html",
        query=query,
        given=given,
        answered=answered,
        options=options,
        labels=labels,
        formats=(*BINDINGS, XLSX),
        text=query.bind(given) if answered else "",
    )


def query_form() -> Response:
    """The form for a SPARQL query."""
    return _page("sparql.html", example=EXAMPLE)


def limits() -> Response:
    """The limits of this instance."""
    return _page("limits.html", limits=service().settings.limits)


def problems(found: Sequence[Mapping[str, Any]]) -> Response:
    """The kinds of problems."""
    return _page("problems.html", problems=found)


EXAMPLE: Final = """PREFIX styrka: <https://w3id.org/styrka/def/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?region ?name ?area WHERE {
  ?area styrka:concerns <https://w3id.org/styrka/scheme/theme/energy> .
  ?region styrka:ownPriorityArea ?area ; skos:prefLabel ?name .
}
ORDER BY ?name
LIMIT 100"""


def _labels(found: tuple[Row, ...]) -> dict[str, str]:
    """Labels in the reader's language for the IRIs of an answer that stand under our base."""
    iris = sorted({cell.value for row in found for cell in row.values() if cell.is_iri and cell.value.startswith(BASE)})
    labels: dict[str, tuple[int, str]] = {}
    order = (language(), "en", "sv")
    for start in range(0, len(iris), 500):
        values = " ".join(f"<{iri}>" for iri in iris[start : start + 500])
        for row in rows(
            service().engine,
            sparql_prefixes()
            + f"SELECT ?x ?label {{ VALUES ?x {{ {values} }} ?x skos:prefLabel|rdfs:label|dcterms:title ?label }}",
        ):
            tag = row["label"].language
            rank = order.index(tag) if tag in order else len(order)
            if row["x"].value not in labels or rank < labels[row["x"].value][0]:
                labels[row["x"].value] = (rank, row["label"].value)
    return {iri: label for iri, (_, label) in labels.items()}


def page(template: str, **values: Any) -> Response:
    """A page of another module's template."""
    return _page(template, **values)


def plain(template: str, **values: Any) -> str:
    """The text of a template that is no page."""
    return render_template(template, **values)


def _page(template: str, **values: Any) -> Response:
    return Response(
        render_template(template, **values),
        content_type="text/html; charset=utf-8",
        headers={"Content-Language": language()},
    )


def _with_language(code: str) -> str:
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return request.path + "?" + urlencode([*kept, ("lang", code)])
