"""``styrka diff``: what distinguishes two releases, in words, by thing."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import click

from styrka import release
from styrka.build.check.differences import Differences, PropertyChange, ThingChange
from styrka.cli.command import command, print_result
from styrka.errors import NotFound
from styrka.labels import choose_label
from styrka.release import Release
from styrka.settings import Settings
from styrka.text.differences import get_difference_words
from styrka.vocabulary import BASE, shorten

_FORMATS: Final = ("text", "json", "csv")
_KINDS: Final = ("added", "changed", "removed")
_SHOWN: Final = 20  # things of a kind in the text, where --all does not ask for all
_VALUES: Final = 6  # values of a property in the text
_LONGEST: Final = 160  # characters of a value in the text
_COLUMNS: Final = ("change", "thing", "label", "class", "property", "property_label", "side", "value", "value_label")


@command(short_help="Compare two releases, in words.")
@click.argument("old", required=False)
@click.argument("new", required=False)
@click.option(
    "--format", "form", type=click.Choice(_FORMATS), default="text", help="text, JSON, or a row for each value"
)
@click.option("--all", "everything", is_flag=True, help=f"name every thing in the text, not {_SHOWN} of a kind")
@click.option("--sv", "swedish", is_flag=True, help="in Swedish")
def diff(
    settings: Settings,
    *,
    as_json: bool,
    old: str | None,
    new: str | None,
    form: str,
    everything: bool,
    swedish: bool,
) -> None:
    """Say what changed from release OLD to release NEW: the things that came, changed and went, with their values.

    Without NEW it is the published release, and without OLD the one before. Only what is stated is compared: what is
    inferred follows from it.

    \b
    Examples:
      styrka diff
      styrka diff 2026-11-22-0123456789ab --sv
      styrka diff 2026-11-22-0123456789ab 2026-11-29-ba9876543210 --format csv > changes.csv

    Raises:
        NotFound: For a release that is not stored; with those that are.
        ReleaseError: For one that is damaged.
    """
    from styrka.publish.history.differences import compare_releases, find_kinds

    earlier, later = _find_pair(settings, old, new)
    found = compare_releases(earlier, later)
    classes = find_kinds(found, earlier, later)
    language = "sv" if swedish else "en"
    if form == "csv" and not as_json:
        click.echo(_write_csv(found, classes, language), nl=False)
        return
    compared = {"old": earlier.version, "new": later.version, **found.to_json(len(found.things))}
    if form == "json" and not as_json:
        click.echo(json.dumps(compared, ensure_ascii=False, indent=1))
        return
    most = len(found.things) if everything else _SHOWN
    print_result(compared, as_json, "\n".join(_write_text(found, classes, (earlier, later), language, most)))


def _find_pair(settings: Settings, old: str | None, new: str | None) -> tuple[Release, Release]:
    """Return the two releases that are meant.

    Raises:
        NotFound: For one that is not stored, and where there are none to choose from.
    """
    from styrka.publish.history.changes import find_previous_release

    folder = settings.releases_path
    later = release.find_release(folder, new) if new else release.open_current(folder)
    if later is None:
        raise NotFound(
            "There is no release yet. Make one with `styrka build`.",
            sv="Det finns ingen utgåva än. Gör en med `styrka build`.",
        )
    earlier = release.find_release(folder, old) if old else find_previous_release(settings, later)
    if earlier is None:
        raise NotFound(
            f"There is no release before {later.version}; nothing can be compared.",
            sv=f"Det finns ingen utgåva före {later.version}; inget kan jämföras.",
        )
    return earlier, later


def _write_text(
    found: Differences, classes: Mapping[str, str], pair: tuple[Release, Release], language: str, most: int
) -> Iterator[str]:
    counts = found.counts()
    yield get_difference_words("from_to", language, old=pair[0].version, new=pair[1].version)
    if not found.things:
        yield get_difference_words("nothing", language)
        return
    yield get_difference_words("counted", language, **counts)
    yield get_difference_words("statements", language, **counts)
    for kind in _KINDS:
        things = [one for one in found.things if one.kind == kind]
        if not things:
            continue
        yield ""
        yield get_difference_words(f"title_{kind}", language, n=len(things))
        for one in things[:most]:
            yield f"  {_describe(one, found, classes, language)}"
            for change in one.properties:
                yield f"    {_name(change.property, found, language)}: {_word(change, found, language)}"
        if len(things) > most:
            yield "  " + get_difference_words("more", language, n=len(things) - most)


def _describe(one: ThingChange, found: Differences, classes: Mapping[str, str], language: str) -> str:
    """Return what a thing is called, what it is, and where it is found."""
    name, kind = choose_label(found.labels.get(one.thing, {}), language), classes.get(one.thing, "")
    shown = f"“{name}”" if name else ""
    kind = choose_label(found.labels.get(kind, {}), language) or shorten(kind).rpartition(":")[2] if kind else ""
    where = one.thing.removeprefix(BASE)
    return " ".join(filter(None, (kind, shown, f"<{where}>")))


def _word(change: PropertyChange, found: Differences, language: str) -> str:
    before, after = (_list_values(values, found, language) for values in (change.removed, change.added))
    if before and after:
        return get_difference_words("became", language, before=before, after=after)
    return get_difference_words("came" if after else "went", language, value=after or before)


def _list_values(values: Iterable[object], found: Differences, language: str) -> str:
    shown = [_show(value, found, language) for value in values]
    more = len(shown) - _VALUES
    return ", ".join(shown[:_VALUES]) + (" " + get_difference_words("and_more", language, n=more) if more > 0 else "")


def _show(value: object, found: Differences, language: str) -> str:
    iri = getattr(value, "value", str(value))
    if type(value).__name__ == "NamedNode":
        return _name(iri, found, language)
    if type(value).__name__ == "BlankNode":
        return get_difference_words("unnamed", language)
    text = iri if len(iri) <= _LONGEST else iri[: _LONGEST - 1] + "…"
    tag = getattr(value, "language", None)
    return f"“{text}”" + (f" ({tag})" if tag else "")


def _name(iri: str, found: Differences, language: str) -> str:
    return choose_label(found.labels.get(iri, {}), language) or shorten(iri)


def _write_csv(found: Differences, classes: Mapping[str, str], language: str) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for one in found.things:
        thing = (
            one.kind,
            one.thing,
            choose_label(found.labels.get(one.thing, {}), language),
            classes.get(one.thing, ""),
        )
        for change in one.properties:
            name = choose_label(found.labels.get(change.property, {}), language)
            for side, values in (("removed", change.removed), ("added", change.added)):
                for value in values:
                    text = getattr(value, "value", str(value))
                    label = choose_label(found.labels.get(text, {}), language)
                    writer.writerow((*thing, change.property, name, side, text, label))
    return out.getvalue()
