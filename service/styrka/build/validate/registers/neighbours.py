"""What the shapes can see of one part of the data from another.

A shape looks along statements, from a thing to its values and theirs, and against them by some properties alone
(``backward``). So most of a register, which nothing else leads to, need not be there when other things are judged, nor
most other things when a register is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import pyoxigraph as ox

if TYPE_CHECKING:
    from styrka.build.sources import Source


class Neighbours:
    """Statements, by what they are about and by what shapes get to it from."""

    def __init__(self, quads: Iterable[ox.Quad], backward: frozenset[ox.NamedNode] | None) -> None:
        """Index statements.

        Parameters:
            backward: the properties that are followed against their direction: ``backward.find_backward``.
        """
        self._backward = backward
        self._about: dict[object, list[ox.Quad]] = {}
        self._having: dict[object, list[object]] = {}  # what has a value under a property that is followed back
        about = self._about
        for quad in quads:
            subject = quad.subject
            if (known := about.get(subject)) is None:
                about[subject] = [quad]
            else:
                known.append(quad)
            if backward is None or quad.predicate in backward:
                self._having.setdefault(quad.object, []).append(subject)

    def find_seen(self, base: Iterable[ox.Quad]) -> list[ox.Quad]:
        """Return those that shapes can see from the things that some statements are about.

        Parameters:
            base: the statements about what is judged; those that are indexed are among the result.
        """
        about, having, backward = self._about, dict(self._having), self._backward
        waiting: list[object] = []
        met: set[object] = set()

        def meet(quads: Iterable[ox.Quad]) -> None:
            for quad in quads:
                subject, value = quad.subject, quad.object
                if subject not in met:
                    met.add(subject)
                    waiting.append(subject)
                    waiting.extend(having.pop(subject, ()))  # once each: some values have thousands
                if value in about:
                    waiting.append(value)
                if backward is None or quad.predicate in backward:
                    waiting.extend(having.pop(value, ()))

        meet(base)
        found: list[ox.Quad] = []
        taken: set[object] = set()
        while waiting:
            thing = waiting.pop()
            if thing in about and thing not in taken:
                taken.add(thing)
                found += about[thing]
                meet(about[thing])
        return found


def select_touched(sources: Sequence[Source], focus: frozenset[str] | None) -> Sequence[Source]:
    """Return the sources without the registers that describe none of the things that are asked about.

    Parameters:
        focus: as of ``validate``.
    """
    if focus is None:
        return sources
    return [source for source in sources if not source.is_register or not focus.isdisjoint(source.lines)]


def select_about(quads: Iterable[ox.Quad], focus: frozenset[str] | None) -> Iterator[ox.Quad]:
    """Return the statements about the things of a focus; all where it is None."""
    return (
        quad
        for quad in quads
        if focus is None or (isinstance(quad.subject, ox.NamedNode) and quad.subject.value in focus)
    )
