"""The page that takes a correction: what is stated, by whom, in which words; and the text and file to send."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode

import pyoxigraph as ox
from flask import Response, request

from styrka.ask.describe import Resource, StatementKind
from styrka.ask.names.finding import Found
from styrka.ask.names.folding import fold
from styrka.ask.sources import Passage, SourceDescription
from styrka.build.infer.triples import format_term
from styrka.change.correction import CorrectedFile
from styrka.errors import StyrkaError
from styrka.labels import choose_label
from styrka.text.ui import get_words
from styrka.vocabulary import BASE, shorten
from styrka.web.context import address, host, language, service
from styrka.web.render.evidence import make_correct_address
from styrka.web.render.related import group_by_predicate
from styrka.web.render.shell.page import render_page

_LONGEST_LINK: Final = 1800  # characters of an address that every mail program opens
_HITS: Final = 20  # things that a search lists
_STATEMENTS: Final = 300  # that a page lists


@dataclass(frozen=True)
class StatedPlace:
    """One place where a statement is made.

    Attributes:
        triple: the statement.
        graph: the IRI of its graph.
        source: what is known of the source.
        passages: the words of the source.
        own: whether it is the statement that is asked about, and not one that it follows from.
    """

    triple: ox.Triple
    graph: str
    source: SourceDescription
    passages: tuple[Passage, ...]
    own: bool


@dataclass(frozen=True)
class Correction:
    """What somebody says is right, and where that is written."""

    right: str = ""
    where: str = ""
    gone: bool = False

    @property
    def given(self) -> bool:
        """Whether anything is said."""
        return bool(self.right or self.where or self.gone)


def render_start(asked: str = "", found: Found | None = None, error: StyrkaError | None = None) -> Response:
    """Return the page without a thing: how a correction is made, and the search for what is wrong.

    Parameters:
        asked: what was looked for.
        found: what fits it.
    """
    response = render_page(
        "correct.html",
        mode="start",
        asked=asked,
        found=found or Found(),
        most=_HITS,
        way=lambda iri: f"/correct?{urlencode({'of': shorten(iri)}, safe=':/')}",
        error="" if error is None else error.get_detail(language()),
        mailbox=service().settings.corrections,
    )
    response.status_code = 200 if error is None else int(error.status)
    return response


def render_thing(found: Resource, of: str, within: str = "") -> Response:
    """Return the page of a thing: its recorded facts, each with the way to correct it, and a form for what lacks.

    Parameters:
        within: words that a fact must have, in its value or in what its property is called; empty for all facts.
    """
    words, present = fold(within).split(), language()
    stated = [
        one
        for one in found.statements
        if one.basis in (StatementKind.ASSERTED, StatementKind.INFERRED)
        and all(word in fold(f"{one.predicate.label(present)} {one.value.label(present)}") for word in words)
    ]
    return render_page(
        "correct.html",
        mode="thing",
        thing=found,
        of=of,
        within=within,
        groups=group_by_predicate(stated[:_STATEMENTS]),
        way=lambda one: make_correct_address(found.named.term.n3(), one.predicate.term.n3(), one.value.term.n3()),
        error="",
        fields={},
        said=Correction(),
        mailbox=service().settings.corrections,
    )


def render_statement(
    triple: ox.Triple, places: Iterable[StatedPlace], said: Correction, error: StyrkaError | None = None
) -> Response:
    """Return the page of a statement: its sources with their words, and the form for what is right."""
    places = tuple(places)
    response = render_page(
        "correct.html",
        mode="statement",
        triple=[_describe(term) for term in triple],
        places=places,
        derived=[one for one in places if not one.own],
        way=lambda one: make_correct_address(*map(str, one.triple)),
        fields={"of": str(triple.subject), "property": str(triple.predicate), "value": str(triple.object)},
        said=said,
        error="" if error is None else error.get_detail(language()),
        mailbox=service().settings.corrections,
    )
    response.status_code = 200 if error is None else int(error.status)
    return response


def render_correction(
    subject: str,
    statement: ox.Triple | None,
    places: Iterable[StatedPlace],
    said: Correction,
    file: CorrectedFile | None,
) -> Response:
    """Return the page with the text to send, and the ways to have the corrected file."""
    places = tuple(places)
    text = _write_text(subject, statement, places, said)
    heading = get_words("correct_subject", language(), name=_describe(ox.NamedNode(subject))["label"])
    mailbox = service().settings.corrections
    link = f"mailto:{mailbox}?{urlencode({'subject': heading, 'body': text}, quote_via=quote)}" if mailbox else ""
    writer = service().writer
    return render_page(
        "correct.html",
        mode="text",
        text=text,
        heading=heading,
        mailbox=mailbox,
        link=link if len(link) <= _LONGEST_LINK else f"mailto:{mailbox}",
        file=file,
        fields=request.form,
        update=_write_update(statement, places, said, file),
        writes=writer is not None and writer.governed and bool(service().settings.write_token),
        host=host(),
        error="",
    )


def _write_text(subject: str, statement: ox.Triple | None, places: Iterable[StatedPlace], said: Correction) -> str:
    """Return what is to be sent, with everything that its reader needs to find the statement."""
    present = language()
    lines = [
        f"{get_words('correct_thing', present)}: {_describe(ox.NamedNode(subject))['label']}",
        host().rstrip("/") + address(subject),
    ]
    if statement is not None:
        shown = [_describe(term)["label"] for term in statement]
        lines += [f"{get_words('correct_stated', present)}: {shown[1]}: {shown[2]}"]
        lines += [" ".join(format_term(term) for term in statement)]
        for place in places:
            source = place.source
            lines.append(f"{get_words('correct_source', present)}: {source.title or source.iri} {source.page}".rstrip())
            lines += [f"“{one.text}”" for one in place.passages if one.text]
    right = get_words("correct_none", present) if said.gone else said.right
    lines += [
        "",
        f"{get_words('correct_right', present)} {right}",
        f"{get_words('correct_where', present)} {said.where}",
        "",
        f"{get_words('release', present)} {service().engine.version}",
    ]
    return "\n".join(lines)


def _write_update(
    statement: ox.Triple | None, places: Iterable[StatedPlace], said: Correction, file: CorrectedFile | None
) -> dict[str, str] | None:
    """Return the graph and the update that make the change at the Graph Store; None where a row is to change."""
    if statement is None or file is None or file.is_row:
        return None
    graph = next((one.graph for one in places if one.own), "")
    if not graph.startswith(BASE + "graph/"):
        return None
    return {"graph": graph.removeprefix(BASE + "graph/")}


def _describe(term: object) -> dict[str, Any]:
    if isinstance(term, ox.NamedNode):
        names = service().labels.find(service().engine, [term.value]).get(term.value, {})
        return {"label": choose_label(names, language()) or format_term(term), "iri": term.value, "language": ""}
    if isinstance(term, ox.Literal):
        return {"label": term.value, "iri": "", "language": term.language or ""}
    return {"label": str(term), "iri": "", "language": ""}
