"""An answer that goes by a file without a name: written by a worker, read by the web process, in nobody's memory.

The file is gone with the last process that has it open, whatever that process dies of.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator
from typing import IO, Final

from styrka.errors import QueryTooExpensive

_PIECE: Final = 1 << 18


def open_spool() -> IO[bytes]:
    """Return a new empty file without a name, in the system's folder for temporary files."""
    return tempfile.TemporaryFile()


def clear_spool(file: int) -> None:
    """Make a file empty again, for a second attempt; the processes that have it open share one place in it."""
    os.ftruncate(file, 0)
    os.lseek(file, 0, os.SEEK_SET)


def write_spool(file: int, piece: bytes) -> None:
    """Write the whole of a piece.

    Raises:
        QueryTooExpensive: The disk has no room. Not an OSError, which means to a worker that nobody reads its answer.
    """
    left = memoryview(piece)
    try:
        while left:
            left = left[os.write(file, left) :]
    except OSError as error:
        raise QueryTooExpensive(
            f"The service has no room for an answer of this size ({error.strerror}). Ask for less, or try again later.",
            sv=f"Tjänsten har inte plats för ett så stort svar ({error.strerror}). Fråga efter mindre, eller försök "
            "igen senare.",
            cause="room",
        ) from None


def read_spool(file: IO[bytes]) -> Generator[bytes]:
    """Give the bytes of a file from its beginning, in pieces, and close it at the end or when nobody asks for more."""
    with file:
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece
