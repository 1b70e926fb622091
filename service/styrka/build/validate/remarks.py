"""What the readers of files passed over, as findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from styrka.build.validate.report import Finding, Words
from styrka.vocabulary import BASE

if TYPE_CHECKING:
    from styrka.build.sources import Source


def find_remarks(sources: Sequence[Source], focus: frozenset[str] | None = None) -> Iterator[Finding]:
    """Yield a finding for each thing that the reader of a file passed over.

    Parameters:
        sources: the files of data.
        focus: the IRIs of the things to look at; None for all.
    """
    for source in sources:
        if focus is None or not focus.isdisjoint(source.lines):
            for one in source.remarks:
                words = Words(one.en, one.sv, one.remedy, one.remedy_sv)
                yield Finding.state(
                    source, one.focus, "", "", f"{BASE}shape/{one.rule}", one.severity, words, line=one.line
                )
