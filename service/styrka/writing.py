"""The governed write: what is sent to ``/graphs`` and ``/update`` goes through the pipeline, like a file by hand.

A graph of the instance data is a file below ``data/``, so a write is a new content of that file, in the tree itself:
the tree stays the one source of all releases, and a write shows in its version control. The new content is read,
validated and reasoned with before a file is touched. Only then is the file replaced, in one rename, and the release
published; when that fails, the old file is put back.

A document in Turtle that replaces a graph is kept in its sender's own words. What is added to a graph, sent in another
format, or changed by an update is written anew: the file's comments and layout are lost then.

All of it happens in a process of its own, so that the service answers on meanwhile, and so that an update without end
can be ended.
"""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any, Final, NoReturn

import pyoxigraph as ox

from styrka import build, release, settings, sources
from styrka.engine import wire
from styrka.engine.changes import Change, Condition, GraphChange, Outcome, UpdateChange
from styrka.engine.scratch import rewritten
from styrka.errors import Busy, Conflict, InvalidData, NotFound, QueryTooExpensive, StyrkaError, WriteRefused
from styrka.release import Release
from styrka.settings import Settings
from styrka.sources import Source
from styrka.tree import Tree
from styrka.vocabulary import BASE, PREFIXES, graph_iri

GRAPHS: Final = BASE + "graph/"
_PATIENCE: Final = 60.0  # seconds that a write waits for the one before it
_NAME: Final = re.compile(r"[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*")
_FOLDERS: Final = ("ontology", "shapes", "data")
_NOT_DATA: Final = {
    "ontology": "part of the ontology, which is changed in its files",
    "shapes": "part of the shapes, which are changed in their files",
    "mappings": "made from a table of mappings (SSSOM); change the table",
    "inferred": "inferred from the others",
    "computed": "computed from the others",
}
_TYPE: Final = PREFIXES["rdf"] + "type"


class Governed:
    """The writer of an instance whose data must be valid: every write is a new release, or nothing."""

    governed: Final = True

    def __init__(self, chosen: Settings, published: Callable[[], None] = lambda: None) -> None:
        """A writer to the tree of the settings; ``published`` is called after each new release."""
        self._settings = chosen
        self._published = published
        self._one_at_a_time = threading.Lock()

    def state(self, graph: str | None) -> str | None:
        """See ``Writer.state``: for a file's graph, the digest of the file in the published release."""
        present = release.current(self._settings.releases_path)
        if present is None or graph is None:
            return present.version if present else None
        if graph not in present.manifest["counts"]["graphs"]:
            return None
        digests = {graph_iri(path): digest for path, digest in present.manifest["inputs"].items()}
        return _state(digests.get(graph, present.version))

    def write(self, change: Change) -> Outcome:
        """See ``Writer.write``."""
        order = {
            "settings": {field.name: str(getattr(self._settings, field.name)) for field in fields(Settings)},
            "update" if isinstance(change, UpdateChange) else "graph": asdict(change),
        }
        if not self._one_at_a_time.acquire(timeout=_PATIENCE):
            raise Busy("Another write is being examined. Try again in a moment.", retry_after=10)
        try:
            done = subprocess.run(
                [sys.executable, "-m", "styrka.writing"], input=json.dumps(order).encode(), stdout=subprocess.PIPE,
                start_new_session=True, check=False,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
            )  # fmt: skip
        finally:
            self._one_at_a_time.release()
        if done.returncode < 0:
            raise QueryTooExpensive(
                f"The update took more than {self._settings.query_seconds:g} s, or too much memory. Nothing has "
                "changed. Narrow it.",
                cause="time",
            )  # fmt: skip
        if done.returncode:
            raise StyrkaError("The service met an error of its own. Nothing has changed.")
        kind, body = done.stdout[:1], done.stdout[1:]
        if kind == wire.ERROR:
            raise wire.unpack_error(body)
        self._published()
        said = json.loads(body)
        return Outcome(said["version"], said["created"], tuple(said["files"]))


