"""The page of a funding programme: the fund, the years, where it is open, the money, and the projects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from styrka.ask.describe import Resource
from styrka.text.things import get_thing_words as words
from styrka.web.context import language, service
from styrka.web.render.names import Link, link_things
from styrka.web.render.things.parts.details import (
    PAGE,
    Detail,
    Details,
    Written,
    choose_texts,
    make_links,
    name_written,
    read_one,
    read_period,
    read_subjects,
    read_values,
)
from styrka.web.render.things.parts.documents import Document, list_documents
from styrka.web.render.things.parts.money import Amount, list_amounts
from styrka.web.render.things.parts.statements import list_statements

_DETAILS: Final[Mapping[str, Sequence[str]]] = {
    "fund": ("styrka:fund",),
    "managed_by": ("styrka:managedBy",),
    "cci": ("styrka:cci",),
    "web": (PAGE,),
    "other_names": ("skos:altLabel",),
}
_MISSED: Final[tuple[str, ...]] = ("fund", "managed_by")


@dataclass(frozen=True)
class ProgrammePage:
    """What the page of a funding programme shows beside all that is recorded of it.

    Attributes:
        slug: its name in addresses.
        name: what it is called.
        calls: whether calls of it are recorded.
        period: its years; empty when not recorded.
        ended: the year in which it ended, where that is before its release.
        regions: where it is stated to be open.
        coverage: where it is open, in the words of the source.
        details: fund, manager and number.
        fund: the names of the fund; empty when not recorded.
        amounts: the money, each under its own name.
        projects: what it pays for.
        named_by: the strategies that name it as a means of carrying them out.
        statements: what it states, by kind.
        notes: what is recorded beside all this.
        missing: the keys of what is not recorded.
        documents: what this rests on.
    """

    slug: str
    name: Written
    calls: bool
    period: str
    ended: str
    regions: tuple[Link, ...]
    coverage: tuple[Written, ...]
    details: tuple[Detail, ...]
    fund: str
    amounts: tuple[Amount, ...]
    projects: tuple[Link, ...]
    named_by: tuple[Link, ...]
    statements: tuple[tuple[str, tuple[Written, ...]], ...]
    notes: tuple[Written, ...]
    missing: tuple[str, ...]
    documents: tuple[Document, ...]

    @cached_property
    def sentence(self) -> str:
        """Whose money it is, when, and for how many regions."""
        what = ", ".join(one for one in (self.fund, self.period) if one and one not in self.name.text)
        return words(
            f"programme_sentence{'_ended' if self.ended else ''}{'' if self.regions else '_none'}",
            language(),
            ended=self.ended,
            name=self.name.text,
            what=f" ({what})" if what else "",
            n=len(self.regions),
            regions=f": {self.regions[0].label}" if len(self.regions) == 1 else "",
        )


def describe_programme(found: Resource) -> ProgrammePage:
    """Return what the page of a funding programme shows. Raises as ``answer_question``."""
    details = Details(found, _DETAILS)
    period, amounts = read_period(found), list_amounts(found.iri)
    ended = read_one(found, "styrka:periodEnd")[:4]
    missing = [key for key in _MISSED if key in details.missing]
    missing += [key for key, value in (("period", period), ("amounts", amounts)) if not value]
    return ProgrammePage(
        slug=found.iri.rsplit("/", 1)[-1],
        name=name_written(found),
        calls=bool(read_subjects(found, "styrka:callOf")),
        period=period,
        ended=ended if ended < service().engine.edition.year else "",
        regions=link_things(one.term.value for one in read_values(found, "styrka:eligibleRegion")),
        coverage=choose_texts(read_values(found, "styrka:coverageNote")),
        details=details.shown,
        fund=details["fund"].words,
        amounts=amounts,
        projects=make_links(read_subjects(found, "styrka:fundedBy")),
        named_by=make_links(read_subjects(found, "styrka:usesInstrument")),
        statements=list_statements(found.iri),
        notes=choose_texts(read_values(found, "skos:note")),
        missing=tuple(missing),
        documents=list_documents(found.iri, found.sources),
    )
