"""The modules of the package, their order and their syntax, which is parsed once in a process."""

from __future__ import annotations

import ast
from collections.abc import Iterator
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
def list_statements(path: Path) -> tuple[ast.AST, ...]:
    """Every statement of a module, with the handlers and cases that hold statements: a tenth of all nodes."""
    return tuple(_walk(parse(path)))


def list_inner(node: ast.AST) -> Iterator[ast.AST]:
    """The statements, handlers and cases right below a statement or a module."""
    for part in ("body", "handlers", "orelse", "finalbody", "cases"):
        yield from getattr(node, part, ())


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    for child in list_inner(node):
        yield child
        yield from _walk(child)
