"""What the views of one application share: settings, engine and questions; and what a request states of the reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Final, cast

from flask import current_app, g, request
from werkzeug.sansio.utils import get_current_url

from styrka.ask.answer import Answers
from styrka.ask.choices import Choices
from styrka.ask.derivations import Derivations
from styrka.ask.evidence import EvidenceCache
from styrka.ask.label_cache import LabelCache
from styrka.ask.names.cache import Names
from styrka.ask.pages.sentence import Sentence
from styrka.ask.question import Query
from styrka.ask.reconciliation.contents import ContentCache, IdentifierCache
from styrka.ask.release_cache import ReleaseCache
from styrka.ask.reviewing.mappings import OpenMappings
from styrka.ask.reviewing.nearness import WordIndex
from styrka.ask.sources import SourceCache
from styrka.ask.tables import Table
from styrka.ask.territories import Place, Territory
from styrka.ask.vocabulary.rules import Rule
from styrka.ask.vocabulary.terms import Vocabulary
from styrka.change.check import Checker
from styrka.engine.cancellation import NamedQueries
from styrka.engine.interface import Answer, Budget, Dataset, Delegate, Edition, Engine
from styrka.engine.writes import Writer
from styrka.formats import Format
from styrka.publish.api.schemas import Json
from styrka.publish.catalogue.publication import Publication
from styrka.release import Release
from styrka.settings import Settings
from styrka.vocabulary import BASE
from styrka.web.http.cache import ResponseCache
from styrka.web.serving.metrics import WriteMetrics
from styrka.web.serving.request_log import RequestLog

# A row of an answer: the question, the language and what else its words depend on, and its terms; and as HTML its head,
# its other cells, "Why?", and the documents that it cites, each with its description, by IRI.
RowKey = tuple[object, ...]
WrittenRow = tuple[str, str, str, tuple[tuple[str, str], ...]]
LANGUAGES: Final = ("en", "sv")
_LANGUAGE: Final = "styrka.language"


@dataclass(frozen=True)
class Service:
    """What every view works with. In a request, both engines answer from one and the same release.

    Attributes:
        then: the release by whose name an answer was asked for; None where it is simply the present one.
    """

    settings: Settings
    engine: Engine
    public: Engine
    questions: Mapping[str, Query]
    cache: ResponseCache
    watch: RequestLog
    writes: WriteMetrics
    writer: Writer | None = None
    checker: Checker | None = None
    answers: Answers = field(default_factory=Answers)
    choices: Choices = field(default_factory=Choices)
    labels: LabelCache = field(default_factory=LabelCache)
    names: Names = field(default_factory=Names)
    evidence: EvidenceCache = field(default_factory=EvidenceCache)
    sources: SourceCache = field(default_factory=SourceCache)
    # The options of forms by class, language and country, and the texts of suggestions; some 20 kB each.
    options: ReleaseCache[tuple[str, str, str], tuple[str, Mapping[str, str]]] = field(
        default_factory=lambda: ReleaseCache(300)
    )
    # The sentences of whole answers by question, language and values; some 1 kB each.
    sentences: ReleaseCache[tuple[object, ...], Sentence] = field(default_factory=lambda: ReleaseCache(2000))
    # The maps beside answers, by question, values, language and that of the address; up to 100 kB each.
    maps: ReleaseCache[tuple[object, ...], object] = field(default_factory=lambda: ReleaseCache(200))
    # The rows of pages; some 4 kB each.
    rows: ReleaseCache[RowKey, WrittenRow] = field(default_factory=lambda: ReleaseCache(4000))
    # What the tables have by which names are brought together with things; some MB each.
    contents: ContentCache = field(default_factory=lambda: ReleaseCache(10))
    # The things by the identifiers that others gave them, under one key; some 20 MB.
    identifiers: IdentifierCache = field(default_factory=lambda: ReleaseCache(1))
    # The first rows of tables by slug and language, how many there are, and which columns are long tables too.
    previews: ReleaseCache[tuple[str, str], tuple[Table, int, tuple[str, ...]]] = field(
        default_factory=lambda: ReleaseCache(100)
    )
    # The description of the interface, and what the catalogue is made of, by the address of the service.
    interfaces: ReleaseCache[str, Json] = field(default_factory=lambda: ReleaseCache(4))
    publications: ReleaseCache[str, Publication] = field(default_factory=lambda: ReleaseCache(4))
    # The territories of maps with their states, by theme, country and language; some 20 kB each.
    places: ReleaseCache[tuple[str, str, str], tuple[Place, ...]] = field(default_factory=lambda: ReleaseCache(300))
    # The territories that decide, under one key.
    territories: ReleaseCache[str, Mapping[str, Territory]] = field(default_factory=lambda: ReleaseCache(1))
    # The terms and the rules, each under one key.
    vocabulary: ReleaseCache[str, Vocabulary] = field(default_factory=lambda: ReleaseCache(1))
    rules: ReleaseCache[str, Mapping[str, Rule]] = field(default_factory=lambda: ReleaseCache(1))
    derivations: Derivations = field(default_factory=lambda: Derivations(Path()))
    named_queries: NamedQueries = field(default_factory=NamedQueries)
    # The mappings that nobody has reviewed, with the words of their areas; some MB.
    reviewing: ReleaseCache[str, tuple[OpenMappings, WordIndex]] = field(default_factory=lambda: ReleaseCache(1))
    then: Release | None = None

    @property
    def scratch(self) -> bool:
        """Whether this is a scratch instance: its store is written to directly, and its default graph is its own."""
        return self.writer is not None and not self.writer.governed


class ReleaseSwitched(Exception):
    """A new release was taken up in the middle of a request; the request begins anew."""


class PinnedEngine(Delegate):
    """An engine for the length of one request: all its answers are of one release, or there is none."""

    def __init__(self, engine: Engine, edition: Edition) -> None:
        super().__init__(engine)
        self._edition = edition

    @property
    def edition(self) -> Edition:
        """The release that the request is answered from."""
        return self._edition

    def run(
        self, query: str, format_: Format, *, dataset: Dataset | None = None, budget: Budget | None = None
    ) -> Answer:
        """See ``Engine.run``.

        Raises:
            Switched: When the answer is of another release.
            ReleaseSwitched: The answer is of another release than the request.
        """
        answer = super().run(query, format_, dataset=dataset, budget=budget)
        if answer.version != self.version:
            answer.read()  # gives the worker free
            raise ReleaseSwitched
        return answer

    def close(self) -> None:
        """Do nothing: the engine is not the request's own."""


