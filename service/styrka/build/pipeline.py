"""The pipeline from files to a published release: read; validate, beside that infer and describe; publish.

An unchanged tree is not built again: the manifest has the digest of everything that goes in. After any change all of
it is validated, but for large registers where nothing of what they are judged by has changed (``judging``). Whatever
fails, fails before ``write_and_publish``, and what is published stays as it was.
"""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from typing import Final

import pyoxigraph as ox

from styrka import __version__, release
from styrka.build import infer as inference_rules
from styrka.build import source_files, sources
from styrka.build.beside import start_beside
from styrka.build.changes import find_changed, find_sound, list_overlooked
from styrka.build.computed import compute_descriptions
from styrka.build.dumps import Dumps, canonicalise, make_dumps
from styrka.build.geometry import find_geometry, join_geometry
from styrka.build.infer import Inference
from styrka.build.infer.places import describe_contradiction, locate_axiom
from styrka.build.progress import Progress, show_nothing
from styrka.build.reviews import settle_reviews
from styrka.build.tables import RegisterCache
from styrka.build.tree import Tree, digest_files, digest_program, digest_tree, find_computed_queries, list_tool_versions
from styrka.build.validate import validation
from styrka.build.validate.blame import blame_changes, order_by_owner
from styrka.build.validate.validation import Report
from styrka.errors import Contradiction, InvalidData, ReleaseError, SourceError, UnsupportedAxiom
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

_SHOWN: Final = 20  # violations in a message; the evidence has all
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
        found = examine_tree(tree, settings, progress)
        return write_and_publish(tree, found, settings, progress)


@dataclass(frozen=True)
class Examined:
    """What is written of a tree beside its files: what was found in it, what follows from it, and all the lines.

    Attributes:
        sound: the registers in which nothing was found, as ``validation.InThings`` has them.
    """

    report: Report
    inference: Inference
    dumps: Dumps
    sound: Mapping[str, str]


def examine_tree(
    tree: Tree,
    settings: Settings,
    progress: Progress = show_nothing,
    changed: Collection[str] = (),
    most: int | None = None,
) -> Examined:
    """Return what a release of the tree has: it is validated and, beside that, reasoned over and described.

    Parameters:
        changed: as of ``validate_tree``.
        most: as of ``infer_from_tree``.

    Raises:
        InvalidData: With all findings, when there is a violation.
        Contradiction: When the data contradict the ontology.
        UnsupportedAxiom: With file and line.
        TooLarge: When more follow.
        SourceError: For a query that cannot be evaluated.
    """
    data, shapes, ontology = tree.of("data"), tree.of("shapes"), tree.of("ontology")
    engine, sound = settings.validator, find_sound(settings)
    wait = start_beside(partial(validation.find_in_things, data, shapes, ontology, engine=engine, sound=sound))
    failure: Exception | None = None
    # What breaks a shape may contradict an axiom too, and the shape says it better.
    in_graphs = validation.find_in_graphs(data, ontology)
    try:
        inference = infer_from_tree(tree, settings, progress, most)
        dumps = dump_tree(tree, inference, compute_descriptions(tree, inference, progress))
        tree.keep_registers()  # while the other process is at work
    except Exception as error:
        failure = error
    in_things = wait()
    report = _refuse_violations(Report.of((*in_things.findings, *in_graphs)), tree, settings, changed)
    if failure is not None:
        raise failure
    progress("validate", 1, 1, _summarise(report))
    return Examined(report, inference, dumps, in_things.sound)


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


def validate_tree(
    tree: Tree, settings: Settings, progress: Progress = show_nothing, changed: Collection[str] = ()
) -> Report:
    """Return what the shapes find in the data: warnings and remarks.

    Parameters:
        changed: the paths of the files that the change came with: a fault that two files have together is theirs.

    Raises:
        InvalidData: With all findings, when there is a violation.
    """
    return _refuse_violations(judge_tree(tree, settings, progress), tree, settings, changed)


def _refuse_violations(report: Report, tree: Tree, settings: Settings, changed: Collection[str] = ()) -> Report:
    """Return the report, which has no violation.

    Raises:
        InvalidData: With all findings, when there is one.
    """
    if not report.conforms:
        changed = changed or find_changed(tree, settings)
        found = blame_changes(report, tree.sources, changed).findings
        mine, others = order_by_owner(found, changed)
        violations = [finding for finding in (*mine, *others) if finding.severity == "violation"]
        text = {
            language: "\n".join(finding.text(language) for finding in violations[:_SHOWN]) for language in ("en", "sv")
        }
        if len(violations) > _SHOWN:
            text["en"] += f"\n... and {len(violations) - _SHOWN} more"
            text["sv"] += f"\n... och {len(violations) - _SHOWN} till"
        raise InvalidData(text["en"], sv=text["sv"], findings=[asdict(finding) for finding in (*mine, *others)])
    return report


def infer_from_tree(
    tree: Tree, settings: Settings, progress: Progress = show_nothing, most: int | None = None
) -> Inference:
    """Return what follows from the stated triples.

    Parameters:
        most: how many statements may follow; None: however many do. The reference engine has no such bound.

    Raises:
        TooLarge: When more follow.
        Contradiction: With the triples and where they are stated.
        UnsupportedAxiom: With file and line.
    """
    progress("infer", 0, 0, "")
    stated = [quad for source in tree.sources for quad in source.quads]
    axioms = [quad for source in tree.of("ontology") for quad in source.quads]
    try:
        rules = inference_rules.compile_rules(axioms, partly=settings.reasoner == "owlrl")
    except UnsupportedAxiom as error:
        raise locate_axiom(error, tree.of("ontology")) from None
    if settings.reasoner == "owlrl":
        from styrka.build.infer.owlrl_reasoner import infer_with_owlrl

        inference = infer_with_owlrl(stated, axioms, rules)
    else:
        inference = inference_rules.infer(stated, rules, most)
    clashes = inference_rules.find_contradictions(inference, stated)
    if clashes:
        raise Contradiction(
            "\n".join(
                (f"{len(clashes)} contradictions:", *(describe_contradiction(clash, tree.sources) for clash in clashes))
            ),
            contradictions=[clash.to_json() for clash in clashes],
        )
    progress("infer", 1, 1, f"{len(inference)} statements")
    return inference


def dump_tree(tree: Tree, inference: Inference, computed: tuple[ox.Quad, ...]) -> Dumps:
    """Return the lines of a release: what is stated, what follows and what is computed."""
    return make_dumps(
        {
            release.DATA: tree.lines,
            release.INFERRED: canonicalise(inference.quads()),
            release.COMPUTED: canonicalise(computed),
        }
    )


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


def judge_tree(
    tree: Tree, settings: Settings, progress: Progress = show_nothing, focus: frozenset[str] | None = None
) -> Report:
    """Return what the shapes find in the data, whatever it is.

    Parameters:
        focus: the IRIs of the things to look at; None for all.
    """
    progress("validate", 0, 0, "")
    report = validation.validate(tree.of("data"), tree.of("shapes"), tree.of("ontology"), focus, settings.validator)
    progress("validate", 1, 1, _summarise(report))
    return report


def _summarise(report: Report) -> str:
    return ", ".join(f"{count} {severity}" for severity, count in report.counts().items())
