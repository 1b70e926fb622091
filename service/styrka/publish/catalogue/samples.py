"""What the catalogue gives as the download of a service: an answer that shows what can be asked there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import quote

from styrka.ask.answer import Answers, add_evidence, answer_question
from styrka.ask.label_cache import LabelCache
from styrka.ask.pages.reader import Reader
from styrka.ask.pages.sentence import write_sentence
from styrka.ask.question import Query
from styrka.ask.row_evidence import describe_evidence
from styrka.ask.tables import objects
from styrka.engine.interface import Engine
from styrka.formats import JSON
from styrka.publish.datasets import DATASET

_LANGUAGES: Final = ("en", "sv")  # in which an answer as JSON has a sentence
_QUESTION: Final = "datasets"


def make_part_address(host: str, slug: str) -> str:
    """Return the address whose answer lists the graphs of a part."""
    return f"{host}sparql?query={quote(make_listing_query(slug), safe='')}&format=json"


def make_questions_address(host: str) -> str:
    """Return the address of the question that lists the parts of the data."""
    return f"{host}ask/{_QUESTION}.json"


def make_listing_query(slug: str) -> str:
    """Return the query whose answer lists the graphs of a part."""
    return (
        "PREFIX dcterms: <http://purl.org/dc/terms/> SELECT ?graph ?title ?modified WHERE { "
        f"?graph dcterms:isPartOf <{DATASET}{slug}> ; dcterms:title ?title ; dcterms:modified ?modified }} "
        "ORDER BY ?graph ?title"
    )


def measure_samples(engine: Engine, questions: Mapping[str, Query], host: str, slugs: Iterable[str]) -> dict[str, int]:
    """Return how many bytes each sample has, by address."""
    sizes = {make_part_address(host, slug): len(engine.run(make_listing_query(slug), JSON).read()) for slug in slugs}
    if (question := questions.get(_QUESTION)) is not None:
        # What its rows rest on is stated, so that nothing has to be derived.
        answered = add_evidence(engine, answer_question(engine, question, {}), lambda triples: (() for _ in triples))
        readers = (Reader(engine, questions, Answers(), LabelCache(), tag) for tag in _LANGUAGES)
        said = {reader.language: write_sentence(answered, reader) for reader in readers}
        labels = LabelCache().find(engine, objects.list_named(answered))
        evidence = describe_evidence(engine, answered)
        sizes[make_questions_address(host)] = len(objects.write_rows(answered, labels, evidence, said, engine.version))
    return sizes
