"""Which page a thing has, by its class: what it shows, and the template that shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from styrka.ask.describe import Resource
from styrka.text.things import get_thing_words
from styrka.vocabulary import DEF, PREFIXES
from styrka.web.context import language
from styrka.web.render.things.actor import describe_actor
from styrka.web.render.things.area import describe_area
from styrka.web.render.things.asking import make_answer_address
from styrka.web.render.things.call import describe_call
from styrka.web.render.things.programme import describe_programme
from styrka.web.render.things.project import describe_project
from styrka.web.render.things.region import describe_region
from styrka.web.render.things.source import describe_source
from styrka.web.render.things.strategy import describe_strategy
from styrka.web.render.things.theme import describe_theme
from styrka.web.render.vocabulary.index import describe_index
from styrka.web.render.vocabulary.metadata import is_described, list_metadata
from styrka.web.render.vocabulary.scheme import describe_scheme
from styrka.web.render.vocabulary.shape import describe_shape
from styrka.web.render.vocabulary.term import describe_term
from styrka.web.render.vocabulary.words import get_page_words

# The first class that a thing is of decides; a thing of none has the page that lists its statements.
_PAGES: Final[Mapping[str, tuple[str, Callable[[Resource], Any]]]] = {
    DEF + "Theme": ("things/theme.html", describe_theme),
    DEF + "Region": ("things/region.html", describe_region),
    DEF + "PriorityList": ("things/strategy.html", describe_strategy),
    DEF + "PriorityArea": ("things/area.html", describe_area),
    DEF + "FundingProgramme": ("things/programme.html", describe_programme),
    DEF + "Call": ("things/call.html", describe_call),
    DEF + "Project": ("things/project.html", describe_project),
    DEF + "Source": ("things/source.html", describe_source),
    DEF + "Actor": ("things/actor.html", describe_actor),
    DEF + "ResearchOrganisation": ("things/actor.html", describe_actor),
}
_OWL: Final = PREFIXES["owl"]
_TYPE: Final = PREFIXES["rdf"] + "type"
# Of the vocabulary: these say what they are by classes that are not ours.
_VOCABULARY: Final[Mapping[str, tuple[str, Callable[[Resource], Any]]]] = {
    _OWL + "Ontology": ("vocabulary/index.html", describe_index),
    **dict.fromkeys(
        (_OWL + name for name in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")),
        ("vocabulary/term.html", describe_term),
    ),
    **dict.fromkeys(
        (PREFIXES["sh"] + name for name in ("NodeShape", "PropertyShape")), ("vocabulary/shape.html", describe_shape)
    ),
    PREFIXES["skos"] + "ConceptScheme": ("vocabulary/scheme.html", describe_scheme),
}


def describe_page(found: Resource) -> tuple[str, dict[str, Any]] | None:
    """Return the template of a thing's page and what it shows beside the statements; nothing for other things.

    Raises:
        StyrkaError: As the questions that the page answers.
    """
    types = {one.term.value for one in found.types}
    for class_, (template, describe) in _PAGES.items():
        if class_ in types:
            return template, {"page": describe(found), "say": _get_words, "answer": make_answer_address}
    types |= {one.value.term.value for one in found.aligned if one.predicate.term.value == _TYPE}
    for class_, (template, describe) in _VOCABULARY.items():
        if class_ in types and is_described(found.iri):
            return template, {"page": describe(found), "say": get_page_words, "kept": list_metadata(found)}
    return None


def _get_words(key: str, **values: object) -> str:
    return get_thing_words(key, language(), **values)
