"""The embedded engine: Oxigraph in memory over one release.

The default graph is the union of all named graphs with each triple once (SPARQL 1.1 Service Description:
``sd:UnionDefaultGraph``); ``holding`` states how.
"""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, cast

import pyoxigraph as ox

from styrka import formats
from styrka.engine.causes import find_cause, find_reason
from styrka.engine.columns import find_star, name_columns
from styrka.engine.guard import admit_query, position
from styrka.engine.interface import Answer, Budget, Dataset, Edition, Form, Load
from styrka.engine.layout import StoreLayout, load_layout, query, read
from styrka.engine.serialisation import Bindings, Output, write_bindings, write_statements
from styrka.errors import QueryRefused, QuerySyntaxError, QueryTooExpensive
from styrka.formats import Format, Kind
from styrka.vocabulary import PREFIXES, has_short_form, prefixes_for

_PLACE: Final = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
PREFIXED: Final = (formats.TURTLE, formats.TRIG, formats.RDFXML)  # formats that declare prefixes
_STRING: Final = PREFIXES["xsd"] + "string"  # a datatype that is never written
_LANG_STRING: Final = PREFIXES["rdf"] + "langString"
_TYPE: Final = PREFIXES["rdf"] + "type"  # as a predicate it is written "a"
_CHUNK: Final = 1 << 16
_SORTED: Final = 20_000  # a graph with fewer triples is written in order


class LocalEngine:
    """Answers queries from a store in memory; safe to share among threads.

    A query that has started cannot be stopped here: Oxigraph has no way to. Deadlines need worker processes.
    """

    def __init__(
        self, store: ox.Store | StoreLayout, version: str, budget: Budget | None = None, created: str = ""
    ) -> None:
        self._store = store
        self.edition = Edition(version, created)
        self.load = Load()
        self._budget = budget

    @property
    def version(self) -> str:
        """The version of the release that is answered from."""
        return self.edition.version

    def run(
        self, query: str, format_: Format, *, dataset: Dataset | None = None, budget: Budget | None = None
    ) -> Answer:
        """Return the answer, complete before it is returned. See ``Engine.run``.

        Raises:
            QueryTooExpensive: The query reached its limit of time, memory or bytes.
        """
        form = admit_query(query).form
        body = evaluate(self._store, query, form, format_, dataset)
        limit = budget or self._budget
        if limit is not None and len(body) > limit.answer:
            raise QueryTooExpensive(
                f"The answer has more than {limit.answer} bytes. Ask for less, with LIMIT.",
                limit=limit.answer,
                cause="bytes",
            )
        return Answer(form, format_, _pieces(body), self.version)

    def close(self) -> None:
        """Do nothing: the store is freed with the engine."""


def open_local(files: Iterable[Path], version: str, budget: Budget | None = None, created: str = "") -> LocalEngine:
    """Return an engine over N-Quads files, loaded into memory.

    Raises:
        OSError: When a file cannot be read.
    """
    return LocalEngine(load_layout(files), version, budget, created)


def load(files: Iterable[Path]) -> ox.Store:
    """Return a store in memory with the quads of N-Quads files, and all their triples, each once.

    In the default graph.
    """
    store = read(files)
    store.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")
    return store


def evaluate(
    store: ox.Store | StoreLayout, text: str, form: Form, format_: Format, dataset: Dataset | None = None
) -> bytes:
    """Return the serialised answer of one query.

    Raises:
        StyrkaError: As ``stream``.
    """
    body = io.BytesIO()
    stream(store, text, form, format_, dataset or Dataset(), body)
    return body.getvalue()


def stream(
    store: ox.Store | StoreLayout, text: str, form: Form, format_: Format, dataset: Dataset, output: Output
) -> None:
    """Write the answer of one query, over the graphs that the request names or all of them.

    A graph is written with each triple once; a small one in order, so that it reads well. Relative IRIs in the
    query are below the project's base, as in the files.

    Raises:
        QuerySyntaxError: With line and column.
        QueryRefused: When the engine cannot evaluate it.
        NotAcceptable: When the format cannot carry the answer.
        Exception: Whatever ``output.write`` raises.
    """
    needed = Kind.BINDINGS if form in (Form.SELECT, Form.ASK) else Kind.GRAPH
    if needed not in format_.kinds:
        raise QueryRefused(f"{form.value} has no answer in {format_.name}.", format=format_.media_type)
    try:
        result = _evaluate(store, text, dataset)
        if isinstance(result, ox.QueryTriples):
            write_graph(result, format_, output)
        else:
            first: list[Bindings] = [result]
            write_bindings(
                lambda: first.pop() if first else cast(Bindings, _evaluate(store, text, dataset)), format_, output
            )
    except SyntaxError as error:
        raise syntax_error(str(error.msg or error), text) from None
    except (ValueError, RuntimeError) as error:
        raise QueryRefused(f"The query cannot be evaluated: {error}") from None


