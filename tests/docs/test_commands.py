"""Every command that a page names is run, in the order of the page, over a copy of a part of the shipped tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from styrka.build.pipeline import build_release
from styrka.settings import Settings
from tests.docs.conftest import Planted, copy_tree
from tests.docs.curl import read_curl
from tests.docs.pages import PAGES, find_blocks, name_of
from tests.docs.parse import read_commands
from tests.docs.shell import Shell
from tests.service import trees

BLOCKS = {name_of(path): find_blocks(path) for path in PAGES}
# Pages that only write: each write judges and builds all that there is, so there is little.
WRITING = {"docs/writing.md"}
# What cannot run here, with the reason that the page's source gives.
UNTESTED = {
    ("docs/stores.md", "needs another store"),
    ("docs/portals.md", "needs a public address"),
    ("docs/querying.md", "asks another endpoint"),
    ("docs/querying.md", "the query above has been answered"),
    ("docs/operating.md", "needs a container runtime"),
    ("docs/operating.md", "needs a proxy"),
    ("CONTRIBUTING.md", "changes the checkout"),
}


@pytest.fixture
def shell(page: str, planted: Planted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shell]:
    """Give a shell in a tree that has its release already."""
    made = Shell(plant_small(tmp_path) if page in WRITING else copy_tree(planted, tmp_path / "tree"), monkeypatch)
    yield made
    made.close()


def plant_small(folder: Path) -> Path:
    """A small tree with the shipped strategy of Sörmland."""
    root = trees.plant(folder)
    trees.put(root, "data/documents/sormland.ttl", trees.SORMLAND)
    trees.put(root, "data/strategies/se122-2017/region-sormland-2018.ttl", trees.read_sormland())
    build_release(Settings(root=root))
    return root


@pytest.mark.parametrize("page", [page for page, blocks in BLOCKS.items() if any(b.language == "sh" for b in blocks)])
def test_the_commands_of_a_page_run(page: str, shell: Shell) -> None:
    printed = ""
    for block in BLOCKS[page]:
        where = f"{page}, line {block.line}"
        if block.language == "sh" and not block.note.startswith("no-test: "):
            code, printed = shell.run(block.text)
            wanted = re.fullmatch(r"(?:exit: (\d+))?", block.note)
            assert wanted, f"{where}: the note {block.note!r} is not known"
            assert code == int(wanted[1] or 0), f"{where}:\n{printed}"
        elif block.language == "text" and block.note == "output":
            missing = [line for line in block.text.splitlines() if line != "..." and line not in printed]
            assert not missing, f"{where}: it prints\n{printed}"


def test_what_cannot_run_is_a_short_list() -> None:
    unrun = {
        (page, block.note.removeprefix("no-test: "))
        for page, blocks in BLOCKS.items()
        for block in blocks
        if block.language == "sh" and block.note.startswith("no-test: ")
    }
    assert unrun == UNTESTED


def test_every_block_says_its_language() -> None:
    assert not [(block.page, block.line) for blocks in BLOCKS.values() for block in blocks if not block.language]


def test_a_block_is_read_as_a_shell_reads_it() -> None:
    text = "A=1 run 'two\nlines' \\\n  -x  # a remark\n\ncat > f <<'EOF'\nin it\nEOF\nlast\n"
    first, second, third = read_commands(text)
    assert (first.words, first.variables) == (("run", "two\nlines", "-x"), {"A": "1"})
    assert (second.words, second.given, second.output) == (("cat",), "in it\n", "f")
    assert third.words == ("last",)


def test_a_command_that_is_not_plain_is_refused() -> None:
    with pytest.raises(ValueError, match="one plain command"):
        list(read_commands("one | two"))


def test_an_unknown_option_of_curl_is_refused() -> None:
    with pytest.raises(ValueError, match="--proxy"):
        read_curl(("--proxy", "x", "http://127.0.0.1:8000/"))
