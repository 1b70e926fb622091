"""Versions: which list of areas belongs to which strategy, and when a list is known to hold.

A group of areas is those with the same region and version. It is a strategy's list when a strategy of the region has
the same period. It is an overview when the list is somebody's account (Eye@RIS3, a page that gives no date), when it
is a draft, proposal or consultation, or when no strategy of that period is known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from styrka.facts.tables import Row, Tables

# What reading the notes shows and no pattern does: the kind of overview that a group is, or "strategy" for one that
# belongs to the region's only strategy although the period is written otherwise.
_READ: Final[Mapping[tuple[str, str], str]] = {
    ("CZ", "2014-2020 (update July 2016)"): "page",  # the strategy's row is the update of 2018
    ("LU", "RIS3 of December 2017"): "analysis",  # economic sectors of chapter 3.1, not the S3 sectors of 3.3
    ("ITI3", "2021-2027"): "proposal",  # thematic tables that prepared the strategy
    ("ES42", "2021-2027"): "proposal",  # presented before the final document
    ("FRH", "2021-2027"): "page",  # sectors named in the news, not the strategy's own domains
    ("ITH1", "2021-2030 (technology sectors, 2023)"): "page",  # a technology park's sectors
    ("RO21", "2021-2027"): "consultation",
    ("DE7", "2021-2027"): "strategy",
    ("DE2", "2014-2020"): "strategy",
    ("PL72", "2030+"): "strategy",
}
# A draft's list is also the adopted strategy's where the note says so, or speaks of another strategy's draft.
_ADOPTED: Final = r"confirmed for the adopted|draft opens with the same first area"
_OVERVIEWS: Final = (
    (r"consultation", "consultation"),
    (r"\bdraft\b|proposed|concept note|working document", "proposal"),
    (r"Eye@RIS3|as cited by|NRIS3 annex", "overview"),
    (r"^undated|^current|process (?:of|from)", "page"),
)
_STATUSES: Final = {"consultation": "consultation", "proposal": "proposal", "analysis": "analysis"}
_INCOMPLETE: Final = (
    r"(?<!this page )\bcut\b|incomplete|may exist|more may|may be more|may be longer|named of twelve"
    r"|of the nine|and others|not in the (?:stored )?excerpt|1 of 5|two of the|at least one more"
)
_NUMBERS: Final = {"five": 5, "nine": 9, "twelve": 12, "ten": 10}
_MONTHS: Final = {
    name: f"{number:02d}"
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}
_DATE: Final = r"(?:(\d{1,2}) )?([A-Z][a-z]{2})[a-z]* (\d{4})\b"


@dataclass(frozen=True)
class Plan:
    """A strategy: its rows (more than one where a table has it twice) and the groups of areas that are its lists."""

    nuts: str
    rows: tuple[Row, ...]
    lists: list[Group] = field(default_factory=list)


@dataclass(frozen=True)
class Group:
    """The areas of one region and version, in order."""

    nuts: str
    version: str
    areas: tuple[Row, ...]

    @property
    def note(self) -> str:
        """What the rows' notes say, each once."""
        return "; ".join(dict.fromkeys(row["note"] for row in self.areas if row["note"]))


def plans(tables: Tables) -> tuple[Plan, ...]:
    """Return the strategies; rows are one strategy when region and period are the same and so is the source.

    When one has
    only the English title and the other only the native one, or when a part and its whole have the same title.
    """
    merged: list[Plan] = []
    for row in tables["strategies_eu"]:
        for number, plan in enumerate(merged):
            if _same(plan.rows[0], row):
                nuts = min(plan.nuts, row["nuts"], key=len)
                merged[number] = Plan(nuts, (*plan.rows, row))
                break
        else:
            merged.append(Plan(row["nuts"], (row,)))
    return tuple(merged)


