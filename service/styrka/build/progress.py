"""How far long work has come: a bar on a terminal, one plain line a step elsewhere.

Progress is a function: ``progress(step, done, total, note)``. A step ends with the call that carries a note.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, TextIO

Progress = Callable[[str, int, int, str], None]

_WIDTH: Final = 24
_PAUSE: Final = 0.1  # seconds between two drawings of the bar


def show_nothing(step: str, done: int, total: int, note: str) -> None:
    """Report nothing."""


def choose_progress(stream: TextIO) -> Progress:
    """Return a bar when ``stream`` is a terminal, else plain lines."""
    return draw_bar(stream) if stream.isatty() else print_lines(stream)


def print_lines(stream: TextIO) -> Progress:
    """Return one line for each step, when it is done, with the time that it took."""
    started: dict[str, float] = {}

    def progress(step: str, done: int, total: int, note: str) -> None:
        began = started.setdefault(step, time.monotonic())
        if note:
            _print(stream, _line(step, note, time.monotonic() - began) + "\n")
            del started[step]

    return progress


def draw_bar(stream: TextIO) -> Progress:
    """Return a bar that is drawn over and over, and one line for each step when it is done."""
    started: dict[str, float] = {}
    drawn = 0.0

    def progress(step: str, done: int, total: int, note: str) -> None:
        nonlocal drawn
        now = time.monotonic()
        began = started.setdefault(step, now)
        if note:
            _print(stream, "\r\x1b[K" + _line(step, note, now - began) + "\n")
            del started[step]
        elif now - drawn >= _PAUSE:
            drawn = now
            filled = _WIDTH * done // total if total else 0
            count = f"{done} of {total}" if total else ""
            _print(stream, f"\r\x1b[K{step:<10}[{'#' * filled}{'.' * (_WIDTH - filled)}] {count}")

    return progress


def _line(step: str, note: str, seconds: float) -> str:
    return f"{step:<10}{note} ({seconds:.1f} s)"


def _print(stream: TextIO, text: str) -> None:
    stream.write(text)
    stream.flush()
