"""Turtle text to a document: terms, blocks, and the comments with what they stand by (RDF 1.1 Turtle section 6).

The text must have been parsed without an error: what is read here is only as strict as it has to be to find each term.
"""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from styrka.errors import SourceError
from styrka.turtle.document import TYPE, Blank, Block, Collection, Document, Node, Property, TurtleTerm
from styrka.turtle.tokens import ABSOLUTE, LOCAL_ESCAPE, compile_token, unescaped
from styrka.vocabulary import BASE, PREFIXES

_DEPTH: Final = 100
_TYPES: Final = {
    name: ox.NamedNode(PREFIXES["xsd"] + name) for name in ("integer", "decimal", "double", "boolean", "string")
}


def read_document(text: str, path: str) -> Document:
    """Return the document in a text that is known to be Turtle.

    Parameters:
        path: the text's name, for errors.

    Raises:
        SourceError: For what RDF 1.2 adds to Turtle, and for brackets in each other a hundred deep; with the line.
    """
    return _Reader(text, path).document


class _Reader:
    """One reading of one text: the present token, the comments that wait for what they stand above, and the terms."""

    def __init__(self, text: str, path: str) -> None:
        self._text, self._path = text, path
        self._matches = compile_token().finditer(text)
        self._pending: list[str] = []
        self._last: Node | None = None  # what a comment on the same line stands after
        self._note = ""  # the prefix that such a comment stands after
        self._base = BASE
        self._terms: dict[str, ox.NamedNode | ox.BlankNode | ox.Literal] = {}
        self._depth = 0
        self._end = 0
        self.document = Document()
        self._advance()
        while self._kind:
            self._statement()
        self.document.end = self._comments()

    def _advance(self) -> None:
        """Go to the next token; comments on the way are put where they belong."""
        for match in self._matches:
            kind, start = match.lastgroup or "", match.start()
            if kind != "comment":
                if self._text.count("\n", self._end, start) > 1:
                    self._part()
                self._end = match.end()
                self._kind, self._word, self._start = kind, match.group(), start
                return
            self._comment(match.group().rstrip(), self._text.count("\n", self._end, start) if self._end else 1)
            self._end = match.end()
        self._kind = self._word = ""

    def _comment(self, comment: str, breaks: int) -> None:
        if not breaks and self._last is not None:
            self._last.after = f"{self._last.after} {comment}".lstrip()
        elif not breaks and self._note:
            notes = self.document.notes
            notes[self._note] = f"{notes.get(self._note, '')} {comment}".lstrip()
        else:
            if breaks > 1:
                self._part()
            self._pending.append(comment)

    def _part(self) -> None:
        """Put a blank line below the comments that wait."""
        if self._pending and self._pending[-1]:
            self._pending.append("")

    def _comments(self) -> list[str]:
        taken, self._pending = self._pending, []
        return taken

    def _remarks(self) -> list[str]:
        return [line for line in self._comments() if line] if self._pending else []

    def _statement(self) -> None:
        self._note = ""
        if self._kind == "at" or (self._kind == "word" and ":" not in self._word):
            return self._declaration(self._word.lstrip("@").lower())
        block = Block(self._present(), above=self._comments())
        self._last = None
        if isinstance(block.subject, Blank):
            self._into(block.subject)
            block.properties, block.end = block.subject.properties, block.subject.end
            block.subject = Blank()
        elif isinstance(block.subject, Collection):
            self._into(block.subject)
        else:
            self._advance()
        if self._word != ".":
            block.properties += self._properties(".")
        block.end += self._remarks()
        self.document.blocks.append(block)
        self._advance()
        self._last = None
        return None

    def _declaration(self, keyword: str) -> None:
        if keyword not in ("prefix", "base"):
            raise self._refused(f"{self._word} (RDF 1.2)")
        ends = self._word.startswith("@")
        self._last, name = None, "@base"
        if not self.document.blocks:
            self.document.head += self._comments()
        self._advance()
        if keyword == "prefix":
            name = self._word[:-1]
            self._advance()
        address = self._iri(self._word)
        self._note = name
        self._terms.clear()  # the same text may mean something else from here on
        if keyword == "prefix":
            self.document.prefixes[name] = address.value
        else:
            self._base = address.value
        self._advance()
        if ends:
            self._advance()
        if not self.document.blocks:
            self._note = ""

    def _properties(self, closing: str) -> list[Property]:
        """Read predicates with their objects up to the closing token, which stays the present one.

        Raises:
            SourceError: For what RDF 1.2 has in the place of a predicate.
        """
        found = []
        while self._word != closing:
            if self._word == ";":
                self._advance()
                continue
            above = self._remarks()
            predicate = TYPE if self._word == "a" else self._present()
            if not isinstance(predicate, ox.NamedNode):
                raise self._refused(f"{self._word!r} (RDF 1.2)")
            self._last = None
            self._advance()
            nodes = [self._node()]
            while self._word == ",":
                self._advance()
                nodes.append(self._node())
            found.append(Property(predicate, nodes, above))
        return found

    def _node(self) -> Node:
        node = Node(above=self._remarks())
        if self._kind == "string":
            self._last = node
            node.term = self._literal()
        else:
            node.term = self._present()
            if isinstance(node.term, Blank | Collection):
                self._into(node.term, node)
            else:
                self._last = node
                self._advance()
        if self._kind == "other":
            raise self._refused(f"{self._word!r} (RDF 1.2)")
        return node

    def _into(self, term: Blank | Collection, node: Node | None = None) -> None:
        """Read what is between brackets, or between parentheses, and the closing one.

        Raises:
            SourceError: For brackets in each other a hundred deep.
        """
        self._depth += 1
        if self._depth > _DEPTH:
            raise SourceError(
                f"brackets are in each other more than {_DEPTH} deep.",
                path=self._path,
                line=self._line(),
                remedy="Give the inner ones names.",
            )
        self._last = None
        self._advance()
        if isinstance(term, Blank):
            term.properties = self._properties("]")
        else:
            while self._word != ")":
                term.members.append(self._node())
        term.end = self._remarks()
        self._last = node
        self._advance()
        self._depth -= 1

    def _present(self) -> TurtleTerm:
        """Return the term of the present token; a bracket gives one that is still to be filled."""
        if self._word == "[":
            return Blank()
        if self._word == "(":
            return Collection()
        known = self._terms.get(self._word)
        if known is None:
            known = self._terms[self._word] = self._simple()
        return known

    def _simple(self) -> ox.NamedNode | ox.BlankNode | ox.Literal:
        word = self._word
        if self._kind == "iri":
            return self._iri(word)
        if self._kind == "number":
            kind = "double" if "e" in word.lower() else "decimal" if "." in word else "integer"
            return ox.Literal(word, datatype=_TYPES[kind])
        if word in ("true", "false"):
            return ox.Literal(word, datatype=_TYPES["boolean"])
        if self._kind != "word":
            raise self._refused(f"{word!r} (RDF 1.2)")
        if word.startswith("_:"):
            return ox.BlankNode(word[2:])
        prefix, _, local = word.partition(":")
        return ox.NamedNode(self.document.prefixes[prefix] + LOCAL_ESCAPE.sub(r"\1", local))

    def _iri(self, token: str) -> ox.NamedNode:
        reference = token[1:-1]
        if ABSOLUTE.match(reference):
            return ox.NamedNode(unescaped(reference))
        # RFC 3986 section 5.2, as the parser itself does it.
        parsed = next(iter(ox.parse(f"{token} <x:> <x:> .", ox.RdfFormat.TURTLE, base_iri=self._base))).subject
        assert isinstance(parsed, ox.NamedNode), "a reference is an IRI"
        return parsed

    def _literal(self) -> ox.Literal:
        quotes = 3 if self._word[:3] in ('"""', "'''") else 1
        value = unescaped(self._word[quotes:-quotes])
        self._advance()
        if self._kind == "at":
            language, _, direction = self._word[1:].partition("--")
            self._advance()
            return ox.Literal(value, language=language, direction=ox.BaseDirection(direction) if direction else None)
        if self._word == "^^":
            self._advance()
            datatype = self._present()
            assert isinstance(datatype, ox.NamedNode), "a datatype is an IRI"
            self._advance()
            return ox.Literal(value, datatype=datatype)
        return ox.Literal(value)

    def _line(self) -> int:
        return self._text.count("\n", 0, self._start) + 1

    def _refused(self, what: str) -> SourceError:
        return SourceError(
            f"{what} cannot be formatted.",
            path=self._path,
            line=self._line(),
            remedy="Write it with the means of RDF 1.1, such as a styrka:Claim.",
        )
