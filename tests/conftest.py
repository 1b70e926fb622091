"""What every test may use: where the project and, when present, the shared folder are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
_shared = Path(os.environ.get("STYRKA_SHARED", ROOT.parent / "shared"))
SHARED: Path | None = _shared if (_shared / "facts").is_dir() else None


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared folder; the test skips, visibly, where it is not present."""
    if SHARED is None:
        pytest.skip("the shared folder is not present (set STYRKA_SHARED)")
    return SHARED
