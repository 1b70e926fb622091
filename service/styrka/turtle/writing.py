"""The project's form of Turtle: a document to text; the same document always gives the same bytes.

The base and only the prefixes that are used, sorted; a blank line between subjects; ``a`` first and the source last;
Swedish before English before other languages; one object a line where several do not fit in a line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

import pyoxigraph as ox

from styrka.turtle.document import NIL, TYPE, Blank, Block, Collection, Document, Node, Property, TurtleTerm
from styrka.turtle.order import arrange
from styrka.vocabulary import BASE, DEF, PREFIXES, has_short_form

WIDTH: Final = 120
# Things of the project itself are written below the base, <id/region/SE122>, its terms as styrka:Region.
KNOWN: Final = {name: iri for name, iri in PREFIXES.items() if iri == DEF or not iri.startswith(BASE)}
_LETTER: Final = r"A-Za-z0-9_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff"
_LOCAL: Final = re.compile(rf"(?:[{_LETTER}:]|%[0-9A-Fa-f]{{2}})(?:[{_LETTER}:.-]|%[0-9A-Fa-f]{{2}})*(?<!\.)")
# What a reference below the base may not begin with, and what would be resolved away (RFC 3986, 4.2 and 5.2.4).
_RELATIVE: Final = re.compile(r"(?![/?#])(?![^/?#]*:)(?!(?:[^?#]*/)?\.{1,2}(?:[/?#]|\Z))", re.DOTALL)
_STRING: Final = PREFIXES["xsd"] + "string"
# What a reader would not see, or an editor might change, is written as an escape (Turtle section 6.4).
_HIDDEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_IN_IRI: Final = re.compile('[\x00-\x20<>"{}|^`\\\\\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]')
_ESCAPES: Final = {"\r": "\\r", "\f": "\\f", "\b": "\\b"}


def write_document(document: Document) -> str:
    """Return the document as Turtle, in the project's form. The document's own order of objects may be changed."""
    arrange(document)
    writer = _Writer(document.prefixes)
    for block in document.blocks:
        writer.block(block)
    names = sorted(writer.used)
    notes = dict(document.notes)
    lines = [f"@base <{BASE}> .", *(f"@prefix {name}: <{_escaped(writer.prefixes[name])}> ." for name in names)]
    lines = [f"{line} {notes.pop(name, '')}".rstrip() for name, line in zip(("@base", *names), lines, strict=True)]
    head = [*notes.values(), *document.head]
    body = [*writer.lines, *([""] if document.end else []), *_trimmed(document.end)]
    return "\n".join([*_trimmed(head, last=False), *lines, *body]) + "\n"


def _trimmed(lines: Sequence[str], *, last: bool = True) -> list[str]:
    """Return comments without blank lines before the first of them and, with ``last``, after the last."""
    found = list(lines)
    while found and not found[0]:
        del found[0]
    while last and found and not found[-1]:
        del found[-1]
    return found


def _escaped(iri: str) -> str:
    return _IN_IRI.sub(lambda match: f"\\u{ord(match.group()):04X}", iri)


def _hidden(match: re.Match[str]) -> str:
    return _ESCAPES.get(match.group()) or f"\\u{ord(match.group()):04X}"


class _Writer:
    """The lines so far, the prefixes that they use, and the text of each IRI that was written before."""

    def __init__(self, own: Mapping[str, str]) -> None:
        # A prefix of the project means the same in every file.
        others = {name: iri for name, iri in own.items() if name not in KNOWN and iri and not iri.startswith(BASE)}
        self.prefixes = {**others, **KNOWN}
        self.used: set[str] = set()
        self.lines: list[str] = []
        self._known: dict[str, str] = {}
        self._names: dict[str, str] = {}
        for name in (*sorted(others, reverse=True), *KNOWN):
            self._names[self.prefixes[name]] = name
        self._odd = [iri for iri in self._names if iri[-1] not in "/#"]

    def block(self, block: Block) -> None:
        """Write a subject with its properties."""
        self.lines += ["", *_trimmed(block.above, last=False)]
        subject = self._flat(block.subject)
        if subject is None:
            assert isinstance(block.subject, Collection), "only a list is a subject of several lines"
            self._term("", Node(block.subject), 0, "")
            subject = self.lines.pop()
        rest = block.properties
        if rest and not rest[0].above and (line := self._line(rest[0], f"{subject} ")) is not None:
            self._close(line, rest[0], " ;" if len(rest) > 1 or block.end else " .")
            rest = rest[1:]
        else:
            self.lines.append(subject)
        self._properties(rest, 4, block.end, " .")
        if block.end:
            self.lines.append("    .")

    def _properties(self, properties: Sequence[Property], indent: int, end: Sequence[str], last: str) -> None:
        pad = " " * indent
        for number, prop in enumerate(properties, 1):
            closing = " ;" if number < len(properties) or end else last
            self.lines += [pad + comment for comment in prop.above]
            if (line := self._line(prop, pad)) is not None:
                self._close(line, prop, closing)
            elif len(prop.nodes) == 1 and not prop.nodes[0].above:
                self._term(f"{pad}{self._predicate(prop)} ", prop.nodes[0], indent, closing)
            else:
                self.lines.append(pad + self._predicate(prop))
                self._nodes(prop.nodes, indent + 4, ",", closing)
        self.lines += [pad + comment for comment in end]

    def _close(self, line: str, prop: Property, closing: str) -> None:
        self.lines.append(f"{line}{closing} {prop.nodes[-1].after}".rstrip())

    def _line(self, prop: Property, lead: str) -> str | None:
        """Return a property on one line, without what closes it; None where it does not fit on one."""
        if any(node.above for node in prop.nodes) or any(node.after for node in prop.nodes[:-1]):
            return None
        parts = []
        for node in prop.nodes:
            if (flat := self._flat(node.term)) is None or (len(prop.nodes) > 1 and "\n" in flat):
                return None
            parts.append(flat)
        line = f"{lead}{self._predicate(prop)} {', '.join(parts)}"
        return line if len(line) + 2 <= WIDTH else None

    def _nodes(self, nodes: Sequence[Node], indent: int, between: str, last: str) -> None:
        pad = " " * indent
        for number, node in enumerate(nodes, 1):
            self.lines += [pad + comment for comment in node.above]
            self._term(pad, node, indent, between if number < len(nodes) else last)

    def _term(self, lead: str, node: Node, indent: int, closing: str) -> None:
        term, pad = node.term, " " * indent
        flat = self._flat(term)
        if flat is not None and (
            not isinstance(term, Blank | Collection) or len(lead) + len(flat) + len(closing) <= WIDTH
        ):
            self.lines.append(f"{lead}{flat}{closing} {node.after}".rstrip())
        elif isinstance(term, Blank):
            self.lines.append(lead + "[")
            self._properties(term.properties, indent + 4, term.end, "")
            self.lines.append(f"{pad}]{closing} {node.after}".rstrip())
        elif isinstance(term, Collection):
            self.lines.append(lead + "(")
            self._nodes(term.members, indent + 4, "", "")
            self.lines += [f"{pad}    {comment}" for comment in term.end]
            self.lines.append(f"{pad}){closing} {node.after}".rstrip())

    def _flat(self, term: TurtleTerm) -> str | None:
        """Return a term as one piece of text; None for brackets with comments or line breaks in them."""
        if isinstance(term, ox.NamedNode):
            return "()" if term == NIL else self._name(term.value)
        if isinstance(term, ox.Literal):
            return self._literal(term)
        if isinstance(term, ox.BlankNode):
            return f"_:{term.value}"
        if term.end:
            return None
        if isinstance(term, Blank):
            parts = []
            for prop in term.properties:
                line = None if prop.above or prop.nodes[-1].after else self._line(prop, "")
                if line is None or "\n" in line:
                    return None
                parts.append(line)
            return f"[ {' ; '.join(parts)} ]" if parts else "[]"
        members = []
        for node in term.members:
            flat = None if node.above or node.after else self._flat(node.term)
            if flat is None or "\n" in flat:
                return None
            members.append(flat)
        return f"( {' '.join(members)} )" if members else "()"

    def _predicate(self, prop: Property) -> str:
        return "a" if prop.predicate == TYPE else self._name(prop.predicate.value)

    def _name(self, iri: str) -> str:
        """Return an IRI as a prefixed name, below the base, or whole."""
        known = self._known.get(iri)
        if known is not None:
            return known
        end = max(iri.rfind("/"), iri.rfind("#")) + 1
        candidates = [iri[:end]] if iri[:end] in self._names else []
        candidates += [one for one in self._odd if iri.startswith(one)]
        fitting = [one for one in candidates if _LOCAL.fullmatch(iri, len(one))]
        if fitting:
            namespace = max(fitting, key=len)
            self.used.add(self._names[namespace])
            name = f"{self._names[namespace]}:{iri[len(namespace) :]}"
        else:
            rest = iri.removeprefix(BASE)
            name = f"<{_escaped(rest if len(rest) < len(iri) and _RELATIVE.match(rest) else iri)}>"
        self._known[iri] = name
        return name

    def _literal(self, literal: ox.Literal) -> str:
        value, datatype = literal.value, literal.datatype.value
        if has_short_form(value, datatype):
            return value
        text = value.replace("\\", "\\\\")
        if "\n" in value:
            text = text.replace('"""', '""\\"')
            text = f'"""{text[:-1]}\\""""' if text.endswith('"') else f'"""{text}"""'
        else:
            text = '"' + text.replace('"', '\\"').replace("\t", "\\t") + '"'
        text = _HIDDEN.sub(_hidden, text)
        if literal.language:
            return f"{text}@{literal.language}" + (f"--{literal.direction}" if literal.direction else "")
        return text if datatype == _STRING else f"{text}^^{self._name(datatype)}"
