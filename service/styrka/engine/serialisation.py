"""From a result to bytes in a format, checked: a client that keeps to the format's standard reads back what was found.

Oxigraph's serialisers write some results that their own standards do not allow (a character that XML 1.0 has none of,
a predicate without a qualified name, an IRI with a comma in CSV). What can be mended is; the rest is refused before
anything is sent, with the formats that can carry it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import IO, Final, Protocol, cast
from xml.parsers import expat

import pyoxigraph as ox

from styrka import formats
from styrka.errors import NotAcceptable
from styrka.formats import Format

RESULTS: Final = {
    formats.JSON: ox.QueryResultsFormat.JSON,
    formats.XML: ox.QueryResultsFormat.XML,
    formats.CSV: ox.QueryResultsFormat.CSV,
    formats.TSV: ox.QueryResultsFormat.TSV,
}
RDF: Final = {
    formats.TURTLE: ox.RdfFormat.TURTLE,
    formats.NTRIPLES: ox.RdfFormat.N_TRIPLES,
    formats.RDFXML: ox.RdfFormat.RDF_XML,
    formats.JSONLD: ox.RdfFormat.JSON_LD,
    formats.TRIG: ox.RdfFormat.TRIG,
    formats.NQUADS: ox.RdfFormat.N_QUADS,
}
Bindings = ox.QuerySolutions | ox.QueryBoolean
_CHECKED: Final = (formats.XML, formats.RDFXML, formats.CSV, formats.JSONLD)  # the others are written as they come
# What XML 1.0 has no way to write (section 2.2), as UTF-8.
_NOT_XML: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
# How Oxigraph writes an element whose IRI has no end that is a name; "<" in a text is always written as a reference.
_NAMELESS_CLASS: Final = re.compile(
    rb'(\n\t+)<oxprefix: xmlns:oxprefix="([^"]*)"( rdf:(?:about|nodeID)="[^"]*")>((?:(?!\1</oxprefix:>).)*)'
    rb"\1</oxprefix:>",
    re.DOTALL,
)
_NAMELESS: Final = re.compile(rb'<oxprefix: xmlns:oxprefix="([^"]*)"')


class Output(Protocol):
    """Where an answer is written."""

    def write(self, piece: bytes, /) -> int:
        """Take bytes."""


class _Held(io.BytesIO):
    """The bytes of a document until they are checked, and no more of them than the output itself would take."""

    def __init__(self, output: Output) -> None:
        super().__init__()
        self._most: int | None = getattr(output, "limit", None)
        self._output = output

    def write(self, piece: bytes, /) -> int:  # type: ignore[override]
        if self._most is not None and self.tell() + len(piece) > self._most:
            self._output.write(self.getvalue() + piece)  # raises what the output has for it
        return super().write(piece)


def write_bindings(evaluate: Callable[[], Bindings], format_: Format, output: Output) -> None:
    """Write the rows of a SELECT, or the truth of an ASK.

    Parameters:
        evaluate: gives the result; called once more when the engine's CSV turns out to be wrong.

    Raises:
        NotAcceptable: The format cannot carry the result.
        Exception: Whatever ``evaluate`` and ``output.write`` raise.
    """
    result = evaluate()
    if isinstance(result, ox.QueryBoolean) and format_ in (formats.CSV, formats.TSV):
        raise _refuse(
            format_,
            formats.TRUTHS,
            "it is for rows, and the answer is true or false",
            "det är för rader, och svaret är sant eller falskt",
        )
    if format_ not in _CHECKED:
        result.serialize(cast(IO[bytes], output), format=RESULTS[format_])
        return
    held = _Held(output)
    result.serialize(held, format=RESULTS[format_])
    if format_ is formats.XML:
        output.write(_check_xml(held.getvalue(), format_, (formats.JSON, formats.TSV)))
    elif isinstance(result, ox.QuerySolutions) and not _is_even(held.getvalue(), len(result.variables)):
        _write_csv(cast(ox.QuerySolutions, evaluate()), output)
    else:
        output.write(held.getvalue())


def write_statements(
    statements: Iterable[ox.Triple] | Iterable[ox.Quad],
    format_: Format,
    output: Output,
    prefixes: Mapping[str, str] | None = None,
) -> None:
    """Write triples or quads.

    Raises:
        NotAcceptable: The format cannot carry one of them.
        Exception: Whatever ``output.write`` raises.
    """
    named = dict(prefixes) if prefixes is not None else None
    if format_ not in _CHECKED:
        ox.serialize(statements, cast(IO[bytes], output), RDF[format_], prefixes=named)
        return
    held = _Held(output)
    others = tuple(one for one in formats.TRIPLES if one not in (formats.RDFXML, formats.JSONLD))
    try:
        ox.serialize(statements, held, RDF[format_], prefixes=named)
    except OSError as error:  # what the serialiser itself knows that it cannot write
        raise _refuse(format_, others, str(error), str(error)) from None
    body = held.getvalue()
    output.write(_check_xml(_name_classes(body), format_, others) if format_ is formats.RDFXML else body)


def serialise_statements(
    statements: Iterable[ox.Triple] | Iterable[ox.Quad], format_: Format, prefixes: Mapping[str, str] | None = None
) -> bytes:
    """Return triples or quads as bytes.

    Raises:
        NotAcceptable: As ``write_statements``.
    """
    body = io.BytesIO()
    write_statements(statements, format_, body, prefixes)
    return body.getvalue()


def _is_even(document: bytes, columns: int) -> bool:
    """Return whether every line of a CSV document has so many cells: more is an IRI that should have been quoted."""
    lines = csv.reader(io.TextIOWrapper(io.BytesIO(document), "utf-8", newline=""))
    most = max(columns, 1)
    limit = csv.field_size_limit(len(document) + 1)
    try:
        return all(len(line) == most or (not line and most == 1) for line in lines)
    finally:
        csv.field_size_limit(limit)


def _write_csv(solutions: ox.QuerySolutions, output: Output) -> None:
    """Write rows as CSV (SPARQL 1.1 Query Results CSV and TSV section 3; RFC 4180)."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    names = [variable.value for variable in solutions.variables]
    writer.writerow(names)
    for solution in solutions:
        writer.writerow([_to_cell(solution[place]) for place in range(len(names))])
        if text.tell() > 1 << 16:
            output.write(text.getvalue().encode())
            text.seek(0)
            text.truncate()
    output.write(text.getvalue().encode())


