"""What another store answers, checked and written anew in the format that was asked for.

Every document is parsed as a whole before any of it is passed on, so that half a document, another media type or a
store's own dialect never reaches a client as an answer. Being written by one serialiser, answers look alike whichever
store they come from.

The dialects that are mended, none of which changes an answer: Virtuoso writes an ASK as a row, blank nodes as
``nodeID://b1``, ``typed-literal`` for ``literal`` (a draft of SPARQL Results JSON), and booleans as 1 and 0.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from typing import Any, Final
from xml.parsers import expat

import pyoxigraph as ox

from styrka import formats
from styrka.engine.interface import Form
from styrka.engine.local import write_graph
from styrka.engine.serialisation import write_bindings
from styrka.errors import EndpointError, QueryRefused
from styrka.formats import Format, Kind
from styrka.http_client.request import Response
from styrka.vocabulary import PREFIXES

_BINDINGS: Final = {
    **dict.fromkeys((formats.JSON.media_type, *formats.JSON.aliases), ox.QueryResultsFormat.JSON),
    **dict.fromkeys((formats.XML.media_type, *formats.XML.aliases), ox.QueryResultsFormat.XML),
}
_GRAPHS: Final = {
    formats.NTRIPLES.media_type: ox.RdfFormat.N_TRIPLES,
    formats.TURTLE.media_type: ox.RdfFormat.TURTLE,
    formats.RDFXML.media_type: ox.RdfFormat.RDF_XML,
}
_OPEN_ENDED: Final = (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.TURTLE)  # half of one may look whole
_ACCEPT: Final = {
    Kind.BINDINGS: f"{formats.JSON.media_type}, {formats.XML.media_type};q=0.8",
    Kind.GRAPH: f"{formats.NTRIPLES.media_type}, {formats.TURTLE.media_type};q=0.8, {formats.RDFXML.media_type};q=0.5",
}
_BOOLEAN: Final = PREFIXES["xsd"] + "boolean"
_TRUTHS: Final = {"1": "true", "0": "false"}
_KINDS: Final = {"uri": "uri", "literal": "literal", "typed-literal": "literal", "bnode": "bnode"}
_VIRTUOSO_ASK: Final = "__ASK_RETVAL"
_VIRTUOSO_NODE: Final = "nodeID://"


def find_result_kind(form: Form) -> Kind:
    """Return what an answer of a query form is made of."""
    return Kind.BINDINGS if form in (Form.SELECT, Form.ASK) else Kind.GRAPH


def check_format(form: Form, format_: Format) -> None:
    """Raise QueryRefused when a format cannot carry an answer of the form.

    Raises:
        QueryRefused: The query is valid but not of a kind that this endpoint answers (an update, SERVICE, an unknown
            graph).
    """
    if find_result_kind(form) not in format_.kinds:
        raise QueryRefused(f"{form.value} has no answer in {format_.name}.", format=format_.media_type)


def make_accept_header(form: Form) -> str:
    """Return the Accept header that asks a store for what ``translate_answer`` reads."""
    return _ACCEPT[find_result_kind(form)]


def translate_answer(response: Response, form: Form, format_: Format) -> bytes:
    """Return the answer of another store in our format.

    Raises:
        EndpointError: When the document is of another kind than was asked for, ill-formed, or perhaps not whole.
    """
    known = _BINDINGS if find_result_kind(form) is Kind.BINDINGS else _GRAPHS
    if response.media_type not in known:
        raise EndpointError(
            f"The store answered with {response.media_type or 'no media type'}, which is no answer to {form.value}."
        )
    output = io.BytesIO()
    try:
        if response.media_type.endswith("xml"):
            # Oxigraph's parsers take a document for whole that ends with elements open.
            expat.ParserCreate().Parse(response.body, True)
        if find_result_kind(form) is Kind.GRAPH:
            source = _GRAPHS[response.media_type]
            if source in _OPEN_ENDED and not response.framed:
                raise EndpointError("The store does not mark where its answer ends, so that half of one looks whole.")
            triples = (quad.triple for quad in ox.parse(response.body, source))
            write_graph(triples, format_, output)
        else:
            document = _json(response.body, _BINDINGS[response.media_type])
            mended = json.dumps(_truth(document) if form is Form.ASK else _rows(document)).encode()
            write_bindings(lambda: ox.parse_query_results(mended, ox.QueryResultsFormat.JSON), format_, output)
    except (expat.ExpatError, SyntaxError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise EndpointError("The store's answer is not whole, or not well-formed.") from None
    return output.getvalue()


def read_cells(response: Response) -> list[dict[str, str]]:
    """Return the rows of a SELECT, the values of their terms by name.

    Raises:
        EndpointError: As ``translate_answer``.
    """
    document = json.loads(translate_answer(response, Form.SELECT, formats.JSON))
    return [{name: cell["value"] for name, cell in row.items()} for row in document["results"]["bindings"]]


def _json(body: bytes, format_: ox.QueryResultsFormat) -> Any:
    if format_ != ox.QueryResultsFormat.JSON:
        body = ox.parse_query_results(body, format_).serialize(format=ox.QueryResultsFormat.JSON) or b""
    return json.loads(body)


def _truth(document: Any) -> dict[str, Any]:
    if "boolean" not in document and document["head"]["vars"] == [_VIRTUOSO_ASK]:
        rows = document["results"]["bindings"]
        truth = bool(rows) and rows[0][_VIRTUOSO_ASK]["value"] == "1"
    else:
        truth = document["boolean"]
    if not isinstance(truth, bool):
        raise ValueError
    return {"head": {}, "boolean": truth}


def _rows(document: Any) -> dict[str, Any]:
    names = document["head"]["vars"]
    rows = [{name: _cell(cell) for name, cell in row.items()} for row in document["results"]["bindings"]]
    return {"head": {"vars": names}, "results": {"bindings": rows}}


def _cell(cell: Mapping[str, Any]) -> Mapping[str, Any]:
    if cell["type"] == "triple":
        return {"type": "triple", "value": {place: _cell(part) for place, part in cell["value"].items()}}
    kind, value = _KINDS[cell["type"]], cell["value"]
    if value.startswith(_VIRTUOSO_NODE) and kind != "literal":
        return {"type": "bnode", "value": _label(value.removeprefix(_VIRTUOSO_NODE))}
    if kind == "bnode":
        return {"type": "bnode", "value": _label(value)}
    mended = {"type": kind, "value": value}
    if kind == "literal" and cell.get("xml:lang"):
        mended["xml:lang"] = cell["xml:lang"]
    elif kind == "literal" and cell.get("datatype"):
        mended["datatype"] = cell["datatype"]
        if cell["datatype"] == _BOOLEAN:
            mended["value"] = _TRUTHS.get(value, value)
    return mended


def _label(text: str) -> str:
    """Return a blank node's label with letters and digits only; different labels stay different."""
    return re.sub(r"[^0-9A-Za-wyz]", lambda match: f"x{ord(match.group()):x}x", text)
