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

import yaml

from styrka import clock
from styrka.ask.pages.declaration import make_generic_page, read_page
from styrka.ask.pages.page import Page
from styrka.ask.parameters import RESERVED, Parameter, read_parameter
from styrka.ask.patterns import Pattern, parse_patterns
from styrka.engine.guard import AdmittedQuery, Form, admit_query
from styrka.errors import BadParameter, SourceError
from styrka.text.codes import Wording
from styrka.text.codes import load_wording as words
from styrka.vocabulary import sparql_prefixes
from styrka.yaml_text import read_yaml

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
        "page",
    }
)
ROWS: Final = 50  # that a page shows, where the header of a question does not say
_SKIP: Final = re.compile(
    r"""\#[^\n]* | <[^<>"{}|^`\\\s]*> | \"\"\".*?\"\"\" | '''.*?''' | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*'
      | \$(?P<name>[A-Za-z_]\w*)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class Query:
    """One question: its words in Swedish and English, its parameters, what an answer looks like, and its SPARQL.

    ``wording`` has the words for the columns and the codes of answers, for people. A page shows ``rows`` rows, each of
    which rests on the statements that ``evidence`` names; ``page`` says what else stands on it.
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
    page: Page
    rows: int = ROWS
    evidence: Mapping[str, tuple[Pattern, ...]] = field(default_factory=dict)
    wording: Wording = field(default_factory=Wording)

    @cached_property
    def form(self) -> Form:
        """The form of the query, which no value changes. Raises as ``guard.admit_query``."""
        return admit_query(sparql_prefixes() + self.text).form

    def find_day(self, values: Mapping[str, str]) -> str:
        """Return the day that an answer is of, where a value that is not given is today; else nothing."""
        daily = any(one.daily and not values.get(one.name) for one in self.parameters)
        return clock.read_today() if daily else ""

    def bind(self, values: Mapping[str, str]) -> AdmittedQuery:
        """Return the SPARQL with prefixes and the values in place; defaults fill in for what is not given.

        Parameters:
            values: by parameter name, as people write them; an empty value counts as not given.

        Raises:
            BadParameter: For an unknown or missing parameter or a value of the wrong kind.
        """
        terms = self.terms(values)
        pieces = (terms.get(piece) or f"${piece}" if at % 2 else piece for at, piece in enumerate(self._pieces))
        return AdmittedQuery("".join(pieces), self.form)

    @cached_property
    def _pieces(self) -> tuple[str, ...]:
        """The text with prefixes, cut at its parameters, whose names stand between: looked through once, not a page."""
        pieces, end = [sparql_prefixes()], 0
        for found in _SKIP.finditer(self.text):
            if found["name"]:
                pieces[-1] += self.text[end : found.start()]
                pieces += [found["name"], ""]
                end = found.end()
        pieces[-1] += self.text[end:]
        return tuple(pieces)

    def terms(self, given: Mapping[str, str]) -> dict[str, str]:
        """Return the SPARQL term of each parameter that has a value.

        Raises:
            BadParameter: As ``bind``.
        """
        values = self.values(given).items()
        return {name: self.parameter(name).term(value) for name, value in values if value is not None}

    def values(self, given: Mapping[str, str]) -> dict[str, str | None]:
        """Return every parameter with its value: given, default, or None for an optional one that is left open.

        Raises:
            BadParameter: For an unknown parameter or a missing one.
        """
        for name in given:
            self.parameter(name)
        values: dict[str, str | None] = {}
        for parameter in self.parameters:
            value = given.get(parameter.name) or parameter.default
            if value is None and not parameter.optional:
                raise self.make_missing_error(parameter)
            values[parameter.name] = value
        return values

    def shorten(self, values: Mapping[str, str]) -> dict[str, str]:
        """Return the values as the question's address has them: each as short as it can be, without the defaults.

        A day that is given stays, also where it is today: tomorrow it is another question.
        """
        short = {
            one.name: one.shorten(one.iri(values[one.name])) if one.type == "iri" else values[one.name]
            for one in self.parameters
            if one.name in values
        }
        defaults = {one.name: None if one.daily else one.default for one in self.parameters}
        return {name: value for name, value in short.items() if value != defaults[name]}

    def parameter(self, name: str) -> Parameter:
        """Return the parameter of that name.

        Raises:
            BadParameter: When the question has none; with those that it has.
        """
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        raise self.make_unknown_error(name)

    def make_missing_error(self, parameter: Parameter) -> BadParameter:
        """Return the error of a parameter without a value that must have one."""
        return BadParameter(
            f"{parameter.name} is missing. For example: {parameter.name}={parameter.example}",
            sv=f"{parameter.name} saknas. Till exempel: {parameter.name}={parameter.example}",
            parameter=parameter.name,
        )

    def make_unknown_error(self, name: str, near: str = "") -> BadParameter:
        """Return the error of a parameter that the question does not have, with a name that is written alike."""
        allowed = [parameter.name for parameter in self.parameters]
        return BadParameter(
            f"The question {self.slug} has no parameter {name!r}; it has {', '.join(allowed) or 'none'}."
            + (f" Did you mean {near}?" if near else ""),
            sv=f"Frågan {self.slug} har ingen parameter {name!r}; den har {', '.join(allowed) or 'inga'}."
            + (f" Menade du {near}?" if near else ""),
            parameter=name,
            allowed=allowed,
        )


def load_questions(folder: Path) -> dict[str, Query]:
    """Return every question in a folder by its slug (the file's stem), in alphabetical order.

    Raises:
        SourceError: With file and line, when a header or the words of answers are not right.
    """
    wording = words(folder)
    questions = {
        path.stem: replace(parse_question(path.read_text("utf-8"), f"queries/{path.name}"), wording=wording)
        for path in sorted(folder.glob("*.rq"))
    }
    for query in questions.values():
        _check_others(query, questions)
    return questions


def _check_others(query: Query, questions: Mapping[str, Query]) -> None:
    """Check that the questions that a page names exist, with the columns that it counts.

    Raises:
        SourceError: With the name of what does not exist.
    """
    page, path = query.page, f"queries/{query.slug}.rq"
    counted = {count.question: count.columns() for count in page.counts.values() if count.question}
    for slug in (*page.related, *counted, *([page.view.of] if page.view.kind == "map" else [])):
        if slug not in questions:
            raise SourceError(f"The page names the question {slug}, which does not exist.", path=path)
    for slug, columns in counted.items():
        if lacking := columns - set(questions[slug].columns):
            raise SourceError(f"The question {slug} has no column {min(lacking)}, which the page counts.", path=path)


def parse_question(text: str, path: str) -> Query:
    """Return one question from the text of its file.

    Raises:
        SourceError: With file and line, when the header is not right.
    """
    lines = text.splitlines()
    head = [line[2:] for line in lines if line.startswith("#+")]
    try:
        header = read_yaml("\n".join(head)) or {}
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
    parameters = tuple(read_parameter(name, spec, wrong) for name, spec in (header.get("parameters") or {}).items())
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
    summary = {"en": header["summary"], "sv": header["summary-sv"]}
    for one in parameters:
        for does, column in (("puts rows first", one.first), ("keeps rows", one.within)):
            if column and column not in expect.get("columns", ()):
                raise wrong(f"The parameter {one.name} {does} by {column}, which is no column.", f"{one.name}:")
    columns, names = tuple(expect.get("columns", ())), {parameter.name for parameter in parameters}
    page = read_page(header["page"], columns, names, wrong) if "page" in header else make_generic_page(summary, columns)
    for facet in page.facets:
        if facet.name in RESERVED:
            raise wrong(f"A facet cannot be called {facet.name}: every question has that one.", "facets:")
    return Query(
        slug=Path(path).stem,
        summary=summary,
        description={"en": header["description"], "sv": header["description-sv"]},
        tags=tuple(header.get("tags") or ()),
        parameters=parameters,
        columns=columns,
        expect=expect,
        answers=tuple(header.get("answers") or ()),
        text=body,
        page=page,
        rows=rows,
        evidence=evidence,
    )
