"""What is new in a tree: the files that differ from the published release, and those that no reader reads."""

from __future__ import annotations

from collections.abc import Mapping

from styrka import release
from styrka.build import source_files
from styrka.build.content import name_of
from styrka.build.overlooked import find_overlooked
from styrka.build.tree import Tree, digest_program
from styrka.build.validate.report import Finding
from styrka.errors import ReleaseError
from styrka.settings import Settings
from styrka.vocabulary import BASE


def find_changed(tree: Tree, settings: Settings) -> frozenset[str]:
    """Return the paths of the files that differ from those of the published release; none where all do."""
    try:
        present = release.open_current(settings.releases_path)
    except ReleaseError:
        present = None
    published = dict(present.manifest["inputs"]) if present is not None else {}
    digests = tree.digests()
    changed = frozenset(path for path, digest in digests.items() if published.get(path) != digest)
    return frozenset() if len(changed) == len(digests) else changed


def find_sound(settings: Settings) -> Mapping[str, str]:
    """Return the registers in which this program found nothing when it made the published release: see ``judging``."""
    try:
        present = release.open_current(settings.releases_path)
    except ReleaseError:
        return {}
    if present is None or present.manifest["program"] != digest_program():
        return {}
    return dict(present.manifest.get("sound", {}))


def list_overlooked(settings: Settings) -> tuple[Finding, ...]:
    """Return a warning for each file below the root that no reader reads, with what to do."""
    known = frozenset(name_of(path, settings.root) for path in source_files.find_sources(settings.root))
    return tuple(
        Finding(
            path,
            None,
            one.focus,
            "",
            "",
            f"{BASE}shape/{one.rule}",
            one.severity,
            one.en[0].upper() + one.en[1:],
            one.sv[0].upper() + one.sv[1:],
            one.remedy,
            one.remedy_sv,
            f"{BASE}shape/{one.rule}",
        )
        for path, one in find_overlooked(settings.root, known)
    )
