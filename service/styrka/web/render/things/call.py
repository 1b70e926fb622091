"""The page of a call: whose money, until when, for how much, as known when; and the themes suggested for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from styrka import clock
from styrka.ask.describe import Resource
from styrka.text.locale import format_date, format_number
from styrka.text.things import get_thing_words as words
from styrka.vocabulary import PREFIXES
from styrka.web.context import language
from styrka.web.render.names import Link, Names
from styrka.web.render.things.asking import read, select
from styrka.web.render.things.parts.details import (
    PAGE,
    Detail,
    Details,
    Written,
    choose_texts,
    name_written,
    read_one,
    read_values,
)

_DETAILS: Final[Mapping[str, Sequence[str]]] = {
    "call_of": ("styrka:callOf",),
    "deadline_model": ("styrka:deadlineModel",),
    "action_type": ("styrka:actionType",),
    "call_identifier": ("dcterms:identifier",),
    "web": (PAGE,),
}
_KEYWORD: Final = PREFIXES["dcat"] + "keyword"


@dataclass(frozen=True)
class SuggestedTheme:
    """A theme that a comparison of words suggests: why, in words, and the score of the comparison, no probability."""

    link: Link
    reason: str
    score: str


@dataclass(frozen=True)
class CallPage:
    """What the page of a call shows beside all that is recorded of it.

    Attributes:
        name: what it is called.
        programme: the name of its programme; empty when not recorded.
        deadline: the day, as it is recorded; empty when not recorded.
        stated: the day as of which all of it holds, in words; empty when not recorded.
        status: what it was on that day.
        details: programme, stages, type of action and identifier.
        grants: what a grant is expected to be, in words; empty when not recorded.
        number: how many grants are expected; empty when not recorded.
        keywords: as its programme has them.
        themes: the suggestions, the surest first.
        missing: the keys of what is not recorded.
    """

    name: Written
    programme: str
    deadline: str
    stated: str
    status: str
    details: tuple[Detail, ...]
    grants: str
    number: str
    keywords: tuple[Written, ...]
    themes: tuple[SuggestedTheme, ...]
    missing: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether the deadline lies before today."""
        return bool(self.deadline) and self.deadline < clock.read_today()

    @cached_property
    def sentence(self) -> str:
        """Whose call it is and until when, with the day as of which that is known."""
        key = "call_sentence_none" if not self.deadline else "call_sentence_passed" if self.passed else "call_sentence"
        day = format_date(self.deadline, language())
        return words(key, language(), name=self.name.text, programme=self.programme, day=day, stated=self.stated)


def describe_call(found: Resource) -> CallPage:
    """Return what the page of a call shows. Raises as ``Engine.run``."""
    details, deadline, number = (
        Details(found, _DETAILS),
        read_one(found, "styrka:deadline"),
        read_one(found, "styrka:expectedGrants"),
    )
    grants = _write_grants(read_one(found, "styrka:smallestGrant"), read_one(found, "styrka:largestGrant"))
    missing = [key for key in details.missing if key != "web"]
    missing += [key for key, value in (("deadline", deadline), ("grant_size", grants), ("grants", number)) if not value]
    return CallPage(
        name=name_written(found),
        programme=details["call_of"].words,
        deadline=deadline,
        stated=format_date(_find_date(found.iri), language()),
        status=", ".join(one.label(language()) for one in read_values(found, "styrka:status")),
        details=details.shown,
        grants=grants,
        number=number,
        keywords=choose_texts(read_values(found, "dcat:keyword")),
        themes=list_suggested_themes(found.iri),
        missing=tuple(missing),
    )


def list_suggested_themes(iri: str) -> tuple[SuggestedTheme, ...]:
    """Return the themes that are suggested for a call, the surest first. Raises as ``Engine.run``."""
    rows = select(
        f"""SELECT ?theme ?certainty ?text ?field ?keyword {{
  ?suggestion owl:annotatedSource <{iri}> ; owl:annotatedTarget ?theme ; sssom:confidence ?certainty ;
    sssom:match_string ?text ; sssom:subject_match_field ?field
  OPTIONAL {{ ?suggestion styrka:matchedKeyword ?keyword }}
}} ORDER BY DESC(?certainty) ?theme"""
    )
    names = Names(row["theme"].value for row in rows)
    return tuple(
        SuggestedTheme(
            names.link(row["theme"].value),
            words(
                "suggested_keyword" if row["field"].value == _KEYWORD else "suggested_title",
                language(),
                text=row["text"].value,
                keyword=read(row, "keyword"),
            ),
            format_number(float(row["certainty"].value), language()),
        )
        for row in rows
    )


def _find_date(iri: str) -> str:
    """Return the day as of which a call's source states its deadline; empty when not recorded."""
    rows = select(
        f"""SELECT ?date {{ GRAPH ?graph {{ <{iri}> styrka:callOf ?programme }}
  ?graph dcterms:source ?source . ?source dcterms:issued ?date }} ORDER BY ?date"""
    )
    return read(rows[0], "date") if rows else ""


def _write_grants(least: str, most: str) -> str:
    """Return what a grant is expected to be, in euro; empty where it is not recorded."""
    sums = [format_number(int(one), language()) for one in dict.fromkeys((least, most)) if one]
    return f"{'–'.join(sums)} EUR" if sums else ""
