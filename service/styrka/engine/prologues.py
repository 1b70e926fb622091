"""Updates of several operations, each with declarations of its own (SPARQL 1.1 Update, rules 29 and 4).

The engine's parser takes BASE and PREFIX only before the first operation. Where they come later, every name of the
update is written out as an IRI, and no declaration is left.
"""

from __future__ import annotations

import re
from typing import Final

import pyoxigraph as ox

from styrka.engine.terminals import tokens, unescape

_LATER: Final = re.compile(r";(?:\s|#[^\n\r]*[\n\r])*(?:prefix|base)\b", re.IGNORECASE)
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_NOT_IRI: Final = re.compile(r"[<>\"{}|^`\\\x00-\x20]")


def write_out_names(text: str, base: str) -> str:
    """Return an update without declarations where they come after its first operation; any other as it is.

    Lines stay where they are, so that an error is found by its line.

    Parameters:
        base: what relative IRIs are below until the update has a BASE of its own.
    """
    if not _LATER.search(text):
        return text
    pieces: list[str] = []
    prefixes: dict[str, str] = {}
    resolved: dict[tuple[str, str], str] = {}
    copied = depth = 0
    words = tokens(text)
    for kind, word, start in words:
        depth += {"open": 1, "close": -1}.get(kind, 0)
        keyword = word.upper() if kind == "name" and depth == 0 else ""
        written = None
        end = start + len(word)
        if keyword in ("PREFIX", "BASE"):
            name = next(words, ("", "", 0))[1] if keyword == "PREFIX" else ""
            iri_kind, iri, at = next(words, ("", "", 0))
            if iri_kind != "iri":
                return text  # the engine's parser finds what is wrong
            found = _resolve(iri, base, resolved)
            base, prefixes = (found, prefixes) if keyword == "BASE" else (base, {**prefixes, name: found})
            written, end = "\n" * text.count("\n", start, at), at + len(iri)
        elif kind == "iri":
            written = f"<{_resolve(word, base, resolved)}>"
        elif kind == "name" and ":" in word and not word.startswith("_:"):
            prefix, _, local = word.partition(":")
            if prefix + ":" not in prefixes:
                return text
            written = "<" + prefixes[prefix + ":"] + _ESCAPED.sub(r"\1", unescape(local)) + ">"
        if written is not None:
            pieces += (text[copied:start], written)
            copied = end
    return "".join([*pieces, text[copied:]])


def _resolve(iri: str, base: str, resolved: dict[tuple[str, str], str]) -> str:
    """Return an IRI reference, in its brackets, as the IRI that it stands for (RFC 3986 section 5.2)."""
    key = (iri, base)
    if key not in resolved:
        reference = unescape(iri[1:-1])
        if _NOT_IRI.search(reference):
            return reference
        try:
            quad = next(iter(ox.parse(f"<{reference}> a <x:> .", ox.RdfFormat.TURTLE, base_iri=base)))
            resolved[key] = quad.subject.value
        except (SyntaxError, ValueError):
            resolved[key] = reference
    return resolved[key]
