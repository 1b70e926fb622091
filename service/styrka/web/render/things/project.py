"""The page of a project: when, who, with which money, on which theme, to what end, and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from styrka.ask.describe import Resource
from styrka.text.things import get_thing_words as words
from styrka.web.context import language
from styrka.web.render.names import Link, link_things
from styrka.web.render.things.parts.details import (
    PAGE,
    Detail,
    Details,
    Written,
    choose_texts,
    make_links,
    name_written,
    read_period,
    read_subjects,
    read_values,
)
from styrka.web.render.things.parts.documents import Document, list_documents
from styrka.web.render.things.parts.involvements import Participant, list_participants
from styrka.web.render.things.parts.money import Amount, list_amounts
from styrka.web.render.things.parts.statements import list_statements

_DETAILS: Final[Mapping[str, Sequence[str]]] = {
    "status": ("styrka:status",),
    "decided_on": ("styrka:decidedOn",),
    "funded_by": ("styrka:fundedBy",),
    "topic": ("styrka:topic",),
    "web": (PAGE,),
    "other_names": ("skos:altLabel",),
    "outputs": ("styrka:hasOutput",),
}
_MISSED: Final = ("funded_by",)


@dataclass(frozen=True)
class ProjectPage:
    """What the page of a project shows beside all that is recorded of it.

    Attributes:
        name: what it is called.
        period: its years; empty when not recorded.
        places: the regions that sources place it in.
        details: status, decision, programme and topic.
        programmes: the labels of the programmes that pay for it.
        main: its main themes.
        also: the themes that it also touches.
        participants: who takes part, and as what.
        amounts: the money, each under its own name.
        areas: the priority areas that it is an example of.
        lists: the strategies that it has to do with.
        statements: objectives, results and more, by kind.
        notes: what is recorded beside all this.
        missing: the keys of what is not recorded.
        documents: what this rests on.
    """

    name: Written
    period: str
    places: tuple[Link, ...]
    details: tuple[Detail, ...]
    programmes: tuple[str, ...]
    main: tuple[Link, ...]
    also: tuple[Link, ...]
    participants: tuple[Participant, ...]
    amounts: tuple[Amount, ...]
    areas: tuple[Link, ...]
    lists: tuple[Link, ...]
    statements: tuple[tuple[str, tuple[Written, ...]], ...]
    notes: tuple[Written, ...]
    missing: tuple[str, ...]
    documents: tuple[Document, ...]

    @cached_property
    def sentence(self) -> str:
        """When, with how many, and with whose money."""
        both = words("and", language())
        return words(
            "project_sentence" if self.participants else "project_sentence_none",
            language(),
            name=self.name.text,
            years=f" ({self.period})" if self.period else "",
            n=len({one.link or one.written for one in self.participants}),  # one may have several roles
            money=words("project_money", language(), programmes=both.join(self.programmes)) if self.programmes else "",
        )


def describe_project(found: Resource) -> ProjectPage:
    """Return what the page of a project shows. Raises as ``answer_question``."""
    details = Details(found, _DETAILS)
    period, amounts = read_period(found), list_amounts(found.iri)
    participants, statements = list_participants(found.iri), list_statements(found.iri)
    main = make_links(read_values(found, "styrka:primaryTheme", "styrka:theme"))
    also = make_links([*read_values(found, "styrka:secondaryTheme"), *read_values(found, "styrka:relatedTheme")])
    missing = [key for key in _MISSED if key in details.missing]
    wanted = {"period": period, "participants": participants, "amounts": amounts, "statements": statements}
    missing += [key for key, value in wanted.items() if not value]
    return ProjectPage(
        name=name_written(found),
        period=period,
        places=link_things(one.term.value for one in read_values(found, "styrka:locatedIn")),
        details=details.shown,
        programmes=tuple(one.label for one in details["funded_by"].links),
        main=main,
        also=tuple(one for one in also if one not in main),
        participants=participants,
        amounts=amounts,
        areas=make_links([*read_values(found, "styrka:exampleOf"), *read_subjects(found, "styrka:hasExample")]),
        lists=_list_lists(found),
        statements=statements,
        notes=choose_texts(read_values(found, "skos:note")),
        missing=tuple(missing),
        documents=list_documents(found.iri, found.sources),
    )


def _list_lists(found: Resource) -> tuple[Link, ...]:
    """Return the strategies and overviews that it has to do with."""
    related = [*read_values(found, "dcterms:relation"), *read_subjects(found, "dcterms:relation")]
    return make_links(one for one in related if any(kind in one.term.value for kind in ("/strategy/", "/overview/")))
