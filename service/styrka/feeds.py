"""What is new, for machines that ask again: an Atom feed of releases, and the changes of every thing as an LDES.

The event stream (Linked Data Event Streams, with TREE's relations) has one page a release. Its members say of one thing
that it came, was changed or went away (W3C Activity Streams 2.0), and when. Who follows it from a release on knows what
to fetch anew; who begins takes the dumps of a release and follows from there, for the oldest release that is kept has
nothing to be compared with.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

import pyoxigraph as ox

from styrka.catalogue import changes, downloads
from styrka.formats import Format, Kind
from styrka.release import Release
from styrka.settings import Settings
from styrka.vocabulary import BASE, PREFIXES

ATOM: Final = Format("Atom", "application/atom+xml", "atom", frozenset({Kind.GRAPH}))
STREAM: Final = BASE + "feed/changes"
_ATOM: Final = "http://www.w3.org/2005/Atom"
_AS: Final = "https://www.w3.org/ns/activitystreams#"
_LDES: Final = "https://w3id.org/ldes#"
_TREE: Final = "https://w3id.org/tree#"
_RDF, _DCT, _PROV, _VOID, _XSD = (PREFIXES[name] for name in ("rdf", "dcterms", "prov", "void", "xsd"))
_TIME: Final = _PROV + "generatedAtTime"
_ACTIVITIES: Final = {"added": "Create", "changed": "Update", "removed": "Delete"}
_TITLE: Final = {"en": "Styrka: releases", "sv": "Styrka: utgåvor"}
_COUNTED: Final = {
    "en": "{triples} statements. Since {previous}: {added} things added, {changed} changed, {removed} removed.",
    "sv": "{triples} påståenden. Sedan {previous}: {added} saker tillkom, {changed} ändrades, {removed} togs bort.",
}  # fmt: skip
_FIRST: Final = {"en": "{triples} statements.", "sv": "{triples} påståenden."}


def log_of(settings: Settings, release: Release) -> Mapping[str, Any]:
    """The change log of a release: the one among its downloads, or made now when it has none yet."""
    if (ready := downloads.ready(release)) is not None:
        return ready.changes()
    return changes.log(changes.before(settings, release), release)


def atom(releases: Sequence[Release], logs: Mapping[str, Mapping[str, Any]], settings: Settings, host: str,
         language: str) -> bytes:
    """The feed of releases, the newest first (RFC 4287).

    Parameters:
        logs: the change log of each release, by its version.
        host: the address of the service, with a slash at the end.
    """
    register_namespace("", _ATOM)
    feed = Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": language})

    def say(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
        made = SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
        made.text = text or None
        return made

    say(feed, "id", BASE + "feed/releases")
    say(feed, "title", _TITLE[language])
    say(feed, "updated", max((one.created for one in releases), default="1970-01-01T00:00:00Z"))
    say(say(feed, "author"), "name", settings.publisher_name)
    say(feed, "rights", settings.licence)
    say(feed, "link", rel="self", type=ATOM.media_type, href=f"{host}feed/releases.atom")
    say(feed, "link", rel="alternate", type="text/html", href=f"{host}release")
    for release in releases:
        log = logs[release.version]
        entry = say(feed, "entry")
        say(entry, "id", f"{BASE}release/{release.version}")
        say(entry, "title", release.version)
        say(entry, "updated", release.created)
        say(entry, "link", rel="alternate", type="text/html", href=f"{host}release/{release.version}/")
        say(entry, "link", rel="related", type="text/turtle", href=f"{host}feed/changes/{release.version}.ttl")
        words = _COUNTED if log["previous"] else _FIRST
        triples = sum(release.manifest["counts"]["triples"].values())
        said = {"previous": log["previous"], "triples": triples, **log["counts"]}
        say(entry, "summary", words[language].format(**said))
    text: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return text


def stream(releases: Iterable[Release], settings: Settings, host: str) -> list[ox.Triple]:
    """The event stream's root: what it is, and a relation to the page of each release (TREE, section 3)."""
    said: list[ox.Triple] = []
    view = f"{host}feed/changes"
    _say(said, STREAM, _RDF + "type", _LDES + "EventStream")
    _say(said, STREAM, _DCT + "title", ox.Literal("Changes, thing by thing", language="en"),
         ox.Literal("Ändringar, sak för sak", language="sv"))
    _say(said, STREAM, _DCT + "license", settings.licence)
    _say(said, STREAM, _LDES + "timestampPath", _TIME)
    _say(said, STREAM, _LDES + "versionOfPath", _DCT + "isVersionOf")
    _say(said, STREAM, _TREE + "view", view)
    _say(said, view, _RDF + "type", _TREE + "Node")
    for release in releases:
        page, relation = page_of(release, host), f"{view}#{release.version}"
        moment = _moment(release.created)
        _say(said, view, _TREE + "relation", relation, f"{relation}-until")
        # The page has exactly the members of one moment: no sooner, no later.
        for iri, kind in ((relation, "GreaterThanOrEqualTo"), (f"{relation}-until", "LessThanOrEqualTo")):
            _say(said, iri, _RDF + "type", f"{_TREE}{kind}Relation")
            _say(said, iri, _TREE + "node", page)
            _say(said, iri, _TREE + "path", _TIME)
            _say(said, iri, _TREE + "value", moment)
    return sorted(set(said), key=str)


def page(release: Release, log: Mapping[str, Any], host: str) -> list[ox.Triple]:
    """One page of the event stream: a member for each thing that a release added, changed or removed."""
    said: list[ox.Triple] = []
    here = page_of(release, host)
    _say(said, STREAM, _RDF + "type", _LDES + "EventStream")
    _say(said, STREAM, _LDES + "timestampPath", _TIME)
    _say(said, STREAM, _LDES + "versionOfPath", _DCT + "isVersionOf")
    _say(said, STREAM, _TREE + "view", here)
    _say(said, here, _RDF + "type", _TREE + "Node")
    _say(said, here, _DCT + "isPartOf", f"{host}feed/changes")
    _say(said, here, _PROV + "wasDerivedFrom", f"{BASE}release/{release.version}")
    if log["previous"] is None:
        _say(said, here, _VOID + "dataDump", f"{host}release/{release.version}/styrka.nq.gz")
    moment = _moment(release.created)
    for kind, activity in _ACTIVITIES.items():
        for thing in log[kind]:
            member = f"{BASE}feed/changes/{release.version}#{thing['iri'].removeprefix(BASE)}"
            _say(said, STREAM, _TREE + "member", member)
            _say(said, member, _RDF + "type", _AS + activity)
            _say(said, member, _AS + "object", thing["iri"])
            _say(said, member, _DCT + "isVersionOf", thing["iri"])
            _say(said, member, _TIME, moment)
            if "replaced" in thing:
                _say(said, member, _DCT + "isReplacedBy", thing["replaced"])
            for language, label in thing["label"].items():
                _say(said, member, _AS + "summary",
                     ox.Literal(label, language=language) if language else ox.Literal(label))
    return sorted(set(said), key=str)


def page_of(release: Release, host: str) -> str:
    """The address of a release's page of the stream."""
    return f"{host}feed/changes/{release.version}"


def _moment(created: str) -> ox.Literal:
    return ox.Literal(created, datatype=ox.NamedNode(_XSD + "dateTime"))


def _say(said: list[ox.Triple], subject: str, predicate: str, *things: str | ox.Literal) -> None:
    for thing in things:
        term = ox.NamedNode(thing) if isinstance(thing, str) else thing
        said.append(ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), term))
