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
                    path=name,
                    line=line,
                    remedy="Describe it with a styrka:Claim.",
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
    except SyntaxError as error:
        raise _syntax_error(error, name) from None
    except ValueError as error:
        raise SourceError(f"the file cannot be read: {error}.", path=name, remedy="Correct it there.") from None
    except TooLarge as error:
        raise SourceError(error.detail, path=name, line=error.evidence.get("line")) from None


def _syntax_error(error: SyntaxError, name: str) -> SourceError:
    message = _POSITION.sub("", str(error.msg))
    unknown = _PREFIX.search(message)
    if unknown:
        prefix = unknown[1]
        meaning = PREFIXES.get(prefix)
        message = f"the prefix {prefix}: is not declared."
        remedy = (
            f'Add "@prefix {prefix}: <{meaning}> ." at the top.'
            if meaning
            else f'Declare it at the top with "@prefix {prefix}: <...> .", or correct it.'
        )
    elif "LoadDocumentCallback" in message:
        message, remedy = "a context at another address is not fetched.", "Write the @context into the file."
    elif "Unexpected end of file" in message:
        message = "something is opened here and never closed."
        remedy = "Close the string, bracket or statement that begins here."
    else:
        # A control character in the message would garble the terminal.
        message = "".join(char if char.isprintable() else f"U+{ord(char):04X}" for char in message).rstrip(".") + "."
        message = f"this is not well-formed: {message}"
        remedy = "Correct it there, or just before."
    return SourceError(message, path=name, line=error.lineno, column=error.offset, remedy=remedy)
