"""The picture of the package is the package: modules import only what stands above them, and each tool has one home."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "service" / "styrka"
# From the top of the picture down. A module may import those above it, never those below.
ORDER = (
    "errors",
    "vocabulary",
    "formats",
    "settings",
    "progress",
    "lines",
    "dumps",
    "sssom_table",
    "sssom",
    "sources",
    "tree",
    "wording",
    "queries",
    "matching",
    "suggestions",
    "facts",
    "validation",
    "reasoning",
    "release",
    "build",
    "engine",
    "writing",
    "publishing",
    "resources",
    "answers",
    "finding",
    "tables",
    "catalogue",
    "harvest",
    "citation",
    "feeds",
    "web",
    "cli",
    "__main__",
)
HOMES = {
    "flask": ("web",),
    "granian": ("web",),
    "click": ("cli",),
    "pyshacl": ("validation",),
    "shacl_rust": ("validation",),
    "owlrl": ("reasoning",),
    "SPARQLWrapper": ("engine", "harvest"),
}
STORE_HOMES = {
    "engine/holding.py",
    "engine/local.py",
    "engine/past.py",
    "engine/workers/worker.py",
    "engine/workers/keeper.py",
    "engine/disk/filling.py",
    "engine/scratch/holder.py",
    "engine/scratch/rewriting.py",
    "engine/scratch/durable.py",
    "engine/scratch/writer.py",
    "build.py",
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def part(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    """The dotted names of what a module imports, those for type checkers alone included."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "styrka":
                found |= {f"styrka.{alias.name}" for alias in node.names}
            found.add(node.module)
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_upward(path: Path) -> None:
    here = part(path)
    if here == "__init__":
        return
    assert here in ORDER, f"{here} has no place in the order"
    used = {name.split(".")[1] for name in imports(path) if name.startswith("styrka.")} - {here, "__version__"}
    below = sorted(name for name in used if name in ORDER and ORDER.index(name) > ORDER.index(here))
    assert not below, f"{name_of(path)} imports {below}, which stand below {here}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_each_tool_has_one_home(path: Path) -> None:
    used = {name.split(".")[0] for name in imports(path)}
    strayed = [tool for tool, homes in HOMES.items() if tool in used and part(path) not in homes]
    assert not strayed
    if "ox.Store(" in path.read_text("utf-8"):
        assert name_of(path) in STORE_HOMES


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_is_a_drawer(path: Path) -> None:
    assert not {"utils", "helpers", "core", "common", "services"} & set(name_of(path).removesuffix(".py").split("/"))
    lines = len(path.read_text("utf-8").splitlines())
    assert lines <= 360, f"{lines} lines: which noun wants its own file?"
