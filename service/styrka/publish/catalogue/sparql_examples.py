"""The questions as examples for SPARQL clients: ``sh:SPARQLExecutable`` (SHACL advanced features, section 3.1).

The form is that of the SIB's collections of examples, which editors and assistants read: a comment in words, keywords,
the endpoint, and the query as it can be sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

import pyoxigraph as ox

from styrka.ask.question import Query
from styrka.vocabulary import BASE, PREFIXES

_SH, _RDFS, _SCHEMA, _DCT = (PREFIXES[name] for name in ("sh", "rdfs", "schema", "dcterms"))
_FORMS: Final = {
    "SELECT": ("SPARQLSelectExecutable", "select"),
    "ASK": ("SPARQLAskExecutable", "ask"),
    "CONSTRUCT": ("SPARQLConstructExecutable", "construct"),
}
_FORM: Final = re.compile(r"^\s*(SELECT|ASK|CONSTRUCT)\b", re.IGNORECASE | re.MULTILINE)
_PREFIX: Final = re.compile(r"PREFIX (\w+): <[^>]*>\n")


def describe_examples(questions: Iterable[Query], endpoint: str, licence: str) -> list[ox.Triple]:
    """Return the examples' triples, sorted.

    Parameters:
        endpoint: the address that the queries can be sent to.
        licence: the IRI of the licence that the queries are under.
    """
    triples = [triple for query in questions for triple in _example(query, endpoint, licence)]
    return sorted(set(triples), key=str)


def write_example(query: Query) -> str:
    """Return the question's SPARQL with an example's values in place, and with the prefixes that it uses."""
    needed = (one for one in query.parameters if one.daily or (one.default is None and not one.optional))
    given = {one.name: one.example for one in needed if one.example}
    whole = query.bind(given)
    body = _PREFIX.sub("", whole)
    used = (match.group() for match in _PREFIX.finditer(whole) if re.search(rf"\b{match[1]}:", body))
    return "".join(used) + body


def _example(query: Query, endpoint: str, licence: str) -> Iterator[ox.Triple]:
    subject = ox.NamedNode(f"{BASE}ask/{query.slug}")
    sparql = write_example(query)
    found = _FORM.search(_PREFIX.sub("", sparql))
    kind, property_ = _FORMS[found[1].upper() if found else "SELECT"]

    def add_statement(predicate: str, thing: ox.NamedNode | ox.Literal) -> ox.Triple:
        return ox.Triple(subject, ox.NamedNode(predicate), thing)

    yield add_statement(PREFIXES["rdf"] + "type", ox.NamedNode(_SH + "SPARQLExecutable"))
    yield add_statement(PREFIXES["rdf"] + "type", ox.NamedNode(_SH + kind))
    for language in ("en", "sv"):
        yield add_statement(_RDFS + "label", ox.Literal(query.summary[language], language=language))
        yield add_statement(_RDFS + "comment", ox.Literal(query.description[language], language=language))
    for tag in query.tags:
        yield add_statement(_SCHEMA + "keywords", ox.Literal(tag))
    yield add_statement(_SCHEMA + "target", ox.NamedNode(endpoint))
    yield add_statement(_DCT + "license", ox.NamedNode(licence))
    yield add_statement(_SH + property_, ox.Literal(sparql))
