"""Reading the example files, for the tests of this folder."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from styrka import vocabulary

EXAMPLES = Path(__file__).resolve().parents[3] / "examples" / "reasoning"
EX = "https://example.org/"


def files(kind: str) -> list[Path]:
    """The example files of a kind: entails or contradicts."""
    found = sorted((EXAMPLES / kind).glob("*.trig"))
    assert found, f"there are no examples in {kind}"
    return found


def graphs(path: Path) -> dict[str, list[ox.Triple]]:
    """The triples of each graph of an example: axioms, data, inferred, contradiction."""
    found: dict[str, list[ox.Triple]] = {name: [] for name in ("axioms", "data", "inferred", "contradiction")}
    for quad in ox.parse(path=path, format=ox.RdfFormat.TRIG):
        found[quad.graph_name.value.removeprefix(EX)].append(quad.triple)
    return found


def turtle(text: str) -> list[ox.Triple]:
    """The triples of a piece of Turtle; all of Styrka's prefixes, its base and ``:`` for examples are known."""
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in vocabulary.PREFIXES.items())
    head += f"@base <{vocabulary.BASE}> .\n@prefix : <{EX}> .\n"
    return [quad.triple for quad in ox.parse(head + text, ox.RdfFormat.TURTLE)]
