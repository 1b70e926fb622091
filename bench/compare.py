"""Compare Styrka with its peers on one generated graph, in one run with interleaved rounds; writes bench/results.md.

    PYTHONPATH=service python bench/compare.py var/bench/1m --name "1M"

The questions are those of queries/, asked of Styrka, and the same ones over the stated triples with property paths, in
bench/questions/, asked of the peers. They must give the same rows. "Fresh" requests are different each time, so
that no cache has the answer; "repeated" ones are the same each time. A peer that takes more than ``--limit`` seconds
for a question is told as "over N s", and started anew, because it may go on evaluating when its client has left.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import yaml
from inprocess import InProcess
from load import Result, closed_loop, interleaved, once
from peers import Peer, restart, running
from report import machine, replace_section, table

from styrka.ask import question
from styrka.vocabulary import sparql_prefixes

HERE = Path(__file__).resolve().parent
FRESH = quote("\n# ") + "{n}"
SLOW_ROUND = 5.0  # seconds: where each client would wait longer for one answer, one request alone is measured
SMALL = (
    "SELECT ?label WHERE { <https://w3id.org/styrka/id/region/SE122> "
    "<http://www.w3.org/2004/02/skos/core#prefLabel> ?label }"
)
LOOKUPS = {
    "a label": SMALL,
    "everything of a region": "SELECT ?p ?o WHERE { <https://w3id.org/styrka/id/region/SE122> ?p ?o }",
}
HEAVY = {
    "sums by region": "SELECT ?region (SUM(?value) AS ?sum) WHERE { ?project a styrka:Project ; "
    "styrka:locatedIn ?region ; styrka:hasAmount ?amount . ?amount styrka:value ?value } "
    "GROUP BY ?region",
    "labels that contain a word": "SELECT ?x ?label WHERE { ?x skos:prefLabel ?label "
    'FILTER(CONTAINS(STR(?label), "77")) }',
    "organisations by kind": "SELECT ?kind (COUNT(DISTINCT ?project) AS ?n) WHERE { ?actor a ?kind ; "
    "styrka:participatesIn ?project } GROUP BY ?kind",
}


@dataclass(frozen=True)
class Pair:
    """One question: as it is shipped, with values; and by hand over the stated triples."""

    slug: str
    values: Mapping[str, str]
    keys: tuple[str, ...]
    shipped: str
    paths: str


def pairs(folder: Path) -> list[Pair]:
    """The questions that have both forms."""
    known = question.load_questions(folder / "queries")
    found = []
    for path in sorted((HERE / "questions").glob("*.rq")):
        text = path.read_text("utf-8")
        head = yaml.safe_load("\n".join(line[2:] for line in text.splitlines() if line.startswith("#+")))
        values = {name: str(value) for name, value in head["ask"].items()}
        found.append(
            Pair(path.stem, values, tuple(head["keys"]), known[path.stem].bind(values), sparql_prefixes() + text)
        )
    return found


def rows(body: bytes, keys: Sequence[str]) -> list[tuple[str, ...]]:
    """The values of some columns of an answer, sorted."""
    found = json.loads(body)["results"]["bindings"]
    return sorted(tuple(row.get(key, {}).get("value", "") for key in keys) for row in found)


def address(pair: Pair) -> str:
    """The address at which people ask Styrka the question."""
    return f"/ask/{pair.slug}.json?{urlencode(pair.values)}"


def questions(
    started: dict[str, Peer],
    folder: Path,
    found: Sequence[Pair],
    clients: Sequence[int],
    seconds: float,
    rounds: int,
    limit: float,
) -> dict[int, list[list[Any]]]:
    """For each number of clients, a row a question: rows, Styrka fresh and repeated, each peer with the ratio to it."""
    lines: dict[int, list[list[Any]]] = {count: [] for count in clients}
    peers = [name for name in started if name != "styrka"]
    for pair in found:
        styrka = started["styrka"]
        _, status, body = once(styrka.port, styrka.target(pair.shipped + "#{n}"))
        expected = rows(body, pair.keys) if status == 200 else []
        wrong: dict[str, str] = {} if status == 200 else {"fresh": str(status), "repeated": str(status)}
        took: dict[str, float] = {}
        for name in peers:
            took[name], said = _alone(started, name, folder, pair, expected, limit)
            if said:
                wrong[name] = said
        for count in clients:
            work: dict[str, Callable[[], Result]] = {
                "fresh": partial(closed_loop, styrka.port, styrka.target(pair.shipped) + FRESH, count, seconds),
                "repeated": partial(closed_loop, styrka.port, address(pair), count, seconds),
            }
            work |= {name: _load(started[name], pair, count, seconds, took[name]) for name in peers}
            results = interleaved({name: load for name, load in work.items() if name not in wrong}, rounds)
            lines[count].append([pair.slug, len(expected), *_cells(results, wrong, peers)])
            print(count, *lines[count][-1], sep=" | ", file=sys.stderr, flush=True)
    return lines


def _alone(
    started: dict[str, Peer], name: str, folder: Path, pair: Pair, expected: list[tuple[str, ...]], limit: float
) -> tuple[float, str]:
    """The seconds that a peer takes for a question when it is asked once, and what is wrong with its answer."""
    try:
        took, status, body = once(started[name].port, started[name].target(pair.paths) + FRESH, seconds=limit)
    except TimeoutError:
        restart(started, name, folder)
        return limit, f"over {limit:g} s"
    except (OSError, http.client.HTTPException) as error:
        restart(started, name, folder)
        return limit, f"no answer ({type(error).__name__})"
    if status != 200:
        return took, f"status {status}"
    return took, "other rows" if expected and rows(body, pair.keys) != expected else ""


def _load(peer: Peer, pair: Pair, clients: int, seconds: float, took: float) -> Callable[[], Result]:
    """A round of load; for what takes too long for one, what one request alone took, as if every core did as well."""
    cores = min(clients, os.cpu_count() or 1)
    if took * clients / cores > SLOW_ROUND:
        return lambda: Result(cores / took, took * clients / cores * 1000, float("nan"))
    return partial(closed_loop, peer.port, peer.target(pair.paths) + FRESH, clients, seconds)


def _cells(results: Mapping[str, Result], wrong: Mapping[str, str], peers: Sequence[str]) -> list[Any]:
    cells: list[Any] = []
    for name in ("fresh", "repeated", *peers):
        if name in wrong:
            cells.append(wrong[name])
            continue
        one = results[name]
        errors = f", {one.errors} errors" if one.errors else ""
        told = f"{_short(one.median)}, {_short(one.p99)}" if one.p99 == one.p99 else f"about {_short(one.median)}"
        cells.append(f"{_short(one.throughput)} ({told}{errors})")
    for name in peers:
        ours = [
            results[kind].throughput / results[name].throughput if name in results and kind in results else 0
            for kind in ("fresh", "repeated")
        ]
        cells.append(" / ".join(_short(one) if one else "-" for one in ours))
    return cells


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def lookups(running_: Mapping[str, Peer], clients: Sequence[int], seconds: float, rounds: int) -> list[list[Any]]:
    """A row for each number of clients: the smallest look-up of everybody, a repeated one and a page of Styrka."""
    lines = []
    for count in clients:
        work = {}
        for name, peer in running_.items():
            for kind, path in (("fresh", peer.target(SMALL) + FRESH), ("repeated", peer.target(SMALL))):
                work[f"{name}, {kind}"] = partial(closed_loop, peer.port, path, count, seconds)
        ours = running_["styrka"].port
        for name, path in (("page, fresh", "/doc/region/SE122?x={n}"), ("page, repeated", "/doc/region/SE122")):
            work[f"styrka, {name}"] = partial(closed_loop, ours, path, count, seconds, "text/html")
        results = interleaved(work, rounds)
        base = results["oxigraph, fresh"].throughput if "oxigraph, fresh" in results else float("nan")
        for name, one in results.items():
            lines.append(
                [
                    count,
                    name,
                    _short(one.throughput),
                    _short(one.median),
                    _short(one.p99),
                    _short(one.throughput / base),
                    one.errors or "",
                ]
            )
    return lines


def overhead(styrka: Peer, inside: InProcess, repeats: int) -> list[list[Any]]:
    """A row for each look-up and heavy query: medians in process and through the service, one client, interleaved."""
    lines = []
    for kind, texts, count in (("look-up", LOOKUPS, 200), ("heavy", HEAVY, 3)):
        for name, text in texts.items():
            query = sparql_prefixes() + text
            alone: list[float] = []
            served: list[float] = []
            for _ in range(repeats):
                alone += inside.times(query, count)
                path = styrka.target(query) + FRESH
                served.append(closed_loop(styrka.port, path, 1, 2).median)
            one, other = statistics.median(alone), statistics.median(served)
            lines.append([kind, name, _short(one), _short(other), f"{other - one:+.2f}", _short(other / one)])
    return lines


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Compare Styrka with its peers on one generated graph.")
    parser.add_argument("folder", type=Path, help="what generate.py wrote")
    parser.add_argument("--name", required=True, help="the name of the section in bench/results.md, such as 1M")
    parser.add_argument("--peers", nargs="*", default=["oxigraph", "virtuoso"], help="rdflib too, for small graphs")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", help="these questions, not all")
    parser.add_argument("--limit", type=float, default=30.0, help="seconds that a peer may take for a question")
    given = parser.parse_args()
    # Heavy questions of all clients at once are to wait and to end, as at the peers, and not to be refused.
    os.environ.update(
        {
            "STYRKA_QUERY_SECONDS": "60",
            "STYRKA_QUEUE_SECONDS": "60",
            "STYRKA_HEAVY_QUERIES": "200",
            "STYRKA_HEAVY_MEMORY": "0",
        }
    )
    with running(("styrka", *given.peers), given.folder) as started:
        peers = [name for name in started if name != "styrka"]
        heads = ["rows", "Styrka fresh", "Styrka repeated", *peers, *(f"Styrka / {name}" for name in peers)]
        chosen = [pair for pair in pairs(given.folder) if not given.only or pair.slug in given.only]
        asked = questions(started, given.folder, chosen, given.clients, given.seconds, given.rounds, given.limit)
        small = lookups(started, given.clients, given.seconds, given.rounds)
        memory = [[name, f"{peer.seconds:.1f}", peer.memory() >> 20] for name, peer in started.items()]
        inside = InProcess(given.folder)
        cost = overhead(started["styrka"], inside, given.rounds)
        inside.stop()
    replace_section(
        HERE / "results.md",
        given.name,
        [
            machine(),
            f"{given.rounds} interleaved rounds of {given.seconds:g} s each.",
            "",
            "Questions: answers a second (median ms, p99 ms); then Styrka's ratio to the peer's, fresh / repeated.",
            "",
            *chain.from_iterable(
                (f"### Questions, {count} client{'s' * (count > 1)}", "", *table(["question", *heads], lines), "")
                for count, lines in asked.items()
            ),
            "### The smallest look-up, and a page",
            "",
            *table(["clients", "what", "answers/s", "median ms", "p99 ms", "of oxigraph fresh", "errors"], small),
            "",
            "### What the service costs beyond pyoxigraph in process, one client",
            "",
            *table(["kind", "query", "in process ms", "Styrka fresh ms", "difference", "ratio"], cost),
            "",
            "### Loading and memory, with all workers, after the load",
            "",
            *table(["", "ready after s", "MiB (proportional)"], memory),
        ],
    )


if __name__ == "__main__":
    main()
