"""Answers within a former release: the same rows for ever, at an address that a reference names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.utils import format_datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from styrka.engine.local import open_local
from styrka.publish.history import memento
from styrka.web.app import create_app
from tests.queries.conftest import QUESTIONS
from tests.service.history import History

ASKED = "ask/priorities-of-a-region.csv?region=SE12"


@pytest.fixture(scope="module")
def grown_app(history_to_copy: History) -> Flask:
    """The application over the newer of two releases."""
    new = history_to_copy.new
    engine = open_local(new.dumps, new.version, created=new.created)
    return create_app(history_to_copy.settings, engine, QUESTIONS)


@pytest.fixture
def client(grown_app: Flask) -> Iterator[FlaskClient]:
    with grown_app.test_client() as client:
        yield client


def test_an_answer_is_that_of_its_release(client: FlaskClient, history_to_copy: History) -> None:
    old, new = history_to_copy.old, history_to_copy.new
    then = client.get(f"/release/{old.version}/{ASKED}")
    assert then.status_code == 200
    assert "Livsmedel" in then.text
    assert then.headers["Memento-Datetime"] == memento.format_http_date(memento.read_moment(old))
    assert f"<http://localhost/{ASKED.replace('.csv', '')}" in then.headers["Link"]
    now = client.get(f"/{ASKED}")
    assert "Livsmedel" not in now.text
    assert client.get(f"/release/{new.version}/{ASKED}").data == now.data


def test_the_page_says_of_which_release_it_is_and_leads_on_within_it(
    client: FlaskClient, history_to_copy: History
) -> None:
    old = history_to_copy.old
    page = client.get(f"/release/{old.version}/ask/priorities-of-a-region?region=SE12", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert f"what release {old.version}" in page.text
    assert 'href="/ask/priorities-of-a-region?region=SE12"' in page.text  # what is recorded now
    for link in re.findall(r'href="([^"]*sort=[^"]*)"', page.text):
        assert link.startswith(f"/release/{old.version}/ask/")


@pytest.mark.parametrize("suffix", ["bib", "json"])
def test_a_reference_leads_to_the_same_rows_in_the_same_release(client: FlaskClient, suffix: str) -> None:
    page = client.get("/ask/priorities-of-a-region?region=SE12", headers={"Accept": "text/html"})
    cited = re.search(r'href="(/cite\?of=[^"]*)"', page.text)
    assert cited
    reference = client.get(cited[1].replace("/cite?", f"/cite.{suffix}?").replace("&amp;", "&"))
    kept = re.search(r"http://localhost(/release/[^\s\"}]*)", reference.text)
    assert kept
    path = kept[1].replace("\\", "").replace("ask/priorities-of-a-region", "ask/priorities-of-a-region.csv")
    assert client.get(path).data == client.get(f"/{ASKED}").data


def test_a_time_leads_to_the_release_that_answered_then(client: FlaskClient, history_to_copy: History) -> None:
    old = history_to_copy.old
    when = {"Accept-Datetime": format_datetime(memento.read_moment(old), usegmt=True)}
    found = client.get(f"/{ASKED}", headers=when)
    assert found.status_code == 302
    assert found.headers["Location"].endswith(f"/release/{old.version}/{ASKED}")
    assert "Accept-Datetime" in found.headers["Vary"]
    assert "Livsmedel" in client.get(found.headers["Location"]).text


def test_no_question_is_no_answer_then_either(client: FlaskClient, history_to_copy: History) -> None:
    assert client.get(f"/release/{history_to_copy.old.version}/ask/shared-prioritie?theme=energy").status_code == 404
    assert client.get(f"/release/{history_to_copy.old.version}/ask/").status_code == 404
