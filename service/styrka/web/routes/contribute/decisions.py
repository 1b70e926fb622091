"""The form of a review, read: the decisions, who made them, and what is wrong with which of its fields."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from werkzeug.datastructures import MultiDict

from styrka.ask.names.index import NameIndex
from styrka.ask.names.naming import find_meaning
from styrka.ask.names.things import Thing
from styrka.ask.reviewing.mappings import OpenMapping, OpenMappings
from styrka.change.review import VERDICTS, Decision, Reviewer, name_organisation, read_role, read_words
from styrka.errors import BadParameter, TooLarge, UnreadableBody
from styrka.text.reviewing import get_review_words
from styrka.vocabulary import DEF
from styrka.web.context import language
from styrka.web.render.contribute.reviewed_areas import Sent, Ticked
from styrka.web.render.contribute.reviewing import MOST

_LONGEST: Final = {"organisation": 200, "role": 200, "theme": 200, "reason": 500}
_KINDS: Final = ("verdict", "theme", "reason")
_ACTOR: Final = DEF + "Actor"
_SHOWN: Final = 100  # characters of what is not understood


@dataclass(frozen=True)
class Fault:
    """What is wrong with a field, in English and Swedish; and whether it is for a mapping that is not open."""

    parameter: str
    en: str
    sv: str
    missing: bool = False

    @property
    def words(self) -> str:
        """What is wrong, in the reader's language."""
        return self.sv if language() == "sv" else self.en


@dataclass(frozen=True)
class ReadReview:
    """A review as it was sent.

    Attributes:
        sent: everything that came, with what is wrong at each field, for the form.
        decisions: what was decided.
        reviewer: who decided; None where anything is wrong.
        faults: what is wrong, in the order of the form.
        near: organisations that may be meant by one that is not recorded.
    """

    sent: Sent
    decisions: tuple[Decision, ...]
    reviewer: Reviewer | None
    faults: tuple[Fault, ...]
    near: tuple[Thing, ...] = ()


def read_json(content: bytes) -> MultiDict[str, str]:
    """Return the fields of a form that say what a review in JSON says.

    Raises:
        UnreadableBody: For what is no such JSON.
    """
    try:
        sent = json.loads(content)
        fields = [(name, sent[name]) for name in ("organisation", "role") if name in sent]
        for one in sent["decisions"]:
            fields += [(f"{kind}:{one['mapping']}", one[kind]) for kind in _KINDS if kind in one]
            if not isinstance(one["mapping"], str) or not one["verdict"]:
                raise TypeError
        if not all(isinstance(text, str) for _, text in fields):
            raise TypeError
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise UnreadableBody(
            'The body is no review. For example: {"organisation": "Region Sörmland", "decisions": [{"mapping": '
            '"area-se12-2023-smart-industri/manufacturing", "verdict": "accept"}]}',
            sv='Innehållet är ingen granskning. Till exempel: {"organisation": "Region Sörmland", "decisions": '
            '[{"mapping": "area-se12-2023-smart-industri/manufacturing", "verdict": "accept"}]}',
            parameter="decisions",
        ) from None
    return MultiDict(fields)


def read_ticks(form: MultiDict[str, str], found: OpenMappings) -> Sent:
    """Return what was ticked and written, as it came: for whoever turns the page. What waits no longer is left out.

    Raises:
        TooLarge: For more decisions than a file has.
    """
    first = {code: {kind: several[0] for kind, several in values.items()} for code, values in _list_codes(form).items()}
    return Sent(
        {
            code: Ticked(one.get("verdict", ""), one.get("theme", ""), one.get("reason", ""))
            for code, one in first.items()
            if found.find(code) is not None
        },
        form.get("organisation", "")[: _LONGEST["organisation"]],
        form.get("role", "")[: _LONGEST["role"]],
    )


def read_review(form: MultiDict[str, str], found: OpenMappings, index: NameIndex) -> ReadReview:
    """Return the review in a form: all of it, whatever is wrong with a part.

    Raises:
        TooLarge: For more decisions than a file has.
    """
    codes = _list_codes(form)
    ticked: dict[str, Ticked] = {}
    decisions: list[Decision] = []
    faults: list[Fault] = []
    for code, values in codes.items():
        mapping = found.find(code)
        if mapping is None:
            if values.get("verdict"):
                faults.append(replace(_make_fault(code, "unknown_mapping", code=code[:_SHOWN]), missing=True))
            continue
        read, fault = _read_decision(mapping, values, index)
        first = {kind: several[0] for kind, several in values.items()}
        ticked[code] = Ticked(first.get("verdict", ""), first.get("theme", ""), first.get("reason", ""))
        if fault is not None:
            ticked[code] = replace(ticked[code], error=fault.words)
            faults.append(fault)
        elif read is not None:
            decisions.append(read)
    for decision, fault in _find_contradictions(decisions, index):
        ticked[decision.mapping.code] = replace(ticked[decision.mapping.code], error=fault.words)
        faults.append(fault)
    lost = [one.words for one in faults if one.parameter not in ticked]
    if not decisions and not faults:
        faults.append(_make_fault("verdict", "nothing"))
        lost.append(faults[-1].words)
    reviewer, wrong = _read_reviewer(form, index)
    faults += wrong.values()
    sent = Sent(
        {code: one for code, one in ticked.items() if one.verdict or one.theme or one.reason},
        form.get("organisation", "")[: _LONGEST["organisation"]],
        form.get("role", "")[: _LONGEST["role"]],
        wrong["organisation"].words if "organisation" in wrong else "",
        wrong["role"].words if "role" in wrong else "",
        tuple(lost),
    )
    near = find_meaning(index, _ACTOR, reviewer.name).near if reviewer and not reviewer.recorded else ()
    return ReadReview(sent, tuple(decisions), None if faults else reviewer, tuple(faults), near)


