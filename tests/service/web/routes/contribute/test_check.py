"""``/check`` and ``/api/check``: findings in the reader's language, what would change, and nothing left behind."""

from __future__ import annotations

import json
import random
import threading
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import Workbook

from styrka.build.workbooks.archive import LARGEST
from styrka.engine.documents.apart import DOCUMENTS
from styrka.engine.local import LocalEngine
from styrka.errors import Busy, TooLarge
from styrka.formats import XLSX
from styrka.settings import Settings
from styrka.vocabulary import BASE
from styrka.web.app import create_app
from styrka.web.routes.contribute.check import _name_document
from tests import hostile
from tests.cut import cut_root
from tests.service import trees
from tests.service.build.tables import small

TURTLE = {"Content-Type": "text/turtle"}
WRONG = trees.DATA[trees.OTHER].replace("id/region/SE122>", "id/region/SE1222>")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return trees.plant(tmp_path_factory.mktemp("check"))


@pytest.fixture(scope="module")
def small_app(root: Path, settings: Settings, app: Flask, engine: LocalEngine) -> Iterator[Flask]:
    """An application that judges by a small tree, which takes a second."""
    questions = app.extensions["styrka"].questions
    yield create_app(replace(settings, root=root), engine, questions)
    DOCUMENTS.close()


@pytest.fixture
def visitor(small_app: Flask) -> FlaskClient:
    return small_app.test_client()


