"""``/correct``: what is stated of a thing, by whom, and how to say what is right: a text to send, and a file.

Nothing is stored, and nobody is followed: what is written in the form comes back in the answer, and is forgotten.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from functools import partial
from typing import Final
from urllib.parse import urlsplit

import pyoxigraph as ox
from flask import Blueprint, Response, request

from styrka import clock
from styrka.ask.describe import describe_thing
from styrka.ask.explanations import list_supports, make_find
from styrka.ask.names.finding import LONGEST, check_text, find_things
from styrka.ask.sources import describe_sources, find_passages
from styrka.build import infer
from styrka.build.infer.derivations import NOTHING
from styrka.change.correction import CorrectedFile, correct_file, read_value
from styrka.engine.guard import AdmittedQuery, Form
from styrka.engine.interface import ask_truth
from styrka.errors import BadParameter, NotFound
from styrka.formats import CSV, HTML, TURTLE
from styrka.vocabulary import BASE, expand
from styrka.web.context import language, service
from styrka.web.http.respond import respond_once, respond_uncached
from styrka.web.render.contribute import correcting
from styrka.web.render.contribute.correcting import Correction, StatedPlace
from styrka.web.routes.doc import check_iri

blueprint = Blueprint("correct", __name__)
_LONGEST: Final = 4000  # characters of one field


@blueprint.get("/correct")
def ask() -> Response:
    """Respond with the page of a statement, of a thing, or with the way to one.

    Raises:
        BadParameter: For what is no address, and a statement that is named by half.
        NotFound: For a thing or statement that is not recorded.
    """
    of = request.args.get("of", "").strip()
    if not of:
        return _search(request.args.get("q", "").strip())
    statement = _read_statement(request.args.get("property", ""), request.args.get("value", ""), of)

    def make() -> Response:
        if statement is not None:
            return correcting.render_statement(statement, _find_places(statement), Correction())
        iri = _read_thing(of)
        with check_iri(iri):
            within = request.args.get("within", "").strip()[:LONGEST]
            return correcting.render_thing(describe_thing(service().engine, iri), iri, within)

    return respond_once(make, HTML)


def _search(text: str) -> Response:
    """Return the page with the search for the thing that is wrong, and with what fits the words."""
    if not text:
        return respond_once(correcting.render_start, HTML)
    try:
        check_text(text)
    except BadParameter as error:
        unfit = partial(correcting.render_start, text, None, error)
        return respond_uncached(unfit)
    found = find_things(service().names.index(service().engine), text)
    return respond_once(partial(correcting.render_start, text, found), HTML, day=clock.read_today())


@blueprint.post("/correct")
def take() -> Response:
    """Respond with the text to send and the ways to have the corrected file; or with the form, where it says nothing.

    Raises:
        BadParameter: For a field that is too long.
        NotFound: For a thing or statement that is not recorded.
    """
    of = _read_field("of")
    statement, said = _read_statement(_read_field("property"), _read_field("value"), of), _read_correction()
    if statement is None:
        iri = _read_thing(of)
        with check_iri(iri):
            describe_thing(service().engine, iri)
        return respond_uncached(partial(correcting.render_correction, iri, None, (), said, None))
    places = _find_places(statement)
    try:
        if not said.given:
            raise BadParameter(
                "Say what is right, or where it is written.",
                sv="Skriv vad som är rätt, eller var det står.",
                parameter="right",
            )
        file = _make_file(statement, places, said)
    except BadParameter as error:
        return respond_uncached(partial(correcting.render_statement, statement, places, said, error))
    subject = str(statement.subject)[1:-1]
    return respond_uncached(partial(correcting.render_correction, subject, statement, places, said, file))


@blueprint.post("/correct/file")
def download() -> Response:
    """Respond with the corrected file: the Turtle of the graph, or the row of the table with its header.

    Raises:
        NotFound: Where the statement is in no file that can be changed.
        BadParameter: For a value that is not of the kind of the old one, and where nothing is named.
    """
    statement = _read_statement(_read_field("property"), _read_field("value"), _read_field("of"))
    if statement is None:
        raise BadParameter(
            "Name the statement, by of, property and value.",
            sv="Ange uppgiften, med of, property och value.",
            parameter="property",
        )
    file = _make_file(statement, _find_places(statement), _read_correction())
    if file is None:
        raise NotFound(
            "The statement is in no file here that can be changed.",
            sv="Uppgiften finns inte i någon fil här som kan ändras.",
        )
    format_ = CSV if file.is_row else TURTLE
    name = file.path.rpartition("/")[2]
    response = Response(
        BOM_UTF8 * file.is_row + file.text.encode(),
        content_type=format_.content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    return respond_uncached(lambda: response)


def _read_field(name: str) -> str:
    """Return a field of the form.

    Raises:
        BadParameter: For one that is too long.
    """
    text = request.form.get(name, "").replace("\r\n", "\n").strip()
    if len(text) > _LONGEST:
        raise BadParameter(
            f"{name} has {len(text)} characters; at most {_LONGEST} fit.",
            sv=f"{name} har {len(text)} tecken; högst {_LONGEST} får plats.",
            parameter=name,
        )
    return text


def _read_correction() -> Correction:
    return Correction(_read_field("right"), _read_field("where"), bool(_read_field("gone")))


def _read_thing(text: str) -> str:
    """Return the IRI of the thing that somebody means: an IRI, a name with a prefix, or the address of its page.

    Raises:
        BadParameter: For what is none of these.
    """
    bare = text.strip("<>")
    if bare.startswith("/") or "/doc/" in bare:
        path = urlsplit(bare).path.removeprefix("/").removesuffix(".html")
        return BASE + (f"id/{path.removeprefix('doc/')}" if path.startswith("doc/") else path)
    try:
        return expand(bare) if ":" in bare else BASE + bare
    except KeyError:
        raise BadParameter(
            f"{text!r} is no address of a thing. For example: /correct?of=region:SE122",
            sv=f"{text!r} är ingen adress till ett ting. Till exempel: /correct?of=region:SE122",
            parameter="of",
        ) from None


def _read_statement(property_: str, value: str, of: str) -> ox.Triple | None:
    """Return the statement that the three terms name; None where only a thing is named.

    Raises:
        BadParameter: For one term without the other, and for what is no term.
    """
    if not property_ and not value:
        return None
    if not (property_ and value):
        raise BadParameter(
            "A statement has of, property and value; one of them is missing.",
            sv="En uppgift har of, property och value; ett av dem saknas.",
            parameter="value" if property_ else "property",
        )
    engine = service().engine
    subject = f"<{_read_thing(of)}>"

    def is_known(node: ox.NamedNode) -> bool:
        return ask_truth(engine, AdmittedQuery(f"ASK {{ {node} ?p ?o }}", Form.ASK))

    return infer.parse_triple(f"{subject} {_bracket(property_)} {_bracket(value)}", is_known)


def _bracket(text: str) -> str:
    return f"<{text}>" if text.startswith(("http://", "https://")) else text


def _find_places(statement: ox.Triple) -> tuple[StatedPlace, ...]:
    """Return where a statement, or what it follows from, is made.

    Raises:
        NotFound: When it is neither stated nor inferred.
    """
    engine = service().engine
    inference = service().derivations.find(engine.version)
    explanation = infer.explain_triple(statement, inference or NOTHING, infer.find_statements(make_find(engine)))
    supports = tuple(list_supports(explanation))
    sources = describe_sources(engine, {support.source for support in supports}, language())
    passages = find_passages(engine, supports)
    leaves = {tuple(map(str, leaf.triple)): leaf.triple for leaf in explanation.leaves()}
    return tuple(
        StatedPlace(
            leaves[support.statement],
            support.graph,
            sources[support.source],
            passages.get(support, ()),
            leaves[support.statement] == statement,
        )
        for support in supports
    )


def _make_file(statement: ox.Triple, places: tuple[StatedPlace, ...], said: Correction) -> CorrectedFile | None:
    """Return the corrected file; None where there is none to be made.

    Raises:
        BadParameter: For a value that is not of the kind of the old one.
    """
    chosen, old = service().settings, statement.object
    if not (said.right or said.gone) or not isinstance(old, ox.NamedNode | ox.Literal) or service().scratch:
        return None
    new = None if said.gone else read_value(said.right, old)
    if isinstance(new, ox.NamedNode) and not ask_truth(service().engine, f"ASK {{ {new} ?p ?o }}"):
        return None  # a name, for a person to understand
    for place in places:
        if place.own and (file := correct_file(chosen.root, chosen.source_bytes, place.graph, statement, new)):
            return file
    return None