def main() -> NoReturn:
    """Do the write that standard input orders; tell its outcome or its error on standard output."""
    order = json.load(sys.stdin)
    chosen = settings.load({settings.variable(name): text for name, text in order["settings"].items()})
    try:
        outcome = perform(chosen, _change(order))
        told = wire.DATA + json.dumps(asdict(outcome)).encode()
    except StyrkaError as error:
        told = wire.ERROR + wire.pack_error(error)
    sys.stdout.buffer.write(told)
    sys.stdout.buffer.flush()
    os._exit(0)  # nothing is gained by freeing a whole graph


def perform(chosen: Settings, change: Change) -> Outcome:
    """Do a write: the release that it makes, or the published one when it changes nothing.

    Raises what ``Writer.write`` raises; what is published, and the tree, then stay as they were.
    """
    with release.writing(chosen.releases_path):
        tree = build.read(chosen)
        present = release.current(chosen.releases_path)
        _check_level(tree, present)
        files = _files(tree, change, chosen)
        digests = tree.digests()
        created = any(path not in digests for path, content in files.items() if content is not None)
        tree = _with(tree, files, chosen)
        if present is not None and tree.digests() == digests:
            return Outcome(present.version)
        try:
            report = build.validate(tree, chosen)
        except InvalidData as error:
            raise _about(error, files) from None
        inference = build.infer(tree, chosen)
        computed = build.describe(tree, inference)
        with _placed(chosen.root, files):
            written = build.publish(tree, report, inference, computed, chosen)
    return Outcome(written.version, created, tuple(sorted(files)))


def _change(order: Mapping[str, Any]) -> Change:
    if "update" in order:
        return UpdateChange(**order["update"])
    said = dict(order["graph"])
    asked = said.pop("condition")
    match = None if asked["match"] is None else tuple(asked["match"])
    return GraphChange(**said, condition=Condition(match, tuple(asked["none_match"])))


def _check_level(tree: Tree, present: Release | None) -> None:
    """Raise Conflict unless the published release is that of the tree: a write must not publish somebody's draft."""
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


def _files(tree: Tree, change: Change, chosen: Settings) -> dict[str, bytes | None]:
    """The new content of each file that a write changes; None for one that it removes."""
    if isinstance(change, UpdateChange):
        return _updated(tree, change, chosen)
    source = _source(tree, change.graph)
    path = _path(change.graph, source)
    change.condition.check(_state(source.digest) if source else None)
    if change.verb == "delete":
        if source is None:
            raise NotFound(f"There is no graph {change.graph}.", graph=change.graph)
        return {path: None}
    if change.verb == "put" and change.document:
        return {path: change.document.encode()}
    sent = ox.parse(change.triples.encode(), ox.RdfFormat.N_TRIPLES)
    kept = source.quads if source and change.verb == "post" else ()
    return {path: turtle((*kept, *sent), graph_iri(path))}


def _updated(tree: Tree, change: UpdateChange, chosen: Settings) -> dict[str, bytes | None]:
    seconds, memory = chosen.query_seconds, chosen.query_memory
    signal.setitimer(signal.ITIMER_REAL, seconds)
    limit = resource.getrlimit(resource.RLIMIT_AS)
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + memory, limit[1]))
    graphs = rewritten(tree.quads(), change.text, change.base)
    resource.setrlimit(resource.RLIMIT_AS, limit)
    signal.setitimer(signal.ITIMER_REAL, 0)
    if None in graphs:
        raise WriteRefused(
            "The update adds or removes statements without saying in which graph. Say it, with GRAPH <...> { ... } or "
            "WITH <...>; each graph is a file here."
        )
    files: dict[str, bytes | None] = {}
    for graph, quads in graphs.items():
        path = _path(graph, _source(tree, graph))
        files[path] = turtle(quads, graph_iri(path)) if quads else None
    return files


