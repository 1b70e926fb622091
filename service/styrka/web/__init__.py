"""The web service: an application over one engine. The only package that imports Flask.

``create_app`` takes everything it needs as arguments; there are no globals. One module per URL noun.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from flask import Flask

from styrka.engine import Engine
from styrka.queries import Query, load
from styrka.settings import Settings
from styrka.web import faults, graphs, headers, home, pages, questions, sparql, terms, things
from styrka.web.state import Service


def create_app(
    settings: Settings, engine: Engine, questions_: Mapping[str, Query] | None = None, *, public: Engine | None = None
) -> Flask:
    """The WSGI application.

    Parameters:
        settings: limits and addresses.
        engine: what answers the look-ups of pages and questions.
        questions_: by slug; read from ``queries/`` below the root when None.
        public: what answers the queries that anybody sends to ``/sparql``; ``engine`` when None.
    """
    app = Flask("styrka", root_path=str(Path(__file__).parent), static_url_path="/static")
    app.url_map.strict_slashes = False
    app.config["MAX_CONTENT_LENGTH"] = settings.body_bytes
    app.config["MAX_FORM_MEMORY_SIZE"] = settings.body_bytes
    loaded = dict(questions_ if questions_ is not None else load(settings.root / "queries"))
    app.extensions["styrka"] = Service(settings, engine, public or engine, loaded)
    for module in (home, sparql, things, terms, graphs, questions):
        app.register_blueprint(module.blueprint)
    pages.register(app)
    faults.register(app)
    headers.register(app)
    return app
