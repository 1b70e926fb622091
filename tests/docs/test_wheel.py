"""The wheel is whole: in an environment with the core packages only it serves a folder, from anywhere."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.docs.conftest import Planted, copy_tree

EXTRAS = ("check", "mcp", "stores", "tables")
# What the new environment does not see of this one: the editable Styrka, and what only extras bring.
ABSENT = {
    "__editable__",
    "styrka",
    "owlrl",
    "pyshacl",
    "shacl_rust",
    "sparqlwrapper",
    "pyarrow",
    "xlsxwriter",
    "openpyxl",
    "mcp",
}


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy of the checkout, without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    shutil.copytree(ROOT / "service", source / "service", ignore=shutil.ignore_patterns("*.egg-info", "__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    build = ["-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "-w", str(folder)]
    subprocess.run([sys.executable, *build, str(source)], check=True, timeout=180)
    (made,) = folder.glob("styrka-*.whl")
    return made


@pytest.fixture(scope="session")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into an environment that sees this one's packages, except Styrka and what the extras bring."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    python = folder / "bin/python"
    (packages,) = folder.glob("lib/python*/site-packages")
    install = ["-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run([sys.executable, *install], check=True, timeout=180)
    here = Path(pytest.__file__).parent.parent
    for path in here.iterdir():
        absent = path.suffix == ".pth" or path.name.lower().split("-")[0].removesuffix(".so").split(".")[0] in ABSENT
        if not absent and not (packages / path.name).exists():
            (packages / path.name).symlink_to(path)
    return python


def run(python: Path, folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [python, "-m", "styrka", *arguments],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def environment() -> dict[str, str]:
    """Return the variables of this process without those that would lead to the checkout."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("STYRKA_", "PYTHON"))}


@contextmanager
def serving(python: Path, folder: Path, tree: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [python, "-m", "styrka", "serve", "--root", tree, "--port", str(port)],
            cwd=folder,
            env=environment() | {"STYRKA_FILES_AHEAD": "no", "STYRKA_PUBLIC_WORKERS": "1"},
            stdout=log,
            stderr=log,
        )
        try:
            deadline = time.monotonic() + 120  # of a machine that does much else
            while True:
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=30).close()
                    break
                except OSError:
                    assert process.poll() is None, (folder / "log").read_text()
                    assert time.monotonic() < deadline, (folder / "log").read_text()
                    time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(30)


@pytest.fixture(scope="session")
def tree(planted: Planted, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy a part of the shipped tree with its release."""
    return copy_tree(planted, tmp_path_factory.mktemp("tree") / "tree")


def test_the_wheel_is_the_one_that_runs(python: Path, tmp_path: Path) -> None:
    found = subprocess.run(
        [python, "-c", "import styrka; print(styrka.__file__)"], cwd=tmp_path, env=environment(), capture_output=True
    )
    assert Path(found.stdout.decode().strip()).is_relative_to(python.parent.parent)


def test_the_wheel_serves_a_folder_from_another_one(python: Path, tree: Path, tmp_path: Path) -> None:
    with serving(python, tmp_path, tree) as address:
        for path in (
            "/",
            "/doc/region/SE122",
            "/map",
            "/ask/shared-priorities?theme=energy",
            "/sparql",
            "/static/styrka.css",
        ):
            request = urllib.request.Request(address + path, headers={"Accept": "text/html, */*;q=0.1"})
            with urllib.request.urlopen(request, timeout=30) as response:
                assert response.status == 200
                assert response.read()
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(address + "/ask/shared-priorities.xlsx?theme=energy", timeout=30)
        assert refused.value.status == 501
        assert b"styrka[tables]" in refused.value.read()


@pytest.mark.parametrize(
    ("arguments", "extra"),
    [
        (["check"], "check"),
        (["build", "--force", "--reasoner", "owlrl"], "check"),
        (["publish", "--to", "http://127.0.0.1:9/"], "stores"),
        (["harvest", "http://127.0.0.1:9/", "--graph", "x"], "stores"),
        (["serve", "--engine", "http://127.0.0.1:9/"], "stores"),
    ],
)
def test_what_the_core_does_not_do_names_its_extra(
    python: Path, tree: Path, tmp_path: Path, arguments: list[str], extra: str
) -> None:
    result = run(python, tmp_path, *arguments, "--root", tree)
    assert result.returncode == 4, result.stderr
    assert f"pip install 'styrka[{extra}]'" in result.stderr
    assert "Traceback" not in result.stderr


def test_the_extras_are_those_of_the_wheel(python: Path, tmp_path: Path) -> None:
    code = "from importlib.metadata import metadata; print(*metadata('styrka').get_all('Provides-Extra'))"
    found = subprocess.run([python, "-c", code], cwd=tmp_path, env=environment(), capture_output=True, text=True)
    assert set(found.stdout.split()) == {*EXTRAS, "all"}
