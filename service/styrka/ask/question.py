"""The questions: ``queries/*.rq`` with their headers, and the binding of parameters.

A file is SPARQL with a YAML header in lines that start with ``#+``. A parameter stands in the text as ``$name``, which
is a variable to any SPARQL tool; binding puts the term in its place, token by token, so that the engine sees a
constant (a VALUES block would not be pushed down) and no value can become syntax.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox
import yaml

from styrka.ask.evidence import Pattern, parse_patterns
from styrka.engine.guard import AdmittedQuery, Form, admit_query
from styrka.errors import BadParameter, SourceError
from styrka.text.codes import Wording
from styrka.text.codes import load_wording as words
from styrka.vocabulary import BASE, DEF, PREFIXES, expand, sparql_prefixes

TYPES: Final = ("iri", "choice", "integer", "year", "date", "text")
_KEYS: Final = frozenset(
    {
        "summary",
        "summary-sv",
        "description",
        "description-sv",
        "tags",
        "parameters",
        "evidence",
        "expect",
        "answers",
        "unit",
        "rows",
    }
)
# Parameters of every question at its address: which part of the answer, in which language and format.
RESERVED: Final = frozenset({"limit", "offset", "page", "lang", "format"})
ROWS: Final = 50  # that a page shows, where the header of a question does not say
_PARAMETER_KEYS: Final = frozenset(
    {
        "type",
        "class",
        "values",
        "or",
        "default",
        "example",
        "optional",
        "minimum",
        "maximum",
        "label",
        "label-sv",
    }
)
_FOLDERS: Final[Mapping[str, str]] = {
    "Theme": "scheme/theme/",
    "Region": "id/region/",
    "Strategy": "id/strategy/",
    "PriorityList": "id/strategy/",
    "PriorityArea": "id/area/",
    "Actor": "id/actor/",
    "FundingProgramme": "id/programme/",
    "Project": "id/project/",
    "Source": "id/source/",
}
_SKIP: Final = re.compile(
    r"""\#[^\n]* | <[^<>"{}|^`\\\s]*> | \"\"\".*?\"\"\" | '''.*?''' | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*'
      | \$(?P<name>[A-Za-z_]\w*)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class Parameter:
    """What a question can be asked with. ``class_`` is the IRI of the class that an ``iri`` must belong to."""

    name: str
    type: str
    label: Mapping[str, str]
    class_: str = ""
    values: tuple[str, ...] = ()
    alternative: str = ""
    default: str | None = None
    optional: bool = False
    example: str | None = None
    minimum: int | None = None
    maximum: int | None = None

    def term(self, text: str) -> str:
        """Return the SPARQL term for a value as people write it: ``energy``, ``SE122``, a CURIE, an IRI, a number.

        Raises BadParameter, saying what would be right.
        """
        if self.type == "iri":
            return f"<{self.iri(text)}>"
        if self.type == "choice":
            if text in self.values or (self.alternative == "year" and re.fullmatch(r"[12]\d{3}", text)):
                return _literal(text)
            allowed = ", ".join(self.values) + (", or a year such as 2020" if self.alternative == "year" else "")
            raise BadParameter(
                f"{self.name} is {text!r}; it must be one of {allowed}.",
                sv=f"{self.name} är {text!r}; det måste vara ett av {allowed}.",
                parameter=self.name,
                allowed=self.values,
            )
        if self.type in ("integer", "year"):
            return self._number(text)
        if self.type == "date" and not re.fullmatch(r"[12]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", text):
            raise BadParameter(
                f"{self.name} is {text!r}; it must be a year, a month or a day such as 2020, 2020-06 or 2020-06-30.",
                sv=f"{self.name} är {text!r}; det måste vara ett år, en månad eller en dag, som 2020, 2020-06 eller "
                "2020-06-30.",
                parameter=self.name,
            )
        if re.search(r"[\x00-\x08\ud800-\udfff]", text):
            raise BadParameter(
                f"{self.name} has a character that is not text.",
                sv=f"{self.name} har ett tecken som inte är text.",
                parameter=self.name,
            )
        if len(text) > 500:
            raise BadParameter(
                f"{self.name} has {len(text)} characters; at most 500 fit.",
                sv=f"{self.name} har {len(text)} tecken; högst 500 får plats.",
                parameter=self.name,
            )
        return _literal(text)

    def iri(self, text: str) -> str:
        """Return the IRI that a value of type ``iri`` stands for. Raises BadParameter."""
        folder = _FOLDERS.get(self.class_.removeprefix(DEF), "")
        try:
            iri = expand(text) if ":" in text else BASE + folder + text
        except KeyError as error:
            raise BadParameter(
                f"{self.name} is {text!r}; the prefix {error.args[0]}: is not known.",
                sv=f"{self.name} är {text!r}; prefixet {error.args[0]}: är inte känt.",
                parameter=self.name,
                allowed=sorted(PREFIXES),
            ) from None
        try:
            return ox.NamedNode(iri if text else "").value
        except ValueError:
            raise BadParameter(
                f"{self.name} is {text!r}, which is no IRI and no short name. "
                f"For example: {self.example or BASE + folder}",
                sv=f"{self.name} är {text!r}, som varken är en IRI eller ett kortnamn. Till exempel: "
                f"{self.example or BASE + folder}",
                parameter=self.name,
            ) from None

    def _number(self, text: str) -> str:
        wanted = "a year such as 2020" if self.type == "year" else "a whole number"
        if not re.fullmatch(r"[12]\d{3}" if self.type == "year" else r"-?\d{1,9}", text):
            raise BadParameter(f"{self.name} is {text!r}; it must be {wanted}.", parameter=self.name)
        if (self.minimum is not None and int(text) < self.minimum) or (
            self.maximum is not None and int(text) > self.maximum
        ):
            raise BadParameter(
                f"{self.name} is {text}; it must be from {self.minimum} to {self.maximum}.",
                sv=f"{self.name} är {text}; det måste vara från {self.minimum} till {self.maximum}.",
                parameter=self.name,
            )
        return text


