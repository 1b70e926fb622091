"""What a thing is called: which properties name it, how its labels are looked up, and which of them a reader sees."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final, Protocol

from styrka.vocabulary import PREFIXES

PROPERTIES: Final = (PREFIXES["skos"] + "prefLabel", PREFIXES["rdfs"] + "label", PREFIXES["dcterms"] + "title")
PATH: Final = "|".join(f"<{iri}>" for iri in PROPERTIES)  # as a property path of SPARQL 1.1 (section 9.1)
_CHUNK: Final = 500  # IRIs in one query


class Text(Protocol):
    """A term of an answer: its text, or its IRI, and the language of the text."""

    @property
    def value(self) -> str:
        """The text, or the IRI."""

    @property
    def language(self) -> str:
        """The language tag; empty when there is none."""


Labels = dict[str, dict[str, str]]


def find_labels(
    select: Callable[[str], Sequence[Mapping[str, Text]]], iris: Iterable[str], pattern: str = f"?x {PATH} ?label"
) -> Labels:
    """Return the labels of things by IRI and language; things without any are left out.

    Parameters:
        select: returns the rows of a SELECT.
        iris: the things, each put in place of ``?x``.
        pattern: what binds ``?label`` for ``?x``.
    """
    found, things = Labels(), sorted(set(iris))
    for start in range(0, len(things), _CHUNK):
        values = " ".join(f"<{iri}>" for iri in things[start : start + _CHUNK])
        found |= collect_labels(select(f"SELECT ?x ?label {{ VALUES ?x {{ {values} }} {pattern} }}"))
    return found


def collect_labels(rows: Iterable[Mapping[str, Text]]) -> Labels:
    """Return the ``?label`` of each ``?x`` by language; the alphabetically first where a language has several."""
    labels = Labels()
    for row in sorted(rows, key=lambda row: (row["label"].value, row["label"].language)):
        labels.setdefault(row["x"].value, {}).setdefault(row["label"].language, row["label"].value)
    return labels


def choose_language(tags: Collection[str], language: str) -> str:
    """Return the reader's language where it is among the tags, else English, Swedish or the first; empty for none.

    A name in Latin letters comes before the same in others, which readers of English and Swedish cannot read.

    >>> choose_language({"el", "el-latn"}, "sv")
    'el-latn'
    """
    return next((tag for tag in (language, "en", "sv") if tag in tags), "") or min(tags, key=_order_tag, default="")


def _order_tag(tag: str) -> tuple[bool, str]:
    return not tag.lower().endswith("-latn"), tag


def choose_label(labels: Mapping[str, str], language: str) -> str:
    """Return the label in the reader's language, else in English, Swedish or any; empty when there is none.

    >>> choose_label({"sv": "Norrbotten", "fi": "Norrbottenin lääni"}, "de")
    'Norrbotten'
    """
    return labels.get(choose_language(labels, language), "")
