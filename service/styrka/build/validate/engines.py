"""The SHACL engines: pySHACL, the reference, and shacl-rust, which does the bulk.

Both are given the same N-Triples, and ``tests/shapes/test_engines.py`` shows that both give the same findings on every
example together and on graphs with random faults. shacl-rust takes about 1.5 s for 90 000 triples (pyshacl-turbo: ten
times as long, pySHACL: some fifty); where its wheel does not exist, pySHACL does all of the work.

What shacl-rust 0.2.12 gets wrong, and how the shapes avoid it: a qualified value shape never fits a literal
(``shape_faults`` forbids them); ill-typed partial dates are let through (dates have a pattern too); a bound of numbers
is not applied to other datatypes (each has its datatype too); a query gives 05 as 5 and 1 as true; a query
that names no value is given the path's, where that has just one (dropped in ``_fast``). Patterns
in queries that run for every thing took a minute where sh:pattern takes a tenth of a second; the latter reads texts.
"""

from __future__ import annotations

import importlib.util
import io
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple

import pyoxigraph as ox

from styrka.build.beside import return_memory
from styrka.errors import BadParameter
from styrka.extras import needs_extra
from styrka.vocabulary import PREFIXES

if TYPE_CHECKING:
    import rdflib

ENGINES: Final = ("fast", "pyshacl")
FAST: Final = importlib.util.find_spec("shacl_rust") is not None
_SH: Final = PREFIXES["sh"]
_SPARQL: Final = f"<{_SH}SPARQLConstraintComponent>"
_XSD_STRING: Final = PREFIXES["xsd"] + "string"


class ShaclResult(NamedTuple):
    """One validation result (SHACL section 3.6.2); terms in N-Triples syntax, absent ones empty."""

    focus: str
    path: str
    value: str
    shape: str
    component: str


def to_ntriples(quads: Iterable[ox.Quad]) -> bytes:
    """Return the quads' triples as N-Triples: the union of their graphs."""
    return ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES) or b""


@contextmanager
def write_ntriples(quads: Iterable[ox.Quad]) -> Iterator[IO[bytes]]:
    """Give a file with the quads' triples as N-Triples: of all data their text takes memory, which engines need."""
    with tempfile.TemporaryFile() as file:
        ox.serialize((quad.triple for quad in quads), file, format=ox.RdfFormat.N_TRIPLES)
        file.seek(0)
        yield file


def run_shacl(
    engine: str, data: bytes | IO[bytes], shapes: bytes, focus: frozenset[str] | None = None
) -> frozenset[ShaclResult]:
    """Return the results of validating the data against the shapes.

    Parameters:
        engine: ``fast`` or ``pyshacl``.
        data, shapes: the graphs as N-Triples; that of the data may be a file.
        focus: the IRIs of the things that results are wanted for; None for all.

    Both engines validate everything they are given, and the rest is left out afterwards: pySHACL has ``focus_nodes``,
    but applies it to the values inside sh:not and sh:or too, which then always conform. Blank nodes in results are
    ``[]``, as labels mean nothing outside the graph.

    Raises:
        BadParameter: For an engine that there is not.
    """
    if engine not in ENGINES:
        raise BadParameter(f"There is no SHACL engine {engine!r}.", parameter="validator", allowed=ENGINES)
    file = io.BytesIO(data) if isinstance(data, bytes) else data
    results = _fast(file, shapes) if engine == "fast" and FAST else _pyshacl(file, shapes)
    return frozenset(result for result in results if focus is None or result.focus[1:-1] in focus)


def _fast(data: IO[bytes], shapes: bytes) -> Iterable[ShaclResult]:
    import shacl_rust

    return_memory()
    # As files: as texts both would be in memory twice more, with four bytes for each sign.
    report = shacl_rust.validate_file(
        data, io.BytesIO(shapes), data_format="nt", shapes_format="nt", experimental_index=True
    )
    return_memory()
    valueless = set(_without_value(shapes))
    for raw in report["results"]:
        result = ShaclResult(
            *(
                _anonymous(raw.get(name) or "")
                for name in ("focusNode", "resultPath", "value", "sourceShape", "sourceConstraintComponent")
            )
        )
        own = result.component != _SPARQL or result.shape not in valueless
        yield result if own else result._replace(value="")


def _without_value(shapes: bytes) -> Iterator[str]:
    """Yield the property shapes whose query names no ``?value`` (SHACL section 5.3.2: then the result has none)."""
    quads = list(ox.parse(shapes, ox.RdfFormat.N_TRIPLES))
    selects = {str(quad.subject): quad.object.value for quad in quads if str(quad.predicate) == f"<{_SH}select>"}
    paths = {quad.subject for quad in quads if str(quad.predicate) == f"<{_SH}path>"}
    for quad in quads:
        query = selects.get(str(quad.object), "") if str(quad.predicate) == f"<{_SH}sparql>" else "?value"
        if quad.subject in paths and "?value" not in query.partition("{")[0]:
            yield str(quad.subject)


def _anonymous(term: str) -> str:
    return "[]" if term.startswith("_:") else term


def _pyshacl(data: IO[bytes], shapes: bytes) -> Iterable[ShaclResult]:
    # Imported here: rdflib and pySHACL take half a second, which a web process need not spend.
    with needs_extra("check"):
        import pyshacl
    import rdflib

    normalise = rdflib.NORMALIZE_LITERALS
    # Otherwise "2017-02-30"^^xsd:date and "07"^^xsd:integer are rewritten before they can be reported.
    rdflib.NORMALIZE_LITERALS = False
    try:
        graphs = [_prepare_graph().parse(data=content, format="nt") for content in (data.read(), shapes)]
        _, report, _ = pyshacl.validate(graphs[0], shacl_graph=graphs[1], inference="none", inplace=True)
    finally:
        rdflib.NORMALIZE_LITERALS = normalise
    if not isinstance(report, rdflib.Graph):
        raise report
    names = ("focusNode", "resultPath", "value", "sourceShape", "sourceConstraintComponent")
    for node in report.subjects(rdflib.RDF.type, rdflib.URIRef(_SH + "ValidationResult")):
        yield ShaclResult(*(_ntriples_term(report.value(node, rdflib.URIRef(_SH + name))) for name in names))


def _prepare_graph() -> rdflib.Graph:
    """Return an empty graph that reads each query once: pySHACL has it read for each thing, which takes most time."""
    import rdflib
    from rdflib.plugins.sparql import prepareQuery
    from rdflib.plugins.sparql.sparql import Query

    class Prepared(rdflib.Graph):
        def query(self, query_object: Any, *arguments: Any, **options: Any) -> rdflib.query.Result:
            names = (arguments[2] if len(arguments) > 2 else options.get("initNs")) or dict(self.namespaces())
            key = query_object, repr(sorted(names.items()))
            if isinstance(query_object, str) and key not in prepared:
                prepared[key] = prepareQuery(query_object, names)
            return super().query(prepared.get(key, query_object), *arguments, **options)

    prepared: dict[tuple[str, str], Query] = {}
    return Prepared()


def _ntriples_term(term: object) -> str:
    import rdflib

    if term is None:
        return ""
    if isinstance(term, rdflib.BNode):
        return "[]"
    if isinstance(term, rdflib.Literal):
        datatype = str(term.datatype or _XSD_STRING)
        literal = (
            ox.Literal(str(term), language=term.language)
            if term.language
            else ox.Literal(str(term), datatype=ox.NamedNode(datatype))
        )
        return str(literal)
    return f"<{term}>"
