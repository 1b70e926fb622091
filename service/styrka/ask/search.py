"""Things found by their names: by words in any of their labels, in any language, or in the name within the IRI."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from styrka.engine.interface import Engine, Term, select_rows
from styrka.errors import BadParameter
from styrka.labels import PATH as LABEL_PATH
from styrka.labels import choose_label, find_labels
from styrka.vocabulary import BASE, DEF, slug, sparql_prefixes

# What a thing can be, the kinds that people look for most first; what is none of these is a term of the vocabulary.
KINDS: Final = (
    "Region",
    "Strategy",
    "Overview",
    "Theme",
    "PriorityArea",
    "Actor",
    "FundingProgramme",
    "Project",
    "Source",
)
MOST: Final = 100
_LONGEST: Final = 200
_NAMES: Final = f"{LABEL_PATH}|skos:altLabel|skos:notation"


@dataclass(frozen=True)
class Hit:
    """A thing that fits.

    Attributes:
        iri: its IRI.
        kind: the name of its kind, one of ``KINDS``; "" for a term of the vocabulary.
        labels: its labels by language.
        fitted: the name that fitted.
        within: the labels by language of the list that a priority area stands in; many areas have the same name.
    """

    iri: str
    kind: str
    labels: Mapping[str, str]
    fitted: str
    within: Mapping[str, str]

    def label(self, language: str) -> str:
        """Return the label in a language, else in English, Swedish or any; what fitted when there is none."""
        return choose_label(self.labels, language) or self.fitted

    def place(self, language: str) -> str:
        """Return the label of what it stands in, chosen likewise; "" for what stands alone."""
        return choose_label(self.within, language)


@dataclass(frozen=True)
class Hits:
    """The things that fit, the best first; ``cut`` when there may be more than are here."""

    things: tuple[Hit, ...]
    cut: bool


def search_names(engine: Engine, text: str) -> Hits:
    """Return the things with all the words of a text in one of their names; letter case does not matter.

    Raises:
        BadParameter: For a text without a letter or digit, or longer than 200 characters.
    """
    words = [word.lower() for word in re.findall(r"\w+", text)]
    if not words:
        raise BadParameter("q has no word to look for. For example: q=energi", parameter="q")
    if len(text) > _LONGEST:
        raise BadParameter(f"q has {len(text)} characters; at most {_LONGEST} fit.", parameter="q")
    # A name within an IRI has no accents, so that "sormland" finds what is written with them.
    folded = [fold for word in words if (fold := slug(word))]
    tests = " && ".join(f"CONTAINS(?low, {_quoted(word)})" for word in words)
    if folded:
        named = " && ".join(f"CONTAINS(?iri, {_quoted(word)})" for word in folded)
        tests = f"({tests}) || (STRSTARTS(?iri, {_quoted(BASE.lower() + 'id/')}) && {named})"
    found = select_rows(
        engine,
        sparql_prefixes()
        + f"""SELECT ?thing (SAMPLE(?name) AS ?fitted) {{
          ?thing {_NAMES} ?name . FILTER(ISIRI(?thing))
          BIND(LCASE(STR(?name)) AS ?low) BIND(LCASE(STR(?thing)) AS ?iri)
          FILTER({tests})
        }} GROUP BY ?thing ORDER BY STRLEN(STR(?fitted)) ?thing LIMIT {MOST + 1}""",
    )
    fitting = {row["thing"]: row["fitted"].value for row in found[:MOST]}
    kinds = _kinds(engine, fitting)
    select, iris = partial(select_rows, engine), [term.value for term in fitting]
    labels = find_labels(select, iris)
    lists = find_labels(select, iris, f"?x <{DEF}priorityAreaOf>/({LABEL_PATH}) ?label")
    things = [
        Hit(term.value, kinds.get(term, ""), labels.get(term.value, {}), fitted, lists.get(term.value, {}))
        for term, fitted in fitting.items()
    ]
    things.sort(key=lambda one: _rank(one, words))
    return Hits(tuple(things), len(found) > MOST)


def _rank(one: Hit, words: list[str]) -> tuple[int, int, int, str]:
    """Whole names before beginnings before the rest; then by kind, by length and by IRI."""
    wanted = " ".join(words)
    names = [name.lower() for name in (*one.labels.values(), one.fitted)]
    fit = 0 if wanted in names else 1 if any(name.startswith(wanted) for name in names) else 2
    place = KINDS.index(one.kind) if one.kind else len(KINDS)
    return fit, place, min(map(len, names)), one.iri


def _kinds(engine: Engine, things: Mapping[Term, str]) -> dict[Term, str]:
    """Return the kind of each thing that is of one."""
    classes = " ".join(f"<{DEF}{kind}>" for kind in KINDS)
    found: dict[Term, str] = {}
    if things:
        query = f"SELECT ?x ?c {{ VALUES ?x {{ {_listed(things)} }} VALUES ?c {{ {classes} }} ?x a ?c }}"
        for row in select_rows(engine, query):
            kind = row["c"].value.removeprefix(DEF)
            if row["x"] not in found or KINDS.index(kind) < KINDS.index(found[row["x"]]):
                found[row["x"]] = kind
    return found


def _listed(things: Mapping[Term, str]) -> str:
    return " ".join(term.n3() for term in things)


def _quoted(text: str) -> str:
    return Term("literal", text).n3()
