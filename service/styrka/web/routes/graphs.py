"""``/graphs``: the SPARQL 1.1 Graph Store HTTP Protocol. Everybody may read; who has the token may write.

A graph is named by ``?graph=`` or ``?default`` (section 4.2), or by the address itself (4.1): on a governed instance
``/graphs/strategies/x`` is the graph of ``data/strategies/x.ttl``, on a scratch instance the graph whose IRI is that
address.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from typing import Final
from uuid import uuid4

from flask import Blueprint, Response, request
from werkzeug.datastructures import ETags

from styrka import formats
from styrka.build.repairs import explain_error
from styrka.build.sssom.statements import REVIEWED
from styrka.engine import patch_guard
from styrka.engine.documents.apart import DOCUMENTS, ReadDocument
from styrka.engine.interface import Budget, ask_truth, construct_ntriples
from styrka.engine.serialisation import RDF
from styrka.engine.writes import GraphChange, Precondition, UpdateChange, Verb
from styrka.errors import BadParameter, NotFound, UnreadableBody, UnsupportedMediaType, WriteRefused
from styrka.formats import CSV, GRAPHS, SPARQL_UPDATE, TRIPLES, TSV, Format
from styrka.vocabulary import BASE
from styrka.web.context import host, service
from styrka.web.http import write_access
from styrka.web.http.paths import encode_path
from styrka.web.http.respond import negotiate
from styrka.web.http.respond import respond_with_graph as responded
from styrka.web.routes.update import decode_update, write_limits

blueprint = Blueprint("graph_store", __name__)
write_access.register(blueprint)
_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^<>\"{}|^`\\\x00-\x20]*")
_MULTIPART: Final = "multipart/form-data"
_MOST_PARTS: Final = 100
_GROWTH: Final = 4  # how many times as large as the largest body its statements may be


@blueprint.get("/graphs")
@blueprint.get("/graphs/<path:name>")
def read(name: str | None = None) -> Response:
    """Respond with the graph (5.2); HEAD gives its headers (5.6).

    Raises:
        NotFound: There is no such thing.
    """
    iri = _named(name)
    format_ = negotiate(TRIPLES)
    state = _state(iri)
    if state is None:
        raise NotFound(f"There is no graph {iri}.", sv=f"Det finns ingen graf {iri}.", iri=iri)
    pattern = "?s ?p ?o" if iri is None else f"GRAPH <{iri}> {{ ?s ?p ?o }}"
    found = construct_ntriples(service().public, f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}")
    response = responded(found, format_, name=iri)
    response.set_etag(f"{state}.{format_.suffix}")
    response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Accept")
    response.make_conditional(request)
    return response


@blueprint.put("/graphs")
@blueprint.put("/graphs/<path:name>")
def put(name: str | None = None) -> Response:
    """Make the graph what is sent (5.3)."""
    return _write("put", name)


@blueprint.post("/graphs")
@blueprint.post("/graphs/<path:name>")
def post(name: str | None = None) -> Response:
    """Add what is sent to the graph (5.5); without a graph's name, make a new graph of it and return its name."""
    return _write("post", name)


@blueprint.delete("/graphs")
@blueprint.delete("/graphs/<path:name>")
def delete(name: str | None = None) -> Response:
    """Remove the graph (5.4)."""
    writer = write_access.get_writer()
    iri = _named(name)
    return write_access.respond_to_write(
        write_access.perform_write(writer, GraphChange("delete", iri, condition=_condition())), iri
    )


@blueprint.patch("/graphs")
@blueprint.patch("/graphs/<path:name>")
def patch(name: str | None = None) -> Response:
    """Change the graph by an update that speaks of it alone (5.7; RFC 5789), or by rows of the table that it is in.

    Raises:
        UnsupportedMediaType: For a body that is no SPARQL update, and no row where the graph is of a table.
    """
    writer = write_access.get_writer()
    iri = _named(name)
    accepted = [SPARQL_UPDATE.media_type, *([CSV.media_type] if writer.governed else [])]
    if request.mimetype not in accepted:
        raise _unsupported(accepted)
    if request.mimetype == CSV.media_type:
        rows = GraphChange("patch", iri, document=_read_text(CSV), condition=_condition())
        return write_access.respond_to_write(write_access.perform_write(writer, rows), iri)
    text = patch_guard.admit_patch(decode_update(request.get_data()), write_limits())
    change = GraphChange("patch", iri, condition=_condition(), patch=UpdateChange(text, iri or host() + "graphs"))
    return write_access.respond_to_write(write_access.perform_write(writer, change), iri)


@blueprint.after_request
def _patchable(response: Response) -> Response:
    """List which patches are read (RFC 5789 section 3.1), where patches are taken at all."""
    writer = service().writer
    if writer is not None and service().settings.write_token:
        taken = [SPARQL_UPDATE.media_type, *([CSV.media_type] if writer.governed else [])]
        response.headers["Accept-Patch"] = ", ".join(taken)
    return response


def _write(verb: Verb, name: str | None) -> Response:
    writer = write_access.get_writer()
    unnamed = verb == "post" and name is None and not {"graph", "default"} & set(request.args)
    if unnamed and writer.governed:
        raise WriteRefused(
            "A graph is a file here and needs a name: send it to /graphs?graph=IRI.",
            sv="En graf är en fil här och behöver ett namn: skicka den till /graphs?graph=IRI.",
        )
    iri = host() + "graphs/" + uuid4().hex if unnamed else _named(name)
    is_review = writer.governed and verb == "put" and (iri or "").startswith(REVIEWED)
    triples, document = ("", _read_text(TSV)) if is_review else _sent(iri or host() + "graphs")
    outcome = write_access.perform_write(writer, GraphChange(verb, iri, triples, document, _condition()))
    return write_access.respond_to_write(outcome, iri, location=unnamed)


