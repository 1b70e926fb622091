"""Small changes of one line that may make a text well-formed, each with what had happened, in two languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from styrka.vocabulary import PREFIXES

_DOUBLE: Final = "“”„‟«»″＂"
_SINGLE: Final = "‘’‚‛′"
_BLANKS: Final = re.compile("[\u00a0\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff]")
_COMMENT: Final = re.compile(r"\s#[^\"'>]*$")
_DATE: Final = re.compile(r"(?<![\w\"'/<-])([0-9]{4}-[0-9]{2}-[0-9]{2})(?![\w\"'/-])")
_YEAR_MONTH: Final = re.compile(r"(?<![\w\"'/<-])([0-9]{4}-[0-9]{2})(?![\w\"'/-])")
_TRUTH: Final = re.compile(r"\b(True|TRUE|False|FALSE)\b")
_IRI: Final = re.compile(r"<((?:https?|urn|ftp)[^<>\"]*)>")
_BARE: Final = re.compile(r"(?<![<\"\w/])(https?://[^\s<>\"]+?)(?=\s*[;,.]?\s*$|\s)")


@dataclass(frozen=True)
class Candidate:
    """One change: the line's number from 0, the line as it would be, and what had happened."""

    at: int
    line: str
    en: str
    sv: str
    remove: bool = False


def propose_turtle(lines: Sequence[str], at: int) -> Iterator[Candidate]:
    """Yield changes of Turtle, the likeliest first.

    Parameters:
        lines: the text's lines, without their ends.
        at: the number, from 0, of the line where the parser stopped.
    """
    line = lines[at] if at < len(lines) else ""
    before = next((number for number in range(min(at, len(lines)) - 1, -1, -1) if _has_text(lines[number])), None)
    yield from _quotes(line, at)
    yield from _iris(line, at)
    yield from _values(line, at)
    yield from _tags(line, at)
    yield from _separators(line, at)
    yield from _brackets(line, at)
    if before is not None:
        yield from _brackets(lines[before], before)
        yield from _ends(lines[before], before, line)
    yield from _ends(line, at, lines[at + 1] if at + 1 < len(lines) else "")
    yield from _strings(line, at)
    yield from _declarations(line, at)
    if before is not None:
        for make in (_quotes, _strings, _declarations, _iris):
            yield from make(lines[before], before)


def propose_json(lines: Sequence[str], at: int) -> Iterator[Candidate]:
    """Yield changes of JSON, the likeliest first; parameters as ``propose_turtle``."""
    line = lines[at] if at < len(lines) else ""
    before = next((number for number in range(min(at, len(lines)) - 1, -1, -1) if lines[number].strip()), None)
    yield from _quotes(line, at)
    if "'" in line:
        yield Candidate(at, line.replace("'", '"'), "JSON's strings have double quotation marks", _JSON_QUOTES)
    trimmed = re.sub(r",(\s*[\]}])", r"\1", line)
    if trimmed != line:
        yield Candidate(at, trimmed, *_TRAILING)
    if before is not None:
        bare = lines[before].rstrip()
        if bare.endswith(","):
            yield Candidate(before, bare[:-1], *_TRAILING)
        else:
            yield Candidate(
                before, f"{bare},", "a comma is missing at the end of the line", "ett komma saknas i radens slut"
            )
    truth = _TRUTH.sub(lambda found: found[0].lower(), line)
    if truth != line:
        yield Candidate(
            at, truth, "true and false are written with small letters", "true och false skrivs med små bokstäver"
        )


_JSON_QUOTES: Final = "strängar i JSON har dubbla citattecken"
_TRAILING: Final = ("a comma stands after the last part", "ett komma står efter den sista delen")


