"""A docstring names every error that its function raises: by itself, or as another function makes it.

What ruff's DOC501 looks for, without its mistake: in ``raise make_error(...)`` the error is what the function returns.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator
from functools import cache

import pytest

from tests.service.syntax import MODULES, list_inner, list_statements, name_of

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def list_all() -> list[tuple[str, ast.AST]]:
    """Every statement of every module, with the module's path: read by the test, as collecting them is slow."""
    return [(name_of(path), node) for path in MODULES for node in list_statements(path)]


def last_name(node: ast.expr | None) -> str:
    """The last name of a class or function that is used or called: ``make_error`` of ``failures.make_error(...)``."""
    node = node.func if isinstance(node, ast.Call) else node
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


@cache
def find_bases() -> dict[str, list[str]]:
    """The classes of the package, with those that each is derived from."""
    classes = (node for _, node in list_all() if isinstance(node, ast.ClassDef))
    return {node.name: [last_name(base) for base in node.bases] for node in classes}


@cache
def find_returned() -> dict[tuple[str, str], str]:
    """The class that each function of each module returns."""
    return {(module, node.name): last_name(node.returns) for module, node in list_all() if isinstance(node, Function)}


@cache
def ancestors(name: str) -> set[str]:
    """The name of a class with those of all that it is derived from, of the package's own and of Python's."""
    found = getattr(builtins, name, None)
    known = {one.__name__ for one in found.__mro__} if isinstance(found, type) else {name}
    return known.union(*(ancestors(base) for base in find_bases().get(name, [])))


def classes_of(raised: ast.expr, module: str) -> set[str]:
    """The class of what is raised; none for a variable, whose errors are those of what has raised or returned it."""
    name = last_name(raised)
    if name in find_bases() or isinstance(getattr(builtins, name, None), type):
        return {name}
    if not isinstance(raised, ast.Call):
        return set()
    own = find_returned().get((module, name))
    return {own} if own else {returned for (_, function), returned in find_returned().items() if function == name}


def escaping(node: ast.AST, module: str, caught: frozenset[str] = frozenset()) -> Iterator[str]:
    """The classes of the errors that statements below a node raise and do not catch themselves."""
    for child in list_inner(node):
        if isinstance(child, Function | ast.ClassDef):
            continue
        if isinstance(child, ast.Try):
            handled = [
                last_name(one)
                for handler in child.handlers
                for one in (handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type])
            ]
            yield from escaping(ast.Module(child.body, []), module, caught.union(handled))
            rest = [*child.handlers, *child.orelse, *child.finalbody]
            yield from escaping(ast.Module(rest, []), module, caught)  # type: ignore[arg-type]
            continue
        if isinstance(child, ast.Raise) and child.exc is not None:
            yield from (one for one in classes_of(child.exc, module) if not ancestors(one) & caught)
        yield from escaping(child, module, caught)


def named(docstring: str) -> set[str]:
    """The classes in the section Raises."""
    section = re.search(r"^Raises:\n((?:[ ]{4}.*\n?|\n)+)", docstring, re.MULTILINE)
    return set(re.findall(r"^ {4}(\w+):", section[1], re.MULTILINE)) if section else set()


def undocumented(function: Function, module: str) -> set[str]:
    """What a function raises, where neither the class nor one that it is derived from stands in its docstring.

    Where another function promises no more than the base of all errors, one that is derived from it may stand there.
    An AssertionError is a fault of the program itself, which nobody is to expect.
    """
    documented = named(ast.get_docstring(function) or "")
    bases = set[str]().union(*map(ancestors, documented))
    return {
        one
        for one in escaping(ast.Module(function.body, []), module)
        if not ancestors(one) & {*documented, "AssertionError"} and not (one == "StyrkaError" and one in bases)
    }


def test_a_docstring_names_every_error() -> None:
    documented = [
        (module, node) for module, node in list_all() if isinstance(node, Function) and ast.get_docstring(node)
    ]
    found = {f"{module}:{node.name}": undocumented(node, module) for module, node in documented}
    assert len(found) > 1000
    assert not {name: errors for name, errors in found.items() if errors}


SAMPLES = {
    "itself": ("raise ValueError('x')", {"ValueError"}),
    "in a branch": ("if x:\n        raise ValueError", {"ValueError"}),
    "as another function makes it": ("raise make_busy_error() from None", {"Busy"}),
    "as an inner function makes it, which no list of functions has": ("raise unknown(x)", set()),
    "caught": ("try:\n        raise IsADirectoryError(x)\n    except OSError:\n        pass", set()),
    "caught otherwise": ("try:\n        raise KeyError\n    except OSError:\n        pass", {"KeyError"}),
    "in place of another": (
        "try:\n        f()\n    except KeyError:\n        raise TypeError from None",
        {"TypeError"},
    ),
    "again": ("try:\n        f()\n    except KeyError as error:\n        raise error", set()),
    "documented by its base": ("raise FileNotFoundError(x)", set()),
    "and one of the package": ("raise errors.NotFound('x')", {"NotFound"}),
    "in an inner function": ("def g():\n        raise ValueError", set()),
}


@pytest.mark.parametrize(("body", "wanted"), SAMPLES.values(), ids=SAMPLES)
def test_what_is_not_documented_is_found(body: str, wanted: set[str]) -> None:
    function = ast.parse(
        f'def f(x):\n    """Do it.\n\n    Raises:\n        OSError: As always.\n    """\n    {body}\n'
    ).body[0]
    assert isinstance(function, Function)
    assert undocumented(function, "x.py") == wanted
