"""Sentences with gaps, as the headers of questions have them.

``{n}`` is a number or a name, ``{n|region|regions}`` the form that goes with the number, ``{country's}`` the genitive.
A part in brackets is left out when one of its gaps has nothing or 0; ``[a // b]`` then has ``b`` instead, and
``[basis=own: a // b]`` has ``a`` only for that value of a parameter.

>>> fill_template(parse_template("{n} of [{country's} // Europe's] {n|region|regions}"), {"n": 1}, "en")
"1 of Europe's region"
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from styrka.text.locale import format_number, pluralise

Value = int | float | str | None
_TOKEN = re.compile(r"\{(?P<gap>[^{}]*)\}|(?P<open>\[)|(?P<close>\])|(?P<other>\s*//\s*)|(?P<text>[^\[\]{}/]+|/|.)")
_GAP = re.compile(r"(?P<name>[A-Za-z_]\w*)(?P<genitive>'s)?(?:\|(?P<one>[^|]*)\|(?P<many>[^|]*))?")
_TEST = re.compile(r"(?P<name>[A-Za-z_]\w*)=(?P<value>[\w .-]+):\s*")


@dataclass(frozen=True)
class Gap:
    """A place in a sentence: the value's name, whether in the genitive, and the forms that a number chooses among."""

    name: str
    genitive: bool = False
    forms: str = ""


@dataclass(frozen=True)
class Choice:
    """A part that stands only when all of its gaps have something, or when a parameter has a value; else another."""

    first: Template
    other: Template
    name: str = ""
    value: str = ""


@dataclass(frozen=True)
class Template:
    """A sentence with gaps, as its parts."""

    parts: tuple[str | Gap | Choice, ...] = ()

    def names(self) -> Iterator[str]:
        """Yield the name of every gap and of every parameter that is asked for, also in parts that may be left out."""
        for part in self.parts:
            if isinstance(part, Gap):
                yield part.name
            elif isinstance(part, Choice):
                yield from (one for one in (part.name, *part.first.names(), *part.other.names()) if one)


def parse_template(text: str) -> Template:
    """Return the sentence that a text describes.

    Raises:
        ValueError: It is not as it should be; says what would be right.
    """
    tokens = list(_TOKEN.finditer(text))
    template, rest, ended = _parse(tokens, 0, depth=0)
    if rest < len(tokens):
        raise ValueError("a ] has no [ before it" if ended == "]" else "// stands only between [ and ]")
    return template


def _parse(tokens: list[re.Match[str]], at: int, depth: int) -> tuple[Template, int, str]:
    """Return the parts from a token on, the number of the token after them, and what ended them.

    Raises:
        ValueError: For a bracket that is not closed.
    """
    parts: list[str | Gap | Choice] = []
    while at < len(tokens):
        token = tokens[at]
        if token["close"] or (token["other"] and depth):
            return Template(tuple(parts)), at, token[0].strip()
        if token["open"]:
            choice, at = _parse_choice(tokens, at + 1, depth + 1)
            parts.append(choice)
            continue
        parts.append(_parse_gap(token["gap"]) if token["gap"] is not None else token[0])
        at += 1
    if depth:
        raise ValueError("a [ has no ] after it")
    return Template(tuple(parts)), at, ""


def _parse_choice(tokens: list[re.Match[str]], at: int, depth: int) -> tuple[Choice, int]:
    first, at, ended = _parse(tokens, at, depth)
    other = Template()
    if ended == "//":
        other, at, ended = _parse(tokens, at + 1, depth)
        if ended == "//":
            raise ValueError("between [ and ] stands at most one //")
    test = None
    if first.parts and isinstance(first.parts[0], str) and (test := _TEST.match(first.parts[0])):
        first = Template((first.parts[0][test.end() :], *first.parts[1:]))
    return Choice(first, other, test["name"] if test else "", test["value"].strip() if test else ""), at + 1


def _parse_gap(text: str) -> Gap:
    found = _GAP.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{{{text}}} must be a name, as in {{n}}, {{n|region|regions}} or {{country's}}")
    forms = "" if found["many"] is None else f"{found['one']} | {found['many']}"
    return Gap(found["name"], bool(found["genitive"]), forms)


def fill_template(
    template: Template, values: Mapping[str, Value], language: str, asked: Mapping[str, str | None] | None = None
) -> str:
    """Return the sentence with its gaps filled in, a capital first.

    Parameters:
        values: by name; what is missing counts as nothing.
        asked: the values of the parameters as they are in the address, for ``[basis=own: ...]``.
    """
    text = " ".join(_fill(template, values, language, asked or {}).split())
    text = re.sub(r":,", ":", re.sub(r" (?=[.,:;?!])", "", text))  # where what stood before the comma fell out
    return text[:1].upper() + text[1:]


def _fill(template: Template, values: Mapping[str, Value], language: str, asked: Mapping[str, str | None]) -> str:
    return "".join(
        part
        if isinstance(part, str)
        else _write(values.get(part.name), part, language)
        if isinstance(part, Gap)
        else _fill(part.first if _stands(part, values, asked) else part.other, values, language, asked)
        for part in template.parts
    )


def _stands(choice: Choice, values: Mapping[str, Value], asked: Mapping[str, str | None]) -> bool:
    if choice.name and asked.get(choice.name) != choice.value:
        return False
    return all(values.get(part.name) for part in choice.first.parts if isinstance(part, Gap))


def _write(value: Value, gap: Gap, language: str) -> str:
    if gap.forms:
        singular, _, plural = gap.forms.partition(" | ")
        return pluralise(value if isinstance(value, int | float) else 0, singular, plural or singular, language)
    if value is None:
        return ""
    text = value if isinstance(value, str) else format_number(value, language)
    return make_genitive(text, language) if gap.genitive else text


def make_genitive(name: str, language: str) -> str:
    """Return a name in the genitive.

    >>> make_genitive("Sweden", "en"), make_genitive("Sverige", "sv"), make_genitive("Cypern", "sv")
    ("Sweden's", 'Sveriges', 'Cyperns')
    """
    if language == "sv":
        return name if name.endswith(("s", "x", "z")) else name + "s"
    return name + ("'" if name.endswith("s") else "'s")
