"""Whose fault a finding is: that of the file that the change came with, and the other place is shown.

Two files state two names of one thing: which of them is wrong no rule can know, but what was right before is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from styrka.build.validate.report import Finding, Report

if TYPE_CHECKING:
    from styrka.build.sources import Source


def blame_changes(report: Report, sources: Sequence[Source], changed: Collection[str]) -> Report:
    """Return the report with each finding at the file that it came with, where that file has a part in it.

    Parameters:
        sources: the files that were judged.
        changed: the paths of those that the change came with.
    """
    if not changed:
        return report
    new = [source for source in sources if source.path in changed]
    return Report.of(_blame(finding, new, changed) for finding in report.findings)


def order_by_owner(findings: Iterable[Finding], own: Collection[str]) -> tuple[list[Finding], list[Finding]]:
    """Return one's own findings and those of others, each with violations first, then warnings, then remarks."""
    ordered = sorted(findings, key=lambda finding: (finding.rank, finding.key))
    mine = [finding for finding in ordered if not own or finding.source in own]
    return mine, [finding for finding in ordered if own and finding.source not in own]


def _blame(finding: Finding, new: Sequence[Source], changed: Collection[str]) -> Finding:
    if finding.source in changed or not finding.source:
        return finding
    here = f"{finding.source}:{finding.line or 1}"
    stating = [place for place in finding.others if place.rpartition(":")[0] in changed]
    if stating:
        path, _, place = stating[0].rpartition(":")
        others = (here, *(place for place in finding.others if place != stating[0]))
        return replace(finding, source=path, line=int(place), column="", others=others)
    if finding.severity == "violation":
        for source in new:
            if finding.focus in source.lines and any(str(quad.subject)[1:-1] == finding.focus for quad in source.quads):
                line = source.lines[finding.focus]
                return replace(finding, source=source.path, line=line, column="", others=(here, *finding.others))
    return finding
