"""The modules of the package, their order and their syntax: parsed and walked once in a process, as that is slow."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from tests.conftest import ROOT

PACKAGE = ROOT / "service" / "styrka"
MODULES = sorted(PACKAGE.rglob("*.py"))
# The folders and modules at the top, in the order in which they may import: each may import those before it.
ORDER = (
    "errors",
    "clock",
    "extras",
    "vocabulary",
    "formats",
    "extras",
    "settings",
    "http_client",
    "files",
    "yaml_text",
    "labels",
    "turtle",
    "text",
    "release",
    "engine",
    "build",
    "ask",
    "publish",
    "stores",
    "change",
    "web",
    "mcp_server",
    "cli",
    "__main__",
)


def name_of(path: Path) -> str:
    """The path of a module below the package."""
    return path.relative_to(PACKAGE).as_posix()


@cache
def parse(path: Path) -> ast.Module:
    """A module's syntax."""
    return ast.parse(path.read_text("utf-8"))


@cache
def list_nodes(path: Path) -> tuple[ast.AST, ...]:
    """Every node of a module's syntax."""
    return tuple(ast.walk(parse(path)))
