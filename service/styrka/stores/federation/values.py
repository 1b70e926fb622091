"""Rows of another endpoint as a group of our own query: ``VALUES`` (SPARQL 1.1 Query section 10.2).

A blank node cannot stand there, and yet two cells with the same one must stay the same thing. So it gets an IRI of its
own, new for each call (RDF 1.1 Concepts section 3.5, Skolem IRIs): it begins with ``GENID`` and names nothing else.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import pyoxigraph as ox

from styrka.vocabulary import BASE

GENID: Final = BASE + "genid/"
RdfTerm = ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple
Solution = Mapping[str, RdfTerm]


def make_values_group(variables: Sequence[str], rows: Iterable[Solution]) -> str:
    """Return the group that binds the variables as the rows do; what a row binds beside them is left out.

    Parameters:
        variables: names without their sign; no name that is not the query's own may come here.
        rows: a missing name is unbound.
    """
    nodes = Nodes()
    lines = (
        "(" + " ".join(nodes.written(row[name]) if name in row else "UNDEF" for name in variables) + ")" for row in rows
    )
    # In a sub-select, because Oxigraph goes through bare VALUES once for each solution that they are joined with.
    return f"{{SELECT*{{VALUES({' '.join('?' + name for name in variables)}){{{''.join(lines)}}}}}}}"


class Nodes:
    """The names that the blank nodes of one answer get."""

    def __init__(self) -> None:
        self._mark = secrets.token_hex(12)
        self._names: dict[str, str] = {}

    def written(self, term: RdfTerm) -> str:
        """Return a term as a query holds it."""
        if isinstance(term, ox.BlankNode):
            name = self._names.setdefault(term.value, f"{GENID}{self._mark}-{len(self._names) + 1}")
            return f"<{name}>"
        if isinstance(term, ox.Triple):
            return f"<<( {self.written(term.subject)} {term.predicate} {self.written(term.object)} )>>"
        return str(term)