def _has_text(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _quotes(line: str, at: int) -> Iterator[Candidate]:
    said = (
        "a word processor's quotation marks stand where straight ones must",
        "ordbehandlarens citattecken står där raka ska stå",
    )
    if any(char in line for char in _DOUBLE):
        # Those at the ends of the string only: inside it they may be the source's own.
        edged = re.sub(
            rf"(?<=[\s,(\[])[{_DOUBLE}]|^[{_DOUBLE}]|[{_DOUBLE}](?=@[A-Za-z]|\^\^|\s*[;,.)\]]|\s*$)", '"', line
        )
        if edged != line:
            yield Candidate(at, edged, *said)
        yield Candidate(at, re.sub(f"[{_DOUBLE}]", '"', line), *said)
    if any(char in line for char in _SINGLE):
        yield Candidate(at, re.sub(f"[{_SINGLE}]", '"', line), *said)
        yield Candidate(at, re.sub(f"[{_SINGLE}]", "'", line), *said)
    if any(char in line for char in _DOUBLE + _SINGLE):
        yield Candidate(at, re.sub(f"[{_DOUBLE}{_SINGLE}]", '"', line), *said)
    plain = _BLANKS.sub(" ", line)
    if plain != line:
        yield Candidate(
            at,
            plain,
            "a space that is not an ordinary one stands between the words",
            "ett mellanslag av annat slag än det vanliga står mellan orden",
        )


def _iris(line: str, at: int) -> Iterator[Candidate]:
    spaced = re.sub(r"<((?:https?:|id/|scheme/|graph/|www\.)[^<>\"]*)>", lambda found: f"<{_encode(found[1])}>", line)
    if spaced != line:
        yield Candidate(
            at,
            spaced,
            "an address has a character that addresses do not have",
            "en adress har ett tecken som adresser inte har",
        )
    closed = re.sub(
        r"<((?:https?:|id/|scheme/|graph/|dataset/)[^<>\s\";,]*[^<>\s\";,.])(?=\s*[;,.]?\s*$|\s*[;,]|\s)", r"<\1>", line
    )
    if closed != line:
        yield Candidate(at, closed, "an address is not closed", "en adress är inte avslutad")
    wrapped = _BARE.sub(r"<\1>", line)
    if wrapped != line:
        yield Candidate(at, wrapped, "an address stands without <>", "en adress står utan <>")
    opened = re.sub(r"(?<![<\w/:.])((?:https?://|id/|scheme/)[^\s<>\"]+)>", r"<\1>", line)
    if opened != line:
        yield Candidate(at, opened, "an address is not opened", "en adress saknar sin början")


def _encode(address: str) -> str:
    return re.sub(r"[\s{}|\\^`]", lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), address.strip())


def _values(line: str, at: int) -> Iterator[Candidate]:
    for pattern, kind in ((_DATE, "date"), (_YEAR_MONTH, "gYearMonth")):
        dated = pattern.sub(rf'"\1"^^xsd:{kind}', line)
        if dated != line:
            yield Candidate(
                at, dated, "a date stands without quotation marks and type", "ett datum står utan citattecken och typ"
            )
    typed = re.sub(r'"\^(?!\^)', '"^^', line)
    if typed != line:
        yield Candidate(at, typed, "one ^ is missing before the type", "ett ^ saknas före typen")
    truth = _TRUTH.sub(lambda found: found[0].lower(), line)
    if truth != line:
        yield Candidate(
            at, truth, "true and false are written with small letters", "true och false skrivs med små bokstäver"
        )


def _tags(line: str, at: int) -> Iterator[Candidate]:
    tagged = re.sub(
        r'(["\'])\s*@\s*([A-Za-z]+)(?:_([A-Za-z]+))?',
        lambda found: f"{found[1]}@{found[2]}" + (f"-{found[3]}" if found[3] else ""),
        line,
    )
    if tagged != line:
        yield Candidate(
            at, tagged, "the language tag is not written as one", "språktaggen är inte skriven som en sådan"
        )
    turned = re.sub(r'(["\'])(sv|en|fi|de|da|no|fr)(?=\s*[;,.]|\s*$)', r"\1@\2", line)
    if turned != line:
        yield Candidate(at, turned, "@ is missing before the language", "@ saknas före språket")


def _separators(line: str, at: int) -> Iterator[Candidate]:
    listed = re.sub(r'("(?:@[\w-]+|\^\^\S+?)?|>)\s*;\s*(?=["<])', r"\1, ", line)
    if listed != line:
        yield Candidate(at, listed, *_END[";", ","])
    parted = re.sub(r'("(?:@[\w-]+|\^\^\S+?)?|>)\s*,\s*(?=[A-Za-z]+:[A-Za-z]+\s)', r"\1 ; ", line)
    if parted != line:
        yield Candidate(at, parted, *_END[",", ";"])


def _brackets(line: str, at: int) -> Iterator[Candidate]:
    for opening, closing in ("[]", "()"):
        if line.count(opening) > line.count(closing):
            core = line.rstrip().rstrip(";,.").rstrip()
            last = line.rstrip()[len(core) :].strip() or "."
            said = (f"{opening} is not closed", f"{opening} är inte avslutad")
            yield Candidate(at, f"{core} {closing} {last}", *said)


