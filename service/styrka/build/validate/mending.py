"""What a text was before a tool spoilt it: the kind of fault, and the text as it must have been meant.

Nothing here knows of graphs. A fault is what tools do to texts and nobody writes: a wrong encoding, characters that
cannot be seen, letters taken apart, entities of HTML, a spreadsheet's error.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["empty", "placeholder", "control", "lost", "encoding", "decomposed", "markup", "spaces"]

_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ue000-\uf8ff]")
_BREAK: Final = re.compile("[\x0b\x0c\u2028\u2029]|\r\n?")  # \x0b is the line break of a word processor
_INVISIBLE: Final = re.compile("[\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
_JOINERS: Final = re.compile("[\u200c-\u200f]")  # which Arabic and Indic scripts need
_OTHER_SCRIPT: Final = re.compile("[\u0590-\u0dff]|[\U0001f000-\U0001faff]")
_LOST: Final = "\ufffd"
_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});")
_TAG: Final = re.compile(r"</?(?:a|b|br|div|em|font|h[1-6]|i|li|ol|p|span|strong|sub|sup|u|ul)(?:\s[^<>]*)?/?>", re.I)
_PLACEHOLDERS: Final = frozenset(
    (
        "todo",
        "tbd",
        "tba",
        "fixme",
        "n/a",
        "null",
        "nan",
        "undefined",
        "xxx",
        "lorem ipsum",
        "[object object]",
        "#ref!",
        "#n/a",
        "#name?",
        "#value!",
        "#div/0!",
        "#null!",
        "#num!",
        "#####",
        "err:508",
        "err:502",
        "#saknas!",
        "#namn?",
        "#värdefel!",
        "#referens!",
        "#division/0!",
        "saknas!",
        "ej angivet",
        "okänt värde",
    )
)


@dataclass(frozen=True)
class Fault:
    """What is wrong with a text, and what it must have been; empty where nobody can know."""

    kind: Kind
    repaired: str
    sign: str = ""


def find_fault(text: str) -> Fault | None:
    """Return what is wrong with a text; None where it is as somebody may have meant it.

    >>> find_fault("H\u00c3\u00a5llbar").repaired, find_fault("Energi") is None
    ('Hållbar', True)
    """
    if text.isascii() and text.isprintable() and text == text.strip() and text and not _looks_spoilt(text):
        return None
    bare = _strip(text)
    if not bare:
        return Fault("empty", "")
    if bare.casefold() in _PLACEHOLDERS or not any(char.isalnum() for char in bare):
        return Fault("placeholder", "")
    if _LOST in text:
        return Fault("lost", "", _name(_LOST))
    repaired = bare
    found: Kind | None = None
    sign = ""
    for kind, mend in _STEPS:
        mended = mend(repaired)
        if mended != repaired:
            found, sign = found or kind, sign or _find_sign(kind, repaired)
            repaired = mended
    hidden = _CONTROL.search(text.replace("\r\n", "\n")) or _find_invisible(text)
    if hidden is not None and found != "encoding":
        found, sign = "control", _name(hidden[0])
    if found is None and text != repaired:
        found = "spaces"
    return Fault(found, _strip(repaired), sign) if found else None


def undo_wrong_encoding(text: str) -> str:
    """Return the text as it was before its UTF-8 was read as another encoding, once or several times.

    >>> undo_wrong_encoding("S\u00c3\u00b6rmland, \u00c3\u2013rebro"), undo_wrong_encoding("S\u00c3O PAULO")
    ('Sörmland, Örebro', 'SÃO PAULO')
    """
    for _ in range(3):
        mended = text
        for pattern, encode in _MISREAD:
            mended = pattern.sub(lambda found, encode=encode: _decode(found[0], encode), mended)  # type: ignore[misc]
        if mended == text:
            return text
        text = mended
    return text


def _looks_spoilt(text: str) -> bool:
    return bool(
        _ENTITY.search(text)
        or _TAG.search(text)
        or text.casefold() in _PLACEHOLDERS
        or not any(char.isalnum() for char in text)
    )


def _strip(text: str) -> str:
    return text.strip().strip("\u00a0\u200b\ufeff\u2060").strip()


def _name(char: str) -> str:
    return f"U+{ord(char):04X}"


def _find_invisible(text: str) -> re.Match[str] | None:
    found = _INVISIBLE.search(text)
    return None if found and _JOINERS.match(found[0]) and _OTHER_SCRIPT.search(text) else found


def _find_sign(kind: Kind, text: str) -> str:
    if kind == "markup":
        found = _ENTITY.search(text) or _TAG.search(text)
        return found[0] if found else ""
    return ""


def _remove_controls(text: str) -> str:
    shown = _CONTROL.sub(_read_as_windows, _BREAK.sub("\n", text))
    return _INVISIBLE.sub("", shown) if _find_invisible(text) else shown


def _read_as_windows(found: re.Match[str]) -> str:
    """Return what a control character from 0x80 is in Windows-1252: a dash or a quotation mark, read as Latin-1."""
    try:
        return found[0].encode("latin-1").decode("cp1252") if found[0] >= "\x80" else ""
    except UnicodeError:
        return ""


def _remove_markup(text: str) -> str:
    return _TAG.sub("", html.unescape(text) if _ENTITY.search(text) else text)


def _compose(text: str) -> str:
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _encode_windows(text: str) -> bytes:
    """Return the bytes that Windows-1252 shows as this text; the five that it has no sign for are Latin-1's."""
    return b"".join(char.encode("latin-1") if char < "\u0100" else char.encode("cp1252") for char in text)


