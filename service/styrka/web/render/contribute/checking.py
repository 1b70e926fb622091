"""The page of a check: the form, what is wrong at which line, and what the document would change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from flask import Response, jsonify

from styrka.errors import StyrkaError
from styrka.labels import choose_label
from styrka.text.ui import get_words
from styrka.vocabulary import shorten
from styrka.web.context import host, language, service
from styrka.web.render.shell.page import render_page

_EXCERPT: Final = 200  # characters of a line that are shown
_CUT: Final = 50  # things whose changes stand on the page; the data have more
SEVERITIES: Final = ("violation", "warning", "info")


@dataclass(frozen=True)
class ShownFinding:
    """One finding as the page shows it: where, the line as it was sent, what is wrong, and what would be right."""

    where: str
    excerpt: str
    thing: str
    message: str
    remedy: str


def render_form(able: bool, error: StyrkaError | None = None) -> Response:
    """Return the page with the form, and with what is wrong with what was sent."""
    detail = "" if error is None else error.get_detail(language())
    response = render_page("check.html", able=able, error=detail, found=None, limits=_find_limits(), host=host())
    response.status_code = 200 if error is None else int(error.status)
    return response


def render_checked(name: str, content: bytes, found: dict[str, Any]) -> Response:
    """Return the page of what was found in a document."""
    lines = content.decode("utf-8", "replace").splitlines()
    shown = {
        severity: [_show(one, name, lines) for one in found["findings"] if one["severity"] == severity]
        for severity in SEVERITIES
    }
    changes = found["changes"]
    things = [_show_thing(one) for one in changes["things"][:_CUT]] if changes else []
    return render_page(
        "check.html",
        able=True,
        error="",
        found=found,
        name=name,
        shown=shown,
        things=things,
        more=max(0, sum(changes["counts"][kind] for kind in ("added", "changed", "removed")) - _CUT) if changes else 0,
        limits=_find_limits(),
        host=host(),
    )


def render_json(found: dict[str, Any]) -> Response:
    """Return what was found as JSON."""
    return jsonify(found)


def _find_limits() -> dict[str, Any]:
    settings = service().settings
    return {"size": settings.body_bytes, "seconds": settings.check_seconds}


def _show(finding: dict[str, Any], name: str, lines: list[str]) -> ShownFinding:
    swedish, line = language() == "sv", finding["line"]
    column = finding["column"]
    here = finding["source"] == name
    parts = [
        "" if here else finding["source"],
        get_words("at_line", language(), line=str(line)) if line else "",
        get_words("at_column", language(), column=column) if column else "",
    ]
    own = here and line is not None and line <= len(lines)
    return ShownFinding(
        ", ".join(filter(None, parts)),
        lines[line - 1].strip()[:_EXCERPT] if own else "",
        " ".join(filter(None, (shorten(finding["focus"]), finding["path"]))) if finding["focus"] else "",
        finding["message_sv" if swedish else "message_en"],
        finding["remedy_sv" if swedish else "remedy"] or finding["remedy"],
    )


def _show_thing(thing: dict[str, Any]) -> dict[str, Any]:
    return {
        "iri": thing["iri"],
        "kind": thing["kind"],
        "name": choose_label(thing["labels"], language()) or shorten(thing["iri"]),
        "rows": [
            {
                "name": choose_label(one["labels"], language()) or one["name"],
                "before": [_show_value(value) for value in one["removed"]],
                "after": [_show_value(value) for value in one["added"]],
            }
            for one in thing["properties"]
        ],
    }


def _show_value(value: dict[str, Any]) -> str:
    if "iri" in value:
        return choose_label(value["labels"], language()) or shorten(value["iri"])
    return str(value["text"])
