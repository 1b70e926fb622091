"""The pages that people read: where they are, and the fenced blocks in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT

PAGES = sorted(
    [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "bench/README.md")]
    + list((ROOT / "docs").rglob("*.md"))
)
_FENCE = re.compile(r"^```(?P<language>\w*) ?(?P<note>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block: the page and the line that it begins on, its language, the note behind it, and its text."""

    page: str
    line: int
    language: str
    note: str
    text: str


def name_of(path: Path) -> str:
    """Return the path of a page below the root."""
    return path.relative_to(ROOT).as_posix()


def find_blocks(path: Path) -> list[Block]:
    """Return the fenced blocks of a page, in their order."""
    text = path.read_text("utf-8")
    return [
        Block(name_of(path), text[: found.start()].count("\n") + 1, found["language"], found["note"], found["text"])
        for found in _FENCE.finditer(text)
    ]
