"""What is known of sources, and the passages that are quoted from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from styrka.ask.evidence import Support
from styrka.ask.release_cache import ReleaseCache
from styrka.engine.guard import AdmittedQuery, Form
from styrka.engine.interface import Engine, Row, select_rows
from styrka.vocabulary import CURATION, CURATORS_KNOWLEDGE, sparql_prefixes

_DESCRIBE: Final = """SELECT ?source ?title ?publisher ?actor ?date ?issued ?modified ?readOn ?kind ?page ?copyOf
  ?licence ?attribution {
  VALUES ?source { %s }
  { ?source a ?type }
  OPTIONAL { ?source dcterms:title ?title }
  OPTIONAL { ?source <http://purl.org/dc/elements/1.1/publisher> ?publisher }
  OPTIONAL { ?source dcterms:publisher ?organisation . ?organisation skos:prefLabel ?actor }
  OPTIONAL { ?source dcterms:date ?date }
  OPTIONAL { ?source dcterms:issued ?issued }
  OPTIONAL { ?source dcterms:modified ?modified }
  OPTIONAL { ?source styrka:readOn ?readOn }
  OPTIONAL { ?source styrka:sourceKind ?kind }
  OPTIONAL { ?source foaf:page ?page }
  OPTIONAL { ?source styrka:copyOf ?copyOf }
  OPTIONAL { ?source dcterms:license ?licence }
  OPTIONAL { ?source schema:creditText ?attribution }
}"""
_WITH_TERMS: Final = """SELECT DISTINCT ?source {
  { ?source dcterms:license ?terms } UNION { ?source schema:creditText ?terms }
  ?source a styrka:Source
}"""
_COUNT: Final = "SELECT (COUNT(DISTINCT ?source) AS ?count) { ?source a styrka:Source }"
# The things stand in both branches, because an engine does not carry them into a UNION from outside.
_PASSAGES: Final = """SELECT DISTINCT ?source ?thing ?property ?text ?section {
  {
    VALUES ?thing { %(things)s }
    GRAPH ?graph { ?quotation styrka:supports ?thing ; oa:exact ?text
      OPTIONAL { ?quotation styrka:supportsProperty ?property } OPTIONAL { ?quotation styrka:section ?section } }
    ?graph dcterms:source ?source
  } UNION {
    VALUES ?thing { %(things)s }
    ?location styrka:supports ?thing ; styrka:locatedInSource ?source ; styrka:section ?section
    OPTIONAL { ?location styrka:supportsProperty ?property }
  }
}"""
_SHOWN: Final = 3  # passages that are shown for one statement
_SOURCES: Final = 5_000  # in a language each
_THINGS: Final = 20_000  # that passages are looked for of; most have none


@dataclass(frozen=True)
class SourceDescription:
    """A source: its IRI, its title with its language, its publisher, dates, kind, address, and the original of a copy.

    An empty title is not recorded; the publisher is then that of the host where no more is known. The licence is the
    address of the terms that it states, and the notice, with its language, what must stand where its data are shown.
    """

    iri: str
    title: str = ""
    language: str = ""
    publisher: str = ""
    date: str = ""
    read_on: str = ""
    kind: str = ""
    page: str = ""
    copy_of: str = ""
    licence: str = ""
    notice: str = ""
    notice_language: str = ""

    @property
    def is_document(self) -> bool:
        """Whether it is a document, page or data set, and not the project's own work or knowledge."""
        return self.iri not in (CURATION, CURATORS_KNOWLEDGE)


@dataclass(frozen=True)
class Passage:
    """A passage of a source: its words where they are quoted, with their language, and where it stands in the document.

    Without words only its place is recorded, in our words.
    """

    text: str
    language: str
    section: str


@dataclass(frozen=True)
class SourceCache:
    """What has been found of one release: the sources in each language, and the passages that support each thing."""

    described: ReleaseCache[tuple[str, str], SourceDescription] = field(default_factory=lambda: ReleaseCache(_SOURCES))
    passages: ReleaseCache[str, tuple[Row, ...]] = field(default_factory=lambda: ReleaseCache(_THINGS))


def describe_sources(
    engine: Engine, sources: Iterable[str], language: str = "en", cache: SourceCache | None = None
) -> dict[str, SourceDescription]:
    """Return what is known of each source, by IRI.

    Parameters:
        language: which title is taken where a source has several: this one, else any.
        cache: what has been found before of the release that answers.

    Raises as ``Engine.run``.
    """
    wanted = [(source, language) for source in sorted(set(sources))]
    described = (cache or SourceCache()).described.find(
        engine, wanted, lambda unknown: _find_descriptions(engine, [source for source, _ in unknown], language)
    )
    return {source: found for (source, _), found in described.items()}


def list_sources_with_terms(engine: Engine) -> tuple[tuple[str, ...], int]:
    """Return the IRIs of the sources that state a licence or want a notice, and how many state neither.

    Raises as ``Engine.run``.
    """
    found = select_rows(engine, AdmittedQuery(sparql_prefixes() + _WITH_TERMS, Form.SELECT))
    every = select_rows(engine, AdmittedQuery(sparql_prefixes() + _COUNT, Form.SELECT))
    return tuple(sorted(row["source"].value for row in found)), int(every[0]["count"].value) - len(found)


def _find_descriptions(
    engine: Engine, wanted: Iterable[str], language: str
) -> dict[tuple[str, str], SourceDescription]:
    text = sparql_prefixes() + _DESCRIBE % " ".join(f"<{source}>" for source in wanted)
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in select_rows(engine, AdmittedQuery(text, Form.SELECT)):
        rows[row["source"].value].append(row)
    return {(source, language): _describe(source, rows[source], language) for source in wanted}


def find_passages(
    engine: Engine, supports: Iterable[Support], cache: SourceCache | None = None
) -> Mapping[Support, tuple[Passage, ...]]:
    """Return the passages of its own source for each statement, the quoted ones first, where there are any.

    Parameters:
        cache: as for ``describe_sources``.

    Raises as ``Engine.run``.
    """
    asked = {support: _things(support) for support in supports if support.source != CURATION}
    wanted = sorted({thing for things in asked.values() for thing in things})
    found = (cache or SourceCache()).passages.find(engine, wanted, lambda unknown: _find_passages(engine, unknown))
    passages = {support: _choose(support, things, found) for support, things in asked.items()}
    return {support: chosen for support, chosen in passages.items() if chosen}


def _find_passages(engine: Engine, wanted: Iterable[str]) -> dict[str, tuple[Row, ...]]:
    """Return the passages that support each thing, a term as N-Triples, of whatever source."""
    text = sparql_prefixes() + _PASSAGES % {"things": " ".join(wanted)}
    found: dict[str, list[Row]] = {thing: [] for thing in wanted}
    for row in select_rows(engine, AdmittedQuery(text, Form.SELECT)):
        found[f"<{row['thing'].value}>"].append(row)
    # In an order of their own: a page must not depend on what others have asked for together.
    names = ("section", "text", "source", "property")
    return {
        thing: tuple(sorted(rows, key=lambda row: [row[name].value if name in row else "" for name in names]))
        for thing, rows in found.items()
    }


def _choose(support: Support, things: Iterable[str], found: Mapping[str, Iterable[Row]]) -> tuple[Passage, ...]:
    passages = dict.fromkeys(
        Passage(
            row["text"].value if "text" in row else "",
            row["text"].language if "text" in row else "",
            row["section"].value if "section" in row else "",
        )
        for thing in things
        for row in found[thing]
        if row["source"].value == support.source
        and ("property" not in row or row["property"].n3() == support.statement[1])
    )
    return tuple(sorted(passages, key=lambda one: not one.text))[:_SHOWN]


def _things(support: Support) -> tuple[str, ...]:
    """Return the object where it is a thing of its own, which is what the passage is nearest to, then the subject."""
    subject, _, thing = support.statement
    return (thing, subject) if thing.startswith("<") else (subject,)


def _describe(source: str, rows: Iterable[Row], language: str) -> SourceDescription:
    rows = list(rows)

    def values(name: str) -> list[str]:
        return sorted({row[name].value for row in rows if name in row})

    def choose_text(name: str) -> tuple[str, str]:
        """Return the text in the reader's language, else the first, with its language; both empty for none."""
        texts = {(row[name].language != language, row[name].language, row[name].value) for row in rows if name in row}
        _, spoken, text = min(texts, default=("", "", ""))
        return text, spoken

    names = sorted({(row["actor"].language != language, row["actor"].value) for row in rows if "actor" in row})
    page = next(iter(values("page")), "")
    dates = [value for name in ("issued", "modified", "date") for value in values(name)]
    return SourceDescription(
        source,
        *choose_text("title"),
        names[0][1] if names else next(iter(values("publisher")), urlsplit(page).netloc.removeprefix("www.")),
        dates[0] if dates else "",
        next(iter(values("readOn")), ""),
        next(iter(values("kind")), "").rsplit("/", 1)[-1],
        page,
        next(iter(values("copyOf")), ""),
        next(iter(values("licence")), ""),
        *choose_text("attribution"),
    )
