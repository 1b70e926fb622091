"""What a correction is about and says, read from a form or an address: the statement, its places, its new value."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

import pyoxigraph as ox
from flask import request

from styrka.ask.explanations import list_supports, make_find
from styrka.ask.sources import describe_sources, find_passages
from styrka.build import infer
from styrka.build.infer.derivations import NOTHING
from styrka.change.correction import CorrectedFile, correct_file, read_value
from styrka.engine.guard import AdmittedQuery, Form
from styrka.engine.interface import ask_truth
from styrka.errors import BadParameter
from styrka.vocabulary import BASE, expand
from styrka.web.context import language, service
from styrka.web.render.contribute.correcting import Correction, StatedPlace

_LONGEST: Final = 4000  # characters of one field


def read_field(name: str) -> str:
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


def read_correction() -> Correction:
    """Return what the form says is right.

    Raises:
        BadParameter: For a field that is too long.
    """
    return Correction(read_field("right"), read_field("where"), bool(read_field("gone")))


def read_thing(text: str) -> str:
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


def read_statement(property_: str, value: str, of: str) -> ox.Triple | None:
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
    subject = f"<{read_thing(of)}>"

    def is_known(node: ox.NamedNode) -> bool:
        return ask_truth(engine, AdmittedQuery(f"ASK {{ {node} ?p ?o }}", Form.ASK))

    return infer.parse_triple(f"{subject} {_bracket(property_)} {_bracket(value)}", is_known)


def _bracket(text: str) -> str:
    return f"<{text}>" if text.startswith(("http://", "https://")) else text


def find_places(statement: ox.Triple) -> tuple[StatedPlace, ...]:
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


def make_file(statement: ox.Triple, places: tuple[StatedPlace, ...], said: Correction) -> CorrectedFile | None:
    """Return the corrected file; None where there is none to be made.

    Raises:
        BadParameter: For a value that is not of the kind of the old one.
    """
    chosen, old = service().settings, statement.object
    if not (said.right or said.gone) or not isinstance(old, ox.NamedNode | ox.Literal) or service().scratch:
        return None
    new = None if said.gone else _read_new(said.right, old)
    if new is None and not said.gone:
        return None
    for place in places:
        if place.own and (file := correct_file(chosen.root, chosen.source_bytes, place.graph, statement, new)):
            return file
    return None


def _read_new(text: str, old: ox.NamedNode | ox.Literal) -> ox.NamedNode | ox.Literal | None:
    """Return the value that is right; None for words that name nothing here, which a person must understand.

    Raises:
        BadParameter: For a value that is not of the kind of the old one.
    """
    if isinstance(old, ox.Literal) or not old.value.startswith(BASE):
        return read_value(text, old)
    if named := _find_named(text, old.value):
        return ox.NamedNode(named)
    try:
        new = read_value(text, old)
    except BadParameter:
        return None
    return new if ask_truth(service().engine, f"ASK {{ {new} ?p ?o }}") else None


def _find_named(text: str, old: str) -> str:
    """Return the IRI of the one thing of that name or code which is of the kind of the old one; empty for none."""
    index = service().names.index(service().engine)
    before = index.get(old)
    named = (*index.find_code(text), *(hit.thing for hit in index.find_name(text)))
    found = {one.iri for one in named if before is not None and one.kind == before.kind}
    return found.pop() if len(found) == 1 else ""