def _decode(text: str, encode: Callable[[str], bytes]) -> str:
    try:
        return encode(text).decode("utf-8")
    except UnicodeError:
        return text


def _signs(codec: str, low: int, high: int) -> str:
    """Return what a codec shows for the bytes from low to high, for a class of characters in a pattern."""
    shown = bytes(range(low, high + 1)).decode(codec, "ignore")
    return re.escape(
        "".join(dict.fromkeys(shown + (bytes(range(low, high + 1)).decode("latin-1")) * (codec == "cp1252")))
    )


_LATER: Final = _signs("cp1252", 0x80, 0xBF)
# Curly quotation marks and dashes stand after capitals in good texts too; then a small letter does not follow at once.
_MISREAD: Final[tuple[tuple[re.Pattern[str], Callable[[str], bytes]], ...]] = (
    (
        re.compile(
            f"\u00e2[{_LATER}]{{2}}|\u00f0[{_LATER}]{{3}}|(?:[\u00ce-\u00d1][{_LATER}]){{2,}}|\u00c2[\u0080-\u00bf]"
            f"|\u00c3[\u0080-\u00bf\u0192\u201a\u0160\u0152\u017d\u0161\u0153\u017e\u0178\u2030\u2020\u2021\u02c6\u20ac]"
            f"|\u00c3[{_LATER}](?=[a-z\u00c3])|[\u00c4\u00c5][\u0080-\u009f\u00a1-\u00aa\u00ac-\u00af\u00b1-\u00b6\u00b8-\u00ba](?=[a-z])"
        ),
        _encode_windows,
    ),
    (re.compile(f"\u221a[{_signs('mac_roman', 0x80, 0xBF)}]"), lambda text: text.encode("mac_roman")),
    (re.compile(f"\u251c[{_signs('cp437', 0x80, 0xBF)}]"), lambda text: text.encode("cp437")),
    (re.compile(f"\u251c[{_signs('cp850', 0x80, 0xBF)}]"), lambda text: text.encode("cp850")),
)
_STEPS: Final[tuple[tuple[Kind, Callable[[str], str]], ...]] = (
    ("encoding", undo_wrong_encoding),
    ("control", _remove_controls),
    ("decomposed", _compose),
    ("markup", _remove_markup),
)
