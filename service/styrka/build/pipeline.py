"""The pipeline from files to a published release: read; validate, beside that infer and describe; publish.

An unchanged tree is not built again: the manifest has the digest of everything that goes in. After any change all of
it is validated, but for large registers where nothing of what they are judged by has changed (``judging``). Whatever
fails, fails before ``write_and_publish``, and what is published stays as it was.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final

import pyoxigraph as ox

from styrka import __version__, release
from styrka.build import infer as inference_rules
from styrka.build import source_files, sources
from styrka.build.changes import find_changed, list_overlooked
from styrka.build.computed import compute_descriptions
from styrka.build.examining import (
    Examined,
    dump_tree,
    examine_tree,
    infer_from_tree,
    judge_tree,
    validate_tree,
)
from styrka.build.geometry import find_geometry, join_geometry
from styrka.build.progress import Progress, show_nothing
from styrka.build.reviews import settle_reviews
from styrka.build.tables import RegisterCache
from styrka.build.tree import Tree, digest_files, digest_program, digest_tree, find_computed_queries, list_tool_versions
from styrka.engine.documents.apart import DOCUMENTS
from styrka.errors import ReleaseError, SourceError
from styrka.release import Release
from styrka.settings import Settings
from styrka.vocabulary import BASE, PREFIXES

__all__ = [
    "Tree",
    "build_release",
    "compute_descriptions",
    "dump_tree",
    "examine_tree",
    "find_changed",
    "find_current_release",
    "infer_from_tree",
    "judge_tree",
    "list_overlooked",
    "read_tree",
    "validate_tree",
    "without_collection",
    "write_and_publish",
]

_LARGE: Final = 100_000  # statements
_MODIFIED: Final = ox.NamedNode(PREFIXES["dcterms"] + "modified")


@contextmanager
def without_collection() -> Iterator[None]:
    """No search for garbage meanwhile: all that a build reads lives to its end, and searching it costs a seventh."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@without_collection()
def build_release(settings: Settings, progress: Progress = show_nothing, *, force: bool = False) -> Release:
    """Return the release of the tree below ``settings.root``, published: the one that there is, else a new one.

    Parameters:
        progress: called with each step.
        force: build although the tree has a release.

    Raises:
        SourceError: When a file cannot be read.
        InvalidData: When the data are not valid, or several files cannot be read.
        Contradiction: When the data contradict the ontology.
        ReleaseError: When the release cannot be written. Whatever is raised, what is published stays as it was.
    """
    if not force and (ready := find_current_release(settings)):
        if release.read_current_version(settings.releases_path) == ready.version:
            return ready
        return release.roll_back(settings.releases_path, ready.version)
    waiting = partial(progress, "wait", 0, 0, "another process is writing a release")
    with release.lock_releases(settings.releases_path, waiting=waiting):
        tree = read_tree(settings, progress)
        if sum(len(source.quads) for source in tree.sources) > _LARGE:
            DOCUMENTS.close()  # what has read them holds memory that is short now
        found = examine_tree(tree, settings, progress)
        return write_and_publish(tree, found, settings, progress)


def find_current_release(settings: Settings) -> Release | None:
    """Return the release of the tree as it is now, published or not; None when the tree has none that is unharmed.

    Raises:
        SourceError: When a file cannot be opened.
    """
    wanted = digest_tree(digest_files(settings), settings)
    try:
        current = release.open_current(settings.releases_path)
    except ReleaseError:
        current = None
    if current and current.manifest["tree"] == wanted:
        return current
    for earlier in release.list_releases(settings.releases_path):
        if earlier.manifest["tree"] == wanted:
            return earlier
    return None


def read_tree(settings: Settings, progress: Progress = show_nothing) -> Tree:
    """Return every file of the tree.

    Raises:
        SourceError: When one cannot be read.
        InvalidData: When several cannot.
    """
    paths = source_files.find_sources(settings.root)
    if not paths:
        raise SourceError(
            "there is nothing to read.",
            path=settings.root.as_posix(),
            remedy="Name the folder with ontology/, shapes/ and data/ with --root or STYRKA_ROOT.",
            sv=(
                "det finns ingenting att läsa.",
                "Ange mappen med ontology/, shapes/ och data/ med --root eller STYRKA_ROOT.",
            ),
        )
    cache = RegisterCache(settings.releases_path, digest_program())
    found = settle_reviews(
        sources.read_sources(
            paths, settings.root, settings.source_bytes, lambda done: progress("read", done, len(paths), ""), cache
        )
    )
    geometry = find_geometry(settings.root, settings.source_bytes)
    maps = join_geometry(geometry) if geometry else b""
    tree = Tree(found, find_computed_queries(settings.root), geometry, maps, cache)
    progress("read", 1, 1, f"{len(found)} files, {sum(len(source.quads) for source in found)} statements")
    return tree


def write_and_publish(tree: Tree, found: Examined, settings: Settings, progress: Progress = show_nothing) -> Release:
    """Return the release with all this, written and published; inside ``lock_releases``.

    Raises:
        ReleaseError: When the release cannot be written.
    """
    progress("publish", 0, 0, "")
    digests = tree.digests()
    whole = digest_tree(digests, settings)
    dates = [
        quad.object.value
        for source in tree.of("data")
        for quad in source.under(_MODIFIED)
        if quad.subject == quad.graph_name and isinstance(quad.object, ox.Literal)
    ]
    written = release.write_release(
        settings.releases_path,
        f"{max(dates, default='undated')}-{whole[:12]}",
        {
            **{name: b"".join(lines) for name, lines in found.dumps.lines.items()},
            release.DERIVATIONS: partial(inference_rules.write_derivations, found.inference),
            release.REPORT: found.report.json().encode(),
            release.REPORT_GRAPH: found.report.turtle().encode(),
            **({release.GEOMETRY: tree.maps} if tree.maps else {}),
        },
        {
            "tree": whole,
            "program": digest_program(),
            "inputs": digests,
            "base": BASE,
            "styrka": __version__,
            "tools": list_tool_versions(),
            "validator": settings.validator,
            "reasoner": settings.reasoner,
            "counts": found.dumps.counts,
            "sound": dict(found.sound),
        },
    )
    release.prune_releases(settings.releases_path, settings.keep_releases)
    progress("publish", 1, 1, f"release {written.version}")
    return written
