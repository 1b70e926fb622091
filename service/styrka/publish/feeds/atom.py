"""The releases as an Atom feed (RFC 4287): for people with a reader, and for machines that ask again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from styrka.formats import ATOM, HTML, TRIG
from styrka.release import Release
from styrka.settings import Settings
from styrka.vocabulary import BASE

_ATOM: Final = "http://www.w3.org/2005/Atom"
_TITLE: Final = {"en": "Styrka: releases", "sv": "Styrka: utgåvor"}
_COUNTED: Final = {
    "en": "{triples} statements. Since {previous}: {added} things added, {changed} changed, {removed} removed.",
    "sv": "{triples} påståenden. Sedan {previous}: {added} saker tillkom, {changed} ändrades, {removed} togs bort.",
}
_FIRST: Final = {"en": "{triples} statements.", "sv": "{triples} påståenden."}


def write_atom(
    releases: Sequence[Release], logs: Mapping[str, Mapping[str, Any]], settings: Settings, host: str, language: str
) -> bytes:
    """Return the feed of releases, the newest first (RFC 4287).

    Parameters:
        logs: the change log of each release, by its version.
        host: the address of the service, with a slash at the end.
    """
    register_namespace("", _ATOM)
    feed = Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": language})

    def add_element(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
        made = SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
        made.text = text or None
        return made

    add_element(feed, "id", BASE + "feed/releases")
    add_element(feed, "title", _TITLE[language])
    add_element(feed, "updated", max((one.created for one in releases), default="1970-01-01T00:00:00Z"))
    add_element(add_element(feed, "author"), "name", settings.publisher_name)
    add_element(feed, "rights", settings.licence)
    add_element(feed, "link", rel="self", type=ATOM.media_type, href=f"{host}feed/releases.atom")
    add_element(feed, "link", rel="alternate", type=HTML.media_type, href=f"{host}release")
    for release in releases:
        log = logs[release.version]
        entry = add_element(feed, "entry")
        add_element(entry, "id", f"{BASE}release/{release.version}")
        add_element(entry, "title", release.version)
        add_element(entry, "updated", release.created)
        add_element(entry, "link", rel="alternate", type=HTML.media_type, href=f"{host}release/{release.version}/")
        add_element(
            entry, "link", rel="related", type=TRIG.media_type, href=f"{host}feed/changes/{release.version}.trig"
        )
        words = _COUNTED if log["previous"] else _FIRST
        triples = sum(release.manifest["counts"]["triples"].values())
        values = {"previous": log["previous"], "triples": triples, **log["counts"]}
        add_element(entry, "summary", words[language].format(**values))
    text: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return text