def files(root: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def test_a_document_is_judged_and_nothing_is_left_behind(
    visitor: FlaskClient, root: Path, capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    before = files(root)
    answer = visitor.post("/api/check", data=WRONG.encode(), headers=TURTLE)
    assert answer.status_code == 200, answer.text
    found = answer.json
    assert found is not None
    assert not found["conforms"]
    assert found["counts"]["violation"] == len([one for one in found["findings"] if one["severity"] == "violation"])
    finding = found["findings"][0]
    assert (finding["source"], finding["focus"]) == ("document.ttl", BASE + "id/strategy/se122-test")
    assert "SE1222" in "".join(WRONG.splitlines()[finding["line"] - 1 : finding["line"] + 5])
    assert found["changes"]["counts"]["statements_added"] == 1
    assert answer.headers["Cache-Control"] == "no-store"
    assert files(root) == before
    assert list(tmp_path.iterdir()) == []
    assert "SE1222" not in "".join(capfd.readouterr())


@pytest.mark.parametrize(("language", "words"), [("en", "Did you mean"), ("sv", "Menade du")])
def test_the_page_says_it_in_the_readers_language_beside_the_line(
    visitor: FlaskClient, language: str, words: str
) -> None:
    form = {"file": (BytesIO(WRONG.encode()), "vår strategi.ttl"), "text": ""}
    answer = visitor.post(f"/check?lang={language}", data=form, content_type="multipart/form-data")
    assert answer.status_code == 200, answer.text
    assert words in answer.text
    assert "vår strategi.ttl" in answer.text
    assert "&lt;id/strategy/se122-test&gt; a styrka:Strategy" in answer.text  # the line itself
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_large_file_is_written_to_no_disk(
    visitor: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    monkeypatch.setattr("tempfile.TemporaryFile", lambda *_, **__: opened.append(1))
    monkeypatch.setattr("tempfile.SpooledTemporaryFile", lambda *_, **__: opened.append(1))
    form = {"file": (BytesIO(b"<a> <b> \n" * 90_000), "large.ttl")}
    answer = visitor.post("/check", data=form, content_type="multipart/form-data")
    assert answer.status_code == 200
    assert opened == []


def test_text_for_a_terminal(visitor: FlaskClient) -> None:
    answer = visitor.post("/api/check", data=b"<a> <b>", headers={**TURTLE, "Accept": "text/plain"})
    assert answer.text.startswith("document.ttl:1, column 8: violation: ")


def test_nothing_to_check_is_said_on_the_form(visitor: FlaskClient) -> None:
    answer = visitor.post("/check?lang=sv", data={"text": " "}, content_type="multipart/form-data")
    assert answer.status_code == 400
    assert "Det finns inget att kontrollera" in answer.text
    assert "<form" in answer.text


@pytest.mark.parametrize(
    ("name", "media_type", "content", "wanted"),
    [
        ("", "", b"<a> <b> <c> .", "document.ttl"),
        ("", "", b"@prefix a: <b> .\n<g> { <a> <b> <c> }", "document.trig"),
        ("", "", b'{"@id": "a"}', "document.jsonld"),
        ("", "", b'<?xml version="1.0"?><rdf:RDF/>', "document.rdf"),
        ("", "", b"id,source,language\n", "document.csv"),
        ("", "", b"id;source;language\n", "document.csv"),
        ("../../etc/regions.csv", "", b"x", "regions.csv"),
        ("C:\\data\\regioner.CSV", "", b"x", "regioner.csv"),
        ("a.nt", "application/octet-stream", b"", "a.ttl"),
        ("a.txt", "text/turtle", b"", "a.ttl"),
        ("data", "text/csv", b"", "data.csv"),
    ],
)
def test_a_document_is_called_by_its_own_name_and_format(
    name: str, media_type: str, content: bytes, wanted: str
) -> None:
    assert _name_document(name, media_type, content) == wanted


def test_a_workbook_is_judged_at_its_cells_and_nothing_is_left_behind(visitor: FlaskClient, root: Path) -> None:
    header = {
        "sources.csv": "id,type,title,recorded_on,page\n",
        "strategies.csv": small.STRATEGIES.splitlines()[0] + "\n",
    }
    trees.put(root, "data/tables/csv-metadata.json", json.dumps(small.metadata()))
    for name, text in header.items():
        trees.put(root, f"data/tables/{name}", text)
    book = Workbook()
    sheet = book.active
    sheet.title = "sources"
    sheet.append(["id", "type", "title", "recorded_on"])
    sheet.append(["plan", "Source", "En plan", "15 juni 2026"])
    held = BytesIO()
    book.save(held)
    before = files(root)
    try:
        for headers, name in (({"Content-Type": XLSX.media_type}, "document"), ({}, "plan")):
            answer = visitor.post(
                "/api/check?name=plan.xlsx" if not headers else "/api/check", data=held.getvalue(), headers=headers
            )
            finding = answer.json["findings"][0]  # type: ignore[index]
            assert finding["source"] == f"{name}.xlsx/sources"
            assert "recorded_on (D2)" in finding["message_en"]
            assert finding["remedy_sv"] == "Skriv 2026-06-15."
        form = {"file": (BytesIO(held.getvalue()), "plan.xlsx")}
        page = visitor.post("/check?lang=sv", data=form, content_type="multipart/form-data")
        assert "Skriv 2026-06-15." in page.text
        assert files(root) == before
    finally:
        for name in ("csv-metadata.json", *header):
            (root / "data/tables" / name).unlink()


@pytest.mark.parametrize("name", ["plan.xlsx", "plan.xlsm", ""])
def test_a_workbook_that_could_harm_is_refused_with_a_sentence(visitor: FlaskClient, name: str) -> None:
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(50_000_000))
    answer = visitor.post(f"/api/check?name={name}", data=held.getvalue())
    assert answer.status_code == 200, answer.text
    (finding,) = answer.json["findings"]  # type: ignore[index]
    assert "when it is unpacked" in finding["message_en"]
    assert finding["remedy_sv"]


def write_book(rows: int) -> bytes:
    """A workbook as openpyxl writes it, of rows whose texts can hardly be packed."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("sources")
    sheet.append(["id", "type", "title", "recorded_on"])
    digits = random.Random(1)
    for number in range(rows):
        sheet.append([f"plan-{number}", "Source", digits.randbytes(15_000).hex(), "2026-06-15"])
    held = BytesIO()
    book.save(held)
    return held.getvalue()


def repack(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with one part changed or added."""
    held = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        parts = {one: old.read(one) for one in old.namelist()}
        parts[name] = change(parts.get(name, b""))
        for one, text in parts.items():
            new.writestr(one, text)
    return held.getvalue()


HARMFUL: dict[str, tuple[str, Callable[[bytes], bytes], str]] = {
    "macros": ("xl/vbaProject.bin", lambda _: b"\xd0\xcf\x11\xe0" + bytes(5000), "has macros"),
    "zip bomb": ("xl/media/image1.png", lambda _: bytes(50_000_000), "when it is unpacked"),
    "xml bomb": (
        "xl/worksheets/sheet1.xml",
        lambda text: b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + text,
        "declares entities",
    ),
}


@pytest.mark.parametrize("kind", HARMFUL)
def test_a_real_workbook_that_could_harm_is_refused_at_the_page_and_for_programs(
    visitor: FlaskClient, kind: str
) -> None:
    part, change, words = HARMFUL[kind]
    name = "plan.xlsm" if kind == "macros" else "plan.xlsx"
    content = repack(write_book(1), part, change)
    answer = visitor.post(f"/api/check?name={name}", data=content)
    assert answer.status_code == 200, answer.text
    (finding,) = answer.json["findings"]  # type: ignore[index]
    assert words in finding["message_en"]
    form = {"file": (BytesIO(content), name)}
    page = visitor.post("/check?lang=sv", data=form, content_type="multipart/form-data")
    assert finding["message_sv"] in page.text
    assert finding["remedy_sv"] in page.text


def test_a_workbook_of_ten_megabytes_is_refused_with_a_sentence_in_little_memory(
    visitor: FlaskClient, root: Path, settings: Settings, app: Flask, engine: LocalEngine
) -> None:
    content = write_book(600)
    assert len(content) > LARGEST
    tracemalloc.start()
    try:
        for language, words in (("en", "A request may have 2000000 bytes"), ("sv", "En förfrågan får ha 2000000 byte")):
            form = {"file": (BytesIO(content), "plan.xlsx")}
            page = visitor.post(f"/check?lang={language}", data=form, headers={"Accept": "text/html"})
            assert page.status_code == 413
            assert words in page.text
            sent = visitor.post(f"/api/check?name=plan.xlsx&lang={language}", data=content)
            assert sent.status_code == 413
            assert words in sent.json["detail"]  # type: ignore[index]
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 3 * len(content)  # the client's own copies of what it sends
    # Where the operator lets more in, the workbook itself is too large.
    open_ = create_app(
        replace(settings, root=root, body_bytes=30_000_000), engine, app.extensions["styrka"].questions
    ).test_client()
    (finding,) = open_.post("/api/check?name=plan.xlsx", data=content).json["findings"]  # type: ignore[index]
    assert f"at most {LARGEST} are read" in finding["message_en"]
    assert "flera arbetsböcker" in finding["remedy_sv"]


def test_another_spreadsheet_is_refused_with_what_would_be_right(visitor: FlaskClient) -> None:
    answer = visitor.post("/api/check?name=a.ods", data=b"PK\x03\x04")
    assert answer.status_code == 415
    assert ".xlsx" in answer.json["detail"]  # type: ignore[index]


@pytest.mark.parametrize("name", hostile.DOCUMENTS)
def test_a_hostile_document_is_refused_before_the_tree_is_read(visitor: FlaskClient, name: str) -> None:
    media_type, body, _ = hostile.DOCUMENTS[name]
    if media_type == hostile.NTRIPLES:
        media_type = hostile.TURTLE
    answer = visitor.post("/api/check", data=body, headers={"Content-Type": media_type})
    assert answer.status_code in {200, 413}, answer.text
    if answer.status_code == 200:
        assert answer.json is not None
        assert not answer.json["conforms"]
        assert answer.json["findings"][0]["message_sv"]


def test_one_that_takes_too_long_is_ended(small_app: Flask) -> None:
    checker = small_app.extensions["styrka"].checker
    hurried = type(checker)(replace(checker._settings, check_seconds=0.2))
    with pytest.raises(TooLarge, match=r"more than 0\.2 s"):
        hurried.check("a.ttl", WRONG.encode(), "a")


def test_one_that_takes_too_much_memory_is_ended(small_app: Flask) -> None:
    checker = small_app.extensions["styrka"].checker
    narrow = type(checker)(replace(checker._settings, root=cut_root(), check_memory=1 << 26))
    with pytest.raises(TooLarge, match=r"bytes of memory"):
        narrow.check("a.ttl", WRONG.encode(), "a")


def test_a_client_has_one_at_a_time_and_others_are_not_held_up(small_app: Flask) -> None:
    checker = small_app.extensions["styrka"].checker
    done: list[bool] = []
    with checker._turn("a"):
        with pytest.raises(Busy):
            checker.check("a.ttl", WRONG.encode(), "a")
        other = threading.Thread(target=lambda: done.append(checker.check("a.ttl", WRONG.encode(), "b")["conforms"]))
        other.start()
        assert small_app.test_client().get("/check").status_code == 200
        other.join(60)
    assert done == [False]
