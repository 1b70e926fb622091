"""One write through the pipeline, in a process of its own: its standard input is a socket, for orders and outcome.

Until it is about to change files, whoever ordered the write may end the process. Then it asks, by a frame, and when it
is let it is not ended any more: the files and the release change together.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final, NoReturn

import pyoxigraph as ox

from styrka import release, settings
from styrka.build import pipeline, sources
from styrka.build.reviews import settle_reviews
from styrka.build.sources import Source
from styrka.build.tree import Tree
from styrka.change.governed.graph_files import TABLE, digest_state, find_path, find_source, replace_files
from styrka.change.governed.rows import put_rows
from styrka.change.memory import bound_memory
from styrka.change.order import READY
from styrka.engine.documents.apart import DOCUMENTS
from styrka.engine.rewriting import patch_graph, rewrite_graphs
from styrka.engine.workers import protocol
from styrka.engine.writes import Change, GraphChange, Outcome, Precondition, UpdateChange
from styrka.errors import Conflict, InvalidData, NotFound, QueryTooExpensive, StyrkaError, TooLarge, WriteRefused
from styrka.release import Release
from styrka.settings import Settings
from styrka.turtle import change_turtle, write_turtle
from styrka.vocabulary import graph_iri

_FOLDERS: Final = ("ontology", "shapes", "data")


def main() -> NoReturn:
    """Do the write that is ordered; reply with its outcome or its error."""
    connection = socket.socket(fileno=os.dup(sys.stdin.fileno()))
    frame = protocol.receive_frame(connection)
    if frame is None:
        os._exit(0)
    order = json.loads(frame.body)
    DOCUMENTS.stay_here()
    chosen = settings.load_settings(
        {settings.get_variable_name(name): text for name, text in order["settings"].items()}
    )

    def ask() -> None:
        protocol.send_frame(connection, READY)
        if protocol.receive_frame(connection) is None:
            os._exit(0)

    kind, reply = protocol.ERROR, b""
    try:
        with bound_memory(chosen.write_memory):
            outcome = perform_write(chosen, _change(order), ask)
            kind, reply = protocol.DATA, json.dumps(asdict(outcome)).encode()
    except StyrkaError as error:
        reply = protocol.pack_error(error)
    protocol.send_frame(connection, kind, reply)
    os._exit(0)  # nothing is gained by freeing a whole graph


@pipeline.without_collection()
def perform_write(chosen: Settings, change: Change, ask: Callable[[], None] = lambda: None) -> Outcome:
    """Do a write: the release that it makes, or the published one when it changes nothing.

    Parameters:
        ask: called before anything is changed; it does not return where the write is not wanted any more.

    Raises:
        StyrkaError: As ``Writer.write``; what is published, and the tree, then stay as they were.
    """
    with release.lock_releases(chosen.releases_path):
        tree = pipeline.read_tree(chosen)
        present = release.open_current(chosen.releases_path)
        _check_level(tree, present)
        files = _files(tree, change, chosen, present.version if present else None)
        if present is not None and not files:
            return Outcome(present.version)
        digests = tree.digests()
        created = any(path not in digests for path, content in files.items() if content is not None)
        tree = _replace_in_tree(tree, files, chosen)
        if present is not None and tree.digests() == digests:
            return Outcome(present.version)
        try:
            found = pipeline.examine_tree(
                tree, chosen, changed=frozenset(files), most=_find_most(present, tree, chosen)
            )
        except InvalidData as error:
            raise _limit_to_files(error, files) from None
        ask()
        with replace_files(chosen.root, files):
            written = pipeline.write_and_publish(tree, found, chosen)
    return Outcome(written.version, created, tuple(sorted(files)))


def _find_most(present: Release | None, tree: Tree, chosen: Settings) -> int:
    """Return how many statements may follow from the tree.

    Raises:
        TooLarge: When the write itself adds too many.
    """
    if present is None:
        return sys.maxsize
    counts = present.manifest["counts"]["triples"]
    stated = sum(len(source.quads) for source in tree.sources) - int(counts["data"])
    if stated > chosen.write_statements:
        raise TooLarge(
            f"The write adds {stated} statements; it may add {chosen.write_statements}. Send it in smaller parts.",
            sv=f"Ändringen lägger till {stated} påståenden; den får lägga till {chosen.write_statements}. Skicka den i "
            "mindre delar.",
            cause="statements",
            limit=chosen.write_statements,
        )
    return int(counts["inferred"]) + chosen.write_statements - max(0, stated)


def _change(order: Mapping[str, Any]) -> Change:
    if "update" in order:
        return UpdateChange(**order["update"])
    fields = dict(order["graph"])
    asked, patch = fields.pop("condition"), fields.pop("patch")
    match = None if asked["match"] is None else tuple(asked["match"])
    condition = Precondition(match, tuple(asked["none_match"]))
    return GraphChange(**fields, condition=condition, patch=UpdateChange(**patch) if patch else None)


def _check_level(tree: Tree, present: Release | None) -> None:
    """Raise Conflict unless the published release is that of the tree: a write must not publish somebody's draft.

    Raises:
        Conflict: The write does not fit the present state.
    """
    published = dict(present.manifest["inputs"]) if present else {}
    digests = tree.digests()
    differing = sorted(path for path in {*published, *digests} if published.get(path) != digests.get(path))
    if differing:
        more = f" and {len(differing) - 3} more" if len(differing) > 3 else ""
        raise Conflict(
            f"The tree has changes that are not published ({', '.join(differing[:3])}{more}). Publish them with "
            "`styrka build`, or take them back; then write again.",
            files=differing[:50],
        )


def _files(tree: Tree, change: Change, chosen: Settings, version: str | None) -> dict[str, bytes | None]:
    """Return the new content of each file that a write changes; None for one that it removes.

    Parameters:
        version: of the published release, which is the state of the graphs that have no file of their own.

    Raises:
        NotFound: There is no such thing.
        WriteRefused: For a part of a table.
    """
    if isinstance(change, UpdateChange):
        return _apply_update(tree, change, chosen)
    source = find_source(tree, change.graph)
    if source is not None and change.verb == "patch" and change.patch is None:
        change.condition.check(version if change.graph in source.graphs else None)
        return put_rows(source, change, chosen.root, chosen.source_bytes)
    path = find_path(change.graph, source)
    change.condition.check(digest_state(source.digest) if source else None)
    if source is None and change.verb in ("delete", "patch"):
        raise NotFound(
            f"There is no graph {change.graph}.", sv=f"Det finns ingen graf {change.graph}.", graph=change.graph
        )
    if change.verb == "delete":
        return {path: None}
    if path.endswith(TABLE) and (change.verb != "put" or not change.document):
        raise _refuse_part(path)
    if source is not None and change.patch is not None:
        triples = patch_graph(source.quads, change.patch.text, change.patch.base, _within_budget(chosen))
        return _changed(path, source, triples, chosen.root)
    if change.verb == "put" and change.document:
        return {path: change.document.encode()}
    existing = source.quads if source and change.verb == "post" else ()
    sent = ox.parse(change.triples.encode(), ox.RdfFormat.N_TRIPLES)
    return _changed(path, source, [quad.triple for quad in (*existing, *sent)], chosen.root)


def _changed(path: str, source: Source | None, triples: Iterable[ox.Triple], root: Path) -> dict[str, bytes | None]:
    """Return the file with these triples, what stays with its comments; nothing where it states just these already."""
    wanted = set(triples)
    if source is None:
        return {path: write_turtle(wanted, first=(graph_iri(path),)).encode()}
    if wanted == {quad.triple for quad in source.quads}:
        return {}
    return {path: change_turtle((root / path).read_text("utf-8-sig"), wanted, path).encode()}


def _apply_update(tree: Tree, change: UpdateChange, chosen: Settings) -> dict[str, bytes | None]:
    graphs = rewrite_graphs(tree.quads(), change.text, change.base, _within_budget(chosen))
    if None in graphs:
        raise WriteRefused(
            "The update adds or removes statements without naming the graph. Name it with GRAPH <...> { ... } or "
            "WITH <...>; each graph is a file here."
        )
    files: dict[str, bytes | None] = {}
    for graph, quads in graphs.items():
        source = find_source(tree, graph)
        path = find_path(graph, source)
        if path.endswith(TABLE):
            raise _refuse_part(path)
        triples = [quad.triple for quad in quads]
        files |= _changed(path, source, triples, chosen.root) if triples else {path: None}
    return files


def _refuse_part(path: str) -> WriteRefused:
    """Return the error that the table of a review is written whole."""
    return WriteRefused(
        f"{path} is a table (SSSOM): send all of it with PUT, as text/tab-separated-values.",
        sv=f"{path} är en tabell (SSSOM): skicka hela med PUT, som text/tab-separated-values.",
    )


@contextmanager
def _within_budget(chosen: Settings) -> Iterator[None]:
    """End the block within the time and memory of a query: this process dies, or QueryTooExpensive is raised.

    Raises:
        QueryTooExpensive: The query reached its limit of time, memory or bytes.
    """
    limit = resource.getrlimit(resource.RLIMIT_AS)
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + chosen.query_memory, limit[1]))
    signal.setitimer(signal.ITIMER_REAL, chosen.query_seconds)
    try:
        yield
    except MemoryError:
        raise QueryTooExpensive(
            f"The update took more than {chosen.query_memory} bytes of memory. Nothing has changed. Narrow it.",
            cause="memory",
            limit=chosen.query_memory,
        ) from None
    finally:
        # After an error too: the timer's default action would end the process while the error is reported.
        signal.setitimer(signal.ITIMER_REAL, 0)
        resource.setrlimit(resource.RLIMIT_AS, limit)


def _replace_in_tree(tree: Tree, files: Mapping[str, bytes | None], chosen: Settings) -> Tree:
    """Return the tree as it would be with these files.

    Raises:
        SourceError: When a file cannot be read.
        InvalidData: When several files cannot be read.
    """
    # Tables are read together: they refer to one another, and have the titles of the sources in their heads.
    rows = [one.path for one in tree.sources if one.is_of_rows] if any(name.endswith(".csv") for name in files) else []
    unchanged = [source for source in tree.sources if source.path not in {*files, *rows}]
    with tempfile.TemporaryDirectory(prefix="styrka-") as folder:
        root = Path(folder)
        paths = []
        for name in sorted({*rows} - {*files}):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).symlink_to((chosen.root / name).resolve())
            paths.append(root / name)
        for name, content in files.items():
            if content is not None:
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_bytes(content)
                paths.append(root / name)
        read = sources.read_sources(paths, root, chosen.source_bytes)
    ordered = sorted((*unchanged, *read), key=lambda source: (_FOLDERS.index(source.folder), source.path))
    return replace(tree, sources=settle_reviews(ordered))


def _limit_to_files(error: InvalidData, files: Mapping[str, bytes | None]) -> InvalidData:
    """Return the error with what is wrong, and with the remarks on these files only."""
    found = error.evidence.get("findings")
    if found is None:
        return error
    relevant = [one for one in found if one["severity"] == "violation" or one["source"] in files]
    return InvalidData(error.detail, sv=error.detail_sv, findings=relevant)
