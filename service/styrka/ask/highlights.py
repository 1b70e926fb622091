"""Three answers for the start page, each counted on the rows of a question, with the values that it is asked with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from styrka.ask.answer import Answers, answer_question
from styrka.ask.question import Query
from styrka.engine.interface import Engine, Row
from styrka.errors import BadParameter


@dataclass(frozen=True)
class Highlight:
    """An answer in one sentence.

    Attributes:
        key: which sentence.
        question: the question's slug.
        given: what the question is asked with.
        numbers: what the sentence counts.
        things: the IRIs that it names.
        times: the years that it names.
    """

    key: str
    question: str
    given: Mapping[str, str]
    numbers: Mapping[str, int]
    things: Mapping[str, str]
    times: Mapping[str, str] = field(default_factory=dict)


def find_highlights(engine: Engine, questions: Mapping[str, Query], answers: Answers) -> tuple[Highlight, ...]:
    """Return the answers that the release has; each is left out where it has not, or the question is not there.

    The questions are asked with the values of their examples. Raises as ``Engine.run``.
    """
    made = (
        _count_shared(engine, questions, answers),
        _count_changes(engine, questions, answers),
        _count_unique(engine, questions, answers),
    )
    return tuple(one for one in made if one is not None)


def _count_shared(engine: Engine, questions: Mapping[str, Query], answers: Answers) -> Highlight | None:
    given = _take_examples(questions, "theme-by-region", "theme", "country")
    rows = _ask(engine, questions, "theme-by-region", given, answers)
    states = Counter((row["state"].value, row["basis"].value) for row in rows)
    own, joint = states["has it", "own"], states["has it", "joint"]
    if not own + joint:
        return None
    query = questions["theme-by-region"]
    things = {name: query.parameter(name).iri(value) for name, value in given.items()}
    numbers = {"n": own + joint, "own": own, "joint": joint, "of": len(rows)}
    return Highlight("shared", "shared-priorities", given, numbers, things)


def _count_changes(engine: Engine, questions: Mapping[str, Query], answers: Answers) -> Highlight | None:
    slug = "dropped-or-renamed"
    given = _take_examples(questions, slug, "region")
    rows = [row for row in _ask(engine, questions, slug, given, answers) if _is_dated(row)]
    if not rows:
        return None
    last = max(rows, key=lambda row: (row["laterAsOf"].value, row["earlierAsOf"].value))
    pair = (last["earlier"].value, last["later"].value)
    areas = {
        (row["fate"].value, row["area"].value) for row in rows if (row["earlier"].value, row["later"].value) == pair
    }
    fates = Counter(fate for fate, _ in areas)
    numbers = {
        "n": fates["continued"],
        "renamed": fates["theme kept"],
        "new": fates["new"],
        "lost": fates["no counterpart recorded"],
    }
    times = {"before": last["earlierAsOf"].value[:4], "after": last["laterAsOf"].value[:4]}
    things = {"region": questions[slug].parameter("region").iri(given["region"])}
    return Highlight("change", slug, given, numbers, things, times)


def _count_unique(engine: Engine, questions: Mapping[str, Query], answers: Answers) -> Highlight | None:
    slug = "unique-priorities"
    given = _take_examples(questions, slug, "country")
    rows = _ask(engine, questions, slug, given, answers)
    if not rows:
        return None
    # One that a strategy of the region itself has says more than one of an overview by somebody else.
    shown = min(rows, key=lambda row: (row["basis"].value != "own", row["listKind"].value != "strategy"))
    things = {"theme": shown["theme"].value, "region": shown["region"].value}
    things["country"] = questions[slug].parameter("country").iri(given["country"])
    return Highlight("unique", slug, given, {"n": len({row["theme"].value for row in rows})}, things)


def _take_examples(questions: Mapping[str, Query], slug: str, *names: str) -> dict[str, str]:
    if slug not in questions:
        return {}
    return {name: questions[slug].parameter(name).example or "" for name in names}


def _ask(
    engine: Engine, questions: Mapping[str, Query], slug: str, given: Mapping[str, str], answers: Answers
) -> tuple[Row, ...]:
    """Return the rows of a question; none where it is not there or the release does not know what it is asked with."""
    try:
        return answer_question(engine, questions[slug], given, answers).rows if slug in questions else ()
    except BadParameter:
        return ()


def _is_dated(row: Row) -> bool:
    return row["earlierAsOf"].value[:4].isdigit() and row["laterAsOf"].value[:4].isdigit()
