"""Odd Turtle for tests: terms in all their ways of writing, put together with comments between any two tokens."""

from __future__ import annotations

from functools import cache
from typing import Final

import pyoxigraph as ox
from hypothesis import strategies as st

from styrka.vocabulary import BASE

_HEAD: Final = (
    "@prefix e: <http://example.org/> .",
    "@prefix o: <http://example.org/odd_> .",
    "@prefix our: <id/> .",
    "PREFIX schema: <http://schema.org/>",
    "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>",
    "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>",
    "@prefix : <#> .",
    "@prefix skos: <http://a/skos#> .",
    "@base <https://w3id.org/styrka/> .",
)
_NAMES: Final = r"""
e:a e:a.b e:%41x e:1 e:a\. e:a\/b e:x- e:a:b e:å o:x o: e: our:x\/y :x schema:name skos:prefLabel <>
<id/region/SE1> <a:b> <./a:b> <//host/x> </top> <?q> <#f> <id//x> <http://example.org/a%20b>
<http://example.org/\u00E5> <http://example.org/a/../b> <https://w3id.org/styrka/def/Region>
<https://w3id.org/styrka/def/a.> <https://w3id.org/styrka/a/../b> <https://w3id.org/styrka/.> <urn:x:y>
<http://purl.org/dc/terms/title> rdf:nil
"""
_LITERALS: Final = (
    '"x"',
    "'x'",
    '"""a\nb"""',
    "'''it's'''",
    '"\\"q\\""',
    '"""ends in \\""""',
    '"tab\\tnul\\u0000del\\u007F"',
    '"\\\\"',
    '"a"@sv',
    '"a"@en',
    '"a"@de',
    '"a"@EN-gb',
    '"a\\r\\nb"',
    '""',
    '"""two ""quotes"" \n"""',
    "1",
    "-1",
    "+01",
    "1.50",
    "-.5",
    "1e3",
    "1.E3",
    "true",
    "false",
    '"1."^^xsd:decimal',
    '"x"^^xsd:integer',
    '"1.50"^^xsd:decimal',
    '"TRUE"^^xsd:boolean',
    '"2020"^^xsd:gYear',
    '"x"^^<http://example.org/t>',
    '"\\U0001F600"',
    '"# no comment"',
    '"a"@en--ltr',
    '"\u2028\ufeff"',
    '"""\\n"""',
    '"x\\b\\f"',
)
_LABELS: Final = ("_:a", "_:b", "_:c.d", "_:1")

Tokens = st.SearchStrategy[list[str]]

_resources: Tokens = st.sampled_from(_NAMES.split()).map(lambda name: [name])
_labels: Tokens = st.sampled_from(_LABELS).map(lambda label: [label])
_literals: Tokens = st.sampled_from(_LITERALS).map(lambda literal: [literal])


def _joined(parts: list[list[str]], between: str) -> list[str]:
    return [token for number, part in enumerate(parts) for token in ([between, *part] if number else part)]


def _properties(objects: Tokens, predicates: Tokens) -> Tokens:
    one = st.tuples(predicates, st.lists(objects, min_size=1, max_size=4)).map(
        lambda pair: [*pair[0], *_joined(pair[1], ",")]
    )
    return st.tuples(st.lists(one, min_size=1, max_size=3), st.booleans()).map(
        lambda pair: _joined(pair[0], ";") + ([";"] if pair[1] else [])
    )


@cache
def _statements(*, labelled: bool) -> Tokens:
    simple = st.one_of(_resources, _literals, _labels) if labelled else st.one_of(_resources, _literals)
    parts_of_lists: list[Tokens] = [st.just(["rdf:first"]), st.just(["rdf:rest"])] if labelled else []
    predicates = st.one_of(_resources, st.just(["a"]), *parts_of_lists)
    empty: Tokens = st.just(["[", "]"])
    objects: Tokens = st.recursive(
        simple,
        lambda inner: st.one_of(
            st.lists(inner, max_size=4).map(lambda members: ["(", *(token for one in members for token in one), ")"]),
            _properties(inner, predicates).map(lambda inside: ["[", *inside, "]"]),
            empty,
        ),
        max_leaves=8,
    )
    subjects = st.one_of(
        _resources,
        *([_labels] if labelled else []),
        empty,
        _properties(simple, predicates).map(lambda inside: ["[", *inside, "]"]),
        st.lists(simple, max_size=3).map(lambda members: ["(", *(token for one in members for token in one), ")"]),
    )
    return st.one_of(
        st.tuples(subjects, _properties(objects, predicates)).map(lambda pair: [*pair[0], *pair[1], "."]),
        _properties(objects, predicates).map(lambda inside: ["[", *inside, "]", "."]),
        st.sampled_from(_HEAD).map(str.split),
    )


@st.composite
def turtle(draw: st.DrawFn, *, labelled: bool = True) -> str:
    """Turtle with comments and line breaks in odd places; every comment is another one, ``#1;``, ``#2;`` ...

    Parameters:
        labelled: whether blank nodes may have labels, and lists be spelt out.
    """
    head = [token for declaration in _HEAD for token in declaration.split()]
    tokens = [token for one in draw(st.lists(_statements(labelled=labelled), min_size=1, max_size=5)) for token in one]
    quiet = draw(st.booleans())  # most of a head without comments leaves more of them to the statements
    gaps = st.sampled_from((" ", " ", " ", "\n", "\n\n", " #", "\n#", "\n\n#", "\n#-\n\n#", "\r\n"))
    text, count = "", 0
    for number, token in enumerate(["", *head, *tokens, ""]):
        gap = " " if quiet and 0 < number <= len(head) else draw(gaps)
        for piece in gap.split("#")[1:]:
            before, _, gap = gap.partition("#")
            count += 1
            text += f"{before}#{count};{piece.rstrip('-' + chr(10))}\n"
            gap = gap.lstrip("-")
        text += gap + token
    return text + "\n"


def canonical(text: str) -> set[str]:
    """The graph of a text, with names for blank nodes that depend on the graph alone (RDFC-1.0), as N-Quads lines."""
    dataset = ox.Dataset(ox.parse(text, ox.RdfFormat.TURTLE, base_iri=BASE))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}
