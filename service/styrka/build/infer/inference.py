"""What was inferred and from what, in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import pyoxigraph as ox

from styrka.build.infer.rules import Constant, Rule

Numbers = Sequence[int]
Statement = tuple[str, str, str]  # subject, predicate and object, as N-Triples


class Derivation(NamedTuple):
    """One inferred triple: the rule that gave it first, and the triples that matched the rule's body, in its order."""

    triple: ox.Triple
    rule: Rule
    premises: tuple[ox.Triple, ...]


@dataclass(frozen=True, eq=False)
class Inference:
    """The facts that the rules could see, numbered, the stated ones first and then the inferred, in order of inference.

    Attributes:
        rules: all rules, constraints included.
        terms: the term of each number, sorted by its N-Triples text.
        subjects, predicates, objects: the terms of each fact.
        stated: how many facts were stated; facts of predicates that no rule names are not among them.
        derived_by: the place in ``rules`` of each inferred fact's rule.
        starts: where each inferred fact's premises begin in ``premises``; one more entry for the end.
        premises: numbers of facts, always lower than that of the fact they support, so that no explanation is circular.
        clashes: matches of constraints as (place in rules, triples); not written to the file, since no release has any.
    """

    rules: tuple[Rule, ...]
    terms: Sequence[Any]
    subjects: Numbers
    predicates: Numbers
    objects: Numbers
    stated: int
    derived_by: Numbers
    starts: Numbers
    premises: Numbers
    clashes: tuple[tuple[int, tuple[ox.Triple, ...]], ...] = field(default=())

    def __len__(self) -> int:
        """Return how many triples were inferred."""
        return len(self.subjects) - self.stated

    def __iter__(self) -> Iterator[tuple[ox.Triple, Rule]]:
        """Yield the inferred triples, each with its rule, in the order of their inference."""
        for fact in range(self.stated, len(self.subjects)):
            yield self.triple(fact), self.rules[self.derived_by[fact - self.stated]]

    def __contains__(self, triple: object) -> bool:
        """Return whether the triple was inferred (a stated one never is)."""
        return isinstance(triple, ox.Triple) and self._number(triple) is not None

    def quads(self) -> Iterator[ox.Quad]:
        """Yield the inferred triples in the graphs of their rules."""
        graphs = [rule.graph for rule in self.rules]
        terms, subjects, predicates, objects = self.terms, self.subjects, self.predicates, self.objects
        for fact in range(self.stated, len(subjects)):
            yield ox.Quad(
                terms[subjects[fact]],
                terms[predicates[fact]],
                terms[objects[fact]],
                graphs[self.derived_by[fact - self.stated]],
            )

    def triple(self, fact: int) -> ox.Triple:
        """Return the triple with a number."""
        terms = self.terms
        return ox.Triple(
            terms[self.subjects[fact]],
            terms[self.predicates[fact]],
            terms[self.objects[fact]],
        )

    def derivation(self, triple: ox.Triple) -> Derivation | None:
        """Return how the triple was inferred; None when it was not."""
        fact = self._number(triple)
        if fact is None:
            return None
        place = fact - self.stated
        premises = self.premises[self.starts[place] : self.starts[place + 1]]
        return Derivation(triple, self.rules[self.derived_by[place]], tuple(self.triple(one) for one in premises))

    def find_stated_premises(self, triples: Iterable[Iterable[Constant]]) -> list[tuple[Statement, ...]]:
        """Return the stated facts that each inferred triple rests on in the end, each once; none for any other triple.

        Their terms are N-Triples: some 1,000 facts are asked for at a time, most of them several times.

        Parameters:
            triples: as triples, or as their three terms.
        """
        texts: dict[int, str] = {}
        made: dict[int, Statement] = {}
        found = []
        numbers, inferred, concluded = self._numbers.get, self._inferred.get, self._concluded
        columns = self.subjects, self.predicates, self.objects
        for subject, predicate, thing in triples:
            # A term that has no number is in no fact that was inferred.
            first = inferred((numbers(subject), numbers(predicate), numbers(thing))) if predicate in concluded else None
            facts = () if first is None else self._find_stated(first)
            for fact in facts:
                if fact not in made:
                    places = [column[fact] for column in columns]
                    for number in places:
                        if number not in texts:
                            texts[number] = str(self.terms[number])
                    made[fact] = texts[places[0]], texts[places[1]], texts[places[2]]
            found.append(tuple([made[fact] for fact in facts]))
        return found

    def _find_stated(self, first: int) -> Iterable[int]:
        stated, starts, premises = self.stated, self.starts, self.premises
        found: dict[int, None] = {}
        seen: set[int] = set()
        waiting = [first]
        while waiting:
            fact = waiting.pop()
            if fact < stated:
                found[fact] = None
            elif fact not in seen:
                seen.add(fact)
                place = fact - stated
                waiting += reversed(premises[starts[place] : starts[place + 1]])
        return found

    def counts(self) -> dict[str, int]:
        """Return how many triples each rule inferred, by rule name, for the rules that inferred any."""
        found = Counter(self.derived_by)
        return dict(sorted((self.rules[place].name, count) for place, count in found.items()))

    @cached_property
    def _numbers(self) -> dict[Constant, int]:
        return {term: number for number, term in enumerate(self.terms)}

    @cached_property
    def _inferred(self) -> dict[tuple[int | None, ...], int]:
        stated = self.stated
        columns = (self.subjects[stated:], self.predicates[stated:], self.objects[stated:])
        return {key: stated + place for place, key in enumerate(zip(*columns, strict=True))}

    @cached_property
    def _concluded(self) -> frozenset[Constant]:
        """The predicates of the inferred facts: of any other none needs to be looked for."""
        return frozenset(self.terms[one] for one in set(self.predicates[self.stated :]))

    def _number(self, triple: ox.Triple) -> int | None:
        numbers = self._numbers
        try:
            return self._inferred.get((numbers[triple.subject], numbers[triple.predicate], numbers[triple.object]))
        except KeyError:
            return None
