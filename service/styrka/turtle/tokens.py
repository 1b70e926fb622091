"""The tokens of Turtle (section 6.5), as loosely as a text that was parsed before allows, and their escapes."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

_CHAR: Final = r"(?:[A-Za-z0-9_:%+\-\u0080-\U0010ffff]|\\.)"
_TOKEN: Final = rf"""
    (?P<iri>     <[^<>"{{}}|^`\s]*> )
  | (?P<string>  \"\"\"(?:[^"\\]|\\.|"(?!""))*+\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*+'''
               | "(?:[^"\\\n\r]|\\.)*+" | '(?:[^'\\\n\r]|\\.)*+' )
  | (?P<number>  [+-]?(?:(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+|[0-9]*\.[0-9]+|[0-9]+) )
  | (?P<word>    {_CHAR}(?:{_CHAR}|\.+(?=[A-Za-z0-9_:%\-\\\u0080-\U0010ffff]))*+ )
  | (?P<at>      @[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)? )
  | (?P<mark>    \^\^ | [;,.\[\]()] )
  | (?P<comment> \#[^\n\r]* )
  | (?P<other>   <<|\S )
    """
ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_MEANING: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
LOCAL_ESCAPE: Final = re.compile(r"\\(.)")


@cache
def compile_token() -> re.Pattern[str]:
    """Return the expression of a token, compiled with the first text."""
    return re.compile(_TOKEN, re.VERBOSE | re.DOTALL)


def unescaped(text: str) -> str:
    """Return a string or IRI without its escape sequences (Turtle section 6.4)."""
    if "\\" not in text:
        return text
    return _ESCAPE.sub(
        lambda match: chr(int(match[1] or match[2], 16)) if not match[3] else _MEANING.get(match[3], match[3]), text
    )