def _to_cell(term: object) -> str:
    if term is None:
        return ""
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


def _name_classes(document: bytes) -> bytes:
    """Return RDF/XML in which a class without a qualified name is the object of rdf:type, and not an element's name."""
    return _NAMELESS_CLASS.sub(
        rb'\1<rdf:Description\3>\1\t<rdf:type rdf:resource="\2"/>\4\1</rdf:Description>', document
    )


def _check_xml(document: bytes, format_: Format, others: Sequence[Format]) -> bytes:
    """Return an XML document that is well-formed, and whose carriage returns a parser reads as such (XML 1.0, 2.11).

    Raises:
        NotAcceptable: It cannot be made so.
    """
    if (found := _NOT_XML.search(document)) is not None:
        sign = f"U+{ord(found.group().decode()):04X}"
        raise _refuse(format_, others, f"XML 1.0 has no {sign}", f"XML 1.0 saknar {sign}")
    if (nameless := _NAMELESS.search(document)) is not None:
        iri = nameless.group(1).decode().replace("&amp;", "&")
        raise _refuse(
            format_,
            others,
            f"the predicate <{iri}> does not end with an XML name (RDF 1.1 XML Syntax section 2.14)",
            f"predikatet <{iri}> slutar inte med ett XML-namn (RDF 1.1 XML Syntax, avsnitt 2.14)",
        )
    whole = document.replace(b"\r", b"&#13;") if b"\r" in document else document
    try:
        expat.ParserCreate(namespace_separator=" ").Parse(whole, True)
    except expat.ExpatError as error:
        raise _refuse(
            format_, others, f"it would not be well-formed ({error})", f"svaret blir felaktigt ({error})"
        ) from None
    return whole


def _refuse(format_: Format, others: Sequence[Format], reason: str, orsak: str) -> NotAcceptable:
    names = [offer.media_type for offer in others]
    return NotAcceptable(
        f"{format_.name} cannot carry this answer: {reason}. Ask for {', '.join(names)}.",
        sv=f"{format_.name} kan inte bära det här svaret: {orsak}. Be om {', '.join(names)}.",
        offers=names,
        reason=reason,
    )
