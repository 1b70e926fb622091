"""``/cite?of=/doc/...``: how to refer to any page, for people, for BibTeX and for reference managers."""

from __future__ import annotations

import json
import re
from functools import partial
from typing import Final
from urllib.parse import parse_qsl

from flask import Blueprint, Response, request

from styrka import release
from styrka.ask import citation, query_hints, tables
from styrka.ask.answer import answer_question
from styrka.ask.citation import Reference
from styrka.ask.pages.sentence import write_sentence
from styrka.ask.question import Query
from styrka.engine.interface import select_rows
from styrka.errors import BadParameter, NotFound
from styrka.formats import BIBTEX, HTML, Format
from styrka.labels import choose_label, find_labels
from styrka.publish import archive
from styrka.publish.datasets import DATASET, WHOLE
from styrka.vocabulary import BASE
from styrka.web.context import host, language, service
from styrka.web.http.paths import encode_path
from styrka.web.http.respond import ANSWERS, REMEMBERED, negotiate, respond_once
from styrka.web.render import pages, published
from styrka.web.render.answer.page import make_reader

blueprint = Blueprint("citation", __name__)
_OFFERS: Final = (HTML, *citation.FORMATS)
_LONGEST: Final = 2000
_THEN: Final = re.compile(r"release/([^/]+)/(.*)")


@blueprint.get("/cite")
@blueprint.get("/cite.<suffix>")
def cite(suffix: str | None = None) -> Response:
    """Return how to refer to the page whose path is ``of``; to the whole when there is none."""
    format_ = negotiate(_OFFERS, suffix)
    of = request.args.get("of") or "/"
    return respond_once(lambda: _respond_with_reference(of, format_), format_, "cite", of, language())


def _respond_with_reference(of: str, format_: Format) -> Response:
    reference = make_reference(of)
    if format_ is HTML:
        return pages.render_page(
            "cite.html",
            reference=reference,
            sentence=citation.format_sentence(reference),
            bibtex=citation.format_bibtex(reference),
            of=of,
            formats=citation.FORMATS,
        )
    if format_ is BIBTEX:
        text = citation.format_bibtex(reference)
    else:
        text = json.dumps(citation.format_csl(reference), ensure_ascii=False, indent=1) + "\n"
    name = f'attachment; filename="{reference.key}.{format_.suffix}"'
    return Response(text, content_type=f"{format_.media_type}; charset=utf-8", headers={"Content-Disposition": name})


def make_reference(of: str) -> Reference:
    """Return the reference to a page of this service.

    Parameters:
        of: the page's path, with a slash in front; one below ``/release/<version>/`` is cited as of that release.

    Raises:
        BadParameter: For what is no path.
        NotFound: For what is no page.
    """
    path, _, asked = of.partition("#")[0].partition("?")
    path = path.removesuffix(".html")
    if (
        not of.startswith("/")
        or of.startswith("//")
        or len(of) > _LONGEST
        or not query_hints.is_absolute_iri(BASE + path[1:])
    ):
        raise BadParameter(
            "of must be the path of a page, such as /doc/region/SE122.",
            sv="of måste vara adressen till en sida, som /doc/region/SE122.",
            parameter="of",
        )
    if service().scratch:
        raise NotFound(
            "Nothing here can be cited: a scratch instance forgets everything when it ends.",
            sv="Inget här kan citeras: en kladdinstans glömmer allt när den avslutas.",
        )
    # The sheet of a region is a way to print its page.
    path = path.strip("/").removesuffix("/brief")
    settings, version = service().settings, service().engine.version
    created, then = service().engine.edition.created, None
    if (past := _THEN.fullmatch(f"{path}/" if path.count("/") == 1 else path)) and past[1] != "latest":
        then = release.find_release(settings.releases_path, past[1])
        path, version, created = past[2].strip("/"), then.version, then.created
    iri = BASE + (f"id/{path.removeprefix('doc/')}" if path.startswith("doc/") else path or f"dataset/{WHOLE}")
    lines = archive.find_lines_about(then, iri, stated=True) if then else []
    labels = archive.read_labels(lines) if then else _labels(iri)
    if not labels and path.startswith(("doc/", "id/", "graph/", "dataset/")):
        raise NotFound(f"Nothing is recorded of {iri}.", sv=f"Inget är registrerat om {iri}.", iri=iri)
    below = encode_path(path) if path.startswith((*REMEMBERED, ANSWERS)) else ""
    title, slug = _title(path, labels), path.removeprefix("ask/")
    if asked and path.startswith("ask/") and slug in service().questions:
        title, iri, below = _read_answer_title(service().questions[slug], asked), f"{iri}?{asked}", f"{below}?{asked}"
    return Reference(
        title=title,
        iri=iri,
        version=version,
        kept=f"{host()}release/{version}/{below}" if then or published.has_release_files() else "",
        created=citation.find_day(created, version),
        publisher=settings.publisher_name,
        language=language(),
    )


def _title(path: str, labels: dict[str, str]) -> str:
    """Return what the page is called: the thing's label, the question's or the table's words, or those of the whole."""
    folder, _, name = path.partition("/")
    if folder == "ask" and name in service().questions:
        return service().questions[name].summary[language()]
    if folder == "table" and name in (known := tables.load_tables(service().settings.root)):
        return known[name].title[language()]
    labels = labels or _labels(DATASET + WHOLE) or {"": "Styrka"}
    return choose_label(labels, language())


def _read_answer_title(query: Query, asked: str) -> str:
    """Return what an answer is called, with the values that it was asked with filled in.

    Raises:
        BadParameter: As the question itself.
    """
    names = {one.name for one in query.parameters}
    given = {name: value for name, value in parse_qsl(asked) if name in names}
    answered = answer_question(service().engine, query, given, service().answers)
    return write_sentence(answered, make_reader()).title


def _labels(iri: str) -> dict[str, str]:
    return find_labels(partial(select_rows, service().engine), [iri]).get(iri, {})
