"""What was inferred and from what: in memory, and as a file in a release.

The file is a gzip stream: one line of JSON (format, counts, rules), the terms as N-Triples, one a line, then little-
endian 32-bit integers: subjects, predicates, objects of all facts; the rule and the number of premises of each
inferred fact; the premises. Equal inferences give equal bytes.
"""

from __future__ import annotations

import gzip
import json
import sys
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import IO, Any, Final, NamedTuple, cast

import pyoxigraph as ox

from styrka.build.infer.rules import Atom, Constant, Rule, Test
from styrka.errors import ReleaseError

FORMAT: Final = "styrka-derivations-1"
_HOLDER: Final = "<urn:styrka:term> <urn:styrka:term> "
Numbers = Sequence[int]


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
        clashes: matches of constraints as (place in rules, triples); not kept in the file, since no release has any.
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

    def counts(self) -> dict[str, int]:
        """Return how many triples each rule inferred, by rule name, for the rules that inferred any."""
        found = Counter(self.derived_by)
        return dict(sorted((self.rules[place].name, count) for place, count in found.items()))

    @cached_property
    def _numbers(self) -> dict[Constant, int]:
        return {term: number for number, term in enumerate(self.terms)}

    @cached_property
    def _inferred(self) -> dict[tuple[int, int, int], int]:
        stated = self.stated
        columns = (self.subjects[stated:], self.predicates[stated:], self.objects[stated:])
        return {key: stated + place for place, key in enumerate(zip(*columns, strict=True))}

    def _number(self, triple: ox.Triple) -> int | None:
        places = tuple(self._numbers.get(term) for term in triple)
        return self._inferred.get(cast(tuple[int, int, int], places))


NOTHING: Final = Inference((), (), (), (), (), 0, (), (0,), ())  # where nothing was inferred, or it is not known


def write_derivations(inference: Inference, path: Path) -> None:
    """Write the inference to a file for a release; equal inferences give equal bytes."""
    head = {
        "format": FORMAT,
        "terms": len(inference.terms),
        "facts": len(inference.subjects),
        "stated": inference.stated,
        "premises": len(inference.premises),
        "rules": [_rule_to_json(rule) for rule in inference.rules],
    }
    lengths = [end - start for start, end in zip(inference.starts, inference.starts[1:], strict=False)]
    columns = (
        inference.subjects,
        inference.predicates,
        inference.objects,
        inference.derived_by,
        lengths,
        inference.premises,
    )
    # No name and no time in the gzip header, or two builds of one tree would differ.
    with path.open("wb") as raw, gzip.GzipFile("", "wb", compresslevel=3, fileobj=raw, mtime=0) as file:
        file.write(json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        file.write("".join(f"{_HOLDER}{term} .\n" for term in inference.terms).encode())
        for column in columns:
            file.write(_little(array("I", column)).tobytes())


def read_derivations(path: Path) -> Inference:
    """Return the inference in a file that ``write_derivations`` made.

    Raises:
        ReleaseError: When it is missing or damaged.
    """
    try:
        with gzip.open(path, "rb") as file:
            head = json.loads(file.readline())
            if head.get("format") != FORMAT:
                raise ReleaseError(f"{path.name} is not a file of derivations ({FORMAT}).", file=path.name)
            lines = b"".join(file.readline() for _ in range(head["terms"]))
            terms = [quad.object for quad in ox.parse(lines, ox.RdfFormat.N_TRIPLES)]
            facts, inferred = head["facts"], head["facts"] - head["stated"]
            subjects, predicates, objects = (_read(file, facts) for _ in range(3))
            derived_by, lengths = _read(file, inferred), _read(file, inferred)
            premises = _read(file, head["premises"])
        starts = array("I", [0])
        for length in lengths:
            starts.append(starts[-1] + length)
        rules = tuple(_rule_from_json(entry) for entry in head["rules"])
    except (OSError, EOFError, ValueError, KeyError, SyntaxError, AttributeError) as error:
        raise ReleaseError(f"The derivations in {path.name} cannot be read; build again.", file=path.name) from error
    return Inference(rules, terms, subjects, predicates, objects, head["stated"], derived_by, starts, premises)


def _read(file: IO[bytes] | gzip.GzipFile, count: int) -> array[int]:
    numbers = array("I")
    data = file.read(count * numbers.itemsize)
    if len(data) != count * numbers.itemsize:
        raise EOFError
    numbers.frombytes(data)
    return _little(numbers)


def _little(numbers: array[int]) -> array[int]:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def _rule_to_json(rule: Rule) -> dict[str, object]:
    return {
        "name": rule.name,
        "group": rule.group,
        "kind": rule.kind,
        "axiom": rule.axiom,
        "text": dict(rule.text),
        "body": [[str(term) for term in atom] for atom in rule.body],
        "head": [str(term) for term in rule.head] if rule.head else None,
        "test": [part and str(part) for part in rule.test] if rule.test else None,
    }


def _rule_from_json(entry: dict[str, Any]) -> Rule:
    head, test = entry["head"], entry["test"]
    return Rule(
        name=entry["name"],
        group=entry["group"],
        kind=entry["kind"],
        axiom=entry["axiom"],
        body=tuple(Atom(*map(_term, texts)) for texts in entry["body"]),
        head=Atom(*map(_term, head)) if head else None,
        text=tuple(entry["text"].items()),
        test=Test(test[0], _term(test[1]), _term(test[2]) if test[2] else None) if test else None,
    )


def _term(text: str) -> Any:
    if text.startswith("?"):
        return ox.Variable(text[1:])
    quad: ox.Quad = next(iter(ox.parse(f"{_HOLDER}{text} .", ox.RdfFormat.N_TRIPLES)))
    return quad.object
