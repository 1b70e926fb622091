"""What is wrong with the data, or with documents from elsewhere, judged with all data; nothing is published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from styrka.build.changes import find_changed, list_overlooked
from styrka.build.check.differences import Differences, find_differences
from styrka.build.check.overlay import Document, Overlay, lay_over
from styrka.build.content import name_of, read_content
from styrka.build.pipeline import infer_from_tree, judge_tree, read_tree, without_collection
from styrka.build.progress import Progress, show_nothing
from styrka.build.source_files import find_sources
from styrka.build.validate.blame import blame_changes
from styrka.build.validate.report import Finding, Report
from styrka.build.workbooks.archive import check_archive
from styrka.build.workbooks.reading import is_workbook
from styrka.errors import InvalidData, SourceError
from styrka.settings import Settings

THINGS: Final = 200  # things whose changes are listed; the counts are of all


@dataclass(frozen=True)
class Checked:
    """What a check found: what is wrong, and what the documents from elsewhere would change (None without any)."""

    report: Report
    differences: Differences | None = None


@without_collection()
def check_tree(settings: Settings, progress: Progress = show_nothing, files: Iterable[Path] = ()) -> Checked:
    """Return what is wrong with the data, or with the things that some files describe; nothing is published.

    Parameters:
        files: the files to look at; all when there is none. Those that are not of the tree are laid over it.

    Raises:
        SourceError: When a file cannot be read.
        InvalidData: When several files cannot be read.
        Contradiction: When all else is well and the data contradict the ontology.
    """
    files = tuple(files)
    known = {name_of(path, settings.root) for path in find_sources(settings.root)}
    named = [(path, name_of(path, settings.root)) for path in files]
    documents = [
        Document(name, read_content(path, name, settings.source_bytes)) for path, name in named if name not in known
    ]
    own = frozenset(name for _, name in named if name in known)
    return _check(settings, documents, own, progress, everything=not files)


@without_collection()
def check_documents(settings: Settings, documents: Sequence[Document]) -> Checked:
    """Return what is wrong with documents, and what they would change; nothing is published.

    Raises:
        SourceError: When a document, or a file of the tree, cannot be read.
        InvalidData: When several rows or documents cannot.
        Contradiction: When all else is well and they contradict the ontology.
    """
    return _check(settings, documents, frozenset(), show_nothing)


def list_unreadable(error: SourceError | InvalidData) -> tuple[Finding, ...]:
    """Return what cannot be read, as findings: at the line and column, with what would be right."""
    faults: list[dict[str, Any]] = [dict(error.evidence)] if isinstance(error, SourceError) else []
    return tuple(map(_make_finding, faults or error.evidence.get("errors", ())))


def _make_finding(fault: dict[str, Any]) -> Finding:
    message, remedy = fault["message"], fault.get("remedy") or ""
    column = str(fault.get("column") or "")
    return Finding(
        fault["path"],
        fault.get("line"),
        "",
        "",
        "",
        "",
        "violation",
        message,
        fault.get("message_sv") or message,
        remedy,
        fault.get("remedy_sv") or remedy,
        column=column,
    )


def _check(
    settings: Settings,
    documents: Sequence[Document],
    own: frozenset[str],
    progress: Progress,
    *,
    everything: bool = False,
) -> Checked:
    for document in documents:
        if is_workbook(document.name):  # one that could harm is refused before anything else is done
            check_archive(document.content, document.name)
    tree = read_tree(settings, progress)
    overlay = lay_over(tree, documents, settings.root, settings.source_bytes) if documents else Overlay(tree, (), ())
    focus = None if everything else _find_focus(overlay, own)
    names = frozenset(find_changed(tree, settings)) if everything else own | {source.path for source in overlay.sent}
    report = blame_changes(judge_tree(overlay.tree, settings, progress, focus), overlay.tree.sources, names)
    if everything:
        report = Report.of((*report.findings, *list_overlooked(settings)))
    if report.conforms:
        infer_from_tree(overlay.tree, settings, progress)
    if not documents:
        return Checked(report)
    after = (quad for source in overlay.sent for quad in source.quads)
    return Checked(report, find_differences(overlay.before, after, overlay.tree.quads(), THINGS))


def _find_focus(overlay: Overlay, own: frozenset[str]) -> frozenset[str]:
    """Return the things that the files describe, or no longer do, and what refers to those that would be gone."""
    sources = overlay.tree.sources
    names = own | {source.path for source in overlay.sent}
    described = {iri for source in sources if source.path in names for iri in source.lines}
    before = {quad.subject for quad in overlay.before}
    gone = before - {quad.subject for source in sources for quad in source.quads} if before else set()
    pointing = {quad.subject for quad in overlay.tree.quads() if quad.object in gone} if gone else set()
    return frozenset(described | {term.value for term in before | pointing if isinstance(term, ox.NamedNode)})
