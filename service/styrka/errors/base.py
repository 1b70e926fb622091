"""What every error that people see has."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, ClassVar


class StyrkaError(Exception):
    """The base of all errors that people are meant to see.

    Attributes:
        detail: one sentence: what was wrong, where, and what would be right.
        detail_sv: the same in Swedish; empty where the words are not our own, such as a parser's complaint.
        evidence: machine-readable particulars (file, line, column, parameter ...), JSON-serialisable.
    """

    status: ClassVar[HTTPStatus] = HTTPStatus.INTERNAL_SERVER_ERROR
    exit_code: ClassVar[int] = 1
    title: ClassVar[str] = "Something went wrong"
    title_sv: ClassVar[str] = "Något gick fel"

    def __init__(self, detail: str, *, sv: str = "", **evidence: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.detail_sv = sv
        self.evidence: Mapping[str, Any] = {key: value for key, value in evidence.items() if value is not None}

    def __str__(self) -> str:
        return self.detail

    def get_detail(self, language: str) -> str:
        """Return what was wrong in a language, ``en`` or ``sv``; in English where there is no Swedish."""
        return (self.detail_sv if language == "sv" else "") or self.detail
