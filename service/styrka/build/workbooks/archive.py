"""What a workbook may be before anybody opens it: a small ZIP of plain XML, without programs (ECMA-376, part 2).

An entry is never longer than the directory of the archive says, whatever its packed bytes would become: ``zipfile``
stops there. So the sum of those lengths bounds what reading takes.
"""

from __future__ import annotations

import io
import zipfile
from typing import Final, NoReturn

from styrka.errors import SourceError

LARGEST: Final = 10_000_000  # bytes of the file
_UNPACKED: Final = 40_000_000  # bytes of all that is in it
_ENTRIES: Final = 1_000
_CHUNK: Final = 1 << 16
_PROGRAMS: Final = ("vbaproject.bin", "/macrosheets/", "/activex/")
_XML: Final = (".xml", ".rels", ".vml")
# What no part of a workbook has; entities that multiply themselves need it.
_DECLARATIONS: Final = (b"<!doctype", b"<!entity")


def check_archive(content: bytes, name: str) -> zipfile.ZipFile:
    """Return the archive that a workbook is, when it can be read without harm.

    Raises:
        SourceError: With what it is instead, and what would be right.
    """
    if len(content) > LARGEST:
        _refuse(
            name,
            f"the workbook has {len(content)} bytes; at most {LARGEST} are read.",
            f"arbetsboken har {len(content)} byte; högst {LARGEST} läses.",
            "Remove pictures and sheets that are not needed, or send the rows in several workbooks.",
            "Ta bort bilder och blad som inte behövs, eller skicka raderna i flera arbetsböcker.",
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        _refuse(
            name,
            "this is not a workbook in the format XLSX; an older .xls, or one with a password, looks like this.",
            "detta är ingen arbetsbok i formatet XLSX; en äldre .xls, eller en med lösenord, ser ut så här.",
            "Save it as an Excel workbook (.xlsx), without a password.",
            "Spara den som Excel-arbetsbok (.xlsx), utan lösenord.",
        )
    if any(part in f"/{one.filename.lower()}" for one in entries for part in _PROGRAMS):
        _refuse(
            name,
            "the workbook has macros, which are programs.",
            "arbetsboken har makron, det vill säga program.",
            "Save it as an Excel workbook without macros (.xlsx).",
            "Spara den som Excel-arbetsbok utan makron (.xlsx).",
        )
    if len(entries) > _ENTRIES or sum(one.file_size for one in entries) > _UNPACKED:
        _refuse(
            name,
            f"the workbook would be more than {_UNPACKED} bytes in {_ENTRIES} parts when it is unpacked.",
            f"arbetsboken skulle bli mer än {_UNPACKED} byte i {_ENTRIES} delar när den packas upp.",
            "Copy its rows into a new workbook that is made from the template.",
            "Kopiera raderna till en ny arbetsbok som är gjord från mallen.",
        )
    try:
        declared = any(_declares(archive, one) for one in entries if one.filename.lower().endswith(_XML))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        refuse_damaged(name)
    if declared:
        _refuse(
            name,
            "a part of the workbook declares entities of XML, which no spreadsheet writes.",
            "en del av arbetsboken deklarerar XML-entiteter, vilket inget kalkylprogram gör.",
            "Copy its rows into a new workbook that is made from the template.",
            "Kopiera raderna till en ny arbetsbok som är gjord från mallen.",
        )
    return archive


def refuse_damaged(name: str) -> NoReturn:
    """Refuse a workbook whose parts cannot be read.

    Raises:
        SourceError: Always.
    """
    _refuse(
        name,
        "the workbook is damaged: one of its parts cannot be read.",
        "arbetsboken är skadad: en av dess delar kan inte läsas.",
        "Open it in a spreadsheet program and save it anew as .xlsx.",
        "Öppna den i ett kalkylprogram och spara den på nytt som .xlsx.",
    )


def _declares(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Return whether a part has a document type; letters of two bytes (UTF-16) are read as well."""
    before = b""
    with archive.open(entry) as part:
        while chunk := part.read(_CHUNK):
            text = before + chunk.replace(b"\0", b"").lower()
            if any(one in text for one in _DECLARATIONS):
                return True
            before = text[-16:]
    return False


def _refuse(name: str, message: str, sv: str, remedy: str, remedy_sv: str) -> NoReturn:
    raise SourceError(message, path=name, remedy=remedy, sv=(sv, remedy_sv))
