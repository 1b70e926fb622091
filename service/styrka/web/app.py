"""The web service: an application over one engine. The only package that imports Flask.

``create_app`` takes everything it needs as arguments; there are no globals. One module per URL noun.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from flask import Flask

from styrka.ask.derivations import Derivations
from styrka.ask.names.cache import Names
from styrka.ask.question import Query, load_questions
from styrka.change.check import Checker
from styrka.engine.interface import Engine
from styrka.engine.writes import Writer
from styrka.settings import Settings
from styrka.web.context import Service
from styrka.web.http import error_handler, headers, hosts, limits, paths
from styrka.web.http.bodies import UnwrittenRequest
from styrka.web.http.cache import ResponseCache
from styrka.web.render.shell import page
from styrka.web.routes import (
    about,
    ask,
    cite,
    doc,
    find,
    graph,
    graphs,
    health,
    home,
    lists,
    memento,
    past,
    reconcile,
    sparql,
    static,
    suggest,
    table,
    update,
    vocabulary,
    why,
)
from styrka.web.routes.contribute import api, change_statement, check, correct, review, template
from styrka.web.routes.editor import check as query_check
from styrka.web.routes.editor import terms
from styrka.web.routes.explore import brief, change, compare, map, partners
from styrka.web.routes.publication import catalogue, data, feed, linkset, release, well_known
from styrka.web.routes.queries import under_way
from styrka.web.serving import reload
from styrka.web.serving.metrics import WriteMetrics
from styrka.web.serving.middleware import Middleware
from styrka.web.serving.request_log import RequestLog


def create_app(
    settings: Settings,
    engine: Engine,
    questions_: Mapping[str, Query] | None = None,
    *,
    public: Engine | None = None,
    watch: RequestLog | None = None,
    writer: Writer | None = None,
    names: Names | None = None,
) -> Flask:
    """Return the WSGI application; ``wsgi_app`` is its ``Middleware``.

    Parameters:
        settings: limits and addresses.
        engine: what answers the look-ups of pages and questions.
        questions_: by slug; read from ``queries/`` below the root when None.
        public: what answers the queries that anybody sends to ``/sparql``; ``engine`` when None.
        watch: the record of requests; one that writes no lines when None.
        writer: what takes writes, from who has the token; nothing does when None.
        names: the cache of what things are called; an empty one when None.
    """
    app = Flask("styrka", root_path=str(Path(__file__).parent / "render"), static_folder=None)
    app.request_class = UnwrittenRequest
    app.url_map.strict_slashes = False
    app.config["MAX_CONTENT_LENGTH"] = settings.body_bytes
    app.config["MAX_FORM_MEMORY_SIZE"] = settings.body_bytes
    loaded = dict(questions_ if questions_ is not None else load_questions(settings.root / "queries"))
    cache = ResponseCache(
        0 if settings.reload else settings.cache_bytes, settings.cache_answers, settings.cache_answer_bytes
    )
    record = watch or RequestLog()
    writes = WriteMetrics(record.registry)
    derivations = Derivations(settings.releases_path)
    whole = Service(
        settings,
        engine,
        public or engine,
        loaded,
        cache,
        record,
        writes,
        writer,
        None if settings.scratch else Checker(settings),
        names=names or Names(),
        derivations=derivations,
    )
    app.extensions["styrka"] = whole
    health.collect(whole.watch.registry, whole)
    for module in (
        home,
        compare,
        partners,
        change,
        brief,
        lists,
        find,
        map,
        suggest,
        reconcile,
        sparql,
        under_way,
        query_check,
        doc,
        terms,
        vocabulary,
        graph,
        ask,
        about,
        health,
        static,
        graphs,
        why,
        update,
        catalogue,
        data,
        release,
        memento,
        table,
        well_known,
        api,
        check,
        correct,
        change_statement,
        review,
        template,
        cite,
        feed,
        linkset,
    ):
        app.register_blueprint(module.blueprint)
    limits.register(app, settings)
    paths.register(app)
    hosts.register(app, settings)
    if settings.reload:
        reload.register(app, settings.root / "queries", loaded)
    memento.register(app)
    past.register(app)
    page.register(app)
    error_handler.register(app)
    headers.register(app)
    front = Middleware(app.wsgi_app, engine, cache, whole.watch, settings.proxies)
    app.extensions["styrka.front"] = front
    app.wsgi_app = front  # type: ignore[method-assign]
    return app
