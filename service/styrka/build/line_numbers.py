"""Where each thing is described: the line of every subject in a Turtle, TriG, JSON-LD or RDF/XML text.

The parser gives no positions for what it accepts, so the text is read a second time, by regular expressions that know
the terminals of Turtle (RDF 1.1 Turtle section 6.5) and nothing else. The text must have been parsed without an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urljoin
from xml.parsers import expat

from styrka.vocabulary import PREFIXES

_RDF: Final = PREFIXES["rdf"]
_XML_BASE: Final = "http://www.w3.org/XML/1998/namespace base"
_STRING: Final = (
    r'"""(?:[^"\\]|\\.|"(?!""))*+"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*+'''"
    r'|"(?:[^"\\\n\r]|\\.)*+"'
    r"|'(?:[^'\\\n\r]|\\.)*+'"
)
# A prefixed name, number or keyword: a dot belongs to it only when a name's character follows.
_WORD: Final = r"(?:[\w:%\-\u00b7\u203f\u2040+]|\\.)(?:[\w:%\-\u00b7\u203f\u2040+]|\\.|\.+(?=[\w:%\\\-]))*+"
_IRI: Final = r"<[^<>\"{}|^`\s]*+>"
_SPACE: Final = r"(?:\s|\#[^\n\r]*+)*+"

_STATEMENT: Final = re.compile(
    rf"{_SPACE}(?:(?P<prefix>@?(?i:prefix)(?=[\s<#]){_SPACE}(?P<name>[^\s:]*):{_SPACE}<(?P<namespace>[^>]*)>{_SPACE}\.?)"
    rf"|(?P<base>@?(?i:base)(?=[\s<#]){_SPACE}<(?P<address>[^>]*)>{_SPACE}\.?)"
    r"|[{}]"
    rf"|(?:(?i:graph)(?=[\s<#]){_SPACE})?(?P<subject>{_IRI}|{_WORD}|\[|\()"
    rf"(?:\s|\#[^\n\r]*+|{_IRI}|{_STRING}|@[A-Za-z0-9\-]++|{_WORD}|\.(?=\d)|[;,\[\]()^<>|~@])*+(?:[.{{}}]|\Z))",
    re.DOTALL,
)
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_PLAIN: Final = re.compile(r"(?:[\w-]+/)*+[\w-]+")
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_LOCAL_ESCAPE: Final = re.compile(r"\\(.)")
# Where a prefix is declared: in Turtle and TriG, in a JSON-LD context, in the head of an SSSOM table.
_DECLARED: Final = {
    "turtle": re.compile(r"^[ \t]*@?prefix\s+(?P<name>[^\s:<]*)\s*:\s*<(?P<namespace>[^<>\s]*)>", re.I | re.M),
    "json": re.compile(r'"(?P<name>[A-Za-z@][\w.-]*)"\s*:\s*"(?P<namespace>https?://[^"\s]*[/#])"'),
    "table": re.compile(r"^#\s+(?P<name>[A-Za-z_][\w.-]*):\s*[\"']?(?P<namespace>https?://[^\s\"']*)", re.M),
}
_NODE: Final = re.compile(r'(?P<alone>\{\s*)?"(?P<key>[^"\\]*)"\s*:\s*"(?P<value>(?:[^"\\]|\\.)*)"(?P<closed>\s*\})?')


def find_turtle_lines(text: str, base: str) -> dict[str, int]:
    """Return the first line on which each IRI stands as a subject (or names a graph) in Turtle or TriG.

    Parameters:
        text: the document, already known to parse.
        base: the IRI that relative IRIs are resolved against until the text has ``@base``.
    """
    found: dict[str, int] = {}
    prefixes: dict[str, str] = {}
    line, counted = 1, 0
    for match in _statements(text):
        if match["prefix"]:
            prefixes[match["name"]] = _resolve(match["namespace"], base)
        elif match["base"]:
            base = _resolve(match["address"], base)
        elif match["subject"]:
            iri = _expand(match["subject"], prefixes, base)
            if iri is not None and iri not in found:
                start = match.start("subject")
                line += text.count("\n", counted, start)
                counted = start
                found[iri] = line
    return found


