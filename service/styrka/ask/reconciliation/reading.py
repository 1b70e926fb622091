"""What clients send: batches of names to look for, and of things to give more columns."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from styrka.ask.reconciliation.kinds import BY_NAME, KINDS, Kind
from styrka.errors import BadParameter, TooLarge

BATCH: Final = 50  # what clients are asked to send together
MOST: Final = 100  # what is answered together; a name takes some 5 ms
_LONGEST: Final = 200  # characters of a name
_RESULTS: Final = 10
_MOST_RESULTS: Final = 50


@dataclass(frozen=True)
class NameQuery:
    """One name to look for.

    Attributes:
        text: the name, a code or an identifier.
        kinds: of which kinds.
        limit: how many candidates at most.
        properties: what else is known of it: values by property.
    """

    text: str
    kinds: tuple[Kind, ...]
    limit: int
    properties: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Extension:
    """Things, by what clients keep of them, and the properties that are wanted."""

    ids: tuple[str, ...]
    properties: tuple[str, ...]


def read_queries(text: str) -> dict[str, NameQuery]:
    """Return the queries of a batch by their keys (section 4.2).

    Raises:
        BadParameter: It is no batch of queries.
        TooLarge: It has too many.
    """
    batch = _read_object(text, "queries")
    _check_size(len(batch), "queries")
    return {key: _read_query(key, query) for key, query in batch.items()}


def read_extension(text: str) -> Extension:
    """Return what a data extension asks for (section 6.2).

    Raises:
        BadParameter: It is no such request.
        TooLarge: It has too many things.
    """
    asked = _read_object(text, "extend")
    ids, properties = asked.get("ids"), asked.get("properties")
    if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
        raise _make_error("extend", "ids must be a list of texts", "ids måste vara en lista med texter")
    named = [one.get("id") if isinstance(one, dict) else None for one in properties or ()] if properties else []
    if not isinstance(properties, list) or not all(isinstance(one, str) for one in named):
        raise _make_error(
            "extend", "properties must be a list of objects with id", "properties måste vara en lista av objekt med id"
        )
    _check_size(len(ids), "extend")
    _check_size(len(properties), "extend")
    return Extension(tuple(ids), tuple(dict.fromkeys(str(one) for one in named)))


def read_kinds(given: Any) -> tuple[Kind, ...]:
    """Return the kinds that a client names, one or several; all for none.

    Raises:
        BadParameter: For a kind that there is not.
    """
    names = [given] if isinstance(given, str) else given or []
    if isinstance(given, dict):
        names = [given.get("id")]
    if not isinstance(names, list):
        raise _make_error("type", "type must be a text or a list", "type måste vara en text eller en lista")
    names = [one.get("id") if isinstance(one, dict) else one for one in names if one]
    for one in names:
        if one not in BY_NAME:
            raise BadParameter(
                f"type is {one!r}; it must be one of {', '.join(BY_NAME)}.",
                sv=f"type är {one!r}; det måste vara ett av {', '.join(BY_NAME)}.",
                parameter="type",
                allowed=list(BY_NAME),
            )
    return tuple(BY_NAME[one] for one in dict.fromkeys(names)) or KINDS


def _read_query(key: str, query: Any) -> NameQuery:
    if not isinstance(query, dict) or not isinstance(query.get("query", ""), str):
        raise _make_error("queries", f"query of {key} must be a text", f"query för {key} måste vara en text")
    limit = query.get("limit") or _RESULTS
    limit = int(limit) if isinstance(limit, float) and limit.is_integer() else limit
    if isinstance(limit, bool) or not isinstance(limit, int) or limit < 1:
        raise _make_error("queries", f"limit of {key} must be a whole number", f"limit för {key} måste vara ett heltal")
    given = query.get("properties") or []
    if not isinstance(given, list) or not all(
        isinstance(one, dict) and isinstance(one.get("pid"), str) for one in given
    ):
        raise _make_error(
            "queries", f"properties of {key} must have pid and v", f"properties för {key} måste ha pid och v"
        )
    if "query" not in query and not given:
        raise _make_error(
            "queries", f"{key} has neither query nor properties", f"{key} har varken query eller properties"
        )
    values = {one["pid"]: _read_values(one.get("v")) for one in given}
    return NameQuery(
        query.get("query", "").strip()[:_LONGEST], read_kinds(query.get("type")), min(limit, _MOST_RESULTS), values
    )


def _read_values(given: Any) -> tuple[str, ...]:
    """Return the values of a property: texts, numbers, or things by their id and name."""
    several = given if isinstance(given, list) else [given]
    written = [one.get("id") or one.get("name") if isinstance(one, dict) else one for one in several]
    return tuple(str(one).strip() for one in written if one not in (None, ""))


def _read_object(text: str, parameter: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise _make_error(
            parameter, f"{parameter} must be an object in JSON", f"{parameter} måste vara ett objekt i JSON"
        )
    return found


def _check_size(size: int, parameter: str) -> None:
    if size > MOST:
        raise TooLarge(
            f"{parameter} has {size}; at most {MOST} are answered together.",
            sv=f"{parameter} har {size}; högst {MOST} besvaras tillsammans.",
            limit=MOST,
            parameter=parameter,
        )


def _make_error(parameter: str, english: str, swedish: str) -> BadParameter:
    return BadParameter(f"{english}.", sv=f"{swedish}.", parameter=parameter)
