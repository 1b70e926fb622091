"""Tables in Markdown, and a results file with one section for each run."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pyoxigraph as ox

HEAD = """# Measurements of the service

Made by the scripts in this folder; see README.md. Times depend on the machine and on what else runs there: read the
ratios, which come from one interleaved run.
"""


def machine() -> str:
    """Cores and memory, and what the measured programs are."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return (
        f"{os.cpu_count()} cores, {pages:.0f} GiB, Linux; clients on the same machine. CPython "
        f"{platform.python_version()}, pyoxigraph {ox.__version__}. Load of the machine at the end: "
        f"{os.getloadavg()[2]:.1f} (15 minutes)."
    )


def table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[str]:
    """The lines of a table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return ["| " + " | ".join(str(cell) for cell in line) + " |" for line in lines]


def replace_section(path: Path, name: str, lines: Iterable[str]) -> None:
    """Write a section of the results anew, or add it at the end."""
    text = path.read_text("utf-8") if path.exists() else HEAD
    section = f"## {name}\n\n" + "\n".join(lines).strip() + "\n"
    pattern = re.compile(rf"^## {re.escape(name)}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    if pattern.search(text):
        text = pattern.sub(lambda _: section + "\n", text)
    else:
        text = text.rstrip() + "\n\n" + section
    path.write_text(text.rstrip() + "\n", encoding="utf-8")
