"""The page of all questions, written from the headers in ``queries/``: ``python -m tests.docs.questions``."""

from __future__ import annotations

from styrka.ask.question import load_questions
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "questions.md"
_HEAD = """# Questions

Each is a page at `/ask/<slug>`, data at the same address with `.json`, `.csv`, `.tsv` or `.xml`, and a command,
`styrka query <slug> --<parameter> <value>` ([querying](querying.md)). This page is written from the headers of the
files in `queries/` by `python -m tests.docs.questions`.

| question | slug | parameters |
|---|---|---|
"""


def write_questions() -> str:
    """Return the page: a row for each question, with its address and its parameters."""
    rows = (
        f"| {query.summary['en']} | `{slug}` | {', '.join(one.name for one in query.parameters) or '–'} |\n"
        for slug, query in sorted(load_questions(ROOT / "queries").items())
    )
    return _HEAD + "".join(rows)


if __name__ == "__main__":
    PAGE.write_text(write_questions(), "utf-8")
