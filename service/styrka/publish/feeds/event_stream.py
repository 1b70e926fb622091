"""The event stream in RDF: every version of every thing, for those who keep a copy (LDES 1.0, with TREE's relations).

Members are W3C Activity Streams 2.0 activities: that a thing came, was changed or went away, and when. What the release
states of the thing stands in a graph that has the member's name, so that a member can never be mistaken for the
thing; in formats without named graphs both stand side by side. The latest members of all things together are the
release. A release is described whole or not at all: each has one moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox

from styrka.publish.feeds.pages import Member, StreamPage
from styrka.settings import Settings
from styrka.vocabulary import BASE, PREFIXES

STREAM: Final = BASE + "feed/changes"
SHAPE: Final = STREAM + "#member-shape"
SPACES: Final = {
    "as": "https://www.w3.org/ns/activitystreams#",
    "ldes": "https://w3id.org/ldes#",
    "tree": "https://w3id.org/tree#",
}
_AS, _LDES, _TREE = SPACES["as"], SPACES["ldes"], SPACES["tree"]
_RDF, _DCT, _PROV, _SH, _XSD, _VOID = (
    PREFIXES["rdf"],
    PREFIXES["dcterms"],
    PREFIXES["prov"],
    PREFIXES["sh"],
    PREFIXES["xsd"],
    PREFIXES["void"],
)
_TIME: Final = _PROV + "generatedAtTime"
_ACTIVITIES: Final = {"added": "Create", "changed": "Update", "removed": "Delete"}
_FRAGMENT: Final = "/:@!$&'()*+,;=-._~?"  # what a fragment may hold as it is (RFC 3986 section 3.5)
Quads = list[ox.Quad]


def describe_root(leaves: Iterable[StreamPage], settings: Settings, host: str, *, complete: bool) -> Quads:
    """Return the stream's root: what it is, and relations to the first page of each release (TREE, section 3).

    Parameters:
        leaves: those pages, the oldest first.
        host: the address of the service, with a slash at the end.
        complete: whether the oldest of them is the first that there was; else older versions are no longer listed.
    """
    quads = list(_stream())
    view = f"{host}feed/changes"
    _add_values(
        quads,
        STREAM,
        _DCT + "title",
        ox.Literal("Every version of every thing", language="en"),
        ox.Literal("Varje version av varje sak", language="sv"),
    )
    _add_values(quads, STREAM, _DCT + "license", settings.licence)
    _add_values(quads, STREAM, _TREE + "view", view)
    quads += _shape()
    _add_values(quads, view, _RDF + "type", _TREE + "Node", _LDES + "EventSource")
    for place, leaf in enumerate(leaves):
        if place == 0 and not complete:
            _add_values(quads, view, _LDES + "retentionPolicy", f"{view}#kept")
            _add_values(quads, f"{view}#kept", _RDF + "type", _LDES + "RetentionPolicy")
            _add_values(quads, f"{view}#kept", _LDES + "startingFrom", _moment(leaf))
        quads += _relations(view, f"{view}#{leaf.release.version}", leaf, host)
    return quads


def describe_page(leaf: StreamPage, members: Iterable[Member], following: StreamPage | None, host: str) -> Quads:
    """Return one page of the stream: its members with their statements, and a relation to the page that follows."""
    quads = list(_stream())
    here = make_address(leaf, host)
    _add_values(quads, here, _RDF + "type", _TREE + "Node")
    _add_values(quads, here, _DCT + "isPartOf", f"{host}feed/changes")
    _add_values(quads, here, _PROV + "wasDerivedFrom", f"{BASE}release/{leaf.release.version}")
    _add_values(quads, here, _LDES + "immutable", ox.Literal(True))
    _add_values(quads, here, _VOID + "dataDump", f"{host}release/{leaf.release.version}/styrka.nq.gz")
    if following is not None:
        quads += _relations(here, f"{here}#next", following, host)
    named = [
        (f"{STREAM}/{leaf.release.version}#{quote(one.iri.removeprefix(BASE), safe=_FRAGMENT)}", one) for one in members
    ]
    _add_values(quads, STREAM, _TREE + "member", *(name for name, _ in named))
    versions: Quads = []
    for name, one in named:
        _add_values(quads, name, _RDF + "type", _AS + _ACTIVITIES[one.kind])
        _add_values(quads, name, _AS + "object", one.iri)
        _add_values(quads, name, _DCT + "isVersionOf", one.iri)
        _add_values(quads, name, _TIME, _moment(leaf))
        if one.replaced:
            _add_values(quads, name, _DCT + "isReplacedBy", one.replaced)
        for language, label in sorted(one.label.items()):
            _add_values(
                quads, name, _AS + "summary", ox.Literal(label, language=language) if language else ox.Literal(label)
            )
        versions += _read_statements(one.lines, ox.NamedNode(name))
    return quads + versions


def make_address(leaf: StreamPage, host: str) -> str:
    """Return where a page is."""
    return f"{host}feed/changes/{leaf.name}"


def _stream() -> Iterator[ox.Quad]:
    """Yield what every page states of the stream, for a client that begins anywhere (LDES, section 2)."""
    quads: Quads = []
    _add_values(quads, STREAM, _RDF + "type", _LDES + "EventStream")
    _add_values(quads, STREAM, _LDES + "timestampPath", _TIME)
    _add_values(quads, STREAM, _LDES + "versionOfPath", _DCT + "isVersionOf")
    for activity in _ACTIVITIES.values():
        _add_values(quads, STREAM, f"{_LDES}version{activity}Object", _AS + activity)
    _add_values(quads, STREAM, _TREE + "shape", SHAPE)
    yield from quads


def _relations(node: str, relation: str, leaf: StreamPage, host: str) -> Quads:
    """Return the way from a node to a page. It has the members of one moment: none sooner, none later."""
    quads: Quads = []
    _add_values(quads, node, _TREE + "relation", relation, f"{relation}-until")
    for iri, kind in ((relation, "GreaterThanOrEqualTo"), (f"{relation}-until", "LessThanOrEqualTo")):
        _add_values(quads, iri, _RDF + "type", f"{_TREE}{kind}Relation")
        _add_values(quads, iri, _TREE + "node", make_address(leaf, host))
        _add_values(quads, iri, _TREE + "path", _TIME)
        _add_values(quads, iri, _TREE + "value", _moment(leaf))
    return quads


def _shape() -> Quads:
    """Return what all members have in common (TREE, section 2: ``tree:shape``)."""
    quads: Quads = []
    _add_values(quads, SHAPE, _RDF + "type", _SH + "NodeShape")
    _add_values(quads, SHAPE, _SH + "targetObjectsOf", _TREE + "member")
    _add_values(quads, SHAPE, _SH + "nodeKind", _SH + "IRI")
    one = ox.Literal(1)
    for name, path, least, most in (
        ("time", _TIME, one, one),
        ("of", _DCT + "isVersionOf", one, one),
        ("object", _AS + "object", one, one),
        ("kind", _RDF + "type", one, one),
        ("replaced", _DCT + "isReplacedBy", None, one),
    ):
        property_ = f"{SHAPE}-{name}"
        quads.insert(0, ox.Quad(ox.NamedNode(SHAPE), ox.NamedNode(_SH + "property"), ox.NamedNode(property_)))
        _add_values(quads, property_, _SH + "path", path)
        _add_values(quads, property_, _SH + "maxCount", most)
        if least is not None:
            _add_values(quads, property_, _SH + "minCount", least)
        if path == _TIME:
            _add_values(quads, property_, _SH + "datatype", _XSD + "dateTime")
        else:
            _add_values(quads, property_, _SH + "nodeKind", _SH + "IRI")
    return quads


def _read_statements(lines: Iterable[bytes], graph: ox.NamedNode) -> Quads:
    """Return what the lines state, in a graph; the same statement of two files once."""
    quads = ox.parse(b"".join(lines), ox.RdfFormat.N_QUADS)
    return [
        ox.Quad(one.subject, one.predicate, one.object, graph) for one in dict.fromkeys(quad.triple for quad in quads)
    ]


def _moment(leaf: StreamPage) -> ox.Literal:
    return ox.Literal(leaf.release.created, datatype=ox.NamedNode(_XSD + "dateTime"))


def _add_values(quads: Quads, subject: str, predicate: str, *things: str | ox.Literal) -> None:
    for thing in things:
        term = ox.NamedNode(thing) if isinstance(thing, str) else thing
        quads.append(ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), term))
