"""What contributors' tools and containers run is there; the containers themselves are not built here."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from typing import Any

import pytest
import yaml

from styrka.cli import main
from styrka.settings import Settings, get_variable_name
from tests.conftest import ROOT

CONTAINER = (ROOT / "Containerfile").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]
STEPS = re.findall(r"^([A-Z]+) (.+)$", CONTAINER, re.MULTILINE)
COMMANDS = main.commands
SETTINGS = {get_variable_name(name) for name in Settings.__dataclass_fields__} | {"STYRKA_ENDPOINT_AUTH"}


def read(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text("utf-8"))


def see_target(*words: str) -> None:
    subprocess.run(["make", "-n", *words], cwd=ROOT, check=True, capture_output=True, timeout=60)


def test_the_container_copies_what_is_there() -> None:
    sources = [word for step, rest in STEPS if step == "COPY" for word in rest.split()[1:-1]]
    assert {"ontology", "shapes", "data", "queries", "service", "Makefile"} <= set(sources)
    assert not [source for source in sources if not (ROOT / source).exists()]


def test_the_container_makes_what_the_makefile_has() -> None:
    made = [command for step, rest in STEPS if step == "RUN" for command in re.findall(r"^make (.+)$", rest)]
    assert made
    (entry,) = (json.loads(rest) for step, rest in STEPS if step == "ENTRYPOINT")
    (command,) = (json.loads(rest) for step, rest in STEPS if step == "CMD")
    assert entry == ["make"]
    see_target(*command)
    for words in made:
        see_target(*words.split())


@pytest.mark.parametrize("name", [name for name, one in COMPOSE.items() if "build" in one])
def test_a_service_runs_a_command_that_exists(name: str) -> None:
    service = COMPOSE[name]
    assert (ROOT / service["build"]["dockerfile"]).is_file()
    assert {key for key in service["environment"] if key.startswith("STYRKA_")} <= SETTINGS
    command, *rest = service["command"]
    if "entrypoint" not in service:
        see_target(command, *rest)
        return
    assert service["entrypoint"] == [".venv/bin/styrka"]
    options = {option for parameter in COMMANDS[command].params for option in parameter.opts}
    assert {word for word in rest if word.startswith("--")} <= options


def test_virtuoso_is_a_profile_of_its_own() -> None:
    assert {name for name, one in COMPOSE.items() if one.get("profiles") == ["virtuoso"]} == set(COMPOSE) - {"styrka"}


def test_the_hooks_before_a_commit_are_local_and_run_what_is_there() -> None:
    (repository,) = read(".pre-commit-config.yaml")["repos"]
    assert repository["repo"] == "local"
    modules = {hook["entry"].split()[2] for hook in repository["hooks"]}
    assert modules == {"ruff", "mypy", "styrka"}


def test_types_are_checked_in_the_tests_too() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mypy"]["packages"] == [
        "styrka",
        "tests",
    ]


def test_the_workflow_runs_the_ci_script_on_every_python_that_is_supported() -> None:
    job = read(".github/workflows/ci.yml")["jobs"]["test"]
    assert job["steps"][-1]["run"] == ".ci/run"
    assert (ROOT / ".ci/run").stat().st_mode & 0o111
    lowest = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["requires-python"]
    assert job["strategy"]["matrix"]["python"] == ["3.11", "3.12", "3.13", "3.14"]
    assert lowest == ">=3.11"