def _ends(line: str, at: int, following: str) -> Iterator[Candidate]:
    """Yield the line with another end: a full stop, a semicolon or a comma."""
    note = _COMMENT.search(line)
    comment = note[0] if note else ""
    bare = line.removesuffix(comment).rstrip()
    core = bare.rstrip(";,.").rstrip()
    if not core or core.lstrip().startswith("#"):
        return
    last = bare[len(core) :].strip()
    at_margin = bool(following) and not following[0].isspace()
    order = (".", ";", ",") if at_margin or not following.strip() else (";", ",", ".")
    for sign in order:
        if sign != last:
            en, sv = _END[last, sign] if (last, sign) in _END else _MISSING[sign]
            yield Candidate(at, f"{core} {sign}{comment}", en, sv)
    if last:
        yield Candidate(at, core + comment, f"{last} stands where nothing must", f"{last} står där inget ska stå")


_MISSING: Final = {
    ".": ("the full stop at the end of the statement is missing", "punkten i slutet av satsen saknas"),
    ";": ("a semicolon is missing at the end of the line", "ett semikolon saknas i radens slut"),
    ",": ("a comma is missing at the end of the line", "ett komma saknas i radens slut"),
}
_END: Final = {
    (",", ";"): (
        "a comma stands where a semicolon must: another property follows",
        "ett komma står där ett semikolon ska stå: en annan egenskap följer",
    ),
    (";", ","): (
        "a semicolon stands where a comma must: another value follows",
        "ett semikolon står där ett komma ska stå: ett annat värde följer",
    ),
    (";", "."): (
        "a semicolon stands where a full stop must: the next thing follows",
        "ett semikolon står där en punkt ska stå: nästa ting följer",
    ),
    (",", "."): (
        "a comma stands where a full stop must: the next thing follows",
        "ett komma står där en punkt ska stå: nästa ting följer",
    ),
    (".", ";"): (
        "a full stop stands where a semicolon must: the same thing goes on",
        "en punkt står där ett semikolon ska stå: samma ting fortsätter",
    ),
    (".", ","): (
        "a full stop stands where a comma must: another value follows",
        "en punkt står där ett komma ska stå: ett annat värde följer",
    ),
}


def _strings(line: str, at: int) -> Iterator[Candidate]:
    if "\\" in line:
        doubled = re.sub(r"\\(?!(?:[tbnrf\"'\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}))", r"\\\\", line)
        if doubled != line:
            yield Candidate(at, doubled, "\\ in a text must be doubled", "\\ i en text måste dubbleras")
    inner = re.fullmatch(r'(.*?)"(.*)"((?:@[\w-]+|\^\^\S+)?\s*[;,.\])]*\s*)', line)
    if inner and '"' in inner[2]:
        escaped = re.sub(r'(?<!\\)"', r'\\"', inner[2])
        yield Candidate(
            at,
            f'{inner[1]}"{escaped}"{inner[3]}',
            'a quotation mark inside the text must be written \\"',
            'ett citattecken inne i texten måste skrivas \\"',
        )
    if line.count('"') % 2:
        unclosed = re.fullmatch(r'(.*"[^"]*?)(\s*@[A-Za-z-]+)?(\s*[;,.]?\s*)', line)
        if unclosed:
            tag = (unclosed[2] or "").strip()
            yield Candidate(at, f'{unclosed[1]}"{tag}{unclosed[3]}', "a text is not closed", "en text är inte avslutad")
        unopened = re.sub(r'(\w:\w+\s+|,\s*|^\s*)([^\s"<>;,:]+(?: [^\s"<>;,:]+)*)"', r'\1"\2"', line, count=1)
        if unopened != line:
            yield Candidate(at, unopened, "a text is not opened", "en text saknar sin början")


def _declarations(line: str, at: int) -> Iterator[Candidate]:
    found = re.fullmatch(r"\s*@?(?i:prefix)\s+([\w.-]*)\s*:?\s*<?([^<>\s]*)>?\s*\.?\s*", line)
    if found and found[2]:
        yield Candidate(
            at,
            f"@prefix {found[1]}: <{found[2]}> .",
            "the prefix is not declared as one is",
            "prefixet är inte deklarerat som det ska",
        )
    based = re.fullmatch(r"\s*@?(?i:base)\s*:?\s*<?([^<>\s]+)>?\s*\.?\s*", line)
    if based:
        yield Candidate(
            at, f"@base <{based[1]}> .", "the base is not declared as one is", "basen är inte deklarerad som den ska"
        )
    spaced = re.sub(rf"\b({'|'.join(PREFIXES)})(?:\s+:\s*|:\s+)(?=[A-Za-z])", r"\1:", line)
    if spaced != line:
        yield Candidate(at, spaced, "a space stands inside a name", "ett mellanslag står inne i ett namn")
