"""The file of a release that records what was inferred and from what.

It is a gzip stream: one line of JSON (format, counts, rules), the terms as N-Triples, one a line, then little-
endian 32-bit integers: subjects, predicates, objects of all facts; the rule and the number of premises of each
inferred fact; the premises. Equal inferences give equal bytes.
"""

from __future__ import annotations

import gzip
import json
import sys
from array import array
from pathlib import Path
from typing import IO, Any, Final

import pyoxigraph as ox

from styrka.build.infer.inference import Inference
from styrka.build.infer.rules import Atom, Condition, Rule
from styrka.errors import ReleaseError

FORMAT: Final = "styrka-derivations-1"
_HOLDER: Final = "<urn:styrka:term> <urn:styrka:term> "


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
        "test": [part and str(part) for part in rule.condition] if rule.condition else None,
    }


def _rule_from_json(entry: dict[str, Any]) -> Rule:
    head, condition = entry["head"], entry["test"]
    return Rule(
        name=entry["name"],
        group=entry["group"],
        kind=entry["kind"],
        axiom=entry["axiom"],
        body=tuple(Atom(*map(_term, texts)) for texts in entry["body"]),
        head=Atom(*map(_term, head)) if head else None,
        text=tuple(entry["text"].items()),
        condition=Condition(condition[0], _term(condition[1]), _term(condition[2]) if condition[2] else None)
        if condition
        else None,
    )


def _term(text: str) -> Any:
    if text.startswith("?"):
        return ox.Variable(text[1:])
    quad: ox.Quad = next(iter(ox.parse(f"{_HOLDER}{text} .", ox.RdfFormat.N_TRIPLES)))
    return quad.object
