"""Why a triple is in the graph: the rule, its premises, and so on down to what was stated and where."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from styrka import vocabulary
from styrka.build.infer.inference import Inference
from styrka.build.infer.proofs import Lookup, SourceDocument, Stated
from styrka.build.infer.rules import Constant, Rule
from styrka.build.infer.triples import format_term, format_triple
from styrka.errors import NotFound


@dataclass(frozen=True)
class Explanation:
    """A triple with either the places where it is stated, or the rule and the explained premises it was inferred from.

    ``repeated`` marks an inferred triple that is explained elsewhere in the same tree; its premises are left out here.
    """

    triple: ox.Triple
    stated: tuple[Stated, ...] = ()
    rule: Rule | None = None
    premises: tuple[Explanation, ...] = ()
    repeated: bool = False

    def leaves(self) -> Iterator[Explanation]:
        """Yield the explanations of what was stated, in the order of the tree."""
        if self.rule is None:
            yield self
        for premise in self.premises:
            yield from premise.leaves()

    def documents(self) -> tuple[SourceDocument, ...]:
        """Return all source documents, each once, in the order of the tree."""
        return tuple(
            dict.fromkeys(document for leaf in self.leaves() for stated in leaf.stated for document in stated.sources)
        )

    def to_json(self) -> dict[str, Any]:
        """Return the whole tree, JSON-serialisable; terms are N-Triples."""
        found: dict[str, Any] = {
            "triple": [str(term) for term in self.triple],
            "status": "inferred" if self.rule else "stated",
        }
        if self.rule is None:
            found["stated"] = [
                {
                    "graph": place.graph,
                    "computed": place.is_computed,
                    "mapping": place.mapping,
                    "justification": place.justification,
                    "sources": [{"iri": source.iri, "title": dict(source.titles)} for source in place.sources],
                }
                for place in self.stated
            ]
            return found
        found["rule"] = {
            "name": self.rule.name,
            "graph": self.rule.graph.value,
            "axiom": self.rule.axiom,
            "text": dict(self.rule.text),
        }
        if self.repeated:
            found["repeated"] = True
        else:
            found["premises"] = [premise.to_json() for premise in self.premises]
        return found

    def to_text(self, language: str = "en", name: Callable[[Constant], str | None] | None = None) -> str:
        """Return the tree as indented lines that end with a newline.

        Parameters:
            language: ``en`` or ``sv``, for the rules and the titles.
            name: the label of a thing, shown after its IRI; None where it has no label.
        """
        return "\n".join(self._lines(_WORDS["sv" if language == "sv" else "en"], language, name)) + "\n"

    def _lines(
        self, words: dict[str, str], language: str, name: Callable[[Constant], str | None] | None
    ) -> Iterator[str]:
        yield _titled(self.triple, name)
        if self.rule is None:
            for place in self.stated or (Stated(""),):
                yield from ("  " + line for line in _place(place, words, language))
            return
        yield f"  {words['inferred']} ({self.rule.name}): {self.rule.sentence(language)}"
        if self.repeated:
            yield f"  {words['repeated']}"
        for number, premise in enumerate(self.premises, 1):
            last = number == len(self.premises)
            for at, line in enumerate(premise._lines(words, language, name)):
                yield ("  └─ " if last else "  ├─ ") * (at == 0) + ("     " if last else "  │  ") * (at > 0) + line


_WORDS = {
    "en": {
        "inferred": "inferred",
        "repeated": "(explained above)",
        "stated": "stated in",
        "computed": "computed by",
        "sources": "source",
        "mapping": "mapping",
        "unknown": "stated in the ontology or the data",
    },
    "sv": {
        "inferred": "härlett",
        "repeated": "(förklarat ovan)",
        "stated": "angivet i",
        "computed": "beräknat av",
        "sources": "källa",
        "mapping": "mappning",
        "unknown": "angivet i ontologin eller datat",
    },
}


def explain_triple(triple: ox.Triple, inference: Inference, where: Lookup) -> Explanation:
    """Return why the triple is in the graph.

    Parameters:
        triple: from ``parse_triple``.
        inference: from ``infer`` or from a release's file of derivations.
        where: the places in which a triple is stated; empty for one that is not. See ``find_statements``.

    Raises:
        NotFound: When the triple is neither stated nor inferred; that means nothing for whether it is true.
    """
    stated = tuple(where(triple))
    if not stated and triple not in inference:
        raise NotFound(
            f"{format_triple(triple)} is not in the graph: it is neither stated nor inferred. "
            "That something is not recorded does not mean that it is not so.",
            triple=str(triple),
        )
    return _explained(triple, inference, where, set())


def _explained(triple: ox.Triple, inference: Inference, where: Lookup, seen: set[ox.Triple]) -> Explanation:
    stated = tuple(where(triple))
    derivation = None if stated else inference.derivation(triple)
    if derivation is None:
        return Explanation(triple, stated)
    if triple in seen:
        return Explanation(triple, rule=derivation.rule, repeated=True)
    seen.add(triple)
    premises = tuple(_explained(premise, inference, where, seen) for premise in derivation.premises)
    return Explanation(triple, rule=derivation.rule, premises=premises)


def _titled(triple: ox.Triple, name: Callable[[Constant], str | None] | None) -> str:
    parts = []
    for place, term in enumerate(triple):
        label = name(term) if name and place != 1 else None
        parts.append(format_term(term) + (f" ({label})" if label else ""))
    return " ".join(parts)


def _place(place: Stated, words: dict[str, str], language: str) -> Iterator[str]:
    graph = place.graph.removeprefix(vocabulary.BASE)
    if not graph:
        yield words["unknown"]
    elif place.is_computed:
        yield f"{words['computed']} ontology/{graph.removeprefix('graph/')}.rq"
    else:
        yield f"{words['stated']} {graph}"
    if place.mapping:
        how = f" ({vocabulary.shorten(place.justification)})" if place.justification else ""
        yield f"  {words['mapping']}: <{place.mapping.removeprefix(vocabulary.BASE)}>{how}"
    for source in place.sources:
        title, iri = source.title(language), source.iri.removeprefix(vocabulary.BASE)
        yield f"  {words['sources']}: " + (f"<{iri}>" if title == source.iri else f"{title} <{iri}>")
