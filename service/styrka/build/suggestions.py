"""What the matcher suggests: tables of themes for the areas that no curator has decided, and for calls.

``python -m styrka.build.suggestions`` writes ``data/mappings/suggested/*.sssom.tsv`` and the register of the themes of
calls anew from the present tree. The same tree gives the same text. Suggestions give nothing a theme; a curator decides
about an area by writing a row of a decided table.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from styrka.build.matching import Suggestion, Themes, prepare_themes, suggest_themes
from styrka.build.sources import read_source
from styrka.build.sssom.table import format_sssom, read_table
from styrka.vocabulary import BASE, PREFIXES, expand, graph_iri, shorten

FOLDER: Final = "data/mappings/suggested"
CALLS: Final = "data/registers/calls.csv"
CALL_THEMES: Final = "data/registers/call-themes.csv"
# The day the tables were first made; with a fixed day they are the same text as long as the suggestions are the same.
DAY: Final = "2026-11-22"
# A second or third theme is suggested only when it is nearly as good as a whole part of the label.
_SECOND: Final = 0.85
_MOST: Final = 3
# Of a call only what names a theme: below, curators confirm less than half of what is proposed (bench/matching.md).
_LEAST: Final = 0.6
_NAMED: Final = ("whole", "part", "inside")
_FIELDS: Final = ("call", "theme", "confidence", "match_string", "subject_match_field", "keyword")


def read_areas(root: Path) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return every priority area in ``data/strategies`` and in the table of areas.

    Its labels, preferred ones first, each with its language tag.
    """
    found: defaultdict[str, list[tuple[bool, str, str]]] = defaultdict(list)
    kinds = {PREFIXES["skos"] + "prefLabel": False, PREFIXES["skos"] + "altLabel": True}
    paths = (*sorted((root / "data/strategies").rglob("*.ttl")), *(root / "data/tables").glob("areas.csv"))
    for path in paths:
        for quad in read_source(path, root).quads:
            alternative = kinds.get(quad.predicate.value)
            if (
                alternative is None
                or not isinstance(quad.object, ox.Literal)
                or not isinstance(quad.subject, ox.NamedNode)
                or not quad.subject.value.startswith(PREFIXES["area"])
            ):
                continue
            found[quad.subject.value].append((alternative, quad.object.language or "", quad.object.value))
    return {iri: tuple((text, language) for _, language, text in sorted(labels)) for iri, labels in found.items()}


def read_decided(root: Path) -> frozenset[str]:
    """Return the IRIs of all subjects with a row, positive or negative, in a decided table."""
    tables = (path for path in sorted((root / "data/mappings").rglob("*.sssom.tsv")) if path.parent != root / FOLDER)
    return frozenset(
        expand(row.cells["subject_id"])
        for path in tables
        for row in read_table(path.read_text(encoding="utf-8"), str(path))[1]
    )


def make_tables(root: Path) -> dict[str, str]:
    """Return the suggested tables.

    Text by path relative to ``root``, one for each country that has an undecided area.
    """
    hub = prepare_themes(read_source(root / "ontology/schemes/themes.ttl", root).quads)
    names = {label.theme: label.text for label in reversed(hub.labels) if label.language == "en"}
    done = read_decided(root)
    rows: defaultdict[str, list[Mapping[str, str]]] = defaultdict(list)
    for iri, labels in sorted(read_areas(root).items()):
        if iri in done:
            continue
        found = suggest_themes(labels, hub)
        for rank, each in enumerate(found[:_MOST]):
            if rank == 0 or each.score >= _SECOND:
                country = iri.removeprefix(PREFIXES["area"])[:2]
                rows[country].append(_row(iri, labels[0][0], each, rank == 0, names[each.theme]))
    made = {}
    for country, found_rows in rows.items():
        path = f"{FOLDER}/{country}.sssom.tsv"
        code = country.upper()
        titles = f"Föreslagna teman: {code}", f"Suggested themes: {code}"
        made[path] = format_sssom(graph_iri(path), titles, found_rows)
    if (root / CALLS).is_file():
        made[CALL_THEMES] = _format_call_themes(root, hub)
    return made


