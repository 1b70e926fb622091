"""What a reader passed over in a file that it could read: kept with the source, and reported with the findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Remark:
    """One thing that was passed over.

    Attributes:
        rule: the last part of the rule's IRI.
        line: where it stands.
        focus: the IRI of what it is about.
        en, sv, remedy, remedy_sv: what it is, and what would be right, in English and Swedish.
    """

    rule: str
    line: int
    focus: str
    en: str
    sv: str
    remedy: str
    remedy_sv: str
    severity: Literal["violation", "warning", "info"] = "warning"
