"""The page of the partner finder: its sentence, its cards, and what is not recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup, escape

from styrka.ask.pages.reader import lower_first
from styrka.text.partners import get_partner_words as words
from styrka.web.context import language, service
from styrka.web.render.answer.links import FacetShown
from styrka.web.render.names import Link
from styrka.web.render.partners.finding import RECENT, Partner, Reason
from styrka.web.render.partners.registered import Registered


@dataclass(frozen=True)
class Finding:
    """What was found for a region and a theme.

    Attributes:
        partners: all of them.
        shown: those with the chosen values.
        registered: those that only a register names, where nothing is chosen.
    """

    region: Link
    theme: Link
    partners: tuple[Partner, ...]
    shown: tuple[Partner, ...]
    facets: tuple[FacetShown, ...]
    chosen: Mapping[str, str]
    registered: Registered

    @cached_property
    def sentence(self) -> str:
        """How many there are, and how many of them are recent, named in a strategy, or known already."""
        present, region, theme = language(), self.region.label, lower_first(self.theme.label)
        if not self.partners:
            return words("nobody", present, region=region, theme=theme)
        since = int(service().engine.edition.year) - RECENT
        counts = {
            "recent": sum(one.last_project > since for one in self.partners),
            "named_ours": sum(any(reason.ours for reason in one.reasons) for one in self.partners),
            "met": sum(bool(one.meetings) for one in self.partners),
        }
        parts = [words("count", present, n=len(self.partners), region=region, theme=theme)]
        parts += [words(key, present, n=n, region=region, regions=_own(region)) for key, n in counts.items() if n]
        return f"{'; '.join(parts)}."

    @property
    def narrowed(self) -> str:
        """How many of all are shown, where something is chosen."""
        return words("shown", language(), n=len(self.shown), of=len(self.partners)) if self.chosen else ""

    @property
    def missing(self) -> str:
        """What is not recorded of those that are shown, in one line; empty where all is."""
        counts = {
            "missing_year": sum(not one.last for one in self.shown),
            "missing_place": sum(not one.places for one in self.shown),
            "missing_page": sum(not one.page for one in self.shown),
            "missing_kind": sum(not one.kinds for one in self.shown),
        }
        parts = [words(key, language(), n=n) for key, n in counts.items() if n]
        return f"{words('missing', language())}{', '.join(parts)}." if parts else ""


def _own(name: str) -> str:
    """Return the Swedish genitive of a name: one that ends in s, x or z has no ending."""
    return name if name.endswith(("s", "x", "z")) else f"{name}s"


def write_reason(reason: Reason) -> Markup:
    """Return a sentence with links: what an organisation has to do with the theme, and when."""
    if reason.strategies:
        key = "example_of" if reason.named else "part_of_area"
    else:
        key = "example_of_project" if reason.named else "part_of_project"
    sentence = words(
        key,
        language(),
        thing=write_link(reason.through),
        strategies=write_links(reason.strategies),
        years=f" ({_write_years(reason)})" if reason.last else "",
    )
    roles = ", ".join(str(escape(one.label)) for one in reason.roles)
    ending = words("as", language(), roles=roles) if roles else ""
    return Markup(sentence + ending)  # noqa: S704  # labels and addresses are escaped where they are written


def _write_years(reason: Reason) -> str:
    return str(reason.last) if reason.first == reason.last else f"{reason.first}–{reason.last}"


def write_link(one: Link) -> Markup:
    """Return a thing's name as a link."""
    return Markup('<a href="{}">{}</a>').format(one.address, one.label)


def write_links(several: Sequence[Link]) -> Markup:
    """Return the names of things as links, between commas."""
    return Markup(", ").join(map(write_link, several))
