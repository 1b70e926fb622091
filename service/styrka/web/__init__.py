"""The web service: an application over one engine. The only package that imports Flask.

``create_app`` takes everything it needs as arguments; there are no globals. One module per URL noun.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from flask import Flask

from styrka.ask.question import Query, load
from styrka.engine.interface import Engine
from styrka.engine.writes import Writer
from styrka.settings import Settings
from styrka.web import (
    about,
    catalogue,
    citation,
    faults,
    feeds,
    find,
    gate,
    graph_store,
    graphs,
    headers,
    health,
    home,
    mementos,
    pages,
    questions,
    releases,
    signposts,
    sparql,
    static,
    tables,
    terms,
    things,
    update,
    wellknown,
)
from styrka.web.cache import Cache
from styrka.web.front import Front
from styrka.web.state import Service
from styrka.web.watch import Watch


def create_app(
    settings: Settings,
    engine: Engine,
    questions_: Mapping[str, Query] | None = None,
    *,
    public: Engine | None = None,
    watch: Watch | None = None,
    writer: Writer | None = None,
) -> Flask:
    """The WSGI application; ``wsgi_app`` is its ``Front``.

    Parameters:
        settings: limits and addresses.
        engine: what answers the look-ups of pages and questions.
        questions_: by slug; read from ``queries/`` below the root when None.
        public: what answers the queries that anybody sends to ``/sparql``; ``engine`` when None.
        watch: the record of requests; one that writes no lines when None.
        writer: what takes writes, from who has the token; nothing does when None.
    """
    app = Flask("styrka", root_path=str(Path(__file__).parent), static_folder=None)
    app.url_map.strict_slashes = False
    app.config["MAX_CONTENT_LENGTH"] = settings.body_bytes
    app.config["MAX_FORM_MEMORY_SIZE"] = settings.body_bytes
    loaded = dict(questions_ if questions_ is not None else load(settings.root / "queries"))
    cache = Cache(settings.cache_bytes, settings.cache_answers, settings.cache_answer_bytes)
    whole = Service(settings, engine, public or engine, loaded, cache, watch or Watch(), writer)
    app.extensions["styrka"] = whole
    health.collect(whole.watch.registry, whole)
    for module in (
        home,
        find,
        sparql,
        things,
        terms,
        graphs,
        questions,
        about,
        health,
        static,
        graph_store,
        update,
        catalogue,
        releases,
        mementos,
        tables,
        wellknown,
        citation,
        feeds,
        signposts,
    ):
        app.register_blueprint(module.blueprint)
    gate.register(app, settings)
    mementos.register(app)
    pages.register(app)
    faults.register(app)
    headers.register(app)
    front = Front(app.wsgi_app, engine, cache, whole.watch, settings.proxies)
    app.extensions["styrka.front"] = front
    app.wsgi_app = front  # type: ignore[method-assign]
    return app
