"""The lexical matcher against industries: priorities for which a region's own document lists divisions of NACE.

The list is the Czech national strategy's (facts/new/priority_nace_cz.csv of the shared folder; it is read and not
published, for its licence is not stated). Theme and division meet in the theme scheme's matches to NACE.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from styrka.build.matching import Themes, suggest_themes
from styrka.vocabulary import PREFIXES

NACE = "http://data.europa.eu/ux2/nace2.1/"
TABLE = "facts/new/priority_nace_cz.csv"
THRESHOLDS = (0.9, 0.7, 0.5)
FIRST = 3  # divisions: the source ranks them
Labels = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Domain:
    """A priority of a Czech region: its name, and the divisions that its document lists, the first ones first."""

    region: str
    name: str
    divisions: tuple[str, ...]


def read_domains(shared: Path) -> list[Domain]:
    """The domains of the table, in its order."""
    found: defaultdict[tuple[str, str, str], list[tuple[int, str]]] = defaultdict(list)
    with (shared / TABLE).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = row["nuts"], row["order_in_priorities_eu"], row["label_native"]
            found[key].append((int(row["rank_in_source"]), row["nace2_division"]))
    return [Domain(key[0], key[2], tuple(code for _, code in sorted(ranked))) for key, ranked in found.items()]


def read_sections(root: Path) -> dict[str, frozenset[str]]:
    """The divisions of each section of NACE, and each division itself, by code."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    with (root / "data/registers/nace21.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["parent"].isalpha():
                found[row["parent"]].add(row["id"])
                found[row["id"]].add(row["id"])
    return {code: frozenset(divisions) for code, divisions in found.items()}


def read_divisions(
    quads: Iterable[ox.Quad], broader: Mapping[str, str], sections: Mapping[str, frozenset[str]]
) -> dict[str, frozenset[str]]:
    """The divisions of each theme, by its matches to NACE; of a theme without any, those of the broader theme."""
    own: defaultdict[str, set[str]] = defaultdict(set)
    themes = set()
    for quad in quads:
        if quad.predicate.value == PREFIXES["skos"] + "inScheme" and isinstance(quad.subject, ox.NamedNode):
            themes.add(quad.subject.value)
        matched = quad.predicate.value.startswith(PREFIXES["skos"]) and quad.predicate.value.endswith("Match")
        if matched and isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(NACE):
            own[str(quad.subject)[1:-1]] |= sections[quad.object.value.removeprefix(NACE)]
    return {theme: frozenset(own[theme] or own[broader.get(theme, "")]) for theme in sorted(themes)}


def judge(
    domains: Sequence[Domain], divisions: Mapping[str, frozenset[str]], propose: Callable[[Domain], Iterable[str]]
) -> tuple[str, str, str]:
    """Precision, recall of the first divisions and recall of all, as text.

    A proposed theme is right where one of its divisions is listed; one without divisions is not judged. A division is
    found where a proposed theme has it; one that no theme has cannot be found and is not counted.
    """
    known = frozenset[str]().union(*divisions.values())
    right = judged = 0
    found, wanted = [0, 0], [0, 0]
    for domain in domains:
        themes = [theme for theme in propose(domain) if divisions.get(theme)]
        judged += len(themes)
        right += sum(bool(divisions[theme] & set(domain.divisions)) for theme in themes)
        covered = frozenset[str]().union(*(divisions[theme] for theme in themes))
        for place, listed in enumerate((domain.divisions[:FIRST], domain.divisions)):
            nameable = known & set(listed)
            wanted[place] += len(nameable)
            found[place] += len(nameable & covered)
    return share(right, judged), share(found[0], wanted[0]), share(found[1], wanted[1])


def share(hits: int, of: int) -> str:
    """A share with its numbers."""
    return f"{hits / of:.3f} ({hits} of {of})" if of else "-"


def report(
    shared: Path,
    hub: Themes,
    divisions: Mapping[str, frozenset[str]],
    english: Mapping[tuple[str, str], Labels],
    curated: Mapping[tuple[str, str], Iterable[str]],
) -> list[str]:
    """The section of the report, as lines.

    Parameters:
        english: the labels of the areas in the project's data, by region and native name.
        curated: the themes that the curators gave them.
    """
    domains = read_domains(shared)
    with_divisions = [theme for theme, some in divisions.items() if some]

    def match(least: float, most: int | None, *, translated: bool) -> Callable[[Domain], list[str]]:
        def propose(domain: Domain) -> list[str]:
            texts = [(domain.name, "cs"), *(english.get((domain.region, domain.name), ()) if translated else ())]
            return [one.theme for one in suggest_themes(texts, hub) if one.score >= least][:most]

        return propose

    rows: list[tuple[str, Callable[[Domain], Iterable[str]]]] = []
    for translated, name in ((False, "Czech name alone"), (True, "Czech and English names")):
        rows += [(f"{name}, score >= {least}", match(least, None, translated=translated)) for least in THRESHOLDS]
        rows.append((f"{name}, the first 3", match(0.3, 3, translated=translated)))
    rows.append(("the themes that the curators chose", lambda one: curated.get((one.region, one.name), ())))
    rows.append(("every theme there is (what chance gives)", lambda _: with_divisions))
    listed = sum(len(one.divisions) for one in domains)
    lines = [
        f"## Czech domains with the industries that their documents list: {len(domains)}",
        "",
        "The test set is the only published table of priorities and NACE divisions that was found: regional cards of",
        f"the Czech national strategy, {listed} divisions. A machine parsed it and nobody validated it; it lists",
        "whatever industry is near. Theme and division meet in the theme scheme's matches to NACE, by number of the",
        f"divisions: {len(with_divisions)} of {len(divisions)} themes have some, of their own or of the broader theme.",
        "Precision: of the proposed themes that have divisions, those with one that the domain lists. Recall: of the",
        "listed divisions that some theme has, those that a proposed theme has; of the first three of each domain, and",
        "of all.",
        "",
        "| proposed | precision | recall, first 3 | recall, all |",
        "|---|---|---|---|",
    ]
    return [*lines, *(f"| {name} | {' | '.join(judge(domains, divisions, propose))} |" for name, propose in rows)]
