"""How fast the compiled rules are, beside owlrl and as the data grow; writes bench/reasoning.md.

python bench/reasoning.py
python bench/reasoning.py --beside 250 --sizes 15000     # in seconds, to see whether it works
"""

from __future__ import annotations

import argparse
import platform
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from styrka.build import source_files, sources
from styrka.build.infer import compile_rules, find_contradictions, infer, read_derivations, write_derivations
from styrka.build.infer.owlrl_reasoner import infer_with_owlrl
from styrka.vocabulary import BASE, DEF, PREFIXES

ROOT = Path(__file__).resolve().parent.parent
BESIDE = (250, 500, 1_000, 2_000)
SIZES = (15_000, 50_000, 150_000, 500_000)
REPEATS = 3


def made_up(size: int) -> list[ox.Triple]:
    """So many triples shaped like the data: regions, strategies with areas on themes, and projects as the bulk."""
    triples: list[ox.Triple] = []
    for triple in _endless(random.Random(size), size):  # a fixed seed: the same data on every run
        triples.append(triple)
        if len(triples) == size:
            break
    return triples


def _endless(chance: random.Random, size: int) -> Iterator[ox.Triple]:
    regions, strategies = max(10, size // 90), max(2, size // 600)
    for number in range(regions):
        yield from _thing("region", number, "Region", partOf=f"region/{(number - 1) // 4}" if number else None)
    for number in range(strategies):
        yield from _thing("strategy", number, "Strategy", coversRegion=f"region/{chance.randrange(regions)}")
        for place in range(6):
            area = f"{number}-{place}"
            yield from _thing("area", area, "PriorityArea", primaryTheme=f"theme/{chance.randrange(60)}")
            yield _triple(f"strategy/{number}", DEF + "hasPriorityArea", f"area/{area}")
    for number in range(20, 60):
        yield _triple(f"theme/{number}", PREFIXES["skos"] + "broader", f"theme/{number % 20}")
    number = 0
    while True:
        area = f"area/{chance.randrange(strategies)}-{chance.randrange(6)}"
        yield from _thing("project", number, "Project", exampleOf=area, locatedIn=f"region/{chance.randrange(regions)}")
        yield from _thing("actor", number, "University", collaboratesWith=f"actor/{chance.randrange(number + 1)}")
        ends = {"involves": f"actor/{number}", "involvedIn": f"project/{number}"}
        yield from _thing("involvement", number, "Involvement", **ends)
        number += 1


def _thing(noun: str, number: int | str, kind: str, **links: str | None) -> Iterator[ox.Triple]:
    path = f"{noun}/{number}"
    yield _triple(path, PREFIXES["rdf"] + "type", ox.NamedNode(DEF + kind))
    yield _triple(path, PREFIXES["skos"] + "prefLabel", ox.Literal(path, language="en"))
    yield _triple(path, PREFIXES["dcterms"] + "source", "source/one")
    for name, target in links.items():
        if target:
            yield _triple(path, DEF + name, target)


def _triple(path: str, predicate: str, value: str | ox.NamedNode | ox.Literal) -> ox.Triple:
    target = ox.NamedNode(f"{BASE}id/{value}") if isinstance(value, str) else value
    return ox.Triple(ox.NamedNode(f"{BASE}id/{path}"), ox.NamedNode(predicate), target)


def timed(work: Callable[[], Any], repeats: int = REPEATS) -> tuple[float, Any]:
    """The least CPU seconds of some runs, and the last result."""
    least, result = float("inf"), None
    for _ in range(repeats):
        start = time.process_time()
        result = work()
        least = min(least, time.process_time() - start)
    return least, result


def main() -> None:
    """Measure and write the report."""
    parser = argparse.ArgumentParser(description="Measure how fast the compiled rules are.")
    parser.add_argument("--beside", type=int, nargs="*", default=BESIDE, help="sizes that owlrl infers too")
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    given = parser.parse_args()
    axioms = [
        quad for path in sorted((ROOT / "ontology").glob("*.ttl")) for quad in sources.read_source(path, ROOT).quads
    ]
    compiling, rules = timed(lambda: compile_rules(axioms))
    lines = [
        "# Reasoning",
        "",
        "Made by `python bench/reasoning.py`: CPU seconds, the least of three runs (owlrl: one). "
        "Read the ratios, not the times.",
        "",
        f"CPython {platform.python_version()}, pyoxigraph {ox.__version__}. "
        f"Compiling the ontology's {len(axioms)} triples into {len(rules)} rules takes {compiling:.3f} s.",
        "",
        "## Beside owlrl",
        "",
        "Made-up data in the shape of the real ones; both infer the same triples.",
        "",
        "| stated | inferred | rules, s | owlrl, s | ratio |",
        "|---|---|---|---|---|",
    ]
    for size in given.beside:
        data = made_up(size)
        ours, inference = timed(lambda data=data: infer(data, rules))
        theirs, reference = timed(lambda data=data: infer_with_owlrl(data, axioms), 1)
        if {triple for triple, _ in inference} != {triple for triple, _ in reference}:
            raise SystemExit(f"The rules and owlrl differ at {size} triples.")
        lines.append(f"| {size} | {len(inference)} | {ours:.4f} | {theirs:.1f} | {theirs / ours:.0f} |")
    lines += [
        "",
        "## As the data grow",
        "",
        "Infer: encode, infer with premises, look for contradictions. Write and read: the file of derivations.",
        "",
        "| data | stated | inferred | infer, s | report contradictions, s | write, s | read, s | file, kB |",
        "|---|---|---|---|---|---|---|---|",
    ]
    real = [quad for path in source_files.find_sources(ROOT) for quad in sources.read_source(path, ROOT).quads]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "derivations.gz"
        for name, data in (("shipped", real), *(("made up", made_up(size)) for size in given.sizes)):
            inferring, inference = timed(lambda data=data: infer(data, rules))
            checking, found = timed(lambda data=data, known=inference: find_contradictions(known, data))
            if found:
                raise SystemExit(found[0].message_en)
            writing, _ = timed(lambda known=inference: write_derivations(known, path))
            reading, _ = timed(lambda: read_derivations(path))
            lines.append(
                f"| {name} | {len(data)} | {len(inference)} | {inferring:.2f} | {checking:.2f} | {writing:.2f} "
                f"| {reading:.2f} | {path.stat().st_size // 1000} |"
            )
    (ROOT / "bench" / "reasoning.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