def _evaluate(store: ox.Store | StoreLayout, text: str, dataset: Dataset) -> ox.QueryTriples | Bindings:
    star = find_star(text)
    if star is not None:
        # The engine lists these columns by alphabet; over no data it says at once which there are.
        known = query(ox.Store(), text, Dataset())
        assert isinstance(known, ox.QuerySolutions)
        text = name_columns(text, star, [variable.value for variable in known.variables])
    return store.query(text, dataset) if isinstance(store, StoreLayout) else query(store, text, dataset)


def write_graph(result: Iterable[ox.Triple], format_: Format, output: Output) -> None:
    """Write a graph with each triple once; a small one in order, with the prefixes that it uses."""
    first = list(dict.fromkeys(itertools.islice(result, _SORTED)))
    # Of a large graph the first part shows which prefixes are worth declaring.
    prefixes = find_used_prefixes(first) if format_ in PREFIXED else None
    if len(first) < _SORTED:
        first.sort(key=str)
        write_statements(first, format_, output, prefixes)
        return
    seen = set(first)
    rest = (triple for triple in result if not (triple in seen or seen.add(triple)))  # type: ignore[func-returns-value]
    write_statements(itertools.chain(first, rest), format_, output, prefixes)


def syntax_error(message: str, query: str) -> QuerySyntaxError:
    """Return the engine's complaint with the line and column where it stands, and the line itself."""
    found = _PLACE.search(message)
    if found is None:
        return QuerySyntaxError(f"The query is not valid SPARQL: {message}")
    line, column = int(found.group(1)), int(found.group(2))
    reason = find_reason(found.group(3))
    cause = find_cause(query) if reason or found.group(3).startswith("expected") else None
    if cause is not None:
        line, column = position(query, cause.offset)
        return QuerySyntaxError(
            f"Line {line}, column {column}: {cause.text}",
            sv=f"Rad {line}, kolumn {column}: {cause.sv}",
            line=line,
            column=column,
            **({"reason": reason} if reason else {}),
        )
    if reason is not None:
        return QuerySyntaxError(f"Line {line}, column {column}: {reason}.", line=line, column=column)
    lines = query.splitlines()
    excerpt = lines[line - 1] if line <= len(lines) else ""
    return QuerySyntaxError(
        f"Line {line}, column {column}: {_plain(found.group(3), excerpt, column)}",
        line=line,
        column=column,
        excerpt=excerpt[:200],
    )


def _plain(complaint: str, excerpt: str, column: int) -> str:
    """Return the parser's complaint without the character classes that it lists for names."""
    here = excerpt[column - 1 : column + 19].strip()
    at = f"at “{here}”" if here else "where the line ends"
    if "Prefix not found" in complaint:
        name = re.search(r"([\w.\-]*):[\w.\-]*$", excerpt[: column - 1])
        return f"the prefix {name.group(1) + ':' if name else ''} is not declared; add a PREFIX line for it."
    if not complaint.startswith("expected"):
        return complaint.strip()
    expected = re.findall(r'"(?:[^"\\]|\\.)+"|[A-Z]{2,}', re.sub(r"\[[^\]]*\]", "", complaint))
    return f"not understood {at}" + (f"; {' or '.join(expected)} would fit." if 0 < len(expected) <= 6 else ".")


def find_used_prefixes(triples: Sequence[ox.Triple]) -> dict[str, str]:
    """Return the prefixes that shorten at least one IRI of the triples."""
    predicates = {triple.predicate.value for triple in triples} - {_TYPE}
    things = {
        term.value for triple in triples for term in (triple.subject, triple.object) if isinstance(term, ox.NamedNode)
    }
    literals = [triple.object for triple in triples if isinstance(triple.object, ox.Literal)]
    datatypes = {one.datatype.value for one in literals if not has_short_form(one.value, one.datatype.value)}
    return prefixes_for(predicates | things | datatypes - {_STRING, _LANG_STRING})


def _pieces(body: bytes) -> Iterator[bytes]:
    view = memoryview(body)
    return (bytes(view[start : start + _CHUNK]) for start in range(0, len(body), _CHUNK))
