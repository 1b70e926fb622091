"""The shapes of the release that answers."""

from __future__ import annotations

from styrka import release
from styrka.release import Release, View
from styrka.web.context import service
from styrka.web.render import published


def read_view(name: str) -> View:
    """Return a view of the release that answers.

    Raises:
        NotFound: When there is no such release here, or it has no shapes.
        ReleaseError: When it is damaged.
    """
    return release.read_geometry(_release())[name]


def find_view(name: str) -> View | None:
    """Return a view of the release that answers; nothing where it is elsewhere, or was made without shapes.

    Raises:
        ReleaseError: When it is damaged.
    """
    if not published.has_release_files() or release.GEOMETRY not in _release().manifest["files"]:
        return None
    return read_view(name)


def _release() -> Release:
    present = service()
    return release.find_release(present.settings.releases_path, present.engine.version)
