"""The page that takes a correction: what is stated, by whom, in which words; and the text and file to send."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

import pyoxigraph as ox
from flask import Response, request

from styrka.ask.describe import Resource, StatementKind
from styrka.ask.names.finding import Found
from styrka.ask.names.folding import fold
from styrka.ask.sources import Passage, SourceDescription
from styrka.build.infer.triples import format_term
from styrka.change.correction import CorrectedFile
from styrka.errors import StyrkaError
from styrka.formats import CSV, TURTLE
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
_FAULTS: Final = 20  # of a change that is refused
_FIELDS: Final = ("of", "property", "value", "right", "where", "gone")
_GRAPHS: Final = BASE + "graph/"


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


def render_thing(found: Resource, of: str, within: str = "", *, published: bool = False) -> Response:
    """Return the page of a thing: its recorded facts, each with the way to correct it, and a form for what lacks.

    Parameters:
        within: words that a fact must have, in its value or in what its property is called; empty for all facts.
        published: whether the reader has just made a change that is in the release which answers.
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
        just=published,
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
    error: StyrkaError | None = None,
) -> Response:
    """Return the page with the text to send, the ways to have the corrected file, and the way to make the change.

    Parameters:
        error: why the change was not made, where somebody has tried.
    """
    places = tuple(places)
    text = _write_text(subject, statement, places, said)
    heading = get_words("correct_subject", language(), name=_describe(ox.NamedNode(subject))["label"])
    mailbox = service().settings.corrections
    link = f"mailto:{mailbox}?{urlencode({'subject': heading, 'body': text}, quote_via=quote)}" if mailbox else ""
    writer = service().writer
    writes = writer is not None and writer.governed and bool(service().settings.write_token)
    response = render_page(
        "correct.html",
        mode="text",
        text=text,
        heading=heading,
        mailbox=mailbox,
        link=link if len(link) <= _LONGEST_LINK else f"mailto:{mailbox}",
        file=file,
        fields={name: request.form[name] for name in _FIELDS if request.form.get(name)},
        send=_write_command(file) if writes and file is not None else "",
        asks_token=_is_private(host()),
        wrong=[] if error is None else _list_faults(error),
        error="",
    )
    response.status_code = 200 if error is None else int(error.status)
    return response


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


def _write_command(file: CorrectedFile) -> str:
    """Return the command with which a program sends the change to its graph; empty for a graph without an address."""
    if not file.graph.startswith(_GRAPHS):
        return ""
    method, format_ = ("PATCH", CSV) if file.is_row else ("PUT", TURTLE)
    name = file.path.rpartition("/")[2]
    return (
        f"curl -X {method} '{host()}graphs/{file.graph.removeprefix(_GRAPHS)}' -H \"Authorization: Bearer $TOKEN\" "
        f"-H 'Content-Type: {format_.media_type}' --data-binary @{name}"
    )


def _is_private(address_: str) -> bool:
    """Return whether what is sent to an address is read by nobody on the way: a token may stand in a form there.

    >>> _is_private("https://styrka.example/"), _is_private("http://styrka.example/")
    (True, False)
    """
    parts = urlsplit(address_)
    return parts.scheme == "https" or parts.hostname in ("localhost", "127.0.0.1", "::1")


def _list_faults(error: StyrkaError) -> list[str]:
    """Return why a change was not made, in the reader's language: each violation with what would be right."""
    swedish = language() == "sv"
    found = [one for one in error.evidence.get("findings", ()) if one["severity"] == "violation"]
    told = [
        f"{one['message_sv' if swedish else 'message_en']} {(swedish and one['remedy_sv']) or one['remedy']}".strip()
        for one in found[:_FAULTS]
    ]
    return told or [error.get_detail(language())]


def _describe(term: object) -> dict[str, Any]:
    if isinstance(term, ox.NamedNode):
        names = service().labels.find(service().engine, [term.value]).get(term.value, {})
        return {"label": choose_label(names, language()) or format_term(term), "iri": term.value, "language": ""}
    if isinstance(term, ox.Literal):
        return {"label": term.value, "iri": "", "language": term.language or ""}
    return {"label": str(term), "iri": "", "language": ""}
