"""``/data``: one door to the tables, the graph and what portals fetch."""

from __future__ import annotations

from flask import Blueprint, Response

from styrka.ask import overview, tables
from styrka.formats import HTML
from styrka.publish.catalogue import publisher
from styrka.publish.catalogue.profiles import PROFILES
from styrka.web.context import host, service
from styrka.web.http.respond import respond_once
from styrka.web.render.shell.page import render_page

blueprint = Blueprint("data", __name__)


@blueprint.get("/data")
def door() -> Response:
    """Respond with what of the data can be fetched, and how."""
    return respond_once(_render, HTML)


def _render() -> Response:
    present = service()
    declared = tuple(tables.load_tables(present.settings.root).values())
    return render_page(
        "data.html",
        tables=declared,
        formats=tables.FORMATS,
        counts=overview.count_things(present.engine, {one.class_ for one in declared}, present.answers),
        profiles=PROFILES,
        host=host(),
        publisher=present.settings.publisher_name,
        contact=present.settings.contact_name,
        email=publisher.choose_email(present.settings),
    )
