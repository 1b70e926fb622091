"""The part of the shell's language that the pages use: quotes, assignments, here-documents, ``>`` and ``>>``."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)


@dataclass(frozen=True)
class Command:
    """One command: its words, the variables set before it, what it reads, and the file that it writes to."""

    words: tuple[str, ...]
    variables: dict[str, str]
    given: str = ""
    output: str | None = None
    append: bool = False


def read_commands(text: str) -> Iterator[Command]:
    """Yield the commands of a block. Raises ValueError for what this small shell does not know."""
    lines = iter(text.splitlines())
    for line in lines:
        whole = line
        while (words := _split(whole)) is None:
            whole += "\n" + next(lines)
        if not words:
            continue
        given = ""
        if "<<" in words:
            place = words.index("<<")
            end = words[place + 1]
            given = "".join(iter(lambda: next(lines) + "\n", end + "\n"))
            words = words[:place] + words[place + 2 :]
        output, append = None, ">>" in words
        if append or ">" in words:
            place = words.index(">>" if append else ">")
            output = words[place + 1]
            words = words[:place] + words[place + 2 :]
        if unknown := {word for word in words if word and set(word) <= set("|<>;&")}:
            raise ValueError(f"{unknown} in {whole!r}: write one plain command a line.")
        variables = {}
        while words and (found := _ASSIGNMENT.fullmatch(words[0])):
            variables[found[1]] = found[2]
            words = words[1:]
        yield Command(tuple(words), variables, given, output, append)


def _split(text: str) -> list[str] | None:
    """Return the words of a command, or None where it goes on on the next line."""
    if text.endswith("\\"):
        return None
    lexer = shlex.shlex(text.replace("\\\n", " "), posix=True, punctuation_chars="|<>;&")
    lexer.whitespace_split = True
    try:
        return list(lexer)
    except ValueError:  # a quotation is still open
        return None
