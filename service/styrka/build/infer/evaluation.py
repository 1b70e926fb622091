"""Semi-naive evaluation over integers.

Every term becomes its rank among all terms in sight, facts are sorted, and each round joins the facts that are new
with those that are known, rule by rule in the order of their names. So the first derivation of a triple, which is the
one that is recorded, is one of the shortest, and the same whatever order the input came in and whatever the process's
hash seed.
"""

from __future__ import annotations

import sys
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import Any

import pyoxigraph as ox

from styrka.build.infer.inference import Inference
from styrka.build.infer.joins import SHIFT, Facts, RuleJoin, Step
from styrka.build.infer.literals import same_value
from styrka.build.infer.rules import Condition, Constant, PatternTerm, Rule
from styrka.errors import TooLarge


def infer(triples: Iterable[ox.Triple | ox.Quad], rules: Sequence[Rule], most: int | None = None) -> Inference:
    """Return all that the rules infer from the triples, and every match of a constraint.

    Parameters:
        triples: what is stated; of a quad the graph is ignored, and what is stated twice counts once.
        rules: from ``compile_rules``.
        most: how many may follow; None: however many do.

    Raises:
        TooLarge: When more follow.

    Returns an Inference whose triples are none of the stated ones. A literal never becomes a subject: a rule that
    would do so is passed over (the graph would not be RDF), while a range that forbids the literal is a constraint.
    """
    terms, keys = _encoded(triples, rules)
    ranks = {term: rank for rank, term in enumerate(terms)}
    facts = Facts()
    for subject, predicate, value in keys:
        facts.add(subject, predicate, value)
    run = Evaluation(facts, terms, ranks, rules, most)
    stated = len(facts)
    run.to_fixpoint()
    clashes = tuple(run.clashes())
    triple = _triples(facts, terms)
    found = Inference(
        tuple(rules),
        terms,
        array("I", facts.subjects),
        array("I", facts.predicates),
        array("I", facts.objects),
        stated,
        array("I", run.derived_by),
        array("I", accumulate(run.lengths, initial=0)),
        array("I", run.premises),
        tuple((place, tuple(map(triple, premises))) for place, premises in clashes),
    )
    # The joins, the facts and the numbers hold each other, and a build does not look for garbage.
    facts.forget()
    ranks.clear()
    return found


def _encoded(
    triples: Iterable[ox.Triple | ox.Quad], rules: Sequence[Rule]
) -> tuple[list[Constant], list[tuple[int, int, int]]]:
    """Return the sorted terms, and the facts that some rule can see as sorted numbers; other facts cannot matter."""
    atoms = [atom for rule in rules for atom in (*rule.body, *([rule.head] if rule.head else ()))]
    visible = {atom.predicate for atom in atoms}
    # By the order in which they are met until all are known: the terms of each fact would take three times the memory.
    met: dict[Constant, int] = {}
    for atom in atoms:
        for term in atom:
            if not isinstance(term, ox.Variable):
                met.setdefault(term, len(met))
    relevant = []
    for entry in triples:
        predicate = entry.predicate
        if predicate in visible:
            subject, value = entry.subject, entry.object
            relevant.append(
                (
                    met.setdefault(subject, len(met)),
                    met.setdefault(predicate, len(met)),
                    met.setdefault(value, len(met)),
                )
            )
    terms = sorted(met, key=str)
    ranks = [0] * len(met)
    for rank, term in enumerate(terms):
        ranks[met[term]] = rank
    return terms, sorted({(ranks[subject], ranks[predicate], ranks[value]) for subject, predicate, value in relevant})


