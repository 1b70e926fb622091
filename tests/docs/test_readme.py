"""The pages tell what is there: every dependency with its reason, every command, every question, no dead link."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml

from styrka import __version__
from styrka.cli import main
from tests.conftest import ROOT
from tests.docs.pages import PAGES, name_of
from tests.docs.questions import PAGE, write_questions

README = (ROOT / "README.md").read_text("utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = dict.fromkeys(map(str, PROJECT["dependencies"]), "") | {
    name: extra for extra, names in PROJECT["optional-dependencies"].items() if extra != "all" for name in names
}
DEPENDENCIES = {re.split(r"[\[<>=;~ ]", name)[0]: extra for name, extra in EXTRAS.items()}
COMMANDS = set(main.commands)
HEADINGS = {"Ontology", "Shapes", "Data", "Queries", "Service"}


@pytest.mark.parametrize("name", DEPENDENCIES)
def test_every_dependency_has_its_extra_and_its_reason(name: str) -> None:
    extra = re.escape(DEPENDENCIES[name])
    assert re.search(rf"^\| {re.escape(name)} \| {extra} ?\| \S", README, re.MULTILINE | re.IGNORECASE)


@pytest.mark.parametrize("name", DEPENDENCIES)
def test_every_dependency_is_pinned_with_its_digest(name: str) -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    plain = re.escape(re.sub("[-_.]+", "-", name))
    assert re.search(rf"^{plain}==\S+.*\\\n    --hash=sha256:", lock, re.MULTILINE | re.IGNORECASE)


def test_the_extra_all_is_all_extras() -> None:
    extras = ",".join(sorted(set(PROJECT["optional-dependencies"]) - {"all"}))
    assert PROJECT["optional-dependencies"]["all"] == [f"styrka[{extras}]"]


def test_every_extra_that_the_program_asks_for_exists() -> None:
    asked = {
        found
        for path in (ROOT / "service").rglob("*.py")
        for found in re.findall(r'needs_extra\("(\w+)"\)', path.read_text("utf-8"))
    }
    assert asked == set(PROJECT["optional-dependencies"]) - {"all"}


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_link_leads_to_a_file_and_a_heading(path: Path) -> None:
    dead = []
    for link, anchor in re.findall(r"\]\(([^)#\s]*)#?([^)\s]*)\)", path.read_text("utf-8")):
        if "://" in link:
            continue
        target = (path.parent / link) if link else path
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            dead.append(f"{link}#{anchor}")
    assert not dead


def _anchors(path: Path) -> set[str]:
    """Return the anchors of a page's headings, as the usual viewers of Markdown make them."""
    headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_page_is_reached_from_the_readme() -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop().resolve()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        links = re.findall(r"\]\(([^)#\s:]+)", page.read_text("utf-8"))
        waiting += [page.parent / link for link in links]
    assert {path.resolve() for path in PAGES} <= reached


def test_the_page_of_questions_is_as_the_headers_say() -> None:
    assert PAGE.read_text("utf-8") == write_questions(), "write it anew: python -m tests.docs.questions"


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_command_that_a_page_names_exists(path: Path) -> None:
    named = set(re.findall(r"`(?:\.venv/bin/)?styrka ([a-z][a-z-]+)", path.read_text("utf-8")))
    # `styrka format` comes with the one form of Turtle.
    assert named - {"format"} <= COMMANDS


def test_the_readme_fits_on_a_few_screens() -> None:
    assert len(README.splitlines()) <= 120


def test_every_folder_of_the_readme_is_there() -> None:
    table = README.partition("## Where things are")[2].partition("\n## ")[0]
    service = ROOT / "service/styrka"
    first = re.findall(r"^\| `(?:service/styrka/|\.\.\./)?([a-z]+)/`(?:, `([a-z]+)/`)?", table, re.MULTILINE)
    names = {name for pair in first for name in pair if name}
    assert len(names) > 12
    assert not {name for name in names if not (ROOT / name).is_dir() and not (service / name).is_dir()}


def test_the_version_is_one() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    latest = re.findall(r"^## \[(\d[^\]]*)\] - (\d{4}-\d\d-\d\d)$", CHANGELOG, re.MULTILINE)[0]
    assert (__version__, str(citation["date-released"])) == latest
    assert str(citation["version"]) == __version__
    assert "version" in PROJECT["dynamic"]


def test_the_changelog_has_the_five_headings_and_a_link_for_each_release() -> None:
    assert set(re.findall(r"^### (.+)$", CHANGELOG, re.MULTILINE)) <= HEADINGS
    releases = re.findall(r"^## \[([^\]]+)\]", CHANGELOG, re.MULTILINE)
    assert releases[0] == "Unreleased"
    assert re.findall(r"^\[([^\]]+)\]: \S+$", CHANGELOG, re.MULTILINE) == releases


def test_there_is_no_address_of_a_package_registry() -> None:
    names = (
        "Makefile",
        "requirements.lock",
        "requirements-dev.lock",
        "pyproject.toml",
        "Containerfile",
        "compose.yaml",
    )
    for path in (*PAGES, *(ROOT / name for name in names)):
        assert not re.search(r"(pypi|npmjs|pythonhosted|debian)\.(org|com)", path.read_text("utf-8"))
