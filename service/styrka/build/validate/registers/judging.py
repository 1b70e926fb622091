"""The shapes applied to the data, without the large registers where nothing of what they were judged by has changed.

Registers are most of the data and change seldom. Those in which nothing was found are not judged again as long as their
files are the same, and the shapes, the ontology, and all that the shapes can see from their things. Where only some
things are asked about, they are judged with what they lead to.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, takewhile
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from styrka.build.validate import engines
from styrka.build.validate.registers.backward import find_backward
from styrka.build.validate.registers.neighbours import Neighbours, select_about, select_touched
from styrka.build.validate.shapes import ShapesGraph

if TYPE_CHECKING:
    from styrka.build.sources import Source

_LARGE: Final = 10_000  # statements of a register that is worth leaving out


@dataclass(frozen=True)
class Judged:
    """What the shapes found.

    Attributes:
        results: of the things that were judged.
        asked: the data whose statements must be looked at one by one too.
        keys: the digest of what the large registers were judged by, by the path of each.
    """

    results: frozenset[engines.ShaclResult]
    asked: Sequence[Source]
    keys: Mapping[str, str]


def judge_focus(
    data: Sequence[Source], ontology: Sequence[Source], shapes: Sequence[ox.Quad], focus: frozenset[str], engine: str
) -> Judged:
    """Return the results for some things, judged with what they lead to.

    Parameters:
        data, ontology, engine: as of ``validation.validate``.
        shapes: the statements of the shapes.
        focus: the IRIs of the things.
    """
    asked = select_touched(data, focus)
    terms = [quad for source in ontology for quad in source.quads]
    own = [quad for source in (*asked, *ontology) for quad in select_about(source.quads, focus)]
    backward = find_backward(ShapesGraph.of(shapes))
    seen = Neighbours((quad for source in data for quad in source.quads), backward).find_seen((*terms, *own))
    text = engines.to_ntriples((*terms, *seen))
    results = engines.run_shacl(engine, text, engines.to_ntriples(shapes), focus)
    return Judged(results, asked, {})


def judge_all(
    data: Sequence[Source],
    ontology: Sequence[Source],
    shapes: Sequence[ox.Quad],
    engine: str,
    sound: Mapping[str, str],
) -> Judged:
    """Return the results for all that is described.

    Parameters:
        data, ontology, engine: as of ``validation.validate``.
        shapes: the statements of the shapes.
        sound: the key that the large registers had when nothing was found in them; they are left out where they have it
            still.
    """
    large = [source for source in data if source.is_register and len(source.quads) > _LARGE]
    others = [source for source in (*data, *ontology) if source not in large]
    rest = [quad for source in others for quad in source.quads]
    backward = find_backward(ShapesGraph.of(shapes))
    shapes_text = engines.to_ntriples(shapes)
    seen = Neighbours(rest, backward).find_seen(quad for source in large for quad in source.quads)
    terms = [quad for source in ontology for quad in source.quads]
    key = _make_key(engine, shapes_text, engines.to_ntriples(terms), engines.to_ntriples(seen), data, large)
    keys = {source.path: key for source in large}
    if large and keys.items() <= sound.items():
        its = Neighbours((quad for source in large for quad in source.quads), backward).find_seen(rest)
        asked: Sequence[Source] = [source for source in data if source not in large]
    else:
        its, asked = [quad for source in large for quad in source.quads], data
    own = frozenset(iri for source in (*asked, *ontology) for iri in source.lines)
    with engines.write_ntriples(chain(rest, its)) as text:
        results = engines.run_shacl(engine, text, shapes_text, own)
    return Judged(results, asked, keys)


def _make_key(
    engine: str, shapes: bytes, ontology: bytes, seen: bytes, data: Sequence[Source], large: Sequence[Source]
) -> str:
    """Return the digest of all that the large registers are judged by."""
    heads = [engines.to_ntriples(takewhile(_is_of_head, source.quads)) for source in large]
    key = hashlib.sha256(engine.encode())
    for part in (shapes, ontology, seen, *heads):
        key.update(f"{len(part)} ".encode() + part)
    for source in data:
        if source.is_register:
            key.update(f"{source.path} {source.digest} ".encode())
    return key.hexdigest()


def _is_of_head(quad: ox.Quad) -> bool:
    return quad.subject == quad.graph_name
