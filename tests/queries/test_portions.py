"""Long answers come in portions: put together they are the whole answer, and each says how many there are in all."""

from __future__ import annotations

import pytest

from tests.queries.conftest import QUESTIONS, Asking, Rows, example

PORTIONED = sorted(slug for slug, query in QUESTIONS.items() if any(one.name == "offset" for one in query.parameters))
# One thing that is counted may have several rows, and stands once among these columns.
COUNTED = {"projects-of-a-fund": ("project", "programme")}


def counted(slug: str, rows: Rows) -> list[tuple[str, ...]]:
    """What ``limit`` counts, each once, in the order of the rows."""
    columns = COUNTED.get(slug) or tuple(name for name in QUESTIONS[slug].columns if name != "total")
    return list(dict.fromkeys(tuple(row.get(name, "") for name in columns) for row in rows))


def test_some_questions_come_in_portions() -> None:
    assert len(PORTIONED) >= 6


@pytest.mark.parametrize("slug", PORTIONED)
def test_the_portions_put_together_are_the_whole(slug: str, ask_whole: Asking) -> None:
    values = example(QUESTIONS[slug])
    most = str(QUESTIONS[slug].parameter("limit").maximum)
    whole = ask_whole(slug, **{**values, "limit": most})
    total = int(whole[0]["total"])
    assert {row["total"] for row in whole} == {str(total)}
    assert len(counted(slug, whole)) == min(total, int(most))
    size = max(2, total // 4)
    together: Rows = []
    for offset in range(0, min(total, 4 * size), size):
        together += ask_whole(slug, **{**values, "limit": str(size), "offset": str(offset)})
    assert together == whole[: len(together)]
    assert len(counted(slug, together)) == min(total, 4 * size)


@pytest.mark.parametrize("slug", PORTIONED)
def test_past_the_end_there_is_nothing(slug: str, ask_whole: Asking) -> None:
    assert ask_whole(slug, **{**example(QUESTIONS[slug]), "offset": "99999999"}) == []