@dataclass(frozen=True)
class Query:
    """One question: its words in Swedish and English, its parameters, what an answer looks like, and its SPARQL.

    ``wording`` has the words for the columns and the codes of answers, for people. A page shows ``rows`` rows, each of
    which rests on the statements that ``evidence`` names.
    """

    slug: str
    summary: Mapping[str, str]
    description: Mapping[str, str]
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    columns: tuple[str, ...]
    expect: Mapping[str, Any]
    answers: tuple[str, ...]
    text: str
    rows: int = ROWS
    evidence: Mapping[str, tuple[Pattern, ...]] = field(default_factory=dict)
    wording: Wording = field(default_factory=Wording)

    @cached_property
    def form(self) -> Form:
        """The form of the query, which no value changes. Raises as ``guard.admit_query``."""
        return admit_query(sparql_prefixes() + self.text).form

    def bind(self, values: Mapping[str, str]) -> AdmittedQuery:
        """Return the SPARQL with prefixes and the values in place; defaults fill in for what is not given.

        Parameters:
            values: by parameter name, as people write them; an empty value counts as not given.

        Raises BadParameter for an unknown or missing parameter or a value of the wrong kind.
        """
        terms = self.terms(values)

        def replacement(match: re.Match[str]) -> str:
            return terms.get(match.group("name") or "") or match.group()

        return AdmittedQuery(sparql_prefixes() + _SKIP.sub(replacement, self.text), self.form)

    def terms(self, given: Mapping[str, str]) -> dict[str, str]:
        """Return the SPARQL term of each parameter that has a value. Raises BadParameter."""
        values = self.values(given).items()
        return {name: self.parameter(name).term(value) for name, value in values if value is not None}

    def values(self, given: Mapping[str, str]) -> dict[str, str | None]:
        """Return every parameter with its value: given, default, or None for an optional one that is left open.

        Raises BadParameter for an unknown parameter or a missing one.
        """
        for name in given:
            self.parameter(name)
        values: dict[str, str | None] = {}
        for parameter in self.parameters:
            value = given.get(parameter.name) or parameter.default
            if value is None and not parameter.optional:
                raise BadParameter(
                    f"{parameter.name} is missing. For example: {parameter.name}={parameter.example}",
                    sv=f"{parameter.name} saknas. Till exempel: {parameter.name}={parameter.example}",
                    parameter=parameter.name,
                )
            values[parameter.name] = value
        return values

    def parameter(self, name: str) -> Parameter:
        """Return the parameter of that name. Raises BadParameter."""
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        allowed = [parameter.name for parameter in self.parameters]
        raise BadParameter(
            f"The question {self.slug} has no parameter {name!r}; it has {', '.join(allowed) or 'none'}.",
            sv=f"Frågan {self.slug} har ingen parameter {name!r}; den har {', '.join(allowed) or 'inga'}.",
            parameter=name,
            allowed=allowed,
        )


