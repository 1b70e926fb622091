"""``/template``: a workbook to fill in, for each noun that has a table: with drop-downs, notes and an example."""

from __future__ import annotations

from flask import Blueprint, Response

from styrka.build.workbooks.template import list_nouns, make_template
from styrka.errors import NotFound
from styrka.formats import HTML, XLSX
from styrka.web.context import language, service
from styrka.web.http.respond import respond_once
from styrka.web.render.shell.page import render_page
from styrka.web.routes.table import read_data_language

blueprint = Blueprint("template", __name__)


@blueprint.get("/template")
def gallery() -> Response:
    """Respond with every template that there is."""
    _require_tree()
    chosen = service().settings
    return respond_once(
        lambda: render_page("templates.html", nouns=list_nouns(chosen.root, chosen.source_bytes, language())), HTML
    )


@blueprint.get("/template/<noun>.xlsx")
def workbook(noun: str) -> Response:
    """Respond with the workbook of a noun, whose notes are in English, or Swedish with ``lang=sv``."""
    _require_tree()
    chosen, spoken = service().settings, read_data_language()

    def make() -> Response:
        content = make_template(chosen.root, chosen.source_bytes, noun, spoken)
        headers = {"Content-Disposition": f'attachment; filename="{noun}.xlsx"'}
        return Response(content, content_type=XLSX.content_type, headers=headers)

    return respond_once(make, XLSX, f"template/{noun}", spoken, spoken=False)


def _require_tree() -> None:
    """Raise an error where the service has no tables of its own.

    Raises:
        NotFound: In front of another store, and with a scratch store.
    """
    chosen = service().settings
    if service().scratch or not (chosen.root / "data/tables").is_dir():
        raise NotFound(
            "There are no templates here: this service has no tables of its own.",
            sv="Här finns inga mallar: tjänsten har inga egna tabeller.",
        )