def find_prefixes(text: str, form: str) -> dict[str, tuple[str, int]]:
    """Return the prefix that stands for each namespace in a text, and the line that declares it.

    Parameters:
        form: ``turtle``, ``json`` or ``table``.
    """
    found: dict[str, tuple[str, int]] = {}
    for match in _DECLARED[form].finditer(text):
        if match["name"] == "@vocab" or not match["name"].startswith("@"):
            line = text.count("\n", 0, match.start("name")) + 1
            found.setdefault(match["namespace"], (match["name"].removeprefix("@vocab"), line))
    return found


def find_jsonld_lines(text: str, subjects: frozenset[str], base: str) -> dict[str, int]:
    """Return the line of the first node object of each of ``subjects`` in JSON-LD 1.1.

    An object with nothing but an identifier is a reference, not a description, and counts only when there is no other.
    """
    pairs = list(_NODE.finditer(text))
    # The context comes first, and so the first value of a key is the one that a context gives it.
    prefixes = {pair["key"]: pair["value"] for pair in reversed(pairs) if not pair["key"].startswith("@")}
    identifiers = {"@id", *(name for name, value in prefixes.items() if value == "@id")}
    described: dict[str, int] = {}
    mentioned: dict[str, int] = {}
    for pair in pairs:
        if pair["key"] not in identifiers:
            continue
        prefix, colon, local = pair["value"].partition(":")
        iri = prefixes[prefix] + local if colon and prefix in prefixes else _resolve(pair["value"], base)
        if iri in subjects:
            place = mentioned if pair["alone"] and pair["closed"] else described
            place.setdefault(iri, text.count("\n", 0, pair.start("key")) + 1)
    return mentioned | described


def find_rdfxml_lines(text: str, subjects: frozenset[str], base: str) -> dict[str, int]:
    """Return the line of the first element that describes each of ``subjects`` in RDF/XML.

    Parameters:
        text: the document, already known to parse.
        base: the IRI that relative IRIs are resolved against where the text has no ``xml:base``.
    """
    found: dict[str, int] = {}
    bases = [base]
    parser = expat.ParserCreate(namespace_separator=" ")

    def enter(_: str, attributes: dict[str, str]) -> None:
        bases.append(urljoin(bases[-1], attributes.get(_XML_BASE, "")))
        about, local = attributes.get(f"{_RDF} about"), attributes.get(f"{_RDF} ID")
        iri = urljoin(bases[-1], f"#{local}") if local is not None else about
        if iri is not None and (whole := _resolve(iri, bases[-1])) in subjects:
            found.setdefault(whole, parser.CurrentLineNumber)

    def leave(_: str) -> None:
        bases.pop()

    parser.StartElementHandler, parser.EndElementHandler = enter, leave
    parser.Parse(text, True)
    return found


def _statements(text: str) -> Iterator[re.Match[str]]:
    position = 0
    while match := _STATEMENT.match(text, position):
        if match.end() == position:
            return
        yield match
        position = match.end()


def _expand(token: str, prefixes: dict[str, str], base: str) -> str | None:
    if token.startswith("<"):
        return _resolve(token[1:-1], base)
    prefix, colon, local = token.partition(":")
    if not colon or prefix not in prefixes:
        return None
    return prefixes[prefix] + (_LOCAL_ESCAPE.sub(r"\1", local) if "\\" in local else local)


def _resolve(reference: str, base: str) -> str:
    if "\\" in reference:
        reference = _ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)), reference)
    if _ABSOLUTE.match(reference):
        return reference
    if base.endswith("/") and _PLAIN.fullmatch(reference):
        return base + reference  # as nearly all are: urljoin takes twenty times as long
    # The standard library drops an empty fragment, which ends many a namespace.
    return (urljoin(base, reference) + ("#" if reference.endswith("#") else "")) if reference else base
