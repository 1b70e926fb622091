"""Progress: a bar on a terminal, one plain line a step elsewhere."""

from __future__ import annotations

import io

from styrka.build.progress import Progress, choose_progress, draw_bar, print_lines


def work(progress: Progress) -> None:
    for done in range(4):
        progress("read", done, 4, "")
    progress("read", 4, 4, "4 files")
    progress("publish", 0, 0, "")
    progress("publish", 1, 1, "release 1")


def test_plain_lines_are_one_for_each_step() -> None:
    stream = io.StringIO()
    work(print_lines(stream))
    assert [line.rsplit(" (", 1)[0] for line in stream.getvalue().splitlines()] == [
        "read      4 files",
        "publish   release 1",
    ]


def test_a_bar_is_drawn_over_and_ends_in_the_same_lines() -> None:
    stream = io.StringIO()
    work(draw_bar(stream))
    drawn = stream.getvalue()
    assert "\r\x1b[Kread      [" in drawn
    assert [line.rsplit("\x1b[K", 1)[-1].rsplit(" (", 1)[0] for line in drawn.splitlines() if "(" in line] == [
        "read      4 files",
        "publish   release 1",
    ]


def test_a_terminal_gets_the_bar() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal, file = Terminal(), io.StringIO()
    work(choose_progress(terminal))
    work(choose_progress(file))
    assert "\x1b[K" in terminal.getvalue()
    assert "\x1b[K" not in file.getvalue()
