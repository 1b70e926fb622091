"""A correction made at once by who has the token, in a Turtle file and in a row; and rows that are sent to a graph."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from styrka.build.pipeline import build_release
from styrka.change.correction import CorrectedFile, make_change
from styrka.change.governed import GovernedWriter
from styrka.cli import main
from styrka.engine.local import open_local
from styrka.errors import PreconditionFailed
from styrka.settings import Settings
from styrka.turtle import format_turtle
from styrka.vocabulary import BASE, PREFIXES
from styrka.web.app import create_app
from tests.queries.conftest import QUESTIONS
from tests.service import trees
from tests.service.build.workbooks import plan

TOKEN = "open-sesame"
LABEL = f"<{PREFIXES['skos']}prefLabel>"
OWN = {"Authorization": f"Bearer {TOKEN}"}
CSV = {**OWN, "Content-Type": "text/csv"}
AREAS = "data/tables/areas.csv"
HERE = "/graphs/tables/areas/plan-2026"
STATED = {
    "turtle": {"of": BASE + "id/strategy/se122-test", "property": LABEL, "value": '"Sörmlandsstrategin"@sv'},
    "row": {"of": BASE + "id/area/se122-2026/mat", "property": LABEL, "value": '"Mat"@sv'},
}
FILES = {"turtle": trees.OTHER, "row": AREAS}
NEW = {"turtle": "Sörmlands strategi", "row": "Mat, och dryck"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = plan.fill(plan.plant(tmp_path_factory.mktemp("change")))
    trees.put(root, trees.OTHER, format_turtle(trees.DATA[trees.OTHER], trees.OTHER))
    build_release(Settings(root=root))
    return root


@pytest.fixture(scope="module")
def refused(built: Path) -> FlaskClient:
    """A visitor of the tree itself, of whom nothing is taken."""
    return open_service(built)


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built, tmp_path / "tree", symlinks=True)


@pytest.fixture
def visitor(root: Path) -> FlaskClient:
    return open_service(root)


def open_service(root: Path, **changed: Any) -> FlaskClient:
    """A service over the release of the tree that takes writes."""
    chosen = replace(Settings(root=root, write_token=TOKEN), **changed)
    release = build_release(chosen)
    engine = open_local(release.dumps, release.version)
    return create_app(chosen, engine, QUESTIONS, writer=GovernedWriter(chosen)).test_client()


def files(root: Path) -> dict[str, str]:
    paths = (path for path in sorted((root / "data").rglob("*")) if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in paths}


def changed_lines(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    """The lines that differ, by the file."""
    found = {}
    for name in before:
        if before[name] != after[name]:
            pairs = zip(before[name].splitlines(), after[name].splitlines(), strict=True)
            found[name] = [(old, new) for old, new in pairs if old != new]
    return found


@pytest.mark.parametrize("kind", STATED)
def test_a_fact_is_corrected_in_its_file_and_published(
    kind: str, visitor: FlaskClient, root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before, sent = files(root), {**STATED[kind], "right": NEW[kind], "where": "Beslutet, sidan 3"}
    page = visitor.post("/correct", data=sent)
    assert '<input id="token" name="token" type="password"' in page.text
    answer = visitor.post("/correct/change?lang=sv", data={**sent, "token": TOKEN})
    assert answer.status_code == 303, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    ((name, [(old, new)]),) = changed_lines(before, files(root)).items()
    assert name == FILES[kind]
    value = STATED[kind]["value"].split('"')[1]
    assert new == old.replace(value, f'"{NEW[kind]}"' if kind == "row" else NEW[kind])
    made = open_service(root).get(answer.headers["Location"])
    assert "Ändringen är gjord och publicerad som" in made.text
    assert NEW[kind] in unescape(made.text)
    for written in (*capfd.readouterr(), page.text, made.text, answer.headers["Location"]):
        assert TOKEN not in written
    assert "Ändringen är gjord" not in visitor.get(answer.headers["Location"]).text  # of the release before


@pytest.mark.parametrize("kind", STATED)
@pytest.mark.parametrize(
    ("more", "status", "words"),
    [
        ({"token": "wrong"}, 401, "Send the token of this service"),
        ({}, 401, "Send the token of this service"),
        ({"token": TOKEN, "right": "Fråga info@example.org"}, 422, "e-mail address"),
        ({"token": TOKEN, "right": "", "gone": "yes"}, 422, "There is no name"),
    ],
    ids=["wrong", "none", "personal", "gone"],
)
def test_what_cannot_be_made_is_said_and_nothing_changes(
    kind: str, more: dict[str, str], status: int, words: str, refused: FlaskClient, built: Path
) -> None:
    before = files(built)
    answer = refused.post("/correct/change", data={**STATED[kind], "right": NEW[kind], **more})
    assert answer.status_code == status, answer.text
    said = unescape(answer.text).split('role="alert"')[1].split("</div>")[0]
    assert words in said
    assert ("WWW-Authenticate" in answer.headers) is (status == 401)
    assert TOKEN not in answer.text
    assert files(built) == before


def test_a_change_goes_nowhere_without_a_statement_or_a_token_that_is_set(visitor: FlaskClient, root: Path) -> None:
    sent = {"of": STATED["row"]["of"], "right": "x", "token": TOKEN}
    assert visitor.post("/correct/change", data=sent).status_code == 400
    nowhere = {**STATED["row"], "value": '"Elsewhere"@sv', "right": "x", "token": TOKEN}
    assert visitor.post("/correct/change", data=nowhere).status_code == 404
    draft = root / trees.STRATEGY
    draft.write_text(draft.read_text("utf-8") + "# a draft\n", "utf-8")
    drafted = visitor.post("/correct/change", data={**STATED["row"], "right": "x", "token": TOKEN})
    assert drafted.status_code == 409
    assert trees.STRATEGY in drafted.text


def test_the_field_for_a_token_stands_where_nobody_reads_it_on_the_way(root: Path) -> None:
    sent = {**STATED["row"], "right": NEW["row"]}
    for base, asks in (("https://styrka.example/", True), ("http://styrka.example/", False)):
        page = open_service(root, base=base).post("/correct", data=sent)
        assert ('type="password"' in page.text) is asks
        assert f"curl -X PATCH '{base}graphs/tables/areas/plan-2026'" in unescape(page.text)
    silent = open_service(root, write_token="")
    assert "curl -X" not in silent.post("/correct", data=sent).text
    assert silent.post("/correct/change", data={**sent, "token": ""}).status_code == 403


@pytest.mark.parametrize(("kind", "path"), FILES.items())
def test_a_change_of_what_has_changed_meanwhile_is_not_made(kind: str, path: str, root: Path) -> None:
    text = (root / path).read_text("utf-8")
    graph = BASE + ("graph/tables/areas/plan-2026" if kind == "row" else "graph/strategies/se122-test")
    change = make_change(CorrectedFile(path, text, graph), "another state")
    with pytest.raises(PreconditionFailed):
        GovernedWriter(Settings(root=root)).write(change)


def test_a_thing_is_written_by_its_name_and_a_page_by_its_address(visitor: FlaskClient) -> None:
    covers = {"of": STATED["turtle"]["of"], "property": "styrka:coversRegion", "value": "region:SE122"}
    answer = visitor.post("/correct/file", data={**covers, "right": "östra mellansverige"})
    assert "styrka:coversRegion <id/region/SE12> ;" in answer.text
    unknown = visitor.post("/correct", data={**covers, "right": "Ett län som inte finns"})
    assert unknown.status_code == 200
    assert "/correct/file" not in unknown.text
    page = {"of": BASE + "id/source/page", "property": "foaf:page", "value": "https://example.org/s3"}
    assert (
        "<https://example.org/ny>"
        in visitor.post("/correct/file", data={**page, "right": "https://example.org/ny"}).text
    )
    refused = visitor.post("/correct", data={**page, "right": "example.org/ny"})
    assert (refused.status_code, "is not a whole address" in unescape(refused.text)) == (400, True)


def test_a_corrected_row_is_put_into_its_table_by_the_command(visitor: FlaskClient, root: Path, tmp_path: Path) -> None:
    answer = visitor.post("/correct/file", data={**STATED["row"], "right": NEW["row"]})
    (tmp_path / "areas.csv").write_bytes(answer.data)
    before = files(root)
    for options in ((), ("--write",)):
        done = CliRunner().invoke(main, ["rows", str(tmp_path / "areas.csv"), "--root", str(root), *options])
        assert done.exit_code == 0, done.output
        assert (files(root) == before) is not bool(options)
    ((name, [(_, new)]),) = changed_lines(before, files(root)).items()
    assert name == AREAS
    assert f'"{NEW["row"]}"' in new
    (tmp_path / "areas.csv").write_text("id,source\nx,y\n", "utf-8")
    wrong = CliRunner().invoke(main, ["rows", str(tmp_path / "areas.csv"), "--root", str(root)])
    assert wrong.exit_code == 1
    assert "the column language is missing" in wrong.output


def make_rows(table: str = "areas.csv", **changed: str) -> str:
    return plan.write_table(table, [{**plan.ROWS[table][0], **changed}])


def test_rows_are_sent_to_the_graph_of_their_source(visitor: FlaskClient, root: Path) -> None:
    before = files(root)
    answer = visitor.patch(HERE, data=make_rows(name="Livsmedel"), headers=CSV)
    assert answer.status_code == 200, answer.text
    assert answer.json is not None
    assert answer.json["files"] == [AREAS]
    assert list(changed_lines(before, files(root))) == [AREAS]
    again = open_service(root)
    assert again.patch(HERE, data=make_rows(name="Livsmedel"), headers=CSV).status_code == 204
    tag = again.get(HERE).headers["ETag"]
    for match, status in (('"other.ttl"', 412), (tag, 200)):
        sent = again.patch(HERE, data=make_rows(name="Mat"), headers={**CSV, "If-Match": match})
        assert sent.status_code == status, sent.text
    assert files(root) == before
    assert again.get(HERE).headers["Accept-Patch"] == "application/sparql-update, text/csv"


def test_a_title_that_is_sent_is_that_of_every_graph_as_after_a_build(visitor: FlaskClient, root: Path) -> None:
    sent = visitor.patch("/graphs/tables/sources/curation", data=make_rows("sources.csv", title="Planen"), headers=CSV)
    assert sent.status_code == 200, sent.text
    written = open_service(root).get(HERE, headers={"Accept": "application/n-triples"}).text
    assert "Planen" in written
    build_release(Settings(root=root), force=True)
    assert sorted(open_service(root).get(HERE, headers={"Accept": "application/n-triples"}).text.splitlines()) == (
        sorted(written.splitlines())
    )


@pytest.mark.parametrize(
    ("path", "body", "headers", "status", "words"),
    [
        (HERE, make_rows(), {"Content-Type": "text/csv"}, 401, "Send the token"),
        (HERE, make_rows(source="page"), CSV, 422, "the row is in the graph of page"),
        (HERE, make_rows(language=""), CSV, 422, "the language of name is not given"),
        (HERE, make_rows(name="info@example.org"), CSV, 422, ""),
        (HERE, "id;source\n", CSV, 422, "separated by ';'"),
        (HERE, b"id,\xff\n", CSV, 400, "not UTF-8"),
        (HERE, make_rows("sources.csv"), CSV, 422, "is missing"),
        ("/graphs/tables/areas", make_rows(), CSV, 403, "takes no rows"),
        ("/graphs/tables/none/plan-2026", make_rows(), CSV, 403, "has none of that name"),
        ("/graphs/strategies/se122-test", make_rows(), CSV, 403, "takes no rows"),
        ("/graphs/strategies/none", make_rows(), CSV, 404, "There is no graph"),
        (HERE, "x", {**OWN, "Content-Type": "text/plain"}, 415, "text/csv"),
    ],
    ids=lambda one: str(one)[:30],
)
def test_rows_that_cannot_be_taken_are_named_and_nothing_changes(
    path: str, body: str | bytes, headers: dict[str, str], status: int, words: str, refused: FlaskClient, built: Path
) -> None:
    before = files(built)
    answer = refused.patch(path, data=body, headers=headers)
    assert answer.status_code == status, answer.text
    assert answer.json is not None
    assert words in answer.json["detail"]
    assert files(built) == before