def load_questions(folder: Path) -> dict[str, Query]:
    """Return every question in a folder by its slug (the file's stem), in alphabetical order.

    Raises SourceError with file and line when a header or the words of answers are not right.
    """
    said = words(folder)
    return {
        path.stem: replace(parse_question(path.read_text("utf-8"), f"queries/{path.name}"), wording=said)
        for path in sorted(folder.glob("*.rq"))
    }


def parse_question(text: str, path: str) -> Query:
    """Return one question from the text of its file. Raises SourceError."""
    lines = text.splitlines()
    head = [line[2:] for line in lines if line.startswith("#+")]
    try:
        header = yaml.safe_load("\n".join(head)) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        numbers = [number for number, line in enumerate(lines, 1) if line.startswith("#+")]
        line = numbers[mark.line] if mark and mark.line < len(numbers) else None
        problem = getattr(error, "problem", error)
        raise SourceError(f"The header is not YAML: {problem}.", path=path, line=line) from None
    if not isinstance(header, dict):
        raise SourceError("The header is not a list of keys and values.", path=path, line=1)

    def wrong(message: str, key: str) -> SourceError:
        line = next((number for number, line in enumerate(lines, 1) if line.startswith("#+") and key in line), 1)
        return SourceError(message, path=path, line=line)

    for key in header:
        if key not in _KEYS:
            raise wrong(f"The header has an unknown key {key!r}; known are {', '.join(sorted(_KEYS))}.", str(key))
    for key in ("summary", "summary-sv", "description", "description-sv", "expect"):
        if not header.get(key):
            raise wrong(f"The header lacks {key}.", "#+")
    parameters = tuple(_parameter(name, spec, wrong) for name, spec in (header.get("parameters") or {}).items())
    body = "\n".join(line for line in lines if not line.startswith("#+")).strip() + "\n"
    for name in {match.group("name") for match in _SKIP.finditer(body) if match.group("name")}:
        if name not in {parameter.name for parameter in parameters}:
            raise wrong(f"${name} stands in the query but not among the parameters.", "parameters")
    rows = header.get("rows", ROWS)
    if type(rows) is not int or rows < 1:
        raise wrong(f"rows is {rows!r}; it must be how many rows a page shows, a whole number from 1.", "rows:")
    expect = header["expect"]
    evidence = {}
    for name, pattern in (header.get("evidence") or {}).items():
        try:
            evidence[str(name)] = parse_patterns(str(pattern))
        except ValueError as error:
            raise wrong(f"The evidence of {name} is {pattern!r}: {error}.", f"{name}:") from None
    return Query(
        slug=Path(path).stem,
        summary={"en": header["summary"], "sv": header["summary-sv"]},
        description={"en": header["description"], "sv": header["description-sv"]},
        tags=tuple(header.get("tags") or ()),
        parameters=parameters,
        columns=tuple(expect.get("columns", ())),
        expect=expect,
        answers=tuple(header.get("answers") or ()),
        text=body,
        rows=rows,
        evidence=evidence,
    )


def _parameter(name: str, spec: Any, wrong: Any) -> Parameter:
    if not isinstance(spec, dict) or spec.get("type") not in TYPES:
        raise wrong(f"The parameter {name} needs a type, one of {', '.join(TYPES)}.", name)
    if name in RESERVED:
        raise wrong(f"A parameter cannot be called {name}: every question has that one.", name)
    if unknown := set(spec) - _PARAMETER_KEYS:
        raise wrong(f"The parameter {name} has an unknown key {sorted(unknown)[0]!r}.", name)
    if spec["type"] == "iri" and not spec.get("class"):
        raise wrong(f"The parameter {name} is an IRI; say of which class.", name)
    if spec["type"] == "choice" and not spec.get("values"):
        raise wrong(f"The parameter {name} is a choice; say among which values.", name)
    default, example = spec.get("default"), spec.get("example")
    return Parameter(
        name=name,
        type=spec["type"],
        label={"en": spec.get("label", name), "sv": spec.get("label-sv", name)},
        class_=expand(spec["class"]) if spec.get("class") else "",
        values=tuple(map(str, spec.get("values") or ())),
        alternative=spec.get("or", ""),
        default=None if default is None else str(default),
        optional=bool(spec.get("optional", False)),
        example=None if example is None else str(example),
        minimum=spec.get("minimum"),
        maximum=spec.get("maximum"),
    )


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'
