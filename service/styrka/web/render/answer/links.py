"""The links that arrange an answer: the order of each heading, the values of each facet, and its own address."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import urlencode

from flask import request
from markupsafe import Markup

from styrka.ask.answer import AnsweredQuestion
from styrka.ask.pages.arrange import SORT, Arrangement, count_values
from styrka.ask.pages.page import Facet
from styrka.ask.question import Query
from styrka.text.ui import get_words
from styrka.vocabulary import BASE
from styrka.web.context import language, service
from styrka.web.render.escaping import escape
from styrka.web.render.paging import NAMES
from styrka.web.render.published import has_release_files

_OPEN: Final = 6  # values of a facet that are shown; the others open
_LISTED: Final = 60  # values of a facet that are written at all: a country has hundreds of places
_COUNTRY: Final = "country"


@dataclass(frozen=True)
class Heading:
    """What stands above a column: its words, the address that sorts by it (empty: none), and its present order."""

    words: str
    address: str = ""
    order: str = ""


@dataclass(frozen=True)
class FacetValue:
    """A value of a facet: its words, how many rows have it, and the address that chooses it, or removes it."""

    words: str
    count: int
    address: str
    chosen: bool = False


@dataclass(frozen=True)
class FacetShown:
    """A facet: its heading and its values, those with most rows first."""

    words: str
    values: tuple[FacetValue, ...]

    @property
    def written(self) -> Markup:
        """The facet as HTML: what is chosen, with a link that removes it, and the values to choose, the rarer folded.

        Written in Python for the reason of the rows.
        """
        values = [_write_value(one) for one in self.values[:_LISTED]]
        rest, beyond = values[_OPEN:], len(self.values) - len(values)
        more = escape(get_words("narrow_more", language(), n=len(self.values) - _OPEN))
        note = f"<p>{escape(get_words('narrow_beyond', language(), n=beyond))}</p>" if beyond else ""
        folded = f"<details><summary>{more}</summary><ul>{''.join(rest)}</ul>{note}</details>" if rest else ""
        shown = f"<div><h3>{escape(self.words)}</h3><ul>{''.join(values[:_OPEN])}</ul>{folded}</div>"
        return Markup(shown)  # noqa: S704  # its parts are escaped


def _write_value(one: FacetValue) -> str:
    address = escape(one.address)
    if one.chosen:
        words = escape(get_words("remove_choice", language(), value=one.words))
        return f'<li><a href="{address}" aria-current="true">{words}</a></li>'
    count = f'<span class="count">{one.count}</span>'
    return f'<li><a href="{address}" rel="nofollow">{escape(one.words)}</a> {count}</li>'


def change_address(**changed: str) -> str:
    """Return the present address with other values, from its first part on; an empty value is left out."""
    kept = _write_rest(changed)
    new = [_encode(*pair) for pair in changed.items() if pair[1]]
    return f"{request.path}?{'&'.join((*kept, *new))}".removesuffix("?")


def make_changes(name: str) -> Callable[[str], str]:
    """Return what gives the present address with another value of one parameter, as ``change_address`` does."""
    path, kept = request.path, "".join(f"{one}&" for one in _write_rest((name,)))
    return lambda value: f"{path}?{kept}{_encode(name, value)}" if value else f"{path}?{kept}"[:-1]


def _write_rest(changed: Container[str]) -> list[str]:
    """Return the pairs of the present address, but for those that change and the part of the answer."""
    pairs = request.args.items(multi=True)
    return [_encode(*pair) for pair in pairs if pair[0] not in NAMES and pair[0] not in changed]


@lru_cache(5_000)
def _encode(name: str, value: str) -> str:
    """Return a pair as it stands in an address; a page has many addresses of the same few pairs."""
    return urlencode([(name, value)], safe=",")


def make_own_address(asked: AnsweredQuestion, arrangement: Arrangement, *, dated: bool = False) -> str:
    """Return the address of an answer: the values that differ from the default, in the question's order.

    Parameters:
        dated: whether it has the day of an answer that is another one each day, so that it stays this answer's.
    """
    query, values = asked.query, asked.values
    wanted = [one for one in query.parameters if values[one.name] != one.default or (dated and one.daily)]
    given = [(one.name, value) for one in wanted if (value := values[one.name])]
    sort = [(SORT, request.args[SORT])] if request.args.get(SORT) else []
    pairs = urlencode([*given, *arrangement.chosen.items(), *sort], safe=",/")
    return f"{make_question_path(query)}?{pairs}".removesuffix("?")


def make_related_address(query: Query, of: AnsweredQuestion) -> str:
    """Return the address of another question with those values that both have a parameter for."""
    own = {one.name: one for one in of.query.parameters}
    pairs = [
        (one.name, value)
        for one in query.parameters
        if (value := of.values.get(one.name))
        and own[one.name].class_ == one.class_
        and value != one.default
        and (not one.values or value in one.values)
    ]
    return f"{make_question_path(query)}?{urlencode(pairs, safe='/')}".removesuffix("?")


def make_lasting_address(own: str) -> str:
    """Return the address of an answer as it is in this release, for ever; empty where there are no releases here."""
    if not has_release_files():
        return ""
    return own if own.startswith("/release/") else f"/release/{service().engine.version}{own}"


def make_question_path(query: Query) -> str:
    """Return the path of a question: in the release by whose name the present answer was asked for, if it was."""
    then = service().then
    return f"{f'/release/{then.version}' if then else ''}/ask/{query.slug}"


def make_headings(query: Query, arrangement: Arrangement, language: str) -> list[Heading]:
    """Return the headings of the columns of a question's page, without that of the evidence."""
    columns = [(query.page.head.column, query.page.head.column)]
    columns += [(cell.name, cell.items[0].column) for cell in query.page.cells]
    made, sort_by = [], make_changes(SORT)
    for name, column in columns:
        words, order = query.wording.heading(name, language), arrangement.direction(column)
        sortable = column in query.columns and not column.endswith("List")
        to = f"-{column}" if order == "ascending" else column
        made.append(Heading(words, sort_by(to) if sortable else "", order))
    return made


