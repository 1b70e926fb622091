"""What this instance has of what is published: a scratch instance, and one over another store, may have no release."""

from __future__ import annotations

from flask import g

from styrka.release import MANIFEST
from styrka.web.context import service


def has_release_files() -> bool:
    """Return whether the release that answers is among the releases of this machine.

    So that it has a page and files.
    """
    if "published" not in g:
        g.published = _has_files()
    return bool(g.published)


def _has_files() -> bool:
    present = service()
    version = present.engine.version
    return bool(version) and not present.scratch and (present.settings.releases_path / version / MANIFEST).is_file()