class Evaluation:
    """One evaluation: the joins of every rule over one set of facts."""

    def __init__(
        self,
        facts: Facts,
        terms: Sequence[Any],
        ranks: dict[Constant, int],
        rules: Sequence[Rule],
        most: int | None = None,
    ) -> None:
        self._most = sys.maxsize if most is None else most
        self.facts = facts
        self.derived_by: list[int] = []
        self.lengths: list[int] = []
        self.premises: list[int] = []
        self._terms = terms
        self._rules = rules
        self._literal = bytearray(isinstance(term, ox.Literal) for term in terms)
        self._number: Callable[[PatternTerm], int] = ranks.__getitem__  # type: ignore[assignment]
        self._joins: list[list[RuleJoin]] = []
        self._matched: list[tuple[int, tuple[int, ...]]] = []
        for place, rule in enumerate(rules):
            starts = range(len(rule.body)) if rule.head else range(1)
            joins = [RuleJoin(rule, start, facts, self._number) for start in starts]
            for join in joins:
                join.connect(self._deriving(place, rule, join) if rule.head else self._clashing(place, rule, join))
            self._joins.append(joins)

    def to_fixpoint(self) -> None:
        """Add all that follows, round by round."""
        facts = self.facts
        old, end = 0, len(facts)
        facts.index(0, end)
        productive = [joins for joins, rule in zip(self._joins, self._rules, strict=True) if rule.head]
        while True:
            new = self._by_predicate(old, end)
            for joins in productive:
                # In the first round nothing is old, so only the join from the first pattern can match.
                for join in joins if old else joins[:1]:
                    join.run(new(join), old, end)
            if end == len(facts):
                return
            old, end = end, len(facts)
            facts.index(old, end)

    def clashes(self) -> list[tuple[int, tuple[int, ...]]]:
        """Return the matches of the constraints: the rule's place and its premises."""
        end = len(self.facts)
        everything = self._by_predicate(0, end)
        for joins, rule in zip(self._joins, self._rules, strict=True):
            if rule.head is None:
                for join in joins:
                    join.run(everything(join), 0, end)
        return self._matched

    def _by_predicate(self, start: int, end: int) -> Callable[[RuleJoin], Sequence[int]]:
        """Return the facts in a range that a join can start from, by predicate and, for rdf:type, by class."""
        wanted = {join.predicate for joins in self._joins for join in joins if join.value is not None}
        found: defaultdict[tuple[int, int | None], list[int]] = defaultdict(list)
        predicates, objects = self.facts.predicates, self.facts.objects
        for fact in range(start, end):
            predicate = predicates[fact]
            found[predicate, None].append(fact)
            if predicate in wanted:
                found[predicate, objects[fact]].append(fact)
        return lambda join: found.get((join.predicate, join.value), ())

    def _record(self, place: int, subject: int, predicate: int, value: int, premises: Sequence[int]) -> None:
        if not self._literal[subject] and self.facts.add(subject, predicate, value):
            if len(self.derived_by) >= self._most:
                raise TooLarge(
                    f"More than {self._most} statements would follow from the data with it. Leave out what relates "
                    "everything to everything, such as a long chain of skos:broader.",
                    sv=f"Mer än {self._most} påståenden skulle följa av uppgifterna med det. Utelämna det som binder "
                    "allt till allt, såsom en lång kedja av skos:broader.",
                    cause="statements",
                    limit=self._most,
                )
            self.derived_by.append(place)
            self.lengths.append(len(premises))
            self.premises.extend(premises)

    def _deriving(self, place: int, rule: Rule, join: RuleJoin) -> Step:
        assert rule.head is not None
        slots, premises = join.slots, join.premises
        subject, value = join.place(rule.head.subject), join.place(rule.head.object)
        predicate = self._number(rule.head.predicate)
        known, record = self.facts.known[predicate], self._record

        def derive() -> None:
            if slots[subject] << SHIFT | slots[value] not in known:
                record(place, slots[subject], predicate, slots[value], premises)

        return derive

    def _clashing(self, place: int, rule: Rule, join: RuleJoin) -> Step:
        premises, matched = join.premises, self._matched
        holds = self._tested(rule.condition, join) if rule.condition else None

        def clash() -> None:
            if holds is None or holds():
                matched.append((place, tuple(premises)))

        return clash

    def _tested(self, condition: Condition, join: RuleJoin) -> Callable[[], bool]:
        """Return the constraint's condition on the join's current bindings."""
        slots, terms, literal, at = join.slots, self._terms, self._literal, join.place(condition.variable)
        if condition.kind == "literal":
            return lambda: bool(literal[slots[at]])
        assert condition.of is not None
        other_at = join.place(condition.of)

        def distinct() -> bool:
            one, other = slots[at], slots[other_at]
            first, second = terms[one], terms[other]
            both = isinstance(first, ox.Literal) and isinstance(second, ox.Literal)
            return one < other and not (both and same_value(first, second))

        return distinct


def _triples(facts: Facts, terms: Sequence[Any]) -> Callable[[int], ox.Triple]:
    return lambda fact: ox.Triple(
        terms[facts.subjects[fact]],
        terms[facts.predicates[fact]],
        terms[facts.objects[fact]],
    )