def make_facets(
    asked: AnsweredQuestion,
    arrangement: Arrangement,
    words: Mapping[str, str],
    names: Callable[[list[str]], Mapping[str, str]],
    language: str,
    heading: Callable[[str], str],
) -> list[FacetShown]:
    """Return the facets of a whole answer that have something to choose.

    Parameters:
        words: what codes are called.
        names: gives the labels of things by IRI.
        heading: what a facet is called, by its name.
    """

    def name(text: str) -> str:
        found = words.get(text) or asked.query.wording.code(text, language)
        return found[:1].upper() + found[1:]

    shown = [_show(asked, arrangement, facet, name, names, heading) for facet in asked.query.page.facets]
    return [one for one in shown if len(one.values) > 1 or any(value.chosen for value in one.values)]


def _show(
    asked: AnsweredQuestion,
    arrangement: Arrangement,
    facet: Facet,
    word: Callable[[str], str],
    names: Callable[[list[str]], Mapping[str, str]],
    heading: Callable[[str], str],
) -> FacetShown:
    parameter = next((one for one in asked.query.parameters if one.name == facet.name), None)
    chosen = arrangement.chosen.get(facet.name, "")
    if parameter:
        value = asked.values[facet.name] or ""
        chosen = "" if value == parameter.default else value.rsplit("/", 1)[-1]
    counted = count_values(asked, arrangement, facet)
    iris = _find_iris(asked, facet, counted)
    if parameter and parameter.type == "iri" and chosen:  # also where no row has it
        iris.setdefault(chosen, parameter.iri(value))
    labels = names(list(iris.values())) if iris else {}
    values, choose = [], make_changes(facet.name)
    for text, count in sorted(counted.items(), key=lambda one: (one[0] != chosen, -one[1], one[0])):
        is_chosen = text == chosen
        label = labels.get(iris.get(text, ""), "") or word(text)
        values.append(FacetValue(label, count, choose("" if is_chosen else text), is_chosen))
    if chosen and chosen not in counted:
        label = labels.get(iris.get(chosen, ""), "") or word(chosen)
        values.insert(0, FacetValue(label, 0, choose(""), chosen=True))
    return FacetShown(heading(facet.name), tuple(values))


def _find_iris(asked: AnsweredQuestion, facet: Facet, counted: Mapping[str, int]) -> dict[str, str]:
    """Return the things that the values of a facet name, by value."""
    if facet.name == _COUNTRY != facet.column:
        return {text: f"{BASE}id/region/{text}" for text in counted}
    if facet.name != facet.column:
        return {}
    terms = (row[facet.column] for row in asked.rows if facet.column in row)
    return {term.value.rsplit("/", 1)[-1]: term.value for term in terms if term.is_iri}
