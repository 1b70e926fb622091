"""The shapes of the release that answers, and the territories that have one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, partial
from pathlib import Path

from styrka import release
from styrka.ask.territories import Territory, list_territories
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
    return read_view(name) if has_shapes() else None


def find_territories() -> Mapping[str, Territory]:
    """Return every territory that decides on priorities and has a place in NUTS, by IRI. Raises as ``Engine.run``."""
    present = service()
    make = partial(list_territories, present.engine, present.answers)
    return present.territories.find(present.engine, [""], lambda _: {"": make()})[""]


def has_shapes() -> bool:
    """Return whether the release that answers is here, and was made with shapes."""
    return published.has_release_files() and release.GEOMETRY in _release().manifest["files"]


def _release() -> Release:
    present = service()
    return _find(present.settings.releases_path, present.engine.version)


@lru_cache(8)
def _find(folder: Path, version: str) -> Release:
    """Return a release, which never changes; its manifest is read once."""
    return release.find_release(folder, version)
