"""The name, the bytes and the text of one file of the tree, or one error with what is wrong with the file."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from styrka.errors import SourceError


def name_of(path: Path, root: Path) -> str:
    """Return the file's path relative to ``root``, with slashes; the path as given when it lies elsewhere."""
    # A link has the name it has here; ".." in what people type is resolved.
    # By their texts: a build asks thousands of times.
    for find in (Path.absolute, Path.resolve):
        full, base = find(path).as_posix(), find(root).as_posix().rstrip("/") + "/"
        if f"{full}/".startswith(base) and "/../" not in f"{full}/":
            return full[len(base) :] or "."
    return path.as_posix()


def read_content(path: Path, name: str, limit: int) -> bytes:
    """Return the bytes of a file.

    Parameters:
        path: the file.
        name: its path relative to the project's root, for messages.
        limit: the largest file that is read, in bytes.

    Raises:
        SourceError: For what is no readable file, is empty, or is too large.
    """
    try:
        # Not blocking, so that a pipe with a source's name does not hold the build for ever.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if stat.S_ISDIR(status.st_mode):
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            if not stat.S_ISREG(status.st_mode):
                raise SourceError(
                    "this is not a regular file.",
                    path=name,
                    remedy="Replace it with a file.",
                    sv=("detta är ingen vanlig fil.", "Ersätt den med en fil."),
                )
            if status.st_size > limit:
                raise SourceError(
                    f"the file has {status.st_size} bytes; a source has at most {limit}.",
                    path=name,
                    remedy="Split it into several files, or set STYRKA_SOURCE_BYTES.",
                    sv=(
                        f"filen har {status.st_size} byte; en källfil har högst {limit}.",
                        "Dela den i flera filer, eller sätt STYRKA_SOURCE_BYTES.",
                    ),
                )
            content = file.read(limit + 1)
    except IsADirectoryError:
        raise SourceError(
            "this is a directory; a file is expected.",
            path=name,
            remedy="Rename the directory, or move what is in it.",
            sv=("detta är en mapp; en fil väntas här.", "Döp om mappen, eller flytta det som finns i den."),
        ) from None
    except (OSError, ValueError) as found:
        error = found if isinstance(found, OSError) else OSError(errno.EINVAL, "")  # a name with a zero byte
        raise SourceError(
            f"the file cannot be opened: {os.strerror(error.errno or 0)}.",
            path=name,
            remedy="Check that it exists and that you may read it.",
            sv=(
                f"filen kan inte öppnas: {os.strerror(error.errno or 0)}.",
                "Se efter att den finns och att du får läsa den.",
            ),
        ) from None
    if not content:
        raise SourceError(
            "the file is empty.",
            path=name,
            line=1,
            remedy="Describe at least one thing, or remove the file.",
            sv=("filen är tom.", "Beskriv minst ett ting, eller ta bort filen."),
        )
    return content


def decode_text(content: bytes, name: str) -> str:
    """Return the text of a file in UTF-8, without a byte order mark.

    Raises:
        SourceError: With line and column, for a byte that is not UTF-8.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if (other := _find_other_encoding(content)) is not None:
            en, sv = other
            raise SourceError(
                f"the file is {en}, not text in UTF-8.",
                path=name,
                line=1,
                column=1,
                remedy="Save it with the encoding UTF-8, as plain text.",
                sv=(f"filen är {sv}, inte text i UTF-8.", "Spara den med teckenkodningen UTF-8, som ren text."),
            ) from None
        before = content[: error.start]
        line_start = before.rfind(b"\n") + 1
        raise SourceError(
            f"byte 0x{content[error.start]:02X} is not UTF-8; in Windows-1252 it would be "
            f"{bytes([content[error.start]]).decode('cp1252', 'replace')!r}.",
            path=name,
            line=before.count(b"\n") + 1,
            column=len(before[line_start:].decode("utf-8", "replace")) + 1,
            remedy="Save the file with the encoding UTF-8.",
            sv=(
                f"byten 0x{content[error.start]:02X} är inte UTF-8; i Windows-1252 vore den "
                f"{bytes([content[error.start]]).decode('cp1252', 'replace')!r}.",
                "Spara filen med teckenkodningen UTF-8.",
            ),
        ) from None


def _find_other_encoding(content: bytes) -> tuple[str, str] | None:
    """Return what bytes that are no UTF-8 begin as, in English and Swedish."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "in UTF-16", "i UTF-16"
    if content.startswith(b"PK\x03\x04"):
        return "packed, as spreadsheets and documents are", "packad, som kalkylblad och dokument är"
    return ("packed (gzip)", "packad (gzip)") if content.startswith(b"\x1f\x8b") else None
