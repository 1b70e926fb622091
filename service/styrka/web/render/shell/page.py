"""A template with what stands around it: the words, the language, the menu, and where the page is."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from flask import Flask, Response, g, render_template, request
from markupsafe import Markup

from styrka.formats import HTML
from styrka.labels import choose_label
from styrka.text import locale
from styrka.text.ui import get_words
from styrka.vocabulary import BASE
from styrka.web.context import LANGUAGES, address, host, is_link, language, service
from styrka.web.http.headers import SUGGESTING
from styrka.web.render import published, static_files
from styrka.web.render.evidence import write_place
from styrka.web.render.names import name_site
from styrka.web.render.related import keep_language, make_language_address
from styrka.web.render.shell import crumbs, head, menu

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def register(app: Flask) -> None:
    """Give every template the words, the language and the way from an IRI to an address."""

    @app.context_processor
    def shared() -> dict[str, Any]:
        present, chosen = language(), request.args.get("lang", "")
        return {
            "lang": present,
            "word": lambda key, **values: get_words(key, present, **values),
            "address": make_reader_address(),
            "is_link": is_link,
            "keeping": lambda path: keep_language(path, chosen),
            "other_lang": next(one for one in LANGUAGES if one != present),
            "here": make_language_address,
            "version": service().engine.version,
            "data_of": find_data_date(),
            "published": published.has_release_files(),
            "scratch": service().scratch,
            "licence": service().settings.licence,
            "script": _write_script,
            "static": lambda name: f"/static/{static_files.name_file(name)}",
            "header_menu": partial(_write_menu, menu.HEADER, marked=True),
            "footer_menu": partial(_write_menu, menu.FOOTER, marked=False),
            "has_page": reaches,
            "crumbs": _find_crumbs,
            "canonical": _make_canonical,
            "speak": head.add_language,
            "LANGUAGES": LANGUAGES,
            "BASE": BASE,
        }

    @app.template_filter("number")
    def number(value: float) -> str:
        return locale.format_number(value, language())

    @app.template_filter("day")
    def day(value: str) -> str:
        return locale.format_date(value, language())

    @app.template_filter("site")
    def site(value: str) -> str:
        return name_site(value)

    @app.template_filter("place")
    def place(value: str, *, alone: bool = False) -> Markup:
        return Markup(write_place(value, language(), alone=alone))  # noqa: S704  # its parts were escaped

    @app.template_filter("size")
    def size(value: int) -> str:
        return locale.format_size(value, language())


def render_page(template: str, **values: Any) -> Response:
    """Return a page; scripts of ours may run in it where its template loads one."""
    text = render_template(template, **values)
    policy = {"Content-Security-Policy": SUGGESTING} if g.pop("has_script", False) else {}
    return Response(text, content_type=HTML.content_type, headers={"Content-Language": language(), **policy})


def _write_script(name: str) -> Markup:
    """Return the element that loads a script of ours, and have the page's policy allow it."""
    g.has_script = True
    return Markup('<script type="module" src="/static/{}"></script>').format(static_files.name_file(name))


def render_text(template: str, **values: Any) -> str:
    """Return the text of a template that is no page."""
    return render_template(template, **values)


def make_reader_address() -> Callable[[str], str]:
    """Return what gives where a reader follows an IRI, in the language that was chosen for the present page."""
    chosen = request.args.get("lang", "")
    return lambda iri: keep_language(address(iri), chosen)


def find_data_date() -> str:
    """Return the day that the release which answers is of: of its name, else when it was written; or nothing."""
    edition = service().engine.edition
    found = _DAY.match(edition.version) or _DAY.match(edition.created)
    return found.group() if found else ""


def reaches(path: str) -> bool:
    """Return whether this instance has a page at an address."""
    return menu.has_page(path, scratch=service().scratch, published=published.has_release_files())


def _write_menu(entries: tuple[menu.Entry, ...], *, marked: bool) -> Markup:
    listed = menu.list_entries(entries, scratch=service().scratch, published=published.has_release_files())
    marks = tuple(menu.mark_current(one, request.path) if marked else "" for one in listed)
    return menu.write_entries(listed, marks, language(), request.args.get("lang", ""))


def _find_crumbs() -> tuple[crumbs.Crumb, ...]:
    return crumbs.find_crumbs(request.path, _name, reaches)


def _name(iri: str) -> str:
    found = service().labels.find(service().engine, [iri])
    return choose_label(found.get(iri, {}), language())


def _make_canonical() -> str:
    slug = request.path.removeprefix("/ask/") if request.path.startswith("/ask/") else ""
    question = service().questions.get(slug)
    return host().rstrip("/") + head.make_canonical(request.path, request.args.items(multi=True), question)
