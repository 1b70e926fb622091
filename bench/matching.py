"""How well the lexical matcher finds what the curators decided, and what documents list; writes bench/matching.md.

Run from the project's root: python bench/matching.py
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import matching_codes
import pyoxigraph as ox

from styrka.build.matching import Suggestion, Themes, prepare_themes, suggest_themes
from styrka.build.sources import read_source
from styrka.build.sssom.table import read_table
from styrka.build.suggestions import FOLDER, read_areas
from styrka.vocabulary import expand, shorten

ROOT = Path(__file__).resolve().parent.parent
HUB = ROOT / "ontology/schemes/themes.ttl"
REPORT = ROOT / "bench/matching.md"
THRESHOLDS = (0.9, 0.7, 0.5, 0.3)
# What the matcher is sure of to the same degree: scores from one on and below the next.
BANDS = ((0.95, 1.01), (0.9, 0.95), (0.8, 0.9), (0.7, 0.8), (0.6, 0.7), (0.5, 0.6), (0.3, 0.5))


@dataclass
class Gold:
    """What the curators say of one area."""

    primary: str = ""
    counting: set[str] = field(default_factory=set)
    related: set[str] = field(default_factory=set)
    negative: set[str] = field(default_factory=set)


def gold() -> dict[str, Gold]:
    """The decisions for each area, over all decided tables."""
    found: defaultdict[str, Gold] = defaultdict(Gold)
    paths = sorted((ROOT / "data/mappings").rglob("*.sssom.tsv"), key=lambda path: ("reviewed" in path.parts, path))
    for path in paths:
        if path.parent == ROOT / FOLDER or path.name == "projects.sssom.tsv":
            continue
        for row in read_table(path.read_text(encoding="utf-8"), path.name)[1]:
            # The rows of a review come last, and stand in the place of those before.
            said, theme = found[expand(row.cells["subject_id"])], expand(row.cells["object_id"])
            for before in (said.counting, said.related, said.negative):
                before.discard(theme)
            if row.cells["predicate_modifier"] == "Not":
                said.negative.add(theme)
            elif row.cells["rank"]:
                said.counting.add(theme)
                said.primary = theme if row.cells["rank"] == "primary" else said.primary
            else:
                said.related.add(theme)
    return dict(found)


def measure(
    decisions: Mapping[str, Gold],
    labels: Mapping[str, Sequence[tuple[str, str]]],
    hub: Themes,
    broader: Mapping[str, str],
) -> list[tuple[str, str]]:
    """The measures, each with its value as text."""
    found: dict[str, tuple[Suggestion, ...]] = {area: suggest_themes(labels[area], hub) for area in decisions}
    top = {theme: broader.get(theme, theme) for theme in {label.theme for label in hub.labels}}
    wanted = sum(len(said.counting) for said in decisions.values())

    def share(hits: int, of: int) -> str:
        return f"{hits / of:.3f} ({hits} of {of})" if of else "-"

    def first(area: str, count: int) -> list[str]:
        return [each.theme for each in found[area][:count]]

    rows = [
        (
            f"recall@{count}, primary theme",
            share(sum(said.primary in first(area, count) for area, said in decisions.items()), len(decisions)),
        )
        for count in (1, 3)
    ]
    rows += [
        (
            f"recall@{count}, primary theme at the top level",
            share(
                sum(
                    top.get(said.primary) in {top[theme] for theme in first(area, count)}
                    for area, said in decisions.items()
                ),
                len(decisions),
            ),
        )
        for count in (1, 3)
    ]
    rows.append(
        (
            "recall@3, all themes that count",
            share(sum(len(said.counting & set(first(area, 3))) for area, said in decisions.items()), wanted),
        )
    )
    for threshold in THRESHOLDS:
        offered = [
            (decisions[area], each.theme) for area, some in found.items() for each in some if each.score >= threshold
        ]
        right = sum(theme in said.counting for said, theme in offered)
        rows.append((f"precision, score >= {threshold}", share(right, len(offered))))
        rows.append((f"recall, score >= {threshold}", share(right, wanted)))
    refused = [(area, theme) for area, said in decisions.items() for theme in said.negative]
    rows.append(
        (
            "negative rows that the matcher would propose (score >= 0.5)",
            share(
                sum(any(each.theme == theme and each.score >= 0.5 for each in found[area]) for area, theme in refused),
                len(refused),
            ),
        )
    )
    return rows


def agree(decisions: Mapping[str, Gold], labels: Mapping[str, Sequence[tuple[str, str]]], hub: Themes) -> list[str]:
    """The rows of a table: of the proposals in each band, how many the curators confirm, call related and deny."""
    offered = [(said, each) for area, said in decisions.items() for each in suggest_themes(labels[area], hub)]
    rows = []
    for least, most in BANDS:
        band = [(said, each.theme) for said, each in offered if least <= each.score < most]
        if not band:
            continue
        counts = (
            sum(theme in said.counting for said, theme in band),
            sum(theme in said.related for said, theme in band),
            sum(theme in said.negative for said, theme in band),
        )
        left = len(band) - sum(counts)
        cells = [f"{each / len(band):.3f} ({each})" for each in (*counts, left)]
        rows.append(f"| {least:g} to {min(most, 1):g} | {len(band)} | {' | '.join(cells)} |")
    return rows


def report() -> str:
    """The text of bench/matching.md."""
    labels, decisions = read_areas(ROOT), gold()
    quads = read_source(HUB, ROOT).quads
    broader = {
        quad.subject.value: quad.object.value
        for quad in quads
        if shorten(quad.predicate.value) == "skos:broader"
        and isinstance(quad.subject, ox.NamedNode)
        and isinstance(quad.object, ox.NamedNode)
    }
    own = frozenset(text.lower() for area in decisions for text, _ in labels[area])
    hubs = {"all labels": prepare_themes(quads), "without the areas' own labels": prepare_themes(quads, own)}
    groups = {
        "Swedish areas": {area: said for area, said in decisions.items() if "/id/area/se" in area},
        "Other European areas": {area: said for area, said in decisions.items() if "/id/area/se" not in area},
    }
    lines = [
        "# The lexical matcher against the curated rows",
        "",
        "Made by `python bench/matching.py`. The curated primary and secondary themes are the truth.",
        "The hub's alternative labels were chosen by reading these very areas, so the first column flatters; for the",
        "second every theme label that is the whole label of a curated area is taken away first.",
    ]
    for title, some in groups.items():
        if not some:
            continue
        measured = [measure(some, labels, hub, broader) for hub in hubs.values()]
        lines += ["", f"## {title}: {len(some)}", "", f"| measure | {' | '.join(hubs)} |", "|---|---|---|"]
        lines += [f"| {name} | {value} | {other} |" for (name, value), (_, other) in zip(*measured, strict=True)]
        lines += [
            "",
            "Agreement with the curators by the matcher's score, without the areas' own labels:",
            "",
            "| score | proposals | confirmed | related | denied | not mentioned |",
            "|---|---|---|---|---|---|",
            *agree(some, labels, hubs["without the areas' own labels"]),
        ]
        ways = Counter(
            each[0].how if each else "nothing"
            for each in (suggest_themes(labels[area], hubs["all labels"]) for area in some)
        )
        lines += [
            "",
            "How the best label met the text: "
            + ", ".join(f"{way} {count}" for way, count in ways.most_common())
            + ".",
        ]
    lines += ["", *_measure_codes(hubs["all labels"], quads, broader, labels, decisions)]
    return "\n".join(lines) + "\n"


def _measure_codes(
    hub: Themes,
    quads: Sequence[ox.Quad],
    broader: Mapping[str, str],
    labels: Mapping[str, Sequence[tuple[str, str]]],
    decisions: Mapping[str, Gold],
) -> list[str]:
    """The section on industries; where the shared folder is not present, the one that the report has already."""
    shared = Path(os.environ.get("STYRKA_SHARED", ROOT.parent / "shared"))
    if not (shared / matching_codes.TABLE).is_file():
        return ("## Czech" + REPORT.read_text(encoding="utf-8").partition("## Czech")[2]).rstrip().splitlines()
    # The latest list of a region comes last, and is the one that the table is of.
    areas = {
        (area.rsplit("/", 2)[1].split("-")[0].upper(), text): area
        for area in sorted(labels)
        if "/id/area/cz" in area
        for text, language in labels[area]
        if language != "en"
    }
    english = {key: [one for one in labels[area] if one[1] == "en"] for key, area in areas.items()}
    curated = {key: decisions[area].counting for key, area in areas.items() if area in decisions}
    divisions = matching_codes.read_divisions(quads, broader, matching_codes.read_sections(ROOT))
    return matching_codes.report(shared, hub, divisions, english, curated)


if __name__ == "__main__":
    REPORT.write_text(report(), encoding="utf-8")
