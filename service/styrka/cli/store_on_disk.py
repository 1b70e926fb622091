"""What the commands do with ``store`` set to disk: see that the release is held there, with a sign of how far it is."""

from __future__ import annotations

from pathlib import Path

from styrka.build.progress import Progress
from styrka.release import Release
from styrka.settings import Settings


def shelved(settings: Settings, found: Release, progress: Progress) -> tuple[Path, int] | None:
    """The folder that holds a release on disk, filled now where it was not; None when releases are held in memory.

    The open file beside it is the claim that keeps the folder there until it is closed.

    Raises BadParameter when ``store`` has no such value, ReleaseError when the folder cannot be filled.
    """
    if settings.stores_path is None:
        return None
    from styrka.engine.disk.stores import claim, folder_for

    folder = folder_for(settings.stores_path, found)
    total = sum(found.manifest["counts"].get("triples", {}).values())
    filled = 0

    def heard(done: int) -> None:
        nonlocal filled
        filled = done
        progress("store", done, total, "")

    lock = claim(folder, found.dumps, heard)
    if filled:
        progress("store", filled, total, f"{filled} statements on disk")
    return folder, lock
