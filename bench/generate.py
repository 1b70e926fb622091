"""Make a graph of any size and a release of it that Styrka can serve.

    PYTHONPATH=service python bench/generate.py 1000000 var/bench/1m

The inference is that of styrka.build.infer and of ontology/computed/, in parts: the core (everything but projects and
actors) together with some thousand projects at a time. No rule joins two projects or two actors of different parts, so
the union is what one pass over everything gives; tests/bench compares the two.
"""

from __future__ import annotations

import argparse
import io
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import pyoxigraph as ox
from graphs import ROOT, SEED, canonical, parts

from styrka import release
from styrka.build import infer
from styrka.vocabulary import BASE


def follow(lines: Iterable[Iterable[str]], root: Path = ROOT) -> Iterator[tuple[list[str], list[str], infer.Inference]]:
    """What is inferred and what is computed from each part with the first one, without what the first one gave."""
    queries = {path.stem: path.read_text("utf-8") for path in sorted((root / "ontology/computed").glob("*.rq"))}
    base: list[ox.Quad] = []
    rules: tuple[infer.Rule, ...] = ()
    known: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
    for part in lines:
        quads = [*base, *ox.parse(io.BytesIO("".join(part).encode()), ox.RdfFormat.N_QUADS)]
        rules = rules or infer.compile_rules(quads)
        inference = infer.infer(quads, rules)
        inferred = set(canonical(inference.quads()))
        computed = set(_computed((*quads, *inference.quads()), queries))
        yield sorted(inferred - known[0]), sorted(computed - known[1]), inference
        if not base:
            base, known = quads, (frozenset(inferred), frozenset(computed))


def _computed(quads: Iterable[ox.Quad], queries: dict[str, str]) -> Iterator[str]:
    store = ox.Store()
    store.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    for name, query in queries.items():
        graph = ox.NamedNode(f"{BASE}graph/computed/{name}")
        answer = store.query(query, base_iri=BASE)
        assert isinstance(answer, ox.QueryTriples)
        found = [ox.Quad(one.subject, one.predicate, one.object, graph) for one in set(answer)]
        store.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in found)
        yield from canonical(found)


def _move(file: Path, place: Path) -> None:
    file.replace(place)


def make(
    size: int,
    folder: Path,
    seed: int = SEED,
    say: Callable[[str], None] = lambda _: None,
    *,
    merged: bool = False,
) -> release.Release:
    """Return the release of such a graph, written to ``folder``/releases; the questions lie beside it, in queries/."""
    folder.mkdir(parents=True, exist_ok=True)
    names = (release.DATA, release.INFERRED, release.COMPUTED)
    files = [(folder / name).open("w", encoding="utf-8", newline="\n") for name in names]
    counts, first = [0, 0, 0], None
    stated: list[list[str]] = []
    for inferred, computed, inference in follow(_kept(parts(size, seed, merged=merged), stated)):
        for place, lines in enumerate((stated.pop(), inferred, computed)):
            files[place].writelines(lines)
            counts[place] += len(lines)
        first = first or inference
        say(f"{counts[0]} stated, {counts[1]} inferred, {counts[2]} computed")
    for file in files:
        file.close()
    shutil.copytree(ROOT / "queries", folder / "queries", dirs_exist_ok=True)
    content: dict[str, Callable[[Path], None]] = {name: partial(_move, folder / name) for name in names}
    if first is not None:
        content[release.DERIVATIONS] = lambda path: infer.write_derivations(first, path)
    facts = {
        "tree": f"made-up-{size}-{seed}",
        "inputs": {},
        "base": BASE,
        "styrka": "bench",
        "tools": {},
        "validator": "none",
        "reasoner": "compiled, in parts",
        "counts": {
            "triples": dict(zip(("data", "inferred", "computed"), counts, strict=True)),
            "subjects": 0,
            "objects": 0,
            "graphs": {},
            "classes": {},
            "properties": {},
        },
    }
    report = {release.REPORT: b'{"conforms": true, "findings": []}', release.REPORT_GRAPH: b""}
    with release.lock_releases(folder / "releases"):
        return release.write_release(folder / "releases", f"made-up-{size}", {**content, **report}, facts)


def _kept(lines: Iterable[list[str]], beside: list[list[str]]) -> Iterator[list[str]]:
    for part in lines:
        beside.append(part)
        yield part


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Make an S3-like graph and a release of it.")
    parser.add_argument("size", type=int, help="stated triples, such as 100000, 1000000, 10000000")
    parser.add_argument("folder", type=Path, help="where to write; about 500 bytes a triple")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--merged", action="store_true", help="all in one graph, each statement once, to compare with")
    given = parser.parse_args()
    start = time.perf_counter()
    made = make(
        given.size,
        given.folder,
        given.seed,
        lambda words: print(f"{time.perf_counter() - start:6.0f} s  {words}", file=sys.stderr, flush=True),
        merged=given.merged,
    )
    print(f"Release {made.version}: {made.manifest['counts']['triples']}")


if __name__ == "__main__":
    main()
