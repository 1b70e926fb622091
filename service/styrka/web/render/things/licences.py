"""The terms of what is shown: each source that states a licence or wants a notice, the parts of the data, the maps."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from flask import Response

from styrka.ask.sources import SourceDescription, describe_sources, list_sources_with_terms
from styrka.text.locale import sort_key
from styrka.text.reference.licences import get_licence_words, name_licence
from styrka.web.context import language, service
from styrka.web.render.map.shapes import find_view
from styrka.web.render.names import Link, Names
from styrka.web.render.shell.page import render_page
from styrka.web.render.things.asking import select

_VIEWS: Final = ("europe", "se")
_PARTS: Final = """SELECT DISTINCT ?part ?licence {
  GRAPH graph:datasets { ?part a dcat:Dataset OPTIONAL { ?part dcterms:license ?licence } }
}"""


def render_terms() -> Response:
    """Return the page of the sources' licences and of the notices that must be shown. Raises as ``Engine.run``."""
    sources, others = _read_sources()
    present = language()
    return render_page(
        "about_sources.html",
        say=lambda key, **values: get_licence_words(key, present, **values),
        name=partial(name_licence, language=present),
        own=service().settings.licence,
        sources=sources,
        others=others,
        parts=_read_parts(),
        maps=_read_map_notices(),
    )


def list_terms() -> list[dict[str, Any]]:
    """Return the same sources as JSON has them. Raises as ``Engine.run``."""
    return [
        {
            "source": one.iri,
            "title": one.title or None,
            "publisher": one.publisher or None,
            "licence": one.licence or None,
            "attribution": one.notice or None,
        }
        for one in _read_sources()[0]
    ]


def _read_sources() -> tuple[list[SourceDescription], int]:
    engine, present = service().engine, language()
    found, others = list_sources_with_terms(engine)
    described = describe_sources(engine, found, present, service().sources)
    return sorted(described.values(), key=lambda one: sort_key(one.title or one.iri, present)), others


def _read_parts() -> list[tuple[Link, str]]:
    """Return the parts of the data by name, each with the licence that it has of its own, or an empty text."""
    licences = {row["part"].value: row["licence"].value if "licence" in row else "" for row in select(_PARTS)}
    names = Names(licences)
    return sorted(
        ((link, licences[link.iri]) for link in names.links(licences)),
        key=lambda one: sort_key(one[0].label, language()),
    )


def _read_map_notices() -> list[str]:
    views = [view for view in map(find_view, _VIEWS) if view is not None]
    return list(dict.fromkeys(view.attribution[language()] for view in views))
