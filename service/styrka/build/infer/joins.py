"""A rule's body as nested look-ups over integers.

A join starts from new facts for one of the body's patterns and joins the others through indexes by subject or by
object. Each step is a closure over the join's slots, which is the fastest that CPython offers without generating
code.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

import pyoxigraph as ox

from styrka.build.infer.rules import Atom, PatternTerm, Rule

Step = Callable[[], None]
SHIFT = 32  # a pair of term numbers is packed into one integer, which hashes faster than a tuple


class Facts:
    """Facts as parallel lists of term numbers; the number of a fact is its place.

    A fact counts as known at once, and can be joined with once ``index`` has seen it.
    """

    def __init__(self) -> None:
        self.subjects: list[int] = []
        self.predicates: list[int] = []
        self.objects: list[int] = []
        self.known: defaultdict[int, dict[int, int]] = defaultdict(dict)
        self.all: defaultdict[int, list[int]] = defaultdict(list)
        self.by_subject: dict[int, dict[int, list[int]]] = {}
        self.by_object: dict[int, dict[int, list[int]]] = {}

    def __len__(self) -> int:
        return len(self.subjects)

    def add(self, subject: int, predicate: int, value: int) -> bool:
        """Add the fact unless it is known; returns whether it was new."""
        key = subject << SHIFT | value
        known = self.known[predicate]
        if key in known:
            return False
        known[key] = len(self.subjects)
        self.subjects.append(subject)
        self.predicates.append(predicate)
        self.objects.append(value)
        return True

    def index(self, start: int, end: int) -> None:
        """Make the facts from start to before end visible to the joins."""
        subjects, objects = self.subjects, self.objects
        by_subject, by_object, everything = self.by_subject, self.by_object, self.all
        for fact in range(start, end):
            predicate = self.predicates[fact]
            everything[predicate].append(fact)
            if predicate in by_subject:
                by_subject[predicate].setdefault(subjects[fact], []).append(fact)
            if predicate in by_object:
                by_object[predicate].setdefault(objects[fact], []).append(fact)

    def forget(self) -> None:
        """Free all facts, where they have been taken over."""
        for index in (self.known, self.all, self.by_subject, self.by_object):
            index.clear()
        for column in (self.subjects, self.predicates, self.objects):
            column.clear()


class RuleJoin:
    """One rule, started from one pattern of its body.

    Attributes:
        predicate: the start pattern's predicate, as a number.
        value: the start pattern's object when it is constant (a class, mostly), else None.
    """

    def __init__(self, rule: Rule, start: int, facts: Facts, number: Callable[[PatternTerm], int]) -> None:
        """Parameters: start: the place of the start pattern; number: the number of a constant term."""
        atoms = rule.body
        self._facts = facts
        self._number = number
        self._places: dict[PatternTerm, int] = {}
        self.slots: list[int] = []
        for atom in (*atoms, *([rule.head] if rule.head else ())):
            for term in (atom.subject, atom.object):
                if term not in self._places:
                    self._places[term] = len(self.slots)
                    self.slots.append(-1 if isinstance(term, ox.Variable) else number(term))
        self.premises = [-1] * len(atoms)
        self._window = [0, 0]
        self._start = start
        self._atom = atoms[start]
        self.predicate = number(self._atom.predicate)
        self.value = None if isinstance(self._atom.object, ox.Variable) else number(self._atom.object)
        self._bound: set[PatternTerm] = {term for term in self._places if not isinstance(term, ox.Variable)}
        self._check = self._entry_check(self._atom)
        self._bound |= {self._atom.subject, self._atom.object}
        self._order = self._ordered(start, atoms)
        self._run: Step | None = None

    def place(self, term: PatternTerm) -> int:
        """Return the slot of a term of the rule."""
        return self._places[term]

    def connect(self, emit: Step) -> None:
        """Build the steps; ``emit`` is called for every match, with ``slots`` and ``premises`` filled."""
        then = emit
        bound_before: list[set[PatternTerm]] = []
        bound: set[PatternTerm] = set(self._bound)
        for _, atom in self._order:
            bound_before.append(set(bound))
            bound |= {atom.subject, atom.object}
        for (position, atom), before in reversed(list(zip(self._order, bound_before, strict=True))):
            then = self._step(position, atom, before, then)
        self._run = then

    def run(self, new: Iterable[int], old: int, end: int) -> None:
        """Find all matches with the start pattern among the new facts.

        Parameters:
            new: numbers of facts with the start pattern's predicate (and its constant object).
            old: patterns before the start pattern match facts below this number only, so that each match is found once.
            end: no pattern matches a fact from this number on.
        """
        assert self._run is not None
        self._window[:] = old, end
        subjects, objects, slots, premises = self._facts.subjects, self._facts.objects, self.slots, self.premises
        subject, value, start, then, check = (
            self._places[self._atom.subject],
            self._places[self._atom.object],
            self._start,
            self._run,
            self._check,
        )
        for fact in new:
            if check is not None and not check(fact):
                continue
            slots[subject] = subjects[fact]
            slots[value] = objects[fact]
            premises[start] = fact
            then()

    def _entry_check(self, atom: Atom) -> Callable[[int], bool] | None:
        """Return whether a fact fits the start pattern, where that is not given by predicate and constant object."""
        subjects, objects = self._facts.subjects, self._facts.objects
        if atom.subject == atom.object:
            return lambda fact: subjects[fact] == objects[fact]
        return None

    def _ordered(self, start: int, atoms: Sequence[Atom]) -> list[tuple[int, Atom]]:
        """Return the other patterns, always the one next that has most of its ends bound."""
        left = [(position, atom) for position, atom in enumerate(atoms) if position != start]
        bound: set[PatternTerm] = set(self._bound)
        order = []
        while left:
            best = max(left, key=lambda entry: ((entry[1].subject in bound) + (entry[1].object in bound), -entry[0]))
            left.remove(best)
            order.append(best)
            bound |= {best[1].subject, best[1].object}
        return order

    def _step(self, position: int, atom: Atom, bound: set[PatternTerm], then: Step) -> Step:
        facts, slots, premises, window = self._facts, self.slots, self.premises, self._window
        predicate = self._number(atom.predicate)
        subject, value = self._places[atom.subject], self._places[atom.object]
        limit = 0 if position < self._start else 1
        if atom.subject in bound and atom.object in bound:
            known = facts.known[predicate]

            def check() -> None:
                fact = known.get(slots[subject] << SHIFT | slots[value])
                if fact is not None and fact < window[limit]:
                    premises[position] = fact
                    then()

            return check
        if atom.subject in bound or atom.object in bound:
            forward = atom.subject in bound
            index = (facts.by_subject if forward else facts.by_object).setdefault(predicate, {})
            given, wanted = (subject, value) if forward else (value, subject)
            column = facts.objects if forward else facts.subjects

            def follow() -> None:
                for fact in index.get(slots[given], ()):
                    if fact >= window[limit]:
                        break
                    slots[wanted] = column[fact]
                    premises[position] = fact
                    then()

            return follow
        everything = facts.all[predicate]

        def scan() -> None:
            for fact in everything:
                if fact >= window[limit]:
                    break
                slots[subject] = facts.subjects[fact]
                slots[value] = facts.objects[fact]
                if subject != value or facts.subjects[fact] == facts.objects[fact]:
                    premises[position] = fact
                    then()

        return scan
