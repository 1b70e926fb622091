"""The rules as pages: all of them by what they are about, and each with an example of right and one of wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from flask import Response

from styrka.ask.describe import Resource
from styrka.ask.vocabulary.rules import Rule
from styrka.labels import choose_label
from styrka.text.locale import sort_key
from styrka.web.context import language, service
from styrka.web.render.names import Link, Names, make_link
from styrka.web.render.shell.page import render_page
from styrka.web.render.vocabulary.example import Example, find_rule_example
from styrka.web.render.vocabulary.release import find_rules
from styrka.web.render.vocabulary.wanted import WantedWords, describe_wanted, list_named, name_rule
from styrka.web.render.vocabulary.words import get_page_words

_BROKEN: Final = Path("tests/examples/invalid")
_EXPECT: Final = "# expect: <shape/"


@dataclass(frozen=True)
class RuleWords:
    """A rule in words.

    Attributes:
        path: the properties that it looks at, each with whether it is followed backwards.
        about: the classes that it is about; where there are none ``subjects``, properties whose subjects it is about.
    """

    link: Link
    path: tuple[tuple[Link, bool], ...]
    about: tuple[Link, ...]
    subjects: tuple[Link, ...]
    wanted: WantedWords
    severity: str
    message: str
    description: str


@dataclass(frozen=True)
class ShapePage:
    """What the page of a rule shows: itself, those that it consists of, and an example of right and wrong each."""

    name: str
    rule: RuleWords
    members: tuple[RuleWords, ...]
    right: Example | None
    wrong: str

    @property
    def sentence(self) -> str:
        """What is said where it is broken, for those that list the page."""
        return self.rule.message or self.name


def render_rules() -> Response:
    """Return the page of all rules. Raises as ``Engine.run``."""
    rules = find_rules()
    names = Names(list_named(rules.values()))
    groups = [one for one in rules.values() if one.members or not one.path]
    groups.sort(key=lambda one: sort_key(name_rule(one), language()))
    listed = [
        (_describe(one, names), tuple(_describe(rules[iri], names) for iri in one.members if iri in rules))
        for one in groups
    ]
    return render_page("vocabulary/rules.html", groups=listed, say=get_page_words, total=len(rules))


def describe_shape(found: Resource) -> ShapePage:
    """Return what the page of a rule shows. Raises as ``Engine.run``."""
    rules = find_rules()
    rule = rules[found.iri]
    members = [rules[iri] for iri in rule.members if iri in rules]
    names = Names(list_named([rule, *members]))
    return ShapePage(
        name=name_rule(rule),
        rule=_describe(rule, names),
        members=tuple(_describe(one, names) for one in members),
        right=find_rule_example(rule),
        wrong=_list_broken(service().settings.root / _BROKEN).get(rule.slug, ""),
    )


def _describe(rule: Rule, names: Names) -> RuleWords:
    return RuleWords(
        make_link(rule.iri, name_rule(rule)),
        tuple((names.link(one.lstrip("^")), one.startswith("^")) for one in rule.path),
        names.links(rule.targets),
        names.links(rule.subjects),
        describe_wanted(rule, names),
        rule.severity,
        choose_label(rule.messages, language()),
        choose_label(rule.descriptions, language()),
    )


@lru_cache(4)
def _list_broken(folder: Path) -> Mapping[str, str]:
    """Return an example that breaks it for each rule that has one, without what every file begins with.

    Nothing where the examples are not beside the service.
    """
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.ttl")):
        text = path.read_text("utf-8")
        if text.startswith(_EXPECT):
            slug = text.removeprefix(_EXPECT).partition(">")[0]
            blocks = text.strip().split("\n\n")
            shown = [one for one in blocks if not one.startswith(("#", "@")) and " a void:Dataset" not in one]
            found.setdefault(slug, "\n\n".join(shown or blocks[1:]))
    return found
