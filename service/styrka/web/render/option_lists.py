"""What a form's field can name, as the options of a select or of a list of suggestions.

The options of a class are written once for each release, language and country of readers: a list of some hundred
names took a third of the time of a page, and is the same on every page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from flask import request
from markupsafe import Markup

from styrka.ask.names.exonyms import find_own_country
from styrka.ask.names.things import LIST
from styrka.ask.option_groups import Group, describe_value, group_options, make_value
from styrka.ask.parameters import Parameter
from styrka.ask.question import Query
from styrka.labels import choose_label
from styrka.text.ui import get_words
from styrka.web.context import language, service
from styrka.web.render.escaping import escape

# With more, a field is for text with a list of suggestions, which several fields share and in which people find a
# name by any part of it. A select would stand in the page for each of them.
MOST: Final = 300


@dataclass(frozen=True)
class OptionList:
    """The options of a class: of one select, or of a list of suggestions; empty where there are too many even for that.

    Attributes:
        texts: where they are suggestions, what stands in the field by the IRI of what it names: names with codes.
    """

    options: Markup
    texts: Mapping[str, str]

    def mark(self, value: str) -> Markup | None:
        """Return the options with that of a value selected; None where it has no option."""
        before, found, after = str(self.options).partition(f'<option value="{escape(value)}"')
        return Markup(f"{before}{found} selected{after}") if found else None  # noqa: S704  # its parts were escaped

    def read(self, value: str) -> Markup:
        """Return what the option of a value says; empty where it has none."""
        rest = str(self.options).partition(f'<option value="{escape(value)}">')[2]
        return Markup(rest.partition("</option>")[0])  # noqa: S704  # its parts were escaped


def find_options(parameter: Parameter) -> OptionList:
    """Return what a parameter of type ``iri`` can name, in the reader's language. Raises as ``Engine.run``."""
    present = service()
    key = (parameter.class_, language(), read_own_country())
    written, texts = present.options.find(present.engine, [key], lambda _: {key: _write(parameter, *key[1:])})[key]
    return OptionList(Markup(written), texts)  # noqa: S704  # escaped when it was written


def find_choices(query: Query, parameter: Parameter, words: Mapping[str, str]) -> OptionList:
    """Return what a parameter of type ``choice`` can be, and the years that lists are of where it can be a year.

    Parameters:
        words: what its values are called, where that is something else.
    """
    present = service()
    key = (f"{query.slug} {parameter.name}", language(), "")

    def write() -> str:
        options = _write_options((one, words.get(one, one)) for one in parameter.values)
        if parameter.alternative != "year":
            return options
        things = present.names.things(present.engine)
        years = sorted({one.year for one in things if one.year and one.is_a(LIST)}, reverse=True)
        heading = escape(get_words("as_of_year", language()))
        return f'{options}<optgroup label="{heading}">{_write_options((one, one) for one in years)}</optgroup>'

    return OptionList(Markup(present.options.find(present.engine, [key], lambda _: {key: (write(), {})})[key][0]), {})  # noqa: S704


def read_own_country() -> str:
    """Return the code of the reader's country, by Accept-Language and else by the language of the page; "" for none."""
    countries = (find_own_country(tag) for tag, _ in request.accept_languages if tag != "*")
    return next((one for one in countries if one), "SE" if language() == "sv" else "")


def describe_thing(parameter: Parameter, iri: str) -> str:
    """Return what stands in a field for text when a thing is chosen: its name with its code; nothing without a name.

    Raises as ``Engine.run``.
    """
    present = service()
    name = choose_label(present.labels.find(present.engine, [iri]).get(iri, {}), language())
    return describe_value(name, make_value(parameter, iri)) if name else ""


def _write(parameter: Parameter, present: str, own: str) -> tuple[str, Mapping[str, str]]:
    things = service().names.things(service().engine)
    groups = group_options(things, parameter, present, own, get_words("other_countries", present))
    if sum(len(group.options) for group in groups) <= MOST:
        return "\n".join(map(_write_group, groups)), {}
    texts = {one.iri: describe_value(one.brief, one.value) for group in groups for one in group.options}
    return "\n".join(f'<option value="{escape(text)}">' for text in texts.values()), texts


def _write_options(pairs: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f'<option value="{escape(value)}">{escape(label)}</option>' for value, label in pairs)


def _write_group(group: Group) -> str:
    options = _write_options((one.value, one.label) for one in group.options)
    return f'<optgroup label="{escape(group.label)}">\n{options}\n</optgroup>' if group.label else options
