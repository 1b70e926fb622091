"""No way onto the network, for good, in a process that has to open files while a query runs.

A worker over a store in memory opens no file at all during a query, which is the simplest wall there is. A store on
disk opens its files when a query first needs them, so the wall is another one here: the kernel refuses the calls that
make and connect sockets. On Linux that is a filter of system calls (seccomp), on macOS the sandbox's profile without
internet; both hold for every thread that is started later, and neither can be taken back. Connections that the process
already has, as the one it listens on, go on working.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import resource
import socket
import struct
import sys
from typing import Final, NamedTuple

from styrka.errors import ReleaseError

NO_ENCLOSURE: Final = (
    "This system cannot keep a query from the network while files are opened, and a store on disk needs that. "
    "Set STYRKA_STORE to memory."
)
_FILES: Final = 16_384  # open files that a store on disk is given where the system allows it
_PR_SET_SECCOMP: Final = 22
_PR_SET_NO_NEW_PRIVS: Final = 38
_FILTER: Final = 2
_LOAD: Final = 0x20  # the next five: instructions of the filter's machine (classic BPF)
_IF_EQUAL: Final = 0x15
_IF_AT_LEAST: Final = 0x35
_RETURN: Final = 0x06
_INSTRUCTION: Final = struct.Struct("=HBBI")
_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050000 | errno.EACCES
_NAMED: Final = 1  # sandbox_init: the profile is one of the system's own


class _Calls(NamedTuple):
    """The numbers that a processor's Linux gives to itself and to the calls that lead to the network."""

    processor: int
    socket: int
    connect: int
    bind: int
    io_uring_setup: int = 425


_LINUX: Final = {
    "x86_64": _Calls(0xC000003E, socket=41, connect=42, bind=49),
    "aarch64": _Calls(0xC00000B7, socket=198, connect=203, bind=200),
}


_entered = False  # whether this process has been enclosed; its forks are too


def entered() -> bool:
    """Whether this process has no way onto the network any more."""
    return _entered


def enclose() -> None:
    """Take every way onto the network from this process, and make sure that it is taken.

    Raises ReleaseError where the system has no means for that, or where they do not work.
    """
    if sys.platform == "linux":
        _filter_calls()
    elif sys.platform == "darwin":
        _enter_sandbox()
    if not is_enclosed():
        raise ReleaseError(NO_ENCLOSURE)
    global _entered
    _entered = True


def is_enclosed() -> bool:
    """Whether the system refuses a connection, which is tried to a port of this machine itself."""
    try:
        with socket.socket() as tried:
            tried.settimeout(1)
            tried.connect(("127.0.0.1", 9))
    except PermissionError:
        return True
    except OSError:
        return False
    return False


def allow_files() -> None:
    """Let this process open as many files as a store on disk may have, or as many as the system allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _filter_calls() -> None:
    calls = _LINUX.get(platform.machine())
    if calls is None:
        return
    # One instruction a line: what is loaded is the call's processor, then its number; jumps count the lines they skip.
    refused = (calls.socket, calls.connect, calls.bind, calls.io_uring_setup)
    lines = [
        (_LOAD, 0, 0, 4),
        (_IF_EQUAL, 0, len(refused) + 3, calls.processor),  # another processor's numbers mean other calls
        (_LOAD, 0, 0, 0),
        (_IF_AT_LEAST, len(refused) + 1, 0, 0x40000000),  # nor a second set of numbers, where there is one (x32)
        *((_IF_EQUAL, len(refused) - index, 0, number) for index, number in enumerate(refused)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    code = ctypes.create_string_buffer(b"".join(_INSTRUCTION.pack(*line) for line in lines))
    program = _Program(len(lines), ctypes.addressof(code))
    libc = ctypes.CDLL(None, use_errno=True)
    # Without the promise never to gain privileges, only root may install a filter.
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(_PR_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0)


class _Program(ctypes.Structure):
    """struct sock_fprog of linux/filter.h."""

    _fields_ = (("length", ctypes.c_ushort), ("lines", ctypes.c_void_p))


def _enter_sandbox() -> None:
    complaint = ctypes.c_char_p()
    ctypes.CDLL(None).sandbox_init(b"no-internet", ctypes.c_uint64(_NAMED), ctypes.byref(complaint))
