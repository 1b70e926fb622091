"""Documents that no editor writes: nested, expanding, endless, cut, and lying about what they are.

Each is a media type, the bytes, and the statuses that a truthful answer may have.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

TURTLE, NTRIPLES, RDFXML, JSONLD = "text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"
DEEP = 20_000
RDF = b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://example.org/">'
GOOD = {
    TURTLE: '@prefix e: <http://example.org/> .\ne:s e:p "å", ( 1 2 ), [ e:q e:o ] .\n'.encode(),
    NTRIPLES: b'<http://example.org/s> <http://example.org/p> "x" .\n',
    RDFXML: RDF + b'<e:T rdf:about="http://example.org/s"><e:p>x</e:p></e:T></rdf:RDF>',
    JSONLD: b'{"@id": "http://example.org/s", "http://example.org/p": [{"@value": "x"}, {"@list": [1, 2]}]}',
}


def nest_triple_terms(depth: int) -> bytes:
    """A statement about a statement about a statement ..., in Turtle."""
    return (
        b"<http://e/a> <http://e/b> "
        + b"<<( <http://e/a> <http://e/b> " * depth
        + b"<http://e/c>"
        + b" )>>" * depth
        + b" ."
    )


def entities(levels: int = 12) -> bytes:
    """XML entities that each stand for ten of the one before."""
    declared = b'<!ENTITY e0 "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY e%d "%s">' % (level, b"&e%d;" % (level - 1) * 10) for level in range(1, levels)
    )
    start = b"<?xml version='1.0'?><!DOCTYPE r [" + declared + b"]>" + RDF
    return start + b"<e:T><e:p>&e%d;</e:p></e:T></rdf:RDF>" % (levels - 1)


# What the parser or its bounds cannot take: 413; what is not well-formed: 400.
DOCUMENTS: dict[str, tuple[str, bytes, set[int]]] = {
    "triple terms in Turtle": (TURTLE, nest_triple_terms(DEEP), {413}),
    "triple terms in N-Triples": (NTRIPLES, nest_triple_terms(DEEP), {413}),
    "triple terms a little too deep": (TURTLE, nest_triple_terms(201), {413}),
    "reifiers never closed": (TURTLE, b"<< " * DEEP + b"<a> <b> <c> ", {400, 413}),
    "brackets never closed": (TURTLE, b"<http://e/a> <http://e/b> " + b"[ <http://e/b> " * 200_000, {400, 413}),
    "lists never closed": (TURTLE, b"<http://e/a> <http://e/b> " + b"(" * 500_000, {400, 413}),
    "entities": (RDFXML, entities(), {400}),
    "entities of one level": (RDFXML, entities(2), {400}),
    "an external entity": (RDFXML, b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + RDF + b"&x;", {400}),
    "elements": (RDFXML, RDF + b"<e:A><e:p>" * DEEP + b"</e:p></e:A>" * DEEP + b"</rdf:RDF>", {413}),
    "elements never closed": (RDFXML, RDF + b"<e:A><e:p>" * DEEP, {413}),
    "XML in UTF-16": (RDFXML, (GOOD[RDFXML].decode()).encode("utf-16"), {400}),
    "XML that says it is in Latin-1": (RDFXML, b'<?xml version="1.0" encoding="ISO-8859-1"?>\xe5' + RDF, {400}),
    "objects": (JSONLD, b'{"http://e/p":' * DEEP + b"1" + b"}" * DEEP, {413}),
    "lists of lists": (JSONLD, b'{"http://e/p":{"@list":' + b"[" * DEEP + b"]" * DEEP + b"}}", {413}),
    "contexts": (JSONLD, b'{"@context":' + b"[" * DEEP + b"]" * DEEP + b"}", {413}),
    "contexts inside each other": (JSONLD, b'{"@context":{"a":{"@context":' * DEEP + b"1" + b"}}" * DEEP, {413}),
    "a context elsewhere": (JSONLD, b'{"@context": "http://127.0.0.1:9/x", "@id": "http://e/s"}', {400}),
    "a context that includes itself": (JSONLD, b'{"@context": {"@import": ""}, "http://e/p": 1}', {400}),
    "Turtle in Latin-1": (TURTLE, '<http://e/s> <http://e/p> "å" .'.encode("latin-1"), {400}),
    "Turtle in UTF-16": (TURTLE, '<http://e/s> <http://e/p> "x" .'.encode("utf-16"), {400}),
    "one endless name": (TURTLE, b"<http://e/" + b"a" * 3_000_000, {400, 413}),
    "one endless text": (NTRIPLES, b'<http://e/s> <http://e/p> "' + b"a" * 3_000_000, {400, 413}),
    "nothing but zeros": (TURTLE, b"\0" * 1_000_000, {400}),
    "JSON-LD called Turtle": (TURTLE, GOOD[JSONLD], {400}),
    "Turtle called JSON-LD": (JSONLD, GOOD[TURTLE], {400}),
    "XML called N-Triples": (NTRIPLES, GOOD[RDFXML], {400}),
    **{f"cut {name}": (name, text[: len(text) * 2 // 3], {400}) for name, text in GOOD.items()},
}


def mutate(seed: int, count: int) -> Iterator[tuple[str, bytes]]:
    """Good documents with bytes flipped, repeated, removed and nested, the same for the same seed."""
    chance = random.Random(seed)
    pieces = (b"<<(", b")>>", b"[", b"]", b"(", b"{", b"}", b'"', b"<", b"&", b"\\u", b"\xff", b"\0", b"@", b"<!--")
    for _ in range(count):
        name = chance.choice(sorted(GOOD))
        text = bytearray(GOOD[name])
        for _ in range(chance.randint(1, 4)):
            at, kind = chance.randrange(len(text) + 1), chance.randrange(4)
            if kind == 0:
                text[at:at] = chance.choice(pieces) * chance.choice((1, 2, 300, 5000))
            elif kind == 1:
                del text[at : at + chance.randint(1, 20)]
            elif kind == 2:
                text[at : at + 1] = bytes([chance.randrange(256)])
            else:
                text[at:at] = text[: chance.randint(1, len(text) or 1)] * chance.choice((1, 50))
        yield name, bytes(text)
