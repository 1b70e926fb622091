"""What the views of one application share: settings, engine and questions; and what a request says of the reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast

from flask import current_app, request

from styrka.engine import Engine
from styrka.queries import Query
from styrka.settings import Settings
from styrka.vocabulary import BASE

LANGUAGES: Final = ("en", "sv")


@dataclass(frozen=True)
class Service:
    """What every view works with."""

    settings: Settings
    engine: Engine
    public: Engine
    questions: Mapping[str, Query]


def service() -> Service:
    """The service of the application that answers the present request."""
    return cast(Service, current_app.extensions["styrka"])


def language() -> str:
    """The reader's language: ``?lang=`` where given, else by Accept-Language, else English."""
    asked = request.args.get("lang", "")
    return asked if asked in LANGUAGES else request.accept_languages.best_match(LANGUAGES) or "en"


def host() -> str:
    """The address under which people reach the service, with a slash at the end."""
    return (service().settings.base or request.host_url).rstrip("/") + "/"


def address(iri: str) -> str:
    """Where a reader follows an IRI: a path on this host for our own, the IRI itself for others."""
    return "/" + iri.removeprefix(BASE) if iri.startswith(BASE) else iri
