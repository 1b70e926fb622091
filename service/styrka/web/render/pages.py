"""The pages: a template with what it shows. Nothing here decides anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask import Response, request

from styrka.ask.describe import Resource
from styrka.ask.question import Query
from styrka.ask.reading import FieldError
from styrka.ask.sources import describe_sources
from styrka.formats import THINGS
from styrka.labels import choose_label
from styrka.release import Release
from styrka.vocabulary import PREFIXES
from styrka.web.context import language, service
from styrka.web.render import forms
from styrka.web.render.code_labels import find_codes, label_codes
from styrka.web.render.evidence import make_statement_address
from styrka.web.render.related import find_related_questions, group_by_predicate, keep_language
from styrka.web.render.shell.page import render_page as render_page
from styrka.web.render.shell.page import render_text as render_text
from styrka.web.render.things.pages import describe_page
from styrka.web.render.things.structured import describe_structured

SENTENCES: Final = (PREFIXES["skos"] + "definition", PREFIXES["dcterms"] + "description", PREFIXES["rdfs"] + "comment")
SOURCE: Final = PREFIXES["dcterms"] + "source"
FACTS: Final = "facts"


def render_resource(found: Resource, path: str) -> Response:
    """Return the page of one thing; with ``view=facts`` all that is recorded of it, statement by statement."""
    whole = request.args.get("view") == FACTS
    template, values = (None if whole else describe_page(found)) or ("resource.html", {})
    shown = _portrait(found)
    begins = values["page"].sentence if values else shown["sentence"].label(language()) if shown["sentence"] else ""
    structured = describe_structured(found, path, begins)
    return render_page(template, path=path, formats=THINGS, structured=structured, **shown, **values)


def render_memento(found: Resource, path: str, of: Release, *, gone: bool) -> Response:
    """Return the page of one thing as it was in a release; ``gone`` when it is the last that was stated of it."""
    return render_page("memento.html", path=path, formats=THINGS, release=of, gone=gone, **_portrait(found))


def render_question(query: Query, given: Mapping[str, str], errors: tuple[FieldError, ...] = ()) -> Response:
    """Return the page of a question that cannot be asked yet: its form, with what is wrong in it."""
    words = label_codes(query, find_codes(query), language(), _labels_of)
    return render_page("question.html", **describe_form(query, given, words, errors))


def describe_form(
    query: Query, given: Mapping[str, str], words: Mapping[str, str], errors: tuple[FieldError, ...] = ()
) -> dict[str, Any]:
    """Return what the form of a question shows.

    Parameters:
        given: what stands in the address, by parameter.
        words: what codes are called.
    """
    return {
        "query": query,
        "fields": forms.make_fields(query, given, words, errors),
        "errors": errors,
        "other_errors": forms.make_other_errors(errors),
        "spoken": words,
    }


def render_limits() -> Response:
    """Return the limits of this instance."""
    return render_page("limits.html", limits=service().settings.limits)


def render_problems(found: Sequence[Mapping[str, Any]]) -> Response:
    """Return the kinds of problems."""
    return render_page("problems.html", problems=found)


def keep_chosen_language(path: str) -> str:
    """Return an address of ours in the language that was chosen for the present page."""
    return keep_language(path, request.args.get("lang", ""))


def _labels_of(iris: Sequence[str]) -> dict[str, str]:
    found = service().labels.find(service().engine, iris)
    present = language()
    return {iri: choose_label(names, present) for iri, names in found.items()}


def _portrait(found: Resource) -> dict[str, Any]:
    """Return what the page of a thing shows.

    The thing, a sentence of what it is, its statements, and what can be asked.
    """
    said = [one for one in found.statements if one.predicate.term.value in SENTENCES]
    wanted = {SENTENCES[0]: 0, SENTENCES[1]: 1, SENTENCES[2]: 2}
    said.sort(key=lambda one: (one.value.term.language != language(), wanted[one.predicate.term.value]))
    return {
        "thing": found,
        "sentence": said[0].value if said else None,
        "statements": group_by_predicate(one for one in found.statements if one.predicate.term.value != SOURCE),
        "incoming": group_by_predicate(found.incoming),
        "leads": find_related_questions(found, service().questions.values()),
        "why": make_statement_address,
        "sources": tuple(describe_sources(service().engine, found.sources, language()).values()),
    }
