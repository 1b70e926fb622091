"""The areas and projects of a page of reviews: each with its mappings, its neighbours and its likes elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from styrka.ask.reviewing.mappings import OpenMapping, OpenMappings
from styrka.ask.reviewing.nearness import MatcherReason, WordIndex, find_reason, list_neighbours
from styrka.change.review import VERDICTS
from styrka.text.locale import format_percent
from styrka.text.reviewing import get_review_words
from styrka.text.things import get_thing_words
from styrka.web.context import language
from styrka.web.render.names import Link, Names

_NEAREST: Final = 4
_NEIGHBOURS: Final = 12


@dataclass(frozen=True)
class Ticked:
    """What somebody has chosen for one mapping, as it came: decision, other theme, reason; and what is wrong."""

    verdict: str = ""
    theme: str = ""
    reason: str = ""
    error: str = ""

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """The fields of the form that say this again, without those that are empty."""
        return tuple(
            (name, text)
            for name, text in (("verdict", self.verdict), ("theme", self.theme), ("reason", self.reason))
            if text
        )


@dataclass(frozen=True)
class Sent:
    """What somebody has sent: the choices by the mapping's code, who reviews, and what is wrong with the rest."""

    ticked: Mapping[str, Ticked] = field(default_factory=dict)
    organisation: str = ""
    role: str = ""
    organisation_error: str = ""
    role_error: str = ""
    errors: tuple[str, ...] = ()

    @property
    def is_wrong(self) -> bool:
        """Whether anything is wrong with it."""
        told = (*self.errors, self.organisation_error, self.role_error, *(one.error for one in self.ticked.values()))
        return any(told)


@dataclass(frozen=True)
class CarriedDecision:
    """A decision of another page, which goes along: on which theme of which area or project, and its hidden fields."""

    area: str
    theme: str
    verdict: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ShownArea:
    """An area or project beside others: the way to it, the language of its name, and its themes."""

    link: Link
    language: str
    themes: tuple[Link, ...]


@dataclass(frozen=True)
class ShownMapping:
    """One mapping as the page shows it."""

    mapping: OpenMapping
    theme: Link
    certainty: str
    match: str
    matcher: str
    ticked: Ticked


@dataclass(frozen=True)
class ShownSubject:
    """An area or project with the mappings of it that are shown, and what stands beside it."""

    area: ShownArea
    translation: str
    list: Link | None
    mappings: tuple[ShownMapping, ...]
    neighbours: tuple[ShownArea, ...]
    nearest: tuple[ShownArea, ...]


def show_subjects(
    found: OpenMappings, words: WordIndex, part: Sequence[OpenMapping], sent: Sent
) -> tuple[ShownSubject, ...]:
    """Return the areas and projects of some mappings, in their order. Raises as ``Engine.run``."""
    subjects = dict.fromkeys(one.subject for one in part)
    beside = {one: list_neighbours(found, one) for one in subjects}
    near = {
        one: words.find_nearest(
            (text for text, _ in found.labels.get(one, ())), frozenset({one, *beside[one]}), _NEAREST
        )
        for one in subjects
    }
    reasons = {one.iri: find_reason(found, one) for one in part}
    others = {area for lists in (beside, near) for areas in lists.values() for area in areas}
    themes = {theme for area in (*subjects, *others) for theme, _ in found.themes.get(area, ())}
    proposed = {reason.first.theme for reason in reasons.values() if reason.first}
    lists = {found.lists[one] for one in subjects if one in found.lists}
    names = Names((*subjects, *others, *themes, *proposed, *lists, *(one.theme for one in part)))

    def show_area(area: str) -> ShownArea:
        text, tag = _find_own_name(found, area)
        link = names.link(area)
        return ShownArea(
            Link(area, link.address, text or link.label),
            tag,
            names.links(theme for theme, _ in found.themes.get(area, ())),
        )

    shown = []
    for subject in subjects:
        area = show_area(subject)
        mappings = tuple(
            ShownMapping(
                one,
                names.link(one.theme),
                format_percent(float(one.confidence), language()) if one.confidence else "",
                get_thing_words(one.match, language()),
                _write_reason(reasons[one.iri], names),
                sent.ticked.get(one.code, Ticked()),
            )
            for one in part
            if one.subject == subject
        )
        shown.append(
            ShownSubject(
                area,
                names.translate(subject, area.link.label),
                names.link(found.lists[subject]) if subject in found.lists else None,
                mappings,
                tuple(show_area(one) for one in beside[subject][:_NEIGHBOURS]),
                tuple(show_area(one) for one in near[subject]),
            )
        )
    return tuple(shown)


def carry_decisions(found: OpenMappings, sent: Sent, shown: Sequence[OpenMapping]) -> tuple[CarriedDecision, ...]:
    """Return what was decided and is not on the page, in its order. Raises as ``Engine.run``."""
    present = {one.code for one in shown}
    ticked = {code: one for code, one in sent.ticked.items() if code not in present and one.verdict}
    mappings = {code: one for code in ticked if (one := found.find(code)) is not None}
    names = Names({one.theme for one in mappings.values()})
    return tuple(
        CarriedDecision(
            _find_own_name(found, one.subject)[0],
            names.name(one.theme),
            _name_verdict(ticked[code].verdict, one),
            tuple((f"{name}:{code}", text) for name, text in ticked[code].fields),
        )
        for code, one in mappings.items()
    )


def _name_verdict(verdict: str, mapping: OpenMapping) -> str:
    """Return a decision in the words that stand beside its button."""
    if verdict not in VERDICTS:
        return verdict  # which is said to be wrong when the file is asked for
    is_denial = mapping.negative and verdict != "other"
    return get_review_words(f"{verdict}_not" if is_denial else verdict, language())


def _find_own_name(found: OpenMappings, subject: str) -> tuple[str, str]:
    """Return the name in the language of its source, which is any but English where there are two, and its language."""
    return next(iter(found.labels.get(subject, ())), ("", ""))


def _write_reason(reason: MatcherReason, names: Names) -> str:
    """Return what the matcher makes of a name, in the reader's language."""
    present = language()
    if reason.this:
        return reason.this.explanation_sv if present == "sv" else reason.this.explanation
    if reason.first:
        return get_review_words("matcher_other", present, theme=names.name(reason.first.theme))
    return get_review_words("matcher_none", present)
