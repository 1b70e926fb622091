"""Work beside: its result, what it raises, and what ends with it."""

from __future__ import annotations

import _thread
import os
import threading

import pytest

from styrka.build import beside
from styrka.build.beside import start_beside
from styrka.errors import ReleaseError

HERE = os.getpid()


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fork even on a machine with one processor, and beside the threads of pytest's workers."""
    monkeypatch.setattr(beside, "_count_processors", lambda: 2)
    monkeypatch.setattr(beside, "_count_threads", lambda: 1)


def test_the_result_comes_from_another_process() -> None:
    pid, text = start_beside(lambda: (os.getpid(), "x" * 1_000_000))()

    assert pid != os.getpid()
    assert text == "x" * 1_000_000


def test_both_work_at_once() -> None:
    ours, theirs = os.pipe()
    wait = start_beside(lambda: os.read(ours, 1))

    os.write(theirs, b"!")
    assert wait() == b"!"


def fail() -> str:
    """Refuse the work."""
    raise ReleaseError("This cannot be done.")


def test_what_the_work_raises_is_raised_where_it_is_waited_for() -> None:
    wait = start_beside(fail)

    with pytest.raises(ReleaseError, match="This cannot be done"):
        wait()


def die_elsewhere() -> int:
    """Die in a copy, as for want of memory."""
    if os.getpid() != HERE:
        os.kill(os.getpid(), 9)
    return 1


def test_work_whose_process_dies_is_done_here() -> None:
    assert start_beside(die_elsewhere)() == 1


def test_what_cannot_be_pickled_is_made_here() -> None:
    assert start_beside(lambda: lambda: 2)()() == 2


def test_a_process_with_threads_is_not_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(beside, "_count_processors", lambda: 2)
    done = threading.Event()
    # One that Python's list of threads does not have, as those of the engines.
    _thread.start_new_thread(done.wait, ())

    try:
        assert start_beside(os.getpid)() == os.getpid()
    finally:
        done.set()


def test_one_processor_does_one_thing_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "_count_processors", lambda: 1)

    assert start_beside(os.getpid)() == os.getpid()