def _named(name: str | None) -> str | None:
    """Return the IRI of the graph that the request names; None for the default graph.

    Raises:
        BadParameter: A request's or a question's parameter is missing, unknown or of the wrong kind.
    """
    if name is not None:
        governed = service().writer is None or service().writer.governed  # type: ignore[union-attr]
        return (BASE + "graph/" if governed else host() + "graphs/") + encode_path(name)
    given = request.args.getlist("graph")
    if len(given) + ("default" in request.args) != 1:
        raise BadParameter(
            "Name one graph: /graphs?graph=IRI, or /graphs?default.",
            sv="Nämn en graf: /graphs?graph=IRI, eller /graphs?default.",
            parameter="graph",
        )
    if given and not _IRI.fullmatch(given[0]):
        raise BadParameter(
            f"{given[0]!r} is not an absolute IRI.", sv=f"{given[0]!r} är ingen absolut IRI.", parameter="graph"
        )
    return given[0] if given else None


def _state(iri: str | None) -> str | None:
    if (writer := service().writer) is not None:
        return writer.state(iri)
    exists = iri is None or ask_truth(service().engine, f"ASK {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}")
    return service().engine.version if exists else None


def _condition() -> Precondition:
    """If-Match and If-None-Match, as states of the graph: a tag is a state, a dot and a format's suffix."""
    match = _states(request.if_match) if "If-Match" in request.headers else None
    return Precondition(match, _states(request.if_none_match))


def _states(tags: ETags) -> tuple[str, ...]:
    return ("*",) if tags.star_tag else tuple(tag.rpartition(".")[0] for tag in tags.as_set())


def _sent(base: str) -> tuple[str, str]:
    """Return the triples that the body holds, as N-Triples.

    And the body itself where it is one Turtle document for any base.

    Raises:
        UnsupportedMediaType: The body's media type is not one that the endpoint reads.
        UnreadableBody: The request's body does not fit its media type.
    """
    if request.mimetype != _MULTIPART:
        body, format_ = request.get_data().removeprefix(BOM_UTF8), _format(request.mimetype)
        read = _read_apart(body, format_, base)
        # Turtle that states the same as a file, below the files' base, becomes that file as it is.
        return read.nquads.decode(), body.decode("utf-8") if format_ is formats.TURTLE and read.same else ""
    request.max_form_parts = _MOST_PARTS
    parts = [part for name in request.files for part in request.files.getlist(name)]
    if not parts or request.form:
        raise UnreadableBody(
            "Every part of the form must be a file, with a file name and a Content-Type of its own.",
            sv="Varje del av formuläret måste vara en fil, med ett filnamn och en egen Content-Type.",
        )
    return "".join(
        _read_apart(part.read().removeprefix(BOM_UTF8), _format(part.mimetype), base).nquads.decode() for part in parts
    ), ""


def _read_text(format_: Format) -> str:
    """Return a table, of a review or of rows, as it was sent; the pipeline reads it.

    Raises:
        UnsupportedMediaType: For what is no table.
        UnreadableBody: For what is not UTF-8.
    """
    if request.mimetype != format_.media_type:
        raise _unsupported([format_.media_type])
    try:
        return request.get_data().removeprefix(BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError:
        raise UnreadableBody("The table is not UTF-8.", sv="Tabellen är inte UTF-8.") from None


def _format(media_type: str) -> Format:
    for format_ in GRAPHS:
        if media_type == format_.media_type:
            return format_
    raise _unsupported([format_.media_type for format_ in GRAPHS], media_type)


def _unsupported(accepted: list[str], media_type: str | None = None) -> UnsupportedMediaType:
    given = request.mimetype if media_type is None else media_type
    return UnsupportedMediaType(
        f"The body is {given or 'of no media type'}; send {' or '.join(accepted)}.",
        sv=f"Innehållet är {given or 'av inget angivet format'}; skicka {' eller '.join(accepted)}.",
        accepted=accepted,
    )


def _read_apart(body: bytes, format_: Format, base: str) -> ReadDocument:
    """Return what a body states, as another process reads it; its N-Quads are N-Triples.

    Raises:
        UnreadableBody: The request's body does not fit its media type.
    """
    settings = service().settings
    budget = Budget(settings.query_seconds, settings.query_memory, _GROWTH * settings.source_bytes)
    other = BASE if format_ is formats.TURTLE else ""
    try:
        # New names for blank nodes, so that they are not taken for those of another document (RDF 1.1 section 3.4).
        read = DOCUMENTS.read(body, RDF[format_], base, other=other, rename=True, budget=budget)
    except SyntaxError as error:
        why = explain_error(body.decode("utf-8", "replace"), RDF[format_], error)
        raise UnreadableBody(
            f"The body is not well-formed {format_.name}, at line {why.line}: {why.en} {why.remedy}",
            sv=f"Innehållet är inte välformad {format_.name}, på rad {why.line}: {why.sv} {why.remedy_sv}",
            line=why.line,
            column=why.column,
        ) from None
    except (ValueError, OSError) as error:
        raise UnreadableBody(f"The body cannot be read as {format_.name}: {error}") from None
    if read.graphs:
        raise UnreadableBody(
            "The body names graphs of its own; send the triples of one graph.",
            sv="Innehållet nämner egna grafer; skicka en grafs tripplar.",
        )
    return read
