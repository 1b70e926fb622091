"""The explanation of one error: the small changes tried, each by the parser itself."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from itertools import islice
from typing import Final

import pyoxigraph as ox

from styrka.build.repairs.candidates import Candidate, propose_json, propose_turtle
from styrka.build.repairs.complaints import describe_complaint, describe_other_format
from styrka.engine.documents.apart import read_apart
from styrka.errors import StyrkaError
from styrka.vocabulary import BASE, PREFIXES

_TRIES: Final = 30
_SECONDS: Final = 3.0
_CONTEXT: Final = 400_000  # a longer text is not parsed so many times
_SHOWN: Final = 200
_TURTLE: Final = (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG, ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS)


@dataclass(frozen=True)
class Explanation:
    """Why a text is not well-formed.

    Attributes:
        line, column: where; None where it is not known.
        en, sv: what happened.
        remedy, remedy_sv: the repaired line, or what would be right.
    """

    line: int | None
    column: int | None
    en: str
    sv: str
    remedy: str
    remedy_sv: str


def explain_error(text: str, form: ox.RdfFormat, error: SyntaxError) -> Explanation:
    """Return why a text is not well-formed, and the repaired line where a small change helps."""
    message = str(error.msg)
    other = describe_other_format(text, form)
    if other is not None:
        return Explanation(1, None, *other)
    undeclared = "has not been declared" in message and not re.search(r"prefix https?:", message)
    found = None if undeclared else _find_repair(text, form, error)
    if found is not None:
        line = found.line.strip()
        shown = line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
        return Explanation(
            found.at + 1,
            _find_difference(text.splitlines()[found.at], found.line),
            f"{found.en}.",
            f"{found.sv}.",
            f"Write: {shown}",
            f"Skriv: {shown}",
        )
    en, sv, remedy, remedy_sv = describe_complaint(message)
    return Explanation(error.lineno, error.offset, en, sv, remedy, remedy_sv)


def _find_difference(line: str, repaired: str) -> int:
    """Return the place, from 1, of the first character that is another."""
    pairs = zip(line, repaired, strict=False)
    return next((at for at, (old, new) in enumerate(pairs, 1) if old != new), min(len(line), len(repaired)) + 1)


def _find_repair(text: str, form: ox.RdfFormat, error: SyntaxError) -> Candidate | None:
    if error.lineno is None or len(text) > _CONTEXT or (form not in _TURTLE and form != ox.RdfFormat.JSON_LD):
        return None
    lines = text.splitlines()
    at = min(error.lineno, max(len(lines), 1)) - 1
    propose = propose_json if form == ox.RdfFormat.JSON_LD else propose_turtle
    end = time.monotonic() + _SECONDS
    before = _count_left("\n".join(lines), error)
    best: tuple[tuple[int, int], Candidate] | None = None
    seen: set[tuple[int, str]] = set()
    for candidate in islice(propose(lines, at), _TRIES):
        if (candidate.at, candidate.line) in seen or candidate.at >= len(lines):
            continue
        seen.add((candidate.at, candidate.line))
        if time.monotonic() > end:
            break
        changed = "\n".join((*lines[: candidate.at], candidate.line, *lines[candidate.at + 1 :]))
        left = _parse(changed, form)
        if left is None:
            return candidate
        if left < before and (best is None or left < best[0]):
            best = left, candidate
    return best[1] if best is not None else None


def _count_left(text: str, error: SyntaxError) -> tuple[int, int]:
    """Return how many lines, and characters of its own line, follow the place where the parser stopped.

    Counted from the end, so that what a change inserts before that place is no progress.
    """
    lines = text.split("\n")
    number = min(error.lineno or 1, len(lines))
    return len(lines) - number, len(lines[number - 1]) - (error.offset or 0)


def _parse(text: str, form: ox.RdfFormat) -> tuple[int, int] | None:
    """Return how much of a text is left where the parser stops; None where it reads to the end."""
    prologue = ""
    if form in (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG) and "xsd:" in text and "@prefix xsd:" not in text:
        prologue = f"@prefix xsd: <{PREFIXES['xsd']}> . "
    try:
        for _ in read_apart((prologue + text).encode(), form, BASE):
            pass
    except SyntaxError as error:
        return _count_left(prologue + text, error)
    except (StyrkaError, ValueError):
        return len(text), 0
    return None
