"""``/check`` and ``/api/check``: a document before it is sent: what is wrong with it, and what it would change.

Nothing is published, stored or logged. The page works without a script: a text that is pasted, or a file.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from functools import partial
from typing import Any, Final

from flask import Blueprint, Response, request

from styrka import formats
from styrka.build.validate.report import Finding, Report
from styrka.errors import UnreadableBody, UnsupportedMediaType, WriteRefused
from styrka.formats import HTML, PLAIN_JSON, PLAIN_TEXT
from styrka.web.context import language, service
from styrka.web.http.limits import name_client
from styrka.web.http.respond import negotiate, respond_once, respond_uncached
from styrka.web.render.contribute import checking

blueprint = Blueprint("check", __name__)
_OFFERS: Final = (PLAIN_JSON, PLAIN_TEXT)
_MULTIPART: Final = "multipart/form-data"
_UNNAMED: Final = ("application/octet-stream", "text/plain", formats.FORM.media_type, "")
# What is read, by the suffix of a file, and the media types that say the same.
SUFFIXES: Final = {
    ".ttl": formats.TURTLE,
    ".trig": formats.TRIG,
    ".jsonld": formats.JSONLD,
    ".rdf": formats.RDFXML,
    ".csv": formats.CSV,
    ".xlsx": formats.XLSX,
}
_ALSO: Final = {
    ".json": ".jsonld",
    ".xml": ".rdf",
    ".owl": ".rdf",
    ".nt": ".ttl",
    ".n3": ".ttl",
    ".nq": ".trig",
    ".xlsm": ".xlsx",
}
_PACKED: Final = b"PK\x03\x04"  # as a workbook begins
_NAME: Final = re.compile(r"[^\w .-]+")
_GRAPH: Final = re.compile(r"^\s*(?:GRAPH\s+)?(?:<[^<>\s]*>|[\w-]*:[\w/.-]+)\s*\{", re.MULTILINE | re.IGNORECASE)


@blueprint.get("/check")
def form() -> Response:
    """Respond with the page on which a document can be pasted or chosen."""
    return respond_once(lambda: checking.render_form(_find_checker_state()), HTML)


@blueprint.post("/check")
def check_on_page() -> Response:
    """Respond with the page of what is wrong with the document in the form, and what it would change."""
    try:
        name, content = _read_form()
    except (UnsupportedMediaType, UnreadableBody) as error:
        return respond_uncached(partial(checking.render_form, _find_checker_state(), error))
    found = _check(name, content)
    return respond_uncached(lambda: checking.render_checked(name, content, found))


@blueprint.post("/api/check")
def check() -> Response:
    """Respond with what is wrong with the body, a document, and what it would change, as JSON or as text.

    ``name`` is what the document is called, where the media type does not tell what it is.

    Raises:
        UnsupportedMediaType: For a body of no format that is read.
    """
    format_ = negotiate(_OFFERS)
    if request.mimetype == _MULTIPART:
        name, content = _read_form()
    else:
        content = request.get_data().removeprefix(BOM_UTF8)
        name = _name_document(request.args.get("name", ""), request.mimetype, content)
    found = _check(name, content)
    if format_ is PLAIN_TEXT:
        report = Report.of(Finding(**{**finding, "others": tuple(finding["others"])}) for finding in found["findings"])
        return respond_uncached(lambda: Response(report.text(language()) + "\n", content_type=PLAIN_TEXT.content_type))
    return respond_uncached(lambda: checking.render_json(found))


def _find_checker_state() -> bool:
    """Return whether documents can be checked here."""
    return service().checker is not None and service().checker.able  # type: ignore[union-attr]


def _check(name: str, content: bytes) -> dict[str, Any]:
    """Return what is wrong with a document, and what it would change.

    Raises:
        WriteRefused: Where there is nothing to judge it with.
        StyrkaError: As ``Checker.check``.
    """
    checker = service().checker
    if checker is None or not checker.able:
        raise WriteRefused(
            "Documents are not checked here: this service has no rules and no data to judge them with.",
            sv="Här kontrolleras inga dokument: tjänsten har varken regler eller data att pröva dem mot.",
        )
    return checker.check(name, content, name_client(request.remote_addr or ""))


def _read_form() -> tuple[str, bytes]:
    """Return the name and the bytes of the document in the form: the file where there is one, else the text.

    Raises:
        UnreadableBody: When there is neither.
    """
    file, text = request.files.get("file"), request.form.get("text", "")
    kind = request.form.get("format", "")
    media_type = SUFFIXES[kind].media_type if kind in SUFFIXES else ""
    if file is not None and (content := file.read().removeprefix(BOM_UTF8)):
        return _name_document(
            file.filename or "", SUFFIXES[kind].media_type if kind in SUFFIXES else "", content
        ), content
    content = text.replace("\r\n", "\n").encode()
    if not content.strip():
        raise UnreadableBody(
            "There is nothing to check. Paste a text, or choose a file.",
            sv="Det finns inget att kontrollera. Klistra in en text, eller välj en fil.",
            parameter="text",
        )
    return _name_document("", media_type, content), content


def _name_document(given: str, media_type: str, content: bytes) -> str:
    """Return what a document is called in messages: its own name, with the suffix of the format that it is in.

    Raises:
        UnsupportedMediaType: For a format that is not read.
    """
    bare = _NAME.sub("", given.replace("\\", "/").rpartition("/")[2])[-100:]
    stem, dot, suffix = bare.rpartition(".")
    own = _ALSO.get(dot + suffix.lower(), dot + suffix.lower()) if stem else ""
    said = next((name for name, one in SUFFIXES.items() if one.media_type == media_type), "")
    if not said and media_type not in _UNNAMED and own not in SUFFIXES:
        said = next((name for name, one in SUFFIXES.items() if one.is_called(media_type)), "") or _refuse(media_type)
    chosen = said or (own if own in SUFFIXES else "") or _recognise(content)
    if not said and own and own not in SUFFIXES and content[:2] in (b"PK", b"%P"):
        _refuse(own)
    return f"{(stem if own else bare) or 'document'}{chosen}"


def _refuse(given: str) -> str:
    accepted = [one.media_type for one in SUFFIXES.values()]
    raise UnsupportedMediaType(
        f"The document is {given}; send {', '.join(SUFFIXES)}. Save a spreadsheet as .xlsx or CSV first.",
        sv=f"Dokumentet är {given}; skicka {', '.join(SUFFIXES)}. Spara ett kalkylblad som .xlsx eller CSV först.",
        accepted=accepted,
    )


def _recognise(content: bytes) -> str:
    """Return the suffix of the format that a document looks like."""
    if content.startswith(_PACKED):
        return ".xlsx"
    text = content[:20_000].decode("utf-8", "replace").lstrip()
    first = text.split("\n", 1)[0]
    if text.startswith(("<?xml", "<rdf:", "<!DOCTYPE", "<!--")):
        return ".rdf"
    if text.startswith("{") or re.match(r"\[\s*\{", text):
        return ".jsonld"
    if max(map(first.count, ",;\t")) >= 2 and not re.search(r"[<>@]|://", first):
        return ".csv"
    return ".trig" if _GRAPH.search(text) else ".ttl"
