"""``/release/...``: every release at an address that does not change, with its files, its report and what changed."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any, Final

from flask import Blueprint, Response, redirect, request

from styrka import release
from styrka.ask.tables import CSVW, PARQUET, XLSX
from styrka.errors import NotFound, ReleaseError
from styrka.formats import GZIP, HTML, PLAIN_JSON, PLAIN_TEXT, TURTLE
from styrka.publish.datasets import WHOLE
from styrka.publish.files import ahead
from styrka.publish.files.dumps import CHANGES, CHECKSUMS, Download, Downloads
from styrka.publish.files.tables import TableFile, TableFiles
from styrka.publish.history import changes, memento
from styrka.release import MANIFEST, REPORT, REPORT_GRAPH, Release
from styrka.web.context import host, service
from styrka.web.http.respond import ANSWERS, REMEMBERED, add_links, negotiate, respond_once
from styrka.web.render import pages
from styrka.web.routes import memento as mementos
from styrka.web.routes import past
from styrka.web.routes.about import OFFERS
from styrka.web.routes.publication import linkset
from styrka.web.routes.table import content_type_of

blueprint = Blueprint("releases", __name__)
SHOWN: Final = 100  # things of each kind on the page of a release; the file has all
_OWN: Final = {MANIFEST: PLAIN_JSON.media_type, REPORT: PLAIN_JSON.media_type, REPORT_GRAPH: TURTLE.content_type}
_MADE: Final = {CHECKSUMS: PLAIN_TEXT.content_type, CHANGES: PLAIN_JSON.media_type}


@blueprint.get("/release")
@blueprint.get("/release.<suffix>")
def every(suffix: str | None = None) -> Response:
    """Respond with the stored releases, the newest first."""
    format_ = negotiate(OFFERS, suffix)
    found = release.list_releases(service().settings.releases_path)

    def make() -> Response:
        if format_ is HTML:
            response = pages.render_page("releases.html", releases=found)
        else:
            response = _json({"current": service().engine.version, "releases": [_brief(one) for one in found]})
        add_links(response, "release", OFFERS, format_)
        return response

    return respond_once(make, format_, "release", *(one.version for one in found))


@blueprint.get("/release/latest")
@blueprint.get("/release/latest/<path:name>")
def latest(name: str = "") -> Response:
    """302 to the release that answers at present."""
    query = f"?{request.query_string.decode('ascii', 'ignore')}" if request.query_string else ""
    response = redirect(f"/release/{service().engine.version}/{name}{query}", 302)
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    return response  # type: ignore[return-value]


@blueprint.get("/release/<version>/")
def one(version: str) -> Response:
    """Respond with one release: what it holds, its files, what the shapes found.

    And what has changed since the one before.
    """
    found = release.find_release(service().settings.releases_path, version)
    format_ = negotiate(OFFERS)
    made, tabled = ahead.make_dumps_and_tables(service().settings, found, service().engine)

    def make() -> Response:
        description = _describe_files(made, tabled)
        if format_ is HTML:
            response = pages.render_page("release.html", told=description, log=made.changes(), shown=SHOWN)
        else:
            response = _json(description)
        linkset.add_signposts(response, linkset.list_release_links(found))
        return response

    return respond_once(make, format_, "release", version, found.created)


@blueprint.get("/release/<version>/<path:name>")
def file(version: str, name: str) -> Response:
    """Respond with a file of a release, or a document or an answer as it was then."""
    found = release.find_release(service().settings.releases_path, version)
    if name.startswith(REMEMBERED):
        return mementos.document(found, name)
    if name.startswith(ANSWERS):
        return past.answer(found, name)
    if name.startswith("id/"):
        return redirect(f"/release/{version}/doc/{name.removeprefix('id/')}", 303)  # type: ignore[return-value]
    if name in _OWN:
        return _respond_with_immutable(_own(found, name), _OWN[name], found, None)
    made = ahead.make_dumps(service().settings, found)
    if name == CHANGES:
        return _respond_with_immutable(made.change_log(), _MADE[name], found, None)
    if name not in made.files:
        return _table(made, ahead.make_tables(service().settings, found, service().engine), name)
    # The file is the packed one: its checksum is of these bytes, so gzip is its type and not its coding.
    response = _respond_with_immutable(made.read(name), GZIP.media_type, found, made.files[name].sha256)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _table(made: Downloads, tabled: TableFiles, name: str) -> Response:
    """Return the file of a table, or the checksums of all files.

    Raises:
        NotFound: With the files that there are.
    """
    version = made.release.version
    if name == CHECKSUMS:
        lines = (f"{one.sha256}  {one.name}\n" for one in _files(made, tabled))
        return _respond_with_immutable("".join(lines).encode(), _MADE[name], made.release, None)
    if name not in tabled.files:
        there = sorted((*made.files, *tabled.files, *_OWN, *_MADE))
        raise NotFound(f"The release {version} has no file {name!r}. There are {', '.join(there)}.", files=there)
    sheet = tabled.files[name]
    response = _respond_with_immutable(tabled.read(name), content_type_of(sheet.format), made.release, sheet.sha256)
    response.headers["Content-Language"] = sheet.language
    if sheet.described:  # Model for Tabular Data, section 5.2
        address = f"{host()}release/{version}/{sheet.described}"
        response.headers["Link"] += f', <{address}>; rel="describedby"; type="{CSVW.media_type}"'
    if sheet.format in (XLSX, PARQUET):
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _respond_with_immutable(content: bytes, content_type: str, of: Release, digest: str | None) -> Response:
    """Return a file that never changes, with validators (RFC 9110 section 8.8) and its digest (RFC 9530)."""
    sha256 = bytes.fromhex(digest) if digest else hashlib.sha256(content).digest()
    response = Response(content, content_type=content_type)
    response.set_etag(sha256.hex()[:32])
    response.headers["Repr-Digest"] = f"sha-256=:{base64.b64encode(sha256).decode()}:"
    response.headers["Cache-Control"] = mementos.IMMUTABLE
    response.last_modified = memento.read_moment(of)
    response.headers["Link"] = (
        f'<{service().settings.licence}>; rel="license", <{host()}release/{of.version}/>; rel="collection"'
    )
    response.make_conditional(request, accept_ranges=True, complete_length=len(content))  # readers of Parquet skip
    return response


def _own(of: Release, name: str) -> bytes:
    """Return a file that the release was written with.

    Raises:
        ReleaseError: When it is not what was written.
    """
    content = (of.path / name).read_bytes()
    known: dict[str, Any] = of.manifest["files"].get(name, {})
    if known and hashlib.sha256(content).hexdigest() != known["sha256"]:
        raise ReleaseError(
            f"The release {of.version} is damaged: {name} is not what was written.",
            sv=f"Utgåvan {of.version} är skadad: {name} är inte vad som skrevs.",
            release=of.version,
        )
    return content


def _brief(of: Release) -> dict[str, Any]:
    return {
        "version": of.version,
        "created": of.created,
        "address": f"{host()}release/{of.version}/",
        "triples": of.manifest["counts"]["triples"],
    }


def _describe_files(made: Downloads, tabled: TableFiles) -> dict[str, Any]:
    of = made.release
    report = json.loads(_own(of, REPORT))
    counts: dict[str, int] = {}
    for finding in report["findings"]:
        counts[finding["severity"]] = counts.get(finding["severity"], 0) + 1
    address = f"{host()}release/{of.version}/"
    return {
        **_brief(of),
        "previous": made.previous,
        "conforms": report.get("conforms", True),
        "findings": counts,
        "canonical": {
            "algorithm": "RDFC-1.0",
            "digest": "SHA-256",
            **{slug: facts.canonical for slug, facts in made.parts.items()},
        },
        "parts": {
            slug: {"graphs": facts.graphs, "triples": facts.triples, "modified": facts.modified}
            for slug, facts in made.parts.items()
        },
        "files": {one.name: _file(one, address) for one in _files(made, tabled)},
        "changes": made.changes()["counts"],
        "kinds": list(changes.KINDS),
        "whole": WHOLE,
        "also": [address + name for name in (*_OWN, *_MADE)],
    }


def _files(made: Downloads, tabled: TableFiles) -> tuple[Download | TableFile, ...]:
    return (*made.files.values(), *tabled.files.values())


def _file(one: Download | TableFile, address: str) -> dict[str, Any]:
    description = {
        "address": address + one.name,
        "bytes": one.bytes,
        "sha256": one.sha256,
        "part": one.part,
        "type": one.format.media_type,
    }
    if isinstance(one, TableFile):
        description |= {"table": one.slug, "language": one.language, "rows": one.rows, "columns": one.columns}
    return description


def _json(value: Any) -> Response:
    return Response(json.dumps(value, ensure_ascii=False, indent=1) + "\n", content_type=PLAIN_JSON.media_type)