def _source(tree: Tree, graph: str | None) -> Source | None:
    return next((source for source in tree.sources if source.graph == graph), None)


def _path(graph: str | None, source: Source | None) -> str:
    """The file of a graph. Raises WriteRefused for one that is not kept in a Turtle file below ``data/``."""
    if graph is None:
        raise WriteRefused("The default graph is all graphs together. Write to one of them, with ?graph=.")
    name = graph.removeprefix(GRAPHS)
    first = name.split("/")[0]
    if first in _NOT_DATA and graph.startswith(GRAPHS):
        raise WriteRefused(f"The graph {graph} is {_NOT_DATA[first]}.", graph=graph)
    if not graph.startswith(GRAPHS) or not _NAME.fullmatch(name):
        raise WriteRefused(
            f"A graph's IRI is {GRAPHS} and a path of letters, digits, hyphens and underscores, for example "
            f"{GRAPHS}strategies/se122-sormland-2017; this one is {graph}.",
            graph=graph,
        )
    path = f"data/{name}.ttl"
    if source is not None and source.path != path:
        raise WriteRefused(f"The graph {graph} is kept in {source.path}. Change that file.", graph=graph)
    return path


def _state(digest: str) -> str:
    return digest[:24]


def _with(tree: Tree, files: Mapping[str, bytes | None], chosen: Settings) -> Tree:
    """The tree as it would be with these files. Raises SourceError or InvalidData when they cannot be read."""
    kept = [source for source in tree.sources if source.path not in files]
    with tempfile.TemporaryDirectory(prefix="styrka-") as folder:
        root = Path(folder)
        paths = []
        for name, content in files.items():
            if content is not None:
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_bytes(content)
                paths.append(root / name)
        read = sources.read_all(paths, root, chosen.source_bytes)
    ordered = sorted((*kept, *read), key=lambda source: (_FOLDERS.index(source.folder), source.path))
    return replace(tree, sources=tuple(ordered))


def turtle(statements: Iterable[ox.Quad | ox.Triple], graph: str) -> bytes:
    """Statements as the Turtle file of a graph: what is said of the graph first, then the things by name."""
    triples = {ox.Triple(one.subject, one.predicate, one.object) for one in statements}
    ordered = sorted(
        triples,
        key=lambda one: (
            str(one.subject) != f"<{graph}>", str(one.subject),
            one.predicate.value != _TYPE, one.predicate.value, str(one.object),
        ),
    )  # fmt: skip
    text = " ".join(f"{one.subject} {one.predicate} {one.object}" for one in ordered)
    # Things of our own are written below the base, as they are in the files by hand.
    prefixes = {
        name: iri for name, iri in PREFIXES.items() if f"<{iri}" in text and (name == "styrka" or BASE not in iri)
    }
    return ox.serialize(ordered, format=ox.RdfFormat.TURTLE, prefixes=prefixes, base_iri=BASE) or b""


def _about(error: InvalidData, files: Mapping[str, bytes | None]) -> InvalidData:
    """The error with what is wrong, and with the remarks on these files only."""
    found = error.evidence.get("findings")
    if found is None:
        return error
    relevant = [one for one in found if one["severity"] == "violation" or one["source"] in files]
    return InvalidData(error.detail, findings=relevant)


@contextmanager
def _placed(root: Path, files: Mapping[str, bytes | None]) -> Iterator[None]:
    """The files in their places, each by one rename; as they were, when what is inside fails."""
    before = {name: (root / name).read_bytes() if (root / name).exists() else None for name in files}
    try:
        for name, content in files.items():
            _place(root / name, content)
        yield
    except BaseException:
        for name, content in before.items():
            _place(root / name, content)
        raise


def _place(path: Path, content: bytes | None) -> None:
    if content is None:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


if __name__ == "__main__":
    main()
