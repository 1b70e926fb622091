"""What a workbook may be: a small archive of plain XML; all else is refused with a sentence, before it is read."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from collections.abc import Mapping

import pytest

from styrka.build.workbooks.archive import LARGEST, check_archive
from styrka.build.workbooks.reading import read_sheets
from styrka.errors import SourceError

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<worksheet>&b;</worksheet>"
)


def pack(parts: Mapping[str, str | bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return held.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"x" * (LARGEST + 1), "at most 10000000 are read"),
        (b"\xd0\xcf\x11\xe0" + bytes(500), "an older .xls, or one with a password"),
        (b"", "not a workbook"),
        (pack({"xl/workbook.xml": "<a/>", "xl/vbaProject.bin": b"\0"}), "has macros"),
        (pack({"xl/workbook.xml": "<a/>", "xl/macrosheets/sheet1.xml": "<a/>"}), "has macros"),
        (pack({"xl/worksheets/sheet1.xml": bytes(50_000_000)}), "when it is unpacked"),
        (pack({f"xl/{n}.xml": "" for n in range(1001)}), "when it is unpacked"),
        (pack({"xl/worksheets/sheet1.xml": BOMB}), "declares entities"),
        (pack({"xl/worksheets/sheet1.xml": " " * 65_530 + BOMB}), "declares entities"),
        (pack({"xl/worksheets/sheet1.xml": BOMB.encode("utf-16")}), "declares entities"),
        (pack({"xl/sharedStrings.xml": "<a/>"})[:-30], "not a workbook"),
        (pack({"xl/sharedStrings.xml": "<a/>"}), "is damaged"),
    ],
    ids=[
        "10 MB",
        "old xls",
        "empty",
        "macros",
        "old macros",
        "zip bomb",
        "a thousand parts",
        "xml bomb",
        "behind blanks",
        "in utf-16",
        "cut off",
        "no sheets",
    ],
)
def test_what_could_harm_is_refused_with_a_sentence_in_little_memory(content: bytes, words: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(SourceError, match=words) as refused:
            read_sheets(content, "x.xlsx")
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert refused.value.evidence["remedy_sv"]
    assert most < 40_000_000


def test_an_archive_whose_directory_lies_is_read_no_further_than_it_says() -> None:
    content = bytearray(pack({"xl/worksheets/sheet1.xml": bytes(1_000_000)}))
    at = content.index(b"PK\x01\x02") + 24  # the length in the directory
    content[at : at + 4] = (1000).to_bytes(4, "little")
    with pytest.raises(SourceError, match="is damaged"):
        check_archive(bytes(content), "x.xlsx")