def _list_codes(form: MultiDict[str, str]) -> dict[str, dict[str, list[str]]]:
    """Return what was sent of each mapping, by its code and the kind of field, each different value once.

    Raises:
        TooLarge: For more decisions than a file has.
    """
    codes: dict[str, dict[str, list[str]]] = {}
    for name, values in form.lists():
        kind, _, code = name.partition(":")
        given = list(dict.fromkeys(value.strip() for value in values if value.strip()))
        if kind in _KINDS and code and given:
            codes.setdefault(code, {})[kind] = given
    decided = sum("verdict" in one for one in codes.values())
    if decided > MOST:
        raise TooLarge(
            f"These are {decided} decisions; a file has at most {MOST}. Go back, and send fewer at a time.",
            sv=f"Det är {decided} beslut; en fil har högst {MOST}. Gå tillbaka och skicka färre åt gången.",
            cause="decisions",
            limit=MOST,
        )
    return codes


def _read_decision(
    mapping: OpenMapping, values: Mapping[str, list[str]], index: NameIndex
) -> tuple[Decision | None, Fault | None]:
    """Return what was decided of a mapping, or what is wrong with it; neither where nothing was."""
    verdicts, written = values.get("verdict", []), values.get("theme", [])
    if not verdicts:
        return None, None
    if len(verdicts) > 1 or len(written) > 1 or len(values.get("reason", [])) > 1:
        return None, _make_fault(mapping.code, "doubled")
    verdict = next((one for one in VERDICTS if one == verdicts[0]), None)
    if verdict is None or (verdict == "other" and mapping.negative):
        return None, _make_fault(mapping.code, "unknown_verdict", value=verdicts[0][:_SHOWN])
    theme = ""
    if verdict == "other":
        text = written[0] if written else ""
        meant = _find_theme(text, index) if len(text) <= _LONGEST["theme"] else None
        if meant is None:
            return None, _make_fault(mapping.code, "no_other" if text else "no_other_given", value=text[:_SHOWN])
        if meant.iri == mapping.theme:
            return None, _make_fault(mapping.code, "same_theme")
        theme = meant.iri
    try:
        reason = read_words(_cut(values.get("reason", [""])[0], "reason"), mapping.code)
    except BadParameter as error:
        return None, Fault(mapping.code, error.detail, error.detail_sv)
    return Decision(mapping, verdict, theme, reason.rstrip(".")), None


def _find_theme(text: str, index: NameIndex) -> Thing | None:
    """Return the theme of that code, name or IRI; slips are not looked for, of which a body can have many."""
    named = (index.get(text), *index.find_code(text), *(hit.thing for hit in index.find_name(text)))
    found = dict.fromkeys(one.iri for one in named if one is not None and one.is_a(DEF + "Theme"))
    return index.get(next(iter(found))) if len(found) == 1 else None


def _find_contradictions(decisions: list[Decision], index: NameIndex) -> Iterator[tuple[Decision, Fault]]:
    """Yield each decision for a theme that another decision denies to the same area."""
    denied = {
        (one.mapping.subject, one.mapping.theme)
        for one in decisions
        if (one.verdict == "accept") == one.mapping.negative
    }
    for one in decisions:
        if one.verdict == "other" and (one.mapping.subject, one.theme) in denied:
            thing = index.get(one.theme)
            names = {tag: thing.label(tag) if thing else one.theme for tag in ("en", "sv")}
            english, swedish = (get_review_words("contradicting", tag, theme=name) for tag, name in names.items())
            yield one, Fault(one.mapping.code, english, swedish)


def _read_reviewer(form: MultiDict[str, str], index: NameIndex) -> tuple[Reviewer | None, dict[str, Fault]]:
    """Return who reviews, and what is wrong with either field."""
    wrong: dict[str, Fault] = {}
    role, reviewer = "", None
    try:
        role = read_role(_cut(form.get("role", ""), "role"))
    except BadParameter as error:
        wrong["role"] = Fault("role", error.detail, error.detail_sv)
    try:
        reviewer = _find_organisation(_cut(form.get("organisation", ""), "organisation"), index)
    except BadParameter as error:
        wrong["organisation"] = Fault("organisation", error.detail, error.detail_sv)
    return (None if reviewer is None else replace(reviewer, role=role)), wrong


def _find_organisation(text: str, index: NameIndex) -> Reviewer:
    """Return the organisation that somebody names: one that is recorded, or else a new one of that name.

    Raises:
        BadParameter: For the name of a person, personal data, and a name that several have.
    """
    named = name_organisation(text)
    known = [hit.thing for hit in index.find_name(named.name) if hit.thing.kind == "Actor"]
    own = index.get(named.iri)
    if own is not None and not known:
        known = [own]
    if len(known) > 1:
        near = ", ".join(f"{one.label(language())} ({one.code})" for one in known)
        raise BadParameter(
            get_review_words("several_organisations", "en", value=named.name, near=near),
            sv=get_review_words("several_organisations", "sv", value=named.name, near=near),
            parameter="organisation",
        )
    return Reviewer(known[0].iri, named.name) if known else named


def _cut(text: str, field: str) -> str:
    """Return the text of a field.

    Raises:
        BadParameter: For one that is too long.
    """
    most = _LONGEST[field]
    if len(text) > most:
        raise BadParameter(
            f"{field} has {len(text)} characters; at most {most} fit.",
            sv=f"{field} har {len(text)} tecken; högst {most} får plats.",
            parameter=field,
        )
    return text


def _make_fault(parameter: str, key: str, **values: object) -> Fault:
    return Fault(parameter, get_review_words(key, "en", **values), get_review_words(key, "sv", **values))