def service() -> Service:
    """Return the service of the application that answers the present request."""
    present: Service | None = g.get("service")  # a page asks dozens of times
    if present is None:
        whole = cast(Service, current_app.extensions["styrka"])
        edition = whole.engine.edition
        present = g.service = replace(
            whole, engine=PinnedEngine(whole.engine, edition), public=PinnedEngine(whole.public, edition)
        )
    return present


def language() -> str:
    """Return the reader's language: ``?lang=`` where given, else by Accept-Language, else English."""
    known: str = request.environ.get(_LANGUAGE, "")  # a page asks hundreds of times
    if not known:
        try:
            asked = request.args.get("lang", "")
        except UnicodeDecodeError:  # the gate refuses it, with an error in the language of the headers
            asked = ""
        known = asked if asked in LANGUAGES else request.accept_languages.best_match(LANGUAGES) or "en"
        request.environ[_LANGUAGE] = known
    return known


def host() -> str:
    """Return the address under which people reach the service, with a slash at the end."""
    return (service().settings.base or _root(request.scheme, request.host)).rstrip("/") + "/"


@lru_cache(100)
def _root(scheme: str, host_: str) -> str:
    return get_current_url(scheme, host_)  # as ``request.host_url``


def address(iri: str) -> str:
    """Return where a reader follows an IRI: a path on this host for our own, the IRI itself for others."""
    return "/" + iri.removeprefix(BASE) if iri.startswith(BASE) else iri


def is_link(iri: str) -> bool:
    """Return whether a page may lead to an IRI: of the web, or an e-mail address. Others may do anything in a browser.

    >>> is_link("javascript:alert(1)")
    False
    """
    return iri.lower().startswith(("http://", "https://", "mailto:"))
