"""The page where mappings are reviewed: what is asked for, the form, and the file that comes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from flask import Response, request

from styrka.ask.names.things import Thing
from styrka.ask.question import Query
from styrka.ask.reading import FieldError
from styrka.ask.reviewing.choosing import PROJECTS, STATUSES, Choice, Counts
from styrka.ask.reviewing.mappings import OpenMapping, OpenMappings
from styrka.ask.reviewing.nearness import WordIndex
from styrka.change.review import Reviewer, ReviewFile
from styrka.text.locale import sort_key
from styrka.text.reviewing import get_review_words
from styrka.vocabulary import BASE, PREFIXES
from styrka.web.context import LANGUAGES, host, language, service
from styrka.web.render.contribute.reviewed_areas import Sent, carry_decisions, show_subjects
from styrka.web.render.names import Names
from styrka.web.render.pages import describe_form
from styrka.web.render.shell.page import render_page

SIZE: Final = 20  # mappings on a page
MOST: Final = 100  # decisions in one file


@dataclass(frozen=True)
class ReviewFacet:
    """A list of choices, each with its number and the address that makes it."""

    name: str
    choices: tuple[tuple[str, int, str, bool], ...]
    whole: str


def render_review(
    found: OpenMappings,
    words: WordIndex,
    chosen: Sequence[OpenMapping],
    choice: Choice,
    counts: Counts,
    start: int,
    sent: Sent | None = None,
) -> Response:
    """Return the page of the chosen mappings, from one on; with what was ticked, here and on other pages.

    What is wrong with a decision of another page is shown here, and the others of those go along unseen.
    """
    present, sent = language(), sent or Sent()
    part = list(chosen[start : start + SIZE])
    mistaken = {code for code, one in sent.ticked.items() if one.error}
    part += [one for one in found.mappings if one.code in mistaken and one not in part]
    carried = carry_decisions(found, sent, part)
    response = render_page(
        "review.html",
        subjects=show_subjects(found, words, part, sent),
        sent=sent,
        carried=carried,
        wrong=[(code, one.error) for code, one in sent.ticked.items() if one.error],
        choice=choice,
        total=len(chosen),
        areas=len({one.subject for one in chosen}),
        first=start + 1,
        last=min(start + SIZE, len(chosen)),
        previous=_make_address(choice, page=start // SIZE) if start else "",
        next=_make_address(choice, page=start // SIZE + 2) if start + SIZE < len(chosen) else "",
        own=_make_address(choice, page=start // SIZE + 1),
        facets=() if choice.subject else _make_facets(choice, counts),
        themes=_list_theme_names(found),
        say=lambda key, **values: get_review_words(key, present, **values),
        most=MOST,
        done=None,
    )
    response.status_code = 400 if sent.is_wrong else 200
    return response


def render_choice_form(
    query: Query, given: Mapping[str, str], errors: tuple[FieldError, ...], kept: Mapping[str, str]
) -> Response:
    """Return the form for which mappings are to be reviewed, with what is wrong in it.

    Parameters:
        query: a question whose parameters are the parts of the choice.
        given: what stands in the address.
        kept: what stands there too, and has no field.
    """
    present = language()
    words = {one: get_review_words(f"is_{one}", present) for one in STATUSES}
    return render_page(
        "review_choice.html",
        kept=kept,
        say=lambda key, **values: get_review_words(key, present, **values),
        **describe_form(query, given, words, errors),
    )


def render_done(
    file: ReviewFile, reviewer: Reviewer, decided: int, fields: Iterable[tuple[str, str]], near: Iterable[Thing]
) -> Response:
    """Return the page with the file: how to have it, and how to send it.

    Parameters:
        fields: what was sent, to be sent again for the file itself.
        near: organisations that may be meant by one that is not recorded.
    """
    present, writer = language(), service().writer
    return render_page(
        "review.html",
        done=file,
        reviewer=reviewer,
        decided=decided,
        fields=list(fields),
        near=[one.label(present) for one in near],
        mailbox=service().settings.corrections,
        writes=writer is not None and writer.governed and bool(service().settings.write_token),
        host=host(),
        name=file.path.rpartition("/")[2],
        graph=file.graph.removeprefix(BASE + "graph/"),
        say=lambda key, **values: get_review_words(key, present, **values),
    )


def _make_address(choice: Choice, page: int = 1) -> str:
    """Return the address of a choice, in the language that the reader chose."""
    asked = {
        "region": choice.region,
        "theme": choice.theme.removeprefix(PREFIXES["theme"]),
        "status": choice.status,
        "of": choice.subject.removeprefix(BASE + "id/"),
        "page": str(page) if page > 1 else "",
        "lang": chosen if (chosen := request.args.get("lang", "")) in LANGUAGES else "",
    }
    return f"/review?{urlencode({name: value for name, value in asked.items() if value}, safe='/')}".removesuffix("?")


def _make_facets(choice: Choice, counts: Counts) -> tuple[ReviewFacet, ...]:
    """Return the lists of choices. Raises as ``Engine.run``."""
    present = language()
    regions = {code: f"{BASE}id/region/{code}" for code in (*counts.countries, *counts.regions) if code != PROJECTS}
    names = Names((*regions.values(), *counts.themes))
    of_region = {code: names.name(iri) for code, iri in regions.items()} | {
        PROJECTS: get_review_words("projects", present)
    }

    def make(name: str, counted: Mapping[str, int], called: Mapping[str, str], field: str) -> ReviewFacet:
        own = getattr(choice, field)
        listed = sorted(counted, key=lambda one: sort_key(called[one], present))
        choices = tuple(
            (called[one], counted[one], _make_address(replace(choice, **{field: one})), one == own) for one in listed
        )
        return ReviewFacet(get_review_words(name, present), choices, _make_address(replace(choice, **{field: ""})))

    statuses = {one: get_review_words(f"is_{one}", present) for one in STATUSES}
    country = replace(choice, region=choice.region if choice.region == PROJECTS else choice.region[:2])
    facets = [make("country", counts.countries, of_region, "region")]
    if counts.regions:
        facets.append(make("region", counts.regions, of_region, "region"))
        facets[-1] = replace(facets[-1], whole=_make_address(country))
    facets.append(make("theme", counts.themes, {one: names.name(one) for one in counts.themes}, "theme"))
    return (*facets, make("status", counts.statuses, statuses, "status"))


def _list_theme_names(found: OpenMappings) -> tuple[str, ...]:
    """Return the names of all themes in the reader's language, in its order."""
    themes = {label.theme for label in found.hub.labels}
    names = Names(themes)
    return tuple(sorted({names.name(one) for one in themes}, key=lambda one: sort_key(one, language())))
