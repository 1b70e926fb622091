"""Put a release into another SPARQL store, graph by graph, so that it can be stopped and taken up again anywhere.

The default graph is to be the union of all graphs, each triple once. Stores have other ideas of it: some count a triple
once for each graph that it stands in, some have graphs of their own in the union, some have no union. So the union is a
graph of its own, ``graph/union/VERSION``, which every query names as its default graph. As every release has its own,
readers go from a whole release to a whole release; the union of the one before stays until the next publication.

The store itself remembers how far a publication came: ``graph/release`` there holds the version that readers go by, and
the SHA-256 of each graph that is known to be as written. A graph's digest is taken out before the graph is changed and
put back afterwards, so that whatever ends a publication, the next one writes what is not certainly right, and nothing
else. The version is written last, when the counts of all graphs are as they should be.

Graphs are written by the SPARQL 1.1 Graph Store HTTP Protocol, or by SPARQL 1.1 Update where a store has none.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from styrka.build.progress import Progress, show_nothing
from styrka.engine.interface import Budget, Form
from styrka.errors import Busy, EndpointError, QueryTooExpensive
from styrka.http_client.endpoint import Endpoint
from styrka.release import Release
from styrka.stores.push.graphs import GraphSummary, cut_into_pieces, split_graphs, split_lines, write_graph_files
from styrka.stores.remote import results
from styrka.stores.remote.client import ask_store
from styrka.stores.remote.release import BECOMING, DATASET, GRAPHS, RELEASE_GRAPH, UNION, UNIONS
from styrka.vocabulary import PREFIXES

_VERSION: Final = PREFIXES["dcterms"] + "hasVersion"
_MODIFIED: Final = PREFIXES["dcterms"] + "modified"
_DIGEST: Final = PREFIXES["schema"] + "sha256"
_BUDGET: Final = Budget(600.0, 1 << 30, 100_000_000)
_RECORDED: Final = 5.0  # seconds of work that a killed publication may have to do again
_PAUSES: Final = (0.5, 1.0)  # seconds before the query endpoint is asked again
_SHOWN: Final = 5


class GraphWriter(Protocol):
    """What changes the graphs of a store."""

    def put(self, graph: str, pieces: Iterable[bytes]) -> None:
        """Make a graph consist of the triples in N-Triples.

        Raises:
            EndpointError: When the store does not take it.
        """

    def drop(self, graph: str) -> None:
        """Remove a graph; well when there is none.

        Raises:
            EndpointError: When the store does not remove it.
        """


@dataclass(frozen=True)
class Published:
    """What a publication did."""

    version: str
    triples: int
    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    foreign: tuple[str, ...] = ()


@dataclass
class _Record:
    """What ``graph/release`` states: the version, when its release was written, and the digests known to be right."""

    version: str = ""
    union: str = ""
    created: str = field(default="", compare=False)  # stores write times in their own ways
    digests: dict[str, str] = field(default_factory=dict)

    def ntriples(self) -> bytes:
        lines = []
        if self.version:
            lines.append(f'<{DATASET}> <{_VERSION}> "{self.version}" .')
        if self.union:
            lines.append(f"<{DATASET}> <{UNION}> <{self.union}> .")
        if self.created:
            lines.append(f'<{DATASET}> <{_MODIFIED}> "{self.created}"^^<{PREFIXES["xsd"]}dateTime> .')
        lines += [f'<{graph}> <{_DIGEST}> "{digest}" .' for graph, digest in sorted(self.digests.items())]
        return "".join(line + "\n" for line in lines).encode()


def push_release(
    release: Release, writer: GraphWriter, query: Endpoint, progress: Progress = show_nothing, *, union: bool = True
) -> Published:
    """Make the graphs of a store those of a release, and then record it there; what is right already stays untouched.

    Parameters:
        writer: changes the store.
        query: the SPARQL endpoint of the same store.
        union: write the union too; needless where the store's default graph is just that.

    Raises:
        EndpointError: When the store cannot be written, or does not hold what was written; then the same call takes the
            publication up again.
    """
    progress("compare", 0, 0, "")
    whole = UNIONS + release.version if union else ""
    parts = split_graphs(release.dumps, whole)
    before, held = _record(query), _counts(query)
    ours = {graph: count for graph, count in held.items() if graph.startswith(GRAPHS) and graph != RELEASE_GRAPH}
    wrong = [
        graph
        for graph, part in parts.items()
        if before.digests.get(graph) != part.digest or ours.get(graph) != part.triples
    ]
    stale = {graph for graph in ours if graph.startswith(UNIONS)} - {before.union, whole}
    gone = sorted(set(ours) - set(parts) - stale - {before.union})
    foreign = tuple(sorted(graph for graph in held if not graph.startswith(GRAPHS)))
    total = sum(part.triples for graph, part in parts.items() if graph != whole)
    progress("compare", 1, 1, f"{len(wrong)} of {len(parts)} graphs to write, {len(gone)} to remove")
    right = {graph: part.digest for graph, part in parts.items() if graph not in wrong}
    final = _final(release, parts, whole)
    if not wrong and not gone and before == final:
        return Published(release.version, total, unchanged=len(parts), foreign=foreign)
    gone += sorted(stale)
    written = tuple(wrong)
    if whole in wrong and before.version:
        # Nobody asks for this union yet: what asks for single graphs waits only while those are written.
        _write_union(release, parts[whole], whole, writer, before, progress)
        wrong.remove(whole)
        right[whole] = parts[whole].digest
    if wrong or gone:
        # Readers must not cache answers under the old version any longer: some graphs are about to be new.
        standing = before.version.split(BECOMING)[0]
        _write(
            release,
            parts,
            wrong,
            gone,
            writer,
            _Record(f"{standing}{BECOMING}{release.version}" if standing else "", before.union, before.created, right),
            whole,
            progress,
        )
        _verify(parts, query, writer, progress)
    writer.put(RELEASE_GRAPH, [final.ntriples()])
    if _record(query) != final:
        raise EndpointError("The store does not state the version that was written. Is --query of the same store?")
    progress("publish", 1, 1, f"release {release.version}")
    return Published(release.version, total, written, tuple(gone), len(parts) - len(written), foreign)


def write_dump(release: Release, path: Path, *, union: bool = True) -> Published:
    """Write what ``push_release`` puts into a store as one N-Quads file, for stores that load files.

    Raises:
        OSError: When the file cannot be written.
    """
    whole = UNIONS + release.version if union else ""
    parts = split_graphs(release.dumps, whole)
    with path.open("wb") as out:
        for graph, triple in split_lines(release.dumps, whole):
            out.write(triple.removesuffix(b".\n") + f"<{graph}> .\n".encode())
        for line in _final(release, parts, whole).ntriples().splitlines():
            out.write(line.removesuffix(b".") + f"<{RELEASE_GRAPH}> .\n".encode())
    total = sum(part.triples for graph, part in parts.items() if graph != whole)
    return Published(release.version, total, tuple(parts))


def _final(release: Release, parts: Mapping[str, GraphSummary], union: str) -> _Record:
    digests = {graph: part.digest for graph, part in parts.items()}
    return _Record(release.version, union, release.created, digests)


def _write_union(
    release: Release, part: GraphSummary, union: str, writer: GraphWriter, record: _Record, progress: Progress
) -> None:
    """Write the union beside the one that is asked for, and note that it is there."""
    progress("write", 0, part.triples, "")
    with tempfile.TemporaryDirectory(prefix="styrka-") as folder:
        for graph, path in write_graph_files(release.dumps, union, [union], Path(folder)).items():
            writer.put(graph, cut_into_pieces(path, part))
    record.digests[union] = part.digest
    writer.put(RELEASE_GRAPH, [record.ntriples()])


def _write(
    release: Release,
    parts: Mapping[str, GraphSummary],
    wrong: list[str],
    gone: list[str],
    writer: GraphWriter,
    record: _Record,
    union: str,
    progress: Progress,
) -> None:
    """Write and remove graphs, and keep the record true at every moment."""

    def note() -> None:
        writer.put(RELEASE_GRAPH, [record.ntriples()])

    note()
    noted, fresh = time.monotonic(), False
    done, total = 0, sum(parts[graph].triples for graph in wrong)
    try:
        with tempfile.TemporaryDirectory(prefix="styrka-") as folder:
            for graph, path in write_graph_files(release.dumps, union, wrong, Path(folder)).items():
                progress("write", done, total, "")
                writer.put(graph, cut_into_pieces(path, parts[graph]))
                record.digests[graph] = parts[graph].digest
                done, fresh = done + parts[graph].triples, True
                if time.monotonic() - noted > _RECORDED:
                    note()
                    noted, fresh = time.monotonic(), False
        for graph in gone:
            writer.drop(graph)
    except BaseException:
        if fresh:
            note()
        raise
    progress("write", 1, 1, f"{len(wrong)} graphs with {total} statements; {len(gone)} graphs removed")


def _verify(parts: Mapping[str, GraphSummary], query: Endpoint, writer: GraphWriter, progress: Progress) -> None:
    """Compare the counts of all graphs; what is wrong is taken out of the record before EndpointError is raised.

    Raises:
        EndpointError: The store behind this service did not answer as SPARQL 1.1 Protocol requires.
    """
    progress("verify", 0, 0, "")
    held = _counts(query)
    wrong = {graph: held.get(graph, 0) for graph, part in parts.items() if held.get(graph, 0) != part.triples}
    if wrong:
        record = _record(query)
        record.digests = {graph: part.digest for graph, part in parts.items() if graph not in wrong}
        writer.put(RELEASE_GRAPH, [record.ntriples()])
        details = "; ".join(
            f"{graph} has {count} statements instead of {parts[graph].triples}"
            for graph, count in list(wrong.items())[:_SHOWN]
        )
        raise EndpointError(
            f"The store does not hold what was written ({len(wrong)} graphs): {details}.", graphs=sorted(wrong)
        )
    progress("verify", 1, 1, f"{len(parts)} graphs hold what they should")


def _record(query: Endpoint) -> _Record:
    found = _Record()
    for row in _rows(query, f"SELECT ?s ?p ?o {{ GRAPH <{RELEASE_GRAPH}> {{ ?s ?p ?o }} }}"):
        if row["s"] == DATASET and row["p"] == _VERSION:
            found.version = row["o"]
        elif row["s"] == DATASET and row["p"] == UNION:
            found.union = row["o"]
        elif row["s"] == DATASET and row["p"] == _MODIFIED:
            found.created = row["o"]
        elif row["p"] == _DIGEST:
            found.digests[row["s"]] = row["o"]
    return found


def _counts(query: Endpoint) -> dict[str, int]:
    text = "SELECT ?graph (COUNT(*) AS ?count) { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"
    return {row["graph"]: int(row["count"]) for row in _rows(query, text) if "graph" in row}


def _rows(query: Endpoint, text: str) -> list[dict[str, str]]:
    for pause in (*_PAUSES, None):
        try:
            return results.read_cells(ask_store(query, text, Form.SELECT, _BUDGET))
        except (Busy, QueryTooExpensive) as error:
            if pause is None:
                raise EndpointError(f"The query endpoint does not answer: {error.detail}") from None
            time.sleep(pause)
    raise AssertionError("unreachable")
