"""``/review``: the mappings that nobody has reviewed, and what somebody decides of them, as an SSSOM file to send.

Nothing is stored, logged or followed: what is sent comes back in the answer, and is forgotten.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Final

from flask import Blueprint, Response, jsonify, request

from styrka.ask.reviewing.choosing import choose, count
from styrka.ask.reviewing.mappings import OpenMapping, OpenMappings, read_open_mappings
from styrka.ask.reviewing.nearness import WordIndex, index_words
from styrka.build.tables import METADATA, read_schemas
from styrka.build.tables.metadata import FOLDER
from styrka.change.review import KnownNames, ReviewFile, write_review
from styrka.errors import BadParameter, NotFound, UnsupportedMediaType
from styrka.formats import FORM, HTML, PLAIN_JSON, TSV
from styrka.vocabulary import BASE
from styrka.web.context import host, service
from styrka.web.http.respond import negotiate, respond_once, respond_uncached
from styrka.web.render.contribute import reviewing
from styrka.web.render.contribute.reviewed_areas import Sent
from styrka.web.routes.contribute.choosing import check_choice, read_choice, read_page
from styrka.web.routes.contribute.decisions import ReadReview, read_json, read_review, read_ticks

blueprint = Blueprint("review", __name__)
_OFFERS: Final = (HTML, PLAIN_JSON)
_PART: Final = 50  # mappings of a part in JSON; a page has fewer
_FORMS: Final = (FORM.media_type, "multipart/form-data")


@blueprint.get("/review")
@blueprint.get("/review.<suffix>")
def ask(suffix: str | None = None) -> Response:
    """Respond with the mappings that wait for a review: of a region, theme and status, in parts.

    Raises:
        BadParameter: For a page that there is not, and where a program asks for no such region, theme or status.
        NotFound: For an area that there is not, and where no mappings are recorded.
    """
    format_ = negotiate(_OFFERS, suffix)
    if instead := check_choice(form=format_ is HTML):
        return instead
    choice, page = read_choice(), read_page()

    def make() -> Response:
        found, words = _find()
        chosen = choose(found, choice, _find_tops())
        if format_ is PLAIN_JSON:
            part = chosen[(page - 1) * _PART : page * _PART]
            return jsonify({"total": len(chosen), "mappings": [_to_json(found, one) for one in part]})
        start = (page - 1) * reviewing.SIZE
        return reviewing.render_review(found, words, chosen, choice, count(found, choice, _find_tops()), start)

    return respond_once(make, format_)


@blueprint.post("/review")
def take() -> Response:
    """Respond with the file of what was decided, as a page; or with the form, where something is wrong with it.

    With ``turn`` in the form, which the buttons that turn the page send, the form of another page: what was decided
    goes along in it.

    Raises:
        TooLarge: For more decisions than a file has.
    """
    found, words = _find()
    if request.form.get("turn"):
        return _render_form(found, words, read_ticks(request.form, found))
    read = read_review(request.form, found, service().names.index(service().engine))
    if read.reviewer is None:
        return _render_form(found, words, read.sent)
    file = _write(found, read)
    fields = [(name, text) for name, text in request.form.items(multi=True) if text]
    return respond_uncached(partial(reviewing.render_done, file, read.reviewer, len(read.decisions), fields, read.near))


def _render_form(found: OpenMappings, words: WordIndex, sent: Sent) -> Response:
    """Return the form of the page that the address names, with what was sent. Raises as ``Engine.run``."""
    choice, start = read_choice(), (read_page() - 1) * reviewing.SIZE
    chosen = choose(found, choice, _find_tops())
    counts = count(found, choice, _find_tops())
    return respond_uncached(partial(reviewing.render_review, found, words, chosen, choice, counts, start, sent))


@blueprint.post("/review/file")
def download() -> Response:
    """Respond with the file itself; the body is a form, or the same in JSON.

    Raises:
        BadParameter: Where something is wrong with what was sent; the first of it.
        NotFound: For a mapping that does not wait for a review.
        TooLarge: For more decisions than a file has.
        UnreadableBody: For JSON that is no review.
        UnsupportedMediaType: For what is neither.
    """
    if request.mimetype not in (PLAIN_JSON.media_type, *_FORMS):
        raise UnsupportedMediaType(
            f"The body is {request.mimetype or 'of no media type'}; send {PLAIN_JSON.media_type} or a form.",
            sv=f"Innehållet är {request.mimetype or 'av inget angivet format'}; skicka {PLAIN_JSON.media_type} eller "
            "ett formulär.",
            accepted=[PLAIN_JSON.media_type, *_FORMS],
        )
    found, _ = _find()
    sent = read_json(request.get_data()) if request.mimetype == PLAIN_JSON.media_type else request.form
    read = read_review(sent, found, service().names.index(service().engine))
    for one in read.faults:
        if one.missing:
            raise NotFound(one.en, sv=one.sv)
        raise BadParameter(one.en, sv=one.sv, parameter=one.parameter)
    file = _write(found, read)
    name = file.path.rpartition("/")[2]
    response = Response(
        file.text.encode(),
        content_type=TSV.content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    return respond_uncached(lambda: response)


def _write(found: OpenMappings, read: ReadReview) -> ReviewFile:
    """Return the file of a review that nothing is wrong with. Raises as ``Engine.run``."""
    assert read.reviewer is not None
    index = service().names.index(service().engine)
    decided = {one.mapping.iri for one in read.decisions}
    subjects = {one.mapping.subject for one in read.decisions}
    themes = {label.theme for label in found.hub.labels}
    names = KnownNames(
        {one: found.labels[one][0][0] for one in subjects if one in found.labels},
        {one: thing.label("en") for one in themes if (thing := index.get(one))},
    )
    undecided = [one for one in found.mappings if one.subject in subjects and one.iri not in decided]
    day = datetime.now(UTC).date().isoformat()
    return write_review(read.reviewer, read.decisions, undecided, found.themes, names, day, _list_actor_columns())


def _list_actor_columns() -> tuple[str, ...]:
    """Return the columns of the table of actors; none where this service has no such table."""
    settings = service().settings
    if not (settings.root / FOLDER / METADATA).is_file():
        return ()
    schema = read_schemas(settings.root, settings.source_bytes).get("actors.csv")
    return tuple(column.name for column in schema.columns) if schema else ()


def _find() -> tuple[OpenMappings, WordIndex]:
    """Return what waits for a review in the release that answers, read once.

    Raises:
        NotFound: Where no mappings are recorded.
    """
    present = service()

    def read(_: object) -> dict[str, tuple[OpenMappings, WordIndex]]:
        found = read_open_mappings(present.engine)
        return {"": (found, index_words(found))}

    if present.scratch:
        raise NotFound(
            "There are no mappings to review here: a scratch store has its writers' own graphs.",
            sv="Här finns inga mappningar att granska: en provinstans har sina skribenters egna grafer.",
        )
    return present.reviewing.find(present.engine, [""], read)[""]


def _find_tops() -> dict[str, str]:
    """Return the broadest theme of each theme that is narrower. Raises as ``Engine.run``."""
    return {one.iri: one.broader for one in service().names.things(service().engine) if one.broader}


def _to_json(found: OpenMappings, one: OpenMapping) -> dict[str, object]:
    return {
        "mapping": one.code,
        "iri": one.iri,
        "subject": one.subject,
        "labels": [{"text": text, "language": tag} for text, tag in found.labels.get(one.subject, ())],
        "list": found.lists.get(one.subject),
        "regions": sorted(found.regions.get(one.subject, ())),
        "theme": one.theme,
        "match": one.match,
        "negative": one.negative,
        "rank": one.rank or None,
        "status": one.status,
        "confidence": float(one.confidence) if one.confidence else None,
        "reason": one.note or None,
        "address": f"{host()}review?of={one.subject.removeprefix(BASE + 'id/')}",
    }
