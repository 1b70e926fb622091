"""One order to a process of its own, with a deadline, and the end of it when the client leaves."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from typing import Final, NamedTuple

from styrka.engine.cancellation import current_cancellation
from styrka.engine.workers import protocol

READY: Final = b"C"  # the kind of frame by which a process asks whether to go on to what cannot be stopped


class Reply(NamedTuple):
    """What a process replied.

    Attributes:
        frame: the reply; None where there is none.
        ended: the process's exit code, or the signal that ended it, negative.
        past: whether its time was over.
        left: whether the client left before there was a reply.
    """

    frame: protocol.Frame | None
    ended: int
    past: bool
    left: bool


def send_order(module: str, order: bytes, seconds: float, *, quiet: bool = False) -> Reply:
    """Return what the process of a module replies to an order.

    Parameters:
        module: what is run; its standard input is the connection.
        order: what it is sent.
        seconds: how long it may take until it replies, or asks whether to go on.
        quiet: whether what it prints as an error goes nowhere: a traceback may quote what was sent.
    """
    departure, past = current_cancellation(), False
    ours, theirs = socket.socketpair()
    frame = None
    with ours:
        with theirs:
            process = subprocess.Popen(
                [sys.executable, "-m", module],
                stdin=theirs.fileno(),
                start_new_session=True,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
                stderr=subprocess.DEVNULL if quiet else None,
            )
        try:
            ours.settimeout(seconds)
            with departure.hanging_up(ours):
                protocol.send_frame(ours, protocol.DATA, order)
                frame = protocol.receive_frame(ours)
            if frame is not None and frame.kind == READY and not departure.left:
                ours.settimeout(None)  # what it does now is done whole: it is let finish
                protocol.send_frame(ours, protocol.DATA)
                frame = protocol.receive_frame(ours)
        except TimeoutError:
            past = True
        except OSError:
            pass
        finally:
            if frame is None or frame.kind == READY:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
            ended = process.wait()
    replied = frame if frame is not None and frame.kind != READY else None
    return Reply(replied, ended, past, departure.left and replied is None)
