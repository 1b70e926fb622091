"""The README tells what is there: every dependency with its reason, every command, every question, no dead link."""

from __future__ import annotations

import re
import tomllib

import pytest

from styrka.ask.question import load_questions
from styrka.cli import main
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
DEPENDENCIES = [re.split(r"[\[<>=;~ ]", one)[0] for one in PROJECT["dependencies"]]
LINKS = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in link]
QUESTIONS = load_questions(ROOT / "queries")
SLUGS = sorted(QUESTIONS)


@pytest.mark.parametrize("name", DEPENDENCIES)
def test_every_dependency_has_its_reason(name: str) -> None:
    assert re.search(rf"^\| {re.escape(name)} \| \S", README, re.MULTILINE | re.IGNORECASE)


@pytest.mark.parametrize("name", DEPENDENCIES)
def test_every_dependency_is_pinned_with_its_digest(name: str) -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    assert re.search(
        rf"^{re.escape(re.sub('[-_.]+', '-', name))}==\S+.*\\\n    --hash=sha256:", lock, re.MULTILINE | re.IGNORECASE
    )


@pytest.mark.parametrize("link", LINKS)
def test_every_link_leads_to_a_file(link: str) -> None:
    assert (ROOT / link).exists()


@pytest.mark.parametrize("slug", SLUGS)
def test_every_question_is_listed(slug: str) -> None:
    query = QUESTIONS[slug]
    parameters = ", ".join(one.name for one in query.parameters) or "–"
    assert f"| {query.summary['en']} | `{slug}` | {parameters} |\n" in README


def test_every_command_in_the_readme_exists() -> None:
    named = set(re.findall(r"styrka ([a-z][a-z-]+)", README))
    assert named - {"query", "ask"} <= set(main.commands)  # type: ignore[attr-defined]


def test_there_is_no_address_of_a_package_registry() -> None:
    for path in (ROOT / "README.md", ROOT / "Makefile", ROOT / "requirements.lock", ROOT / "requirements-dev.lock"):
        assert not re.search(r"(pypi|npmjs|pythonhosted|debian)\.(org|com)", path.read_text("utf-8"))
