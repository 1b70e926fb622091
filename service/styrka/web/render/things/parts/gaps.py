"""What is not recorded of a region: the sentences of the questions about gaps, each with the way to its answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from styrka.ask.answer import answer_question
from styrka.ask.pages.reader import Reader
from styrka.ask.pages.sentence import write_sentence
from styrka.web.context import language, service
from styrka.web.render.things.asking import make_answer_address

_QUESTIONS: Final = ("known-gaps", "areas-without-actor-or-project")  # with the parameter that takes a region
_PARAMETER: Final = "country"


@dataclass(frozen=True)
class Gap:
    """A sentence about what is not recorded, and the address of the answer that it is from."""

    sentence: str
    address: str


def list_gaps(code: str) -> tuple[Gap, ...]:
    """Return what is known to be missing of a region; nothing of what no question finds. Raises as ``Engine.run``."""
    present, found = service(), []
    reader = Reader(present.engine, present.questions, present.answers, present.labels, language())
    for slug in _QUESTIONS:
        if slug in present.questions:
            asked = answer_question(present.engine, present.questions[slug], {_PARAMETER: code}, present.answers)
            if asked.rows:
                address = make_answer_address(slug, **{_PARAMETER: code})
                found.append(Gap(write_sentence(asked, reader).answer, address))
    return tuple(found)
