"""``styrka serve --reload``: what an author changes shows within a second, on a real server."""

from __future__ import annotations

import shutil
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from styrka.release import Release
from styrka.settings import Settings
from tests import cut
from tests.conftest import ROOT
from tests.service.web.conftest import Server, start

SOON = 1.0  # seconds


@dataclass
class Workshop:
    """A server with ``reload``, and the copies of the program and the questions that it runs on."""

    server: Server
    package: Path
    root: Path

    def read(self, path: str) -> str:
        """Return a page, whatever its status."""
        wanted = urllib.request.Request(self.server.address + path, headers={"Accept": "text/html"})
        try:
            with urllib.request.urlopen(wanted, timeout=60) as response:
                page: bytes = response.read()
                return page.decode()
        except urllib.error.HTTPError as error:
            return error.read().decode()

    def seconds_until(self, path: str, text: str) -> float:
        """Return how long it takes until who asks for a page gets a text: what the page takes does not count."""
        started = time.monotonic()
        while (asked := time.monotonic() - started) < 10:
            if text in self.read(path):
                return asked
            time.sleep(0.05)
        raise AssertionError(f"{path} does not show {text!r}")


@pytest.fixture(scope="module")
def workshop(release: Release, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """A server over the shipped release, on copies of the program and of the tree."""
    folder = tmp_path_factory.mktemp("reload")
    package = folder / "service" / "styrka"
    shutil.copytree(ROOT / "service" / "styrka", package, ignore=shutil.ignore_patterns("__pycache__"))
    root = folder / "root"
    cut.plant(root)
    server = start(
        settings.releases_path,
        folder,
        STYRKA_ROOT=str(root),
        STYRKA_RELOAD="true",
        PYTHONPATH=str(package.parent),
    )
    yield Workshop(server, package, root)
    server.stop()


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_a_changed_template_shows_within_a_second(workshop: Workshop) -> None:
    workshop.read("/")
    change(workshop.package / "web" / "render" / "templates" / "base.html", "</body>", "<p>A new line</p></body>")
    assert workshop.seconds_until("/", "A new line") < SOON


def test_a_changed_question_shows_within_a_second(workshop: Workshop) -> None:
    workshop.read("/ask/adoption")
    change(workshop.root / "queries" / "adoption.rq", "#+ summary: When", "#+ summary: On which day, and when")
    assert workshop.seconds_until("/ask/adoption", "On which day, and when") < SOON


def test_a_changed_word_shows_within_a_second(workshop: Workshop) -> None:
    workshop.read("/")
    change(workshop.package / "text" / "ui.py", '"Skip to the content"', '"Words that are new"')
    assert workshop.seconds_until("/", "Words that are new") < SOON


def test_a_question_that_is_wrong_is_shown_and_costs_nothing_else(workshop: Workshop) -> None:
    path = workshop.root / "queries" / "periods.rq"
    before = path.read_text("utf-8")
    path.write_text("#+ summary: [broken\nSELECT", "utf-8")
    assert "periods.rq" in workshop.read("/ask/periods")
    path.write_text(before, "utf-8")
    assert workshop.seconds_until("/ask/periods", "</form>") < SOON


def test_nothing_is_stored(workshop: Workshop) -> None:
    with urllib.request.urlopen(workshop.server.address + "/ask", timeout=60) as response:
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["ETag"] is None
