"""The text of one file to statements, or one error with where it is not well-formed and what would be right.

Blank nodes get labels that depend on the file alone, so that two readings of one file are equal.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from styrka.engine.documents.apart import read_apart
from styrka.errors import SourceError, TooLarge
from styrka.vocabulary import BASE, PREFIXES

_PREFIX: Final = re.compile(r"The prefix ([^\s:]*): has not been declared")
_POSITION: Final = re.compile(r"^Parser error (?:at|between) line \d+ .*?: ", re.DOTALL)


def parse_quads(text: str, form: ox.RdfFormat, name: str, graph: str) -> Iterator[ox.Quad]:
    """Yield the statements of a text in the order in which they stand.

    Parameters:
        name: the file's path, for messages and for the labels of its blank nodes.
        graph: the IRI of the graph for those that are in no other.

    Raises:
        SourceError: With line and column, for what is not well-formed, is too large or too deep, and for what RDF 1.1
            does not have.
    """
    own_graph = ox.NamedNode(graph)
    label = "b" + hashlib.sha256(name.encode()).hexdigest()[:10] + "n"
    labels: dict[ox.BlankNode, ox.BlankNode] = {}

    def stable(node: ox.BlankNode) -> ox.BlankNode:
        return labels.setdefault(node, ox.BlankNode(f"{label}{len(labels)}"))

    try:
        for quad in read_apart(text.encode(), form, BASE):
            subject, thing, graph_name = quad.subject, quad.object, quad.graph_name
            if isinstance(subject, ox.Triple) or isinstance(thing, ox.Triple):
                line = text.count("\n", 0, max(text.find("<<"), 0)) + 1
                raise SourceError(
                    "a statement about a statement (RDF 1.2) is not read.",
                    sv="en uppgift om en uppgift (RDF 1.2) läses inte.",
                    path=name,
                    line=line,
                    remedy="Describe it with a styrka:Claim.",
                    remedy_sv="Beskriv den med ett styrka:Claim.",
                )
            yield ox.Quad(
                stable(subject) if isinstance(subject, ox.BlankNode) else subject,
                quad.predicate,
                stable(thing) if isinstance(thing, ox.BlankNode) else thing,
                own_graph
                if isinstance(graph_name, ox.DefaultGraph)
                else stable(graph_name)
                if isinstance(graph_name, ox.BlankNode)
                else graph_name,
            )
    except (SyntaxError, ValueError, TooLarge) as error:
        raise describe_fault(error, name) from None


def describe_fault(error: SyntaxError | ValueError | TooLarge, name: str) -> SourceError:
    """Return what is wrong with a document that cannot be read, as an error of the file of that name."""
    if isinstance(error, SyntaxError):
        return _syntax_error(error, name)
    if isinstance(error, TooLarge):
        return SourceError(error.detail, sv=error.detail_sv, path=name, line=error.evidence.get("line"))
    return SourceError(
        f"the file cannot be read: {error}.",
        sv=f"filen kan inte läsas: {error}.",
        path=name,
        remedy="Correct it there.",
        remedy_sv="Rätta den där.",
    )


def _syntax_error(error: SyntaxError, name: str) -> SourceError:
    message = _POSITION.sub("", str(error.msg))
    unknown = _PREFIX.search(message)
    if unknown:
        prefix = unknown[1]
        meaning = PREFIXES.get(prefix)
        message, sv = f"the prefix {prefix}: is not declared.", f"prefixet {prefix}: är inte deklarerat."
        remedy = (
            f'Add "@prefix {prefix}: <{meaning}> ." at the top.'
            if meaning
            else f'Declare it at the top with "@prefix {prefix}: <...> .", or correct it.'
        )
        remedy_sv = (
            f'Lägg till "@prefix {prefix}: <{meaning}> ." överst.'
            if meaning
            else f'Deklarera det överst med "@prefix {prefix}: <...> .", eller rätta det.'
        )
    elif "LoadDocumentCallback" in message:
        message, sv = "a context at another address is not fetched.", "en kontext på en annan adress hämtas inte."
        remedy, remedy_sv = "Write the @context into the file.", "Skriv in @context i filen."
    elif "Unexpected end of file" in message:
        message, sv = "something is opened here and never closed.", "något öppnas här och stängs aldrig."
        remedy = "Close the string, bracket or statement that begins here."
        remedy_sv = "Stäng den text, den parentes eller den uppgift som börjar här."
    else:
        # A control character in the message would garble the terminal.
        message = "".join(char if char.isprintable() else f"U+{ord(char):04X}" for char in message).rstrip(".") + "."
        message, sv = f"this is not well-formed: {message}", f"detta är inte välformat: {message}"
        remedy, remedy_sv = "Correct it there, or just before.", "Rätta det där, eller strax före."
    return SourceError(
        message, sv=sv, path=name, line=error.lineno, column=error.offset, remedy=remedy, remedy_sv=remedy_sv
    )