def _format_call_themes(root: Path, hub: Themes) -> str:
    """Return the themes that the calls' titles and keywords name, as CSV with the reason of each."""
    with (root / CALLS).open(encoding="utf-8", newline="") as file:
        calls = list(csv.DictReader(file))
    written = io.StringIO(newline="")
    table = csv.DictWriter(written, _FIELDS, lineterminator="\n")
    table.writeheader()
    for call in calls:
        keywords = [word for word in call["keywords"].split("|") if word]
        texts = [(call["name"], call["language"]), *((word, "en") for word in keywords)]
        named = [one for one in suggest_themes(texts, hub) if one.how in _NAMED and one.score >= _LEAST]
        for one in named[:_MOST]:
            titled = one.text == call["name"]
            field = PREFIXES["skos"] + "prefLabel" if titled else PREFIXES["dcat"] + "keyword"
            theme, keyword = one.theme.removeprefix(PREFIXES["theme"]), "" if titled else one.text
            cells = (call["id"], theme, f"{one.score:g}", one.label, field, keyword)
            table.writerow(dict(zip(_FIELDS, cells, strict=True)))
    return written.getvalue()


@dataclass(frozen=True)
class AreaThemes:
    """A priority area: its IRI, its first label, and the themes that its labels point at, the best first."""

    area: str
    label: str
    themes: tuple[Suggestion, ...]


def suggest_for_strategy(root: Path, folder: str) -> tuple[AreaThemes, ...]:
    """Return the themes proposed for each area of a strategy, by the name of its folder."""
    hub = prepare_themes(read_source(root / "ontology/schemes/themes.ttl", root).quads)
    below = f"{PREFIXES['area']}{folder}/"
    found = sorted((iri, labels) for iri, labels in read_areas(root).items() if iri.startswith(below))
    made = []
    for iri, labels in found:
        named = [(text, language) for text, language in labels if any(map(str.isalnum, text))]  # no blanks
        made.append(AreaThemes(iri, named[0][0] if named else "–", suggest_themes(named, hub)[:_MOST]))
    return tuple(made)


def format_decisions(root: Path, folder: str, areas: Iterable[AreaThemes], day: str) -> str:
    """Return the decided table of a strategy's areas, in which the best proposal of each is taken.

    Parameters:
        day: the day of the decision.
    """
    names = {
        quad.subject.value: quad.object.value
        for quad in read_source(root / "ontology/schemes/themes.ttl", root).quads
        if quad.predicate.value == PREFIXES["skos"] + "prefLabel"
        and isinstance(quad.subject, ox.NamedNode)
        and isinstance(quad.object, ox.Literal)
        and quad.object.language == "en"
    }
    decided = {"mapping_justification": "semapv:ManualMappingCuration", "confidence": "0.8", "mapping_date": day}
    rows = [
        {**_row(one.area, one.label, one.themes[0], True, names[one.themes[0].theme]), **decided}
        for one in areas
        if one.themes
    ]
    return format_sssom(graph_iri(f"data/mappings/{folder}.sssom.tsv"), (f"Teman: {folder}", f"Themes: {folder}"), rows)


def write_tables(root: Path) -> tuple[Path, ...]:
    """Write the suggested tables below ``root`` and removes those that are no longer made; returns what it wrote."""
    made = make_tables(root)
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.sssom.tsv"):
        if f"{FOLDER}/{path.name}" not in made:
            path.unlink()
    for name, text in made.items():
        (root / name).write_text(text, encoding="utf-8", newline="\n")
    return tuple(root / name for name in made)


def _row(iri: str, label: str, found: Suggestion, first: bool, name: str) -> dict[str, str]:
    return {
        "subject_id": "area:" + iri.removeprefix(PREFIXES["area"]),
        "subject_label": label,
        "predicate_id": "skos:closeMatch" if found.how == "whole" else "skos:broadMatch",
        "object_id": shorten(found.theme),
        "object_label": name,
        "mapping_justification": "semapv:LexicalMatching",
        "confidence": f"{found.score:g}",
        "author_id": shorten(BASE + "id/actor/styrka"),
        "mapping_date": DAY,
        "comment": found.explanation,
        "rank": "primary" if first else "secondary",
    }


if __name__ == "__main__":
    for path in write_tables(Path.cwd()):
        print(path.relative_to(Path.cwd()))
