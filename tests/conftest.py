"""What every test may use: the project, its release (built once for all of pytest's workers), and the shared folder."""

from __future__ import annotations

import fcntl
import gc
import os
import re
from collections.abc import Generator
from dataclasses import replace
from functools import cache
from pathlib import Path

import hypothesis
import pytest

from styrka.engine.layout import StoreLayout
from styrka.release import Release
from styrka.settings import Settings
from tests.ordering import arrange_items

ROOT = Path(__file__).resolve().parent.parent
_shared = Path(os.environ.get("STYRKA_SHARED", ROOT.parent / "shared"))
SHARED: Path | None = _shared if (_shared / "facts").is_dir() else None

# No test fails because the machine is slow.
hypothesis.settings.register_profile("styrka", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("styrka")

# A module that names one of these starts servers, other stores, a browser, or many processes.
_SLOW = re.compile(
    r"tests\.servers|import servers|web\.instances|tests\.conformance|import conformance|docs\.shell|playwright"
    r"|subprocess|workers\.pool|import trees|from tests\.service\.trees|web\.conftest import .*\b(?:Server|start)\b"
)
_SLOW_FIXTURES = {"server", "wheel", "whole_release", "published"}


# A module that says of itself that it is slow.
_MARKED = re.compile(r"^pytestmark = (?:\[\s*)?pytest\.mark\.slow\b", re.MULTILINE)


@cache
def _starts_processes(module: Path) -> bool:
    return _SLOW.search(module.read_text("utf-8")) is not None


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out what ``make quick`` would import for nothing."""
    if config.getoption("markexpr") != "not slow" or not collection_path.name.startswith("test_"):
        return None
    if collection_path.suffix != ".py" or "smoke" in (text := collection_path.read_text("utf-8")):
        return None
    return True if _SLOW.search(text) or _MARKED.search(text) else None


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Let the first of pytest's workers compile the program and the tests, while the others, who need both, wait."""
    folder = ROOT / "var" / "tests"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".collecting").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            fcntl.flock(lock, fcntl.LOCK_SH)
        return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Generator[None]:
    """Mark what ``make quick`` leaves out, and put in order what is left."""
    for item in items:
        if item.get_closest_marker("smoke"):
            continue
        if _starts_processes(item.path) or _SLOW_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)
    yield
    items[:] = arrange_items(items, getattr(config, "workerinput", {}).get("workercount", 1))


def pytest_collection_finish() -> None:
    """Search for garbage less often, and never among the thousands of tests: that took a fifteenth of all time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def pytest_sessionfinish() -> None:
    """Leave what the tests still hold: pytest goes through all of it twice and Python once more, to free memory."""
    gc.freeze()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared folder; the test skips, visibly, where it is not present."""
    if SHARED is None:
        pytest.skip("the shared folder is not present (set STYRKA_SHARED)")
    return SHARED


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Settings:
    """The shipped tree with cut registers, with releases in a folder that pytest's workers share."""
    from tests.cut import cut_root

    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    return Settings(root=cut_root(), releases=Path(shared) / "releases")


@pytest.fixture(scope="session")
def release(settings: Settings) -> Release:
    """The release of that tree; the first worker that needs it makes it, while the others wait."""
    from tests.kept import build_once

    return build_once(settings)


@pytest.fixture(scope="session")
def layout(release: Release) -> StoreLayout:
    """The statements of that release in memory, once for every engine over it: to be asked, not to be changed."""
    from styrka.engine.layout import load_layout

    return load_layout(release.dumps)


@pytest.fixture(scope="session")
def little_settings(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A part of the cut tree, where all that there is is read, judged or asked again and again; to be copied."""
    from tests import little

    root = little.plant(tmp_path_factory.mktemp("little"))
    return replace(settings, root=root, releases=settings.releases_path.with_name("little-releases"))


@pytest.fixture(scope="session")
def little_release(little_settings: Settings) -> Release:
    """The release of that part."""
    from tests.kept import build_once

    return build_once(little_settings)


@pytest.fixture(scope="session")
def whole_release(settings: Settings) -> Release:
    """The release of the shipped tree with its whole registers: for their numbers, and for nothing else."""
    from tests.kept import build_once

    return build_once(replace(settings, root=ROOT, releases=settings.releases_path.with_name("whole-releases")))
