"""The parameters of questions: what a header declares of one, and the term that a value stands for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import pyoxigraph as ox

from styrka import clock
from styrka.errors import BadParameter, SourceError
from styrka.vocabulary import BASE, DEF, PREFIXES, expand, shorten

# The default of a date that is the day on which the question is asked, or so many days after it.
_TODAY: Final = re.compile(r"today(?:\+(\d{1,4}))?")
TYPES: Final = ("iri", "choice", "integer", "year", "date", "text")
# Parameters of every question at its address: which part of the answer, in which order, language
# and format.
RESERVED: Final = frozenset({"limit", "offset", "page", "sort", "lang", "format", "formulas"})
_KEYS: Final = frozenset(
    {
        "type",
        "class",
        "values",
        "or",
        "column",
        "first",
        "within",
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
    "Call": "id/call/",
    "Source": "id/source/",
}


@dataclass(frozen=True)
class Parameter:
    """What a question can be asked with.

    ``class_`` is the IRI of the class that an ``iri`` must belong to; ``preset`` is the default as it is declared.
    ``column`` is the column of the answer that has the value in each row, where any value but the default keeps just
    those rows of the answer to the default: that answer is then evaluated for all of them. ``first`` is the column of
    the answer whose rows with the value come before the others, ``within`` that of those alone which are kept whose
    region is the value or lies inside it; the query is asked without either.
    """

    name: str
    type: str
    label: Mapping[str, str]
    class_: str = ""
    values: tuple[str, ...] = ()
    alternative: str = ""
    column: str = ""
    first: str = ""
    within: str = ""
    preset: str | None = None
    optional: bool = False
    example: str | None = None
    minimum: int | None = None
    maximum: int | None = None

    @cached_property
    def daily(self) -> bool:
        """Whether the default is another one each day."""
        return self.type == "date" and _TODAY.fullmatch(self.preset or "") is not None

    @property
    def default(self) -> str | None:
        """The value where none is given; None where there is no default."""
        return clock.count_on(clock.read_today(), self.ahead) if self.daily else self.preset

    def describe_effect(self) -> Mapping[str, str]:
        """Return what is added to the label: that rows come first, or a default that is another one each day."""
        if self.first:
            return {"en": ". Its rows come first.", "sv": ". Dess rader kommer först."}
        if not self.daily:
            return {"en": "", "sv": ""}
        english = f"{self.ahead} days after today" if self.ahead else "today"
        swedish = f"{self.ahead} dagar efter dagens datum" if self.ahead else "dagens datum"
        return {"en": f". Without it, {english} (UTC).", "sv": f". Utan den {swedish} (UTC)."}

    @property
    def ahead(self) -> int:
        """How many days after today the default is, where it is another one each day."""
        found = _TODAY.fullmatch(self.preset or "")
        return int(found[1] or 0) if found else 0

    def term(self, text: str) -> str:
        """Return the SPARQL term for a value as people write it: ``energy``, ``SE122``, a CURIE, an IRI, a number.

        Raises:
            BadParameter: With what would be right.
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
        if re.search(r"[\x00-\x1f\x7f\ud800-\udfff]", text):
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
        """Return the IRI that a value of type ``iri`` stands for.

        Raises:
            BadParameter: For an unknown prefix, and for what is no IRI.
        """
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

    def shorten(self, iri: str) -> str:
        """Return the shortest value of type ``iri`` that stands for a thing."""
        segments = iri.removeprefix(BASE).split("/")
        for value in (*("/".join(segments[place:]) for place in range(len(segments) - 1, 0, -1)), shorten(iri)):
            try:
                if self.iri(value) == iri:
                    return value
            except BadParameter:
                continue
        return iri

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


def read_parameter(name: str, spec: Any, wrong: Callable[[str, str], SourceError]) -> Parameter:
    """Return the parameter that the header of a question describes.

    Parameters:
        spec: what the header has under the name.
        wrong: makes the error from a message and the word in the header that it is about.

    Raises:
        SourceError: The description is not right.
    """
    if not isinstance(spec, dict) or spec.get("type") not in TYPES:
        raise wrong(f"The parameter {name} needs a type, one of {', '.join(TYPES)}.", name)
    if name in RESERVED:
        raise wrong(f"A parameter cannot be called {name}: every question has that one.", name)
    if unknown := set(spec) - _KEYS:
        raise wrong(f"The parameter {name} has an unknown key {sorted(unknown)[0]!r}.", name)
    if spec["type"] == "iri" and not spec.get("class"):
        raise wrong(f"The parameter {name} is an IRI; say of which class.", name)
    if spec["type"] == "choice" and not spec.get("values"):
        raise wrong(f"The parameter {name} is a choice; say among which values.", name)
    if spec.get("column") and (spec["type"] != "choice" or spec.get("or") or spec.get("default") is None):
        raise wrong(f"The parameter {name} has a column; it must be a choice with a default that is every row.", name)
    if spec.get("first") and (spec["type"] != "iri" or not spec.get("optional")):
        raise wrong(f"The parameter {name} puts rows first; it must be a thing that is optional.", name)
    if spec.get("within") and (spec["type"] != "iri" or not spec.get("optional")):
        raise wrong(f"The parameter {name} keeps the rows within it; it must be a region that is optional.", name)
    default, example = spec.get("default"), spec.get("example")
    return Parameter(
        name=name,
        type=spec["type"],
        label={"en": spec.get("label", name), "sv": spec.get("label-sv", name)},
        class_=expand(spec["class"]) if spec.get("class") else "",
        values=tuple(map(str, spec.get("values") or ())),
        alternative=spec.get("or", ""),
        column=spec.get("column", ""),
        first=spec.get("first", ""),
        within=spec.get("within", ""),
        preset=None if default is None else str(default),
        optional=bool(spec.get("optional", False)),
        example=None if example is None else str(example),
        minimum=spec.get("minimum"),
        maximum=spec.get("maximum"),
    )


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'