def groups(tables: Tables) -> tuple[Group, ...]:
    """Return the lists of areas, by region and version."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in tables["priorities_eu"]:
        found.setdefault((row["nuts"], row["version"]), []).append(row)
    return tuple(
        Group(nuts, version, tuple(sorted(rows, key=lambda row: row.integer("order"))))
        for (nuts, version), rows in found.items()
    )


def assign(tables: Tables) -> tuple[tuple[Plan, ...], tuple[tuple[Group, str], ...]]:
    """Return the strategies with their lists, and the other lists, each with the kind of overview that it is."""
    known = plans(tables)
    others: list[tuple[Group, str]] = []
    for group in groups(tables):
        read = _READ.get((group.nuts, group.version)) or _overview(group)
        own = [
            plan
            for plan in known
            if plan.nuts == group.nuts
            and (read == "strategy" or (not read and fits(group.version, plan.rows[0]["year_or_period"])))
        ]
        if own:
            own[0].lists.append(group)
        else:
            others.append((group, read if read and read != "strategy" else "page"))
    return known, tuple(others)


def _overview(group: Group) -> str | None:
    told = f"{group.version}; {group.note}"
    for pattern, kind in _OVERVIEWS:
        searched = told if kind in _STATUSES else group.version
        if re.search(pattern, searched) and not (kind in _STATUSES and re.search(_ADOPTED, told)):
            return kind
    return None


def _same(one: Row, other: Row) -> bool:
    if one["year_or_period"] != other["year_or_period"]:
        return False
    if one["nuts"] != other["nuts"]:
        return one["title_native"] == other["title_native"] != "" and (
            one["nuts"].startswith(other["nuts"]) or other["nuts"].startswith(one["nuts"])
        )
    languages = {(bool(row["title_native"]), bool(row["title_en"])) for row in (one, other)}
    return one["source"] == other["source"] or languages == {(True, False), (False, True)}


def period(version: str) -> tuple[str | None, str | None]:
    """Return the first and last year that a version or period tells.

    >>> period("2021-2027 (S4)"), period("to 2030 (PCTI 2030)"), period("2014-"), period("undated (about 2024)")
    (('2021', '2027'), (None, '2030'), ('2014', None), (None, None))
    """
    if version.startswith("undated"):
        return None, None
    if found := re.search(r"(?<!\d)(\d{4})-(\d{4})(?!\d)", version):
        return found.group(1), found.group(2)
    if found := re.match(r"(?:strategy )?to (\d{4})", version):
        return None, found.group(1)
    if found := re.match(r"(\d{4})[-+](?!\d)", version):
        return (None, found.group(1)) if version.startswith("2030") else (found.group(1), None)
    if found := re.fullmatch(r"\d{4}", version):
        return found.group(), None
    return None, None


def fits(version: str, planned: str) -> bool:
    """Return whether a list's version is of a strategy's period.

    The years that both tell are equal, and one year is told.
    """
    (start, end), (first, last) = period(version), period(planned)
    if "(update)" in version and end == last:
        return True
    pairs = [(one, two) for one, two in ((start, first), (end, last)) if one and two]
    return bool(pairs) and all(one == two for one, two in pairs)


def adopted(note: str) -> str | None:
    """Return when a strategy was adopted, as its note tells it: a day, month or year.

    >>> adopted("DGR 474 of 29 April 2022; English name at a page"), adopted("approved 2022 (a site)")
    ('2022-04-29', '2022')
    """
    verb = r"(?:\b(?:approved|adopted|voted|approval|endorsed)\b|[Dd]ecision\b|resolution\b|DGR\b)"
    found = re.search(rf"{verb}[^;,]*?\b{_DATE}", note) or re.search(rf"{verb} ()()(\d{{4}})\b", note)
    return _moment(*found.groups()) if found else None


def issued(note: str) -> str | None:
    """Return when the document behind a strategy is from, where a part of its note is that and no more.

    >>> issued("February 2014; first version 2013"), issued("joint with another")
    ('2014-02', None)
    """
    for part in note.split("; "):
        if found := re.fullmatch(rf"(?:Trento, |version of |launched |last updated |update of )?{_DATE}", part):
            return _moment(*found.groups())
    return None


def known_as_of(group: Group, adoption: str | None) -> str | None:
    """Return when a list is known to hold.

    What its version or note dates, else the later of period's start and adoption.

    None when the list is undated or only an end is told.
    """
    told = f"{group.version}; {group.note}"
    for pattern in (
        rf"\((?:update|as widened) {_DATE}\)",
        rf"RIS3 of {_DATE}",
        rf"as updated by DGR \d+ of {_DATE}",
        rf"\brevised in {_DATE} \(still",
        rf"(?:draft strategy of|discussion in|tables of|news of) {_DATE}",
        rf"; (?:RIS3 approved|approved|update DGR \d+ of|DGR \d+ of) {_DATE}",
    ):
        if found := re.search(pattern, told):
            return max(_moment(*found.groups()), period(group.version)[0] or "")
    if found := re.search(r"^current \((\d{4})\)|\(technology sectors, (\d{4})\)|, (\d{4}-\d{2})\)", group.version):
        return found.group(1) or found.group(2) or found.group(3)
    if "period not stated" in group.note:
        return None
    if found := re.search(r"from about (\d{4})", group.note):
        return found.group(1)
    start, _ = period(group.version)
    return max(filter(None, (start, adoption)), default=None)


def incomplete(note: str) -> bool:
    """Return whether a list's note says that there are more areas than are recorded."""
    return re.search(_INCOMPLETE, note) is not None


def stated_count(note: str) -> int | None:
    """Return how many areas the source says there are, where a note tells it beside an incomplete list."""
    found = re.search(r"\b(?:named )?of (?:the )?(\d+|five|nine|twelve) (?:thematic|innovation|domains)", note)
    return None if not found else _NUMBERS.get(found.group(1)) or int(found.group(1))


def status(kind: str) -> str | None:
    """Return the status of an overview of a kind."""
    return _STATUSES.get(kind)


def _moment(number: str | None, month: str | None, year: str) -> str:
    if month not in _MONTHS:
        return year
    return f"{year}-{_MONTHS[month]}" + (f"-{int(number):02d}" if number else "")


def confidence(rows: Sequence[Row]) -> str:
    """Return the least confidence of the rows."""
    return "medium" if any(row.choice("confidence", ("high", "medium")) == "medium" for row in rows) else "high"
