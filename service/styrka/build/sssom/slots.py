"""The slots of SSSOM that the tables here have no use for: which there are, and what is said of those that stand there.

https://mapping-commons.github.io/sssom/ (the classes Mapping and MappingSet, version 1.1).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from styrka.build.remarks import Remark

_SIDES: Final = ["id", "label", "category", "type", "source", "source_version", "match_field", "preprocessing"]
# What the head may say of every mapping.
PROPAGATED: Final = frozenset(
    [
        "mapping_date",
        "mapping_provider",
        "mapping_tool",
        "mapping_tool_id",
        "mapping_tool_version",
        "author_id",
        "confidence",
    ]
    + [
        "predicate_type",
        "similarity_measure",
        "cardinality_scope",
        "mapping_justification",
        "reviewer_id",
        "publication_date",
    ]
    + [f"{side}_{name}" for side in ("subject", "object") for name in _SIDES if name not in ("id", "label", "category")]
)
_MAPPING: Final = frozenset(
    [f"{side}_{name}" for side in ("subject", "object") for name in _SIDES]
    + ["predicate_id", "predicate_label", "predicate_modifier", "predicate_type", "mapping_justification"]
    + [
        "author_id",
        "author_label",
        "reviewer_id",
        "reviewer_label",
        "creator_id",
        "creator_label",
        "license",
        "record_id",
    ]
    + [
        "mapping_source",
        "mapping_cardinality",
        "cardinality_scope",
        "mapping_provider",
        "mapping_tool",
        "mapping_tool_id",
    ]
    + ["mapping_tool_version", "mapping_date", "publication_date", "review_date", "confidence", "reviewer_agreement"]
    + [
        "curation_rule",
        "curation_rule_text",
        "match_string",
        "similarity_score",
        "similarity_measure",
        "see_also",
        "issue_tracker_item",
    ]
    + ["other", "comment"]
)
_SET: Final = frozenset(
    [
        "mapping_set_id",
        "mapping_set_version",
        "mapping_set_source",
        "mapping_set_title",
        "mapping_set_description",
        "mapping_set_confidence",
        "creator_id",
        "creator_label",
        "license",
        "curie_map",
        "mappings",
        "subject_source",
        "object_source",
        "subject_source_version",
        "object_source_version",
        "issue_tracker",
        "see_also",
        "other",
        "comment",
        "extension_definitions",
        "sssom_version",
        "mapping_set_title_sv",
        "publication_date",
    ]
)
_PERSONS: Final = re.compile(r"(?:author|reviewer|creator)_label")


def find_unused(
    graph: str, head: Mapping[str, object], names: Sequence[str], used: Sequence[str], line: int
) -> Iterator[Remark]:
    """Yield a remark for each column and key that is not used here, with whether SSSOM knows it.

    Parameters:
        graph: the IRI of the table's graph.
        names: the columns.
        used: the columns that are used.
        line: the line of the columns' names.
    """
    extensions = {
        str(one.get("slot_name")) for one in _list(head.get("extension_definitions")) if isinstance(one, dict)
    }
    for name in names:
        if name in used:
            continue
        if name in _MAPPING or name in extensions:
            yield _remark(
                graph,
                line,
                f"The column {name} is read and not used here.",
                f"Kolumnen {name} läses och används inte här.",
                *_FINE,
                "info",
            )
        else:
            near = difflib.get_close_matches(name, (*used, *_MAPPING), 1, 0.7)
            hint, tips = (f"Did you mean {near[0]}? ", f"Menade du {near[0]}? ") if near else ("", "")
            yield _remark(
                graph,
                line,
                f"SSSOM has no column {name!r}, and it is not used here.",
                f"SSSOM har ingen kolumn {name!r}, och den används inte här.",
                f"{hint}Else declare it in extension_definitions, or leave it out.",
                f"{tips}Deklarera den annars i extension_definitions, eller utelämna den.",
                "warning",
            )
    for key in head:
        if key not in _SET and key not in PROPAGATED and key not in extensions:
            near = difflib.get_close_matches(str(key), (*_SET, *PROPAGATED), 1, 0.7)
            hint, tips = (
                (f"Did you mean {near[0]}?", f"Menade du {near[0]}?") if near else ("Leave it out.", "Utelämna den.")
            )
            yield _remark(
                graph, 1, f"SSSOM's head has no {key!r}.", f"SSSOM:s huvud har inget {key!r}.", hint, tips, "warning"
            )


def names_persons(column: str) -> bool:
    """Return whether a column is for the names of persons."""
    return bool(_PERSONS.fullmatch(column))


_FINE: Final = ("It may stay.", "Den får vara kvar.")


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _remark(graph: str, line: int, en: str, sv: str, remedy: str, remedy_sv: str, severity: str) -> Remark:
    return Remark("UsedColumn", line, graph, en, sv, remedy, remedy_sv, severity)  # type: ignore[arg-type]
