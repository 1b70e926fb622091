"""What a tool gives back: the query, the release, the answer, its sources, and what is not recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from styrka.mcp_server.evidence import gather_sources, list_row_sources
from styrka.mcp_server.gateway import Json

NOT_RECORDED: Final = "not recorded"
_MEANING: Final = {
    "en": "Not recorded here does not mean that there is none.",
    "sv": "Att det inte är registrerat här betyder inte att det inte finns.",
}
_NOTHING: Final = {
    "en": "Nothing is recorded here that answers this; that does not mean that there is none.",
    "sv": "Inget som svarar på detta är registrerat här; det betyder inte att det inte finns.",
}


def make_answer(
    query: Mapping[str, Any],
    release: str,
    body: Mapping[str, Any],
    sources: Sequence[Json],
    missing: Sequence[str] = (),
    *,
    empty: bool = False,
) -> Json:
    """Return an answer.

    Parameters:
        query: what was asked, with the address that gives it again.
        body: the answer itself.
        sources: those that it rests on, with quotations.
        missing: what is not recorded: columns, or properties.
        empty: whether nothing at all is recorded.
    """
    absent = {"everything": empty, "what": list(missing), **(_NOTHING if empty else _MEANING)}
    return {
        "query": dict(query),
        "release": release,
        **body,
        "sources": list(sources),
        "not_recorded": absent if empty or missing else None,
    }


def shape_rows(rows: Iterable[Json]) -> tuple[list[Json], list[Json], list[str]]:
    """Return the rows of a question with the IRIs of their sources, the sources, and the columns that lack a value.

    What is not recorded is said in its cell.
    """
    shaped, evidence, missing = [], [], dict[str, None]()
    for row in rows:
        cells = {name: value for name, value in row.items() if name != "evidence"}
        missing |= dict.fromkeys(name for name, value in cells.items() if value is None or value == NOT_RECORDED)
        shaped.append(
            {
                **{name: NOT_RECORDED if value is None else value for name, value in cells.items()},
                "sources": list_row_sources(row["evidence"]),
                "inferred": any(one["inferred"] for one in row["evidence"]),
            }
        )
        evidence.append(row["evidence"])
    return shaped, gather_sources(evidence), list(missing)
