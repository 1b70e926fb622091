"""What is wrong with a query that the engine's parser refuses without a word for it.

The parser reads on until nothing fits, so that it complains of the end of a group for a variable at its beginning.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from styrka.engine.terminals import tokens

AGGREGATES: Final = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})
_REASON: Final = re.compile(r"(?:^|, |one of )((?:The |SELECT \* |BIND |A |An |In )[^,\[\]\"]*[a-z][^,\[\]\"]*)")
_CLASSES: Final = re.compile(r"\[[^\]]*\]")
_AFTER_GROUPS: Final = ("HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")
_Token = tuple[str, str, int]


@dataclass(frozen=True)
class Cause:
    """What is wrong: where it stands in the text, and a sentence in English and Swedish."""

    offset: int
    text: str
    sv: str


def find_reason(complaint: str) -> str | None:
    """Return what the parser states in words among the terminals that it lists.

    >>> find_reason("expected one of The SELECT contains a variable that is unbound, [_]")
    'The SELECT contains a variable that is unbound'
    """
    found = _REASON.search(_CLASSES.sub("", complaint))
    return found.group(1).strip() if found else None


def find_cause(text: str) -> Cause | None:
    """Return the fault of a query that hides: a variable outside its groups, or an expression without a name."""
    words = list(tokens(text))
    for place, (kind, word, _) in enumerate(words):
        if kind == "name" and word.upper() == "SELECT":
            found = _check_select(words, place)
            if found is not None:
                return found
    return None


def _check_select(words: Sequence[_Token], place: int) -> Cause | None:
    """Return what is wrong with one SELECT: its list, and the GROUP BY after its pattern."""
    listed, at = [], place + 1
    while at < len(words) and words[at][1] != "{" and words[at][1].upper() not in ("WHERE", "FROM"):
        end = _find_end(words, at)
        listed.append(words[at:end])
        at = end
    unnamed = next((item for item in listed if item[0][1] == "(" and not _has_word(item, "AS")), None)
    if unnamed is not None:
        return Cause(
            unnamed[0][2],
            "an expression in SELECT needs a name; write (expression AS ?name).",
            "ett uttryck i SELECT behöver ett namn; skriv (uttryck AS ?namn).",
        )
    while at < len(words) and words[at][1] != "{":
        at += 1
    grouped = _read_groups(words, _find_end(words, at)) if at < len(words) else None
    aggregated = any(word.upper() in AGGREGATES for item in listed for _, word, _ in item)
    if grouped is None and not aggregated:
        return None
    known = set(grouped or ())
    for item in listed:
        if item[0][1] == "*":
            return Cause(
                item[0][2],
                "SELECT * does not go with GROUP BY; name the columns.",
                "SELECT * går inte ihop med GROUP BY; räkna upp kolumnerna.",
            )
        loose = next((one for one in _list_loose(item) if one[1][1:] not in known), None)
        if loose is not None:
            return Cause(
                loose[2],
                f"{loose[1]} is neither in GROUP BY nor in an aggregate such as COUNT; add it to GROUP BY, or write "
                f"(SAMPLE({loose[1]}) AS ?name).",
                f"{loose[1]} finns varken i GROUP BY eller i en sammanräkning som COUNT; lägg till den i GROUP BY, "
                f"eller skriv (SAMPLE({loose[1]}) AS ?namn).",
            )
        if item[0][1] == "(":
            known.add(item[-2][1][1:])  # what it is called may be used further on
    return None


def _find_end(words: Sequence[_Token], at: int) -> int:
    """Return the place after an item: one token, or a bracket with all in it."""
    depth = 0
    for place in range(at, len(words)):
        depth += {"open": 1, "close": -1}.get(words[place][0], 0)
        if depth <= 0:
            return place + 1
    return len(words)


def _has_word(item: Sequence[_Token], keyword: str) -> bool:
    return any(kind == "name" and word.upper() == keyword for kind, word, _ in item)


def _read_groups(words: Sequence[_Token], at: int) -> set[str] | None:
    """Return the variables after GROUP BY at a place; None where there is no GROUP BY."""
    if [word.upper() for _, word, _ in words[at : at + 2]] != ["GROUP", "BY"]:
        return None
    found: set[str] = set()
    at += 2
    while (
        at < len(words)
        and words[at][0] != "close"
        and words[at][1].upper() not in ("HAVING", "ORDER", "LIMIT", "OFFSET")
    ):
        end = _find_end(words, at)
        item = words[at:end]
        if item[0][1][:1] in "?$":
            found.add(item[0][1][1:])
        elif _has_word(item, "AS"):
            found.add(item[-2][1][1:])
        at = end
    return found


def _list_loose(item: Sequence[_Token]) -> list[_Token]:
    """Return the variables of an item of SELECT that no aggregate holds, without the name that it gets."""
    found, at = [], 0
    while at < len(item):
        kind, word, _ = item[at]
        if kind == "name" and word.upper() in AGGREGATES and at + 1 < len(item):
            at = _find_end(item, at + 1)
            continue
        if kind == "name" and word.upper() == "AS":
            break
        if kind == "name" and word[:1] in ("?", "$"):
            found.append(item[at])
        at += 1
    return found
