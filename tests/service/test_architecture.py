"""The order of the package, as a test: a module imports only what stands before it, and each tool has one home."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from tests.service.syntax import MODULES, ORDER, PACKAGE, list_statements, name_of, parse

# The order inside the three folders that are large: a name is a module or a whole folder, the first that fits counts.
INSIDE = {
    "engine": (
        "terminals",
        "causes",
        "prologues",
        "guard",
        "columns",
        "update_guard",
        "patch_guard",
        "interface",
        "cancellation",
        "writes",
        "layout",
        "serialisation",
        "local",
        "rewriting",
        "from_lines",
        "workers/protocol",
        "workers/spool",
        "workers/output",
        "workers/ledger",
        "workers/watchdog",
        "workers/worker",
        "workers/forkserver",
        "workers/sockets",
        "workers/chains",
        "workers/lane",
        "workers/connections",
        "workers/queue",
        "bounds",
        "workers/pool",
        "documents/reading",
        "documents/process",
        "documents/apart",
        "live",
    ),
    "publish": ("archive", "datasets", "history", "files", "feeds", "catalogue", "api"),
    "stores": ("remote", "push", "scratch", "federation", "opening"),
    "web": (
        "http/environ",
        "http/conditions",
        "http/cache",
        "http/encodings",
        "http/headers",
        "http/problems",
        "http/trackers",
        "serving/metrics",
        "serving/request_log",
        "context",
        "http",
        "render",
        "routes",
        "serving/middleware",
        "serving/reload",
        "app",
        "serving",
    ),
}
HOMES = {
    "flask": ("web/",),
    "granian": ("web/serving/",),
    "mcp": ("mcp_server/",),
    "mcp_types": ("mcp_server/",),
    "uvicorn": ("mcp_server/",),
    "click": ("cli/",),
    "pyshacl": ("build/validate/", "publish/catalogue/check/"),
    "shacl_rust": ("build/validate/",),
    "owlrl": ("build/infer/",),
    "rapidfuzz": ("ask/names/",),
    "snowballstemmer": ("ask/names/",),
    "SPARQLWrapper": ("http_client/",),
    "http.client": ("http_client/",),
    "urllib.request": ("http_client/",),
    "urllib.error": ("http_client/",),
    "ssl": ("http_client/",),
    "prometheus_client": ("web/serving/", "web/routes/health"),
    # The optional stores have one door, stores/opening.py.
    "stores/remote": ("stores/",),
    "stores/push": ("stores/",),
    "stores/scratch": ("stores/",),
    "stores/federation": ("stores/",),
}
STORE_HOMES = {
    "engine/layout.py",
    "engine/local.py",
    "engine/serialisation.py",
    "engine/rewriting.py",
    "engine/from_lines.py",
    "engine/workers/worker.py",
    "engine/workers/forkserver.py",
    "stores/scratch/process.py",
    "build/computed.py",
    "build/validate/shape_faults.py",
}
NAMES = {path.relative_to(PACKAGE).as_posix().removesuffix(".py").removesuffix("/__init__"): path for path in MODULES}


@cache
def imports(path: Path) -> frozenset[str]:
    """The modules that a module imports, those for type checkers alone included: ``engine/guard``, or ``flask``."""
    found: set[str] = set()
    for node in list_statements(path):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            modules = {one for one in inner if one.removeprefix("styrka.").replace(".", "/") in NAMES}
            found |= modules or {node.module}
    return frozenset(
        one.removeprefix("styrka.").replace(".", "/") if one.startswith("styrka.") else one for one in found
    )


def place(name: str, order: tuple[str, ...]) -> int:
    """The place of a module in an order: that of its own name, else that of the longest folder that holds it."""
    exact = [at for at, one in enumerate(order) if name == one or name.startswith(one + "/")]
    assert exact, f"{name} has no place in the order"
    return max(exact, key=lambda at: len(order[at]))


def test_a_module_imports_only_what_stands_before_it() -> None:
    for path in MODULES:
        here = name_of(path).removesuffix(".py").removesuffix("/__init__")
        if here == "__init__":
            continue
        used = {one for one in imports(path) if one in NAMES and one != here}
        late = {one for one in used if place(one, ORDER) > place(here, ORDER)}
        assert not late, f"{here} imports {sorted(late)}, which stand after it"
        folder, _, inner = here.partition("/")
        if folder in INSIDE and inner:
            order = INSIDE[folder]
            same = {one.partition("/")[2] for one in used if one.startswith(folder + "/")}
            late = {one for one in same if place(one, order) > place(inner, order)}
            assert not late, f"{here} imports {sorted(late)} of its own folder, which stand after it"


def test_no_two_modules_import_each_other() -> None:
    graph = {name: {one for one in imports(path) if one in NAMES and one != name} for name, path in NAMES.items()}
    packages = {name for name, path in NAMES.items() if path.name == "__init__.py"}
    done: set[str] = set()

    def follow(name: str, above: tuple[str, ...]) -> None:
        if name in above:
            raise AssertionError(" imports ".join([*above[above.index(name) :], name]))
        if name in done or name in packages:  # a package's own file only gathers what its modules define
            return
        for one in sorted(graph[name]):
            follow(one, (*above, name))
        done.add(name)

    for name in sorted(graph):
        follow(name, ())


def test_every_name_in_the_orders_exists() -> None:
    named = {*ORDER, *(f"{folder}/{one}" for folder, order in INSIDE.items() for one in order)}
    assert not {one for one in named if one not in NAMES and not (PACKAGE / one).is_dir()}


def test_each_tool_has_one_home() -> None:
    for path in MODULES:
        here = name_of(path)
        used = {name.split(".")[0].split("/")[0] for name in imports(path)} | imports(path)
        used |= {"/".join(name.split("/")[:2]) for name in imports(path)}
        assert not [tool for tool, homes in HOMES.items() if tool in used and not here.startswith(homes)], here
        if "ox.Store(" in path.read_text("utf-8"):
            assert here in STORE_HOMES, here


def test_no_module_is_a_drawer() -> None:
    for path in MODULES:
        assert not {"utils", "helpers", "core", "common", "services"} & set(
            name_of(path).removesuffix(".py").split("/")
        ), name_of(path)
        lines = len(path.read_text("utf-8").splitlines())
        assert lines <= 360, f"{name_of(path)}: {lines} lines: which noun wants its own file?"


def test_a_folder_has_at_most_twenty_files() -> None:
    sizes = {path.parent: sum(1 for one in path.parent.glob("*.py") if one.name != "__init__.py") for path in MODULES}
    assert not {name_of(folder): size for folder, size in sizes.items() if size > 20}


def test_what_a_docstring_refers_to_exists() -> None:
    named = {node.name for path in MODULES for node in list_statements(path) if hasattr(node, "name")}
    named |= {path.stem for path in MODULES}
    for path in MODULES:
        if path.name == "__init__.py":  # "Read upward: ``request`` (what it is), ..." names the modules of the folder
            listed = re.findall(r"``(\w+)``(?: \(| and ``|,? ``\w+`` \()", ast.get_docstring(parse(path)) or "")
            assert not {one for one in listed if not {*path.parent.glob(f"{one}.py"), *path.parent.glob(f"{one}/")}}
        for node in list_statements(path):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                words = ast.get_docstring(node) or ""
                for name in re.findall(r"(?:[Rr]aises as|[Aa]s given by|[Ii]nside|[Ss]ee) ``([\w.]+)``", words):
                    assert name.rpartition(".")[2] in named, f"{name_of(path)}: {node.name} refers to {name}"
