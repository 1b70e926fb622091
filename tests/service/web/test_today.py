"""Questions that ask by today's date: what has passed is no answer, in no cache, from the midnight (UTC) after it."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from styrka import clock
from styrka.ask.question import parse_question
from styrka.engine.local import LocalEngine
from styrka.publish.api.parameters import make_parameter
from styrka.publish.catalogue.sparql_examples import write_example
from styrka.settings import Settings
from styrka.web.app import create_app

HEADER = """#+ summary: What can be applied for?
#+ summary-sv: Vad kan sökas?
#+ description: All that is ahead.
#+ description-sv: Allt framöver.
#+ expect: {columns: [call, deadline]}
"""
PARAMETERS = """#+ parameters:
#+   day: {type: date, default: today, example: "2026-11-29", label: As of, label-sv: Per}
"""
BODY = """SELECT ?call ?deadline {
  VALUES (?name ?deadline) { ("so" "2026-12-01") ("la" "2027-02-01") }
  BIND(CONCAT(?name, IF(?name = "so", "on", "te")) AS ?call)
  FILTER(?deadline >= $day)
}
"""
QUESTION = parse_question(HEADER + PARAMETERS + BODY, "queries/ahead.rq")
OTHER = parse_question(HEADER + BODY.replace("$day", '"2026"'), "queries/all.rq")
ADDRESSES = ("/ask/ahead", "/ask/ahead.csv", "/ask/ahead.json", "/ask/ahead.html")


@pytest.fixture
def client(settings: Settings) -> Iterator[FlaskClient]:
    """A client of a service with two questions, of which one asks by today's date."""
    engine = LocalEngine(ox.Store(), "1", created="2026-11-20T10:00:00+00:00")
    with create_app(settings, engine, {"ahead": QUESTION, "all": OTHER}).test_client() as client:
        yield client


def set_day(monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    monkeypatch.setattr(clock, "read_today", lambda: day)


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_passed_yesterday_is_no_answer_today(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    set_day(monkeypatch, "2026-12-01")
    on_the_day = [client.get(address) for _ in range(3)]
    assert all("soon" in one.text and "late" in one.text for one in on_the_day)
    tag, modified = on_the_day[0].headers["ETag"], on_the_day[0].headers["Last-Modified"]
    asked_again = [{"If-None-Match": tag}, {"If-Modified-Since": modified}]
    assert [client.get(address, headers=one).status_code for one in asked_again] == [304, 304]
    assert on_the_day[0].headers["Cache-Control"] == "public, no-cache"

    set_day(monkeypatch, "2026-12-02")
    for headers in ({}, *asked_again, {}, *asked_again):
        after = client.get(address, headers=headers)
        assert after.status_code == 200
        assert "soon" not in after.text
        assert "late" in after.text
        assert after.headers["ETag"] != tag
        assert after.headers["Last-Modified"] == "Wed, 02 Dec 2026 00:00:00 GMT"


def test_a_day_that_is_given_is_answered_the_same_each_day(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    replies = []
    for day in ("2026-12-01", "2026-12-02"):
        set_day(monkeypatch, day)
        replies.append(client.get("/ask/ahead?day=2026-12-01"))
    assert [one.status_code for one in replies] == [200, 200]  # also where it is today: the address keeps its day
    assert replies[0].data == replies[1].data
    assert "soon" in replies[1].text
    assert replies[0].headers["ETag"] == replies[1].headers["ETag"]
    assert replies[0].headers["Cache-Control"].startswith("public, max-age=")


def test_what_asks_by_no_date_is_cached_over_midnight(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    set_day(monkeypatch, "2026-12-01")
    tag = client.get("/ask/all.csv").headers["ETag"]
    set_day(monkeypatch, "2026-12-02")
    assert client.get("/ask/all.csv", headers={"If-None-Match": tag}).status_code == 304


def test_the_answer_can_be_cited_as_of_its_day(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    set_day(monkeypatch, "2026-12-01")
    page = client.get("/ask/ahead").text
    assert "/cite?of=/ask/ahead%3Fday%3D2026-12-01" in page
    assert 'name="day" value="2026-12-01"' in page


def test_what_is_published_of_the_question_names_no_day_of_today(monkeypatch: pytest.MonkeyPatch) -> None:
    set_day(monkeypatch, "2026-12-02")
    described = make_parameter(QUESTION.parameter("day"), QUESTION)
    assert "2026-12-02" not in str(described)
    assert "today" in described["description"]
    assert "2026-12-02" not in write_example(QUESTION)
    assert "2026-11-29" in write_example(QUESTION)


def test_a_default_may_be_some_days_after_today(monkeypatch: pytest.MonkeyPatch) -> None:
    set_day(monkeypatch, "2026-12-03")
    later = parse_question(
        HEADER + PARAMETERS.replace("default: today", "default: today+90") + BODY, "queries/later.rq"
    )
    assert later.values({}) == {"day": "2027-03-03"}
    assert later.find_day({}) == "2026-12-03"
    assert later.find_day({"day": "2027-01-01"}) == ""
    assert "90 days after today" in make_parameter(later.parameter("day"), later)["description"]


def test_the_clock_states_the_day_in_utc() -> None:
    assert clock.read_today() == ox_today()


def ox_today() -> str:
    """The day as the engine's own clock has it, read before and after so that midnight does not matter."""
    found = ox.Store().query("SELECT (STR(NOW()) AS ?now) {}")
    assert isinstance(found, ox.QuerySolutions)
    return str(next(found)["now"]).strip('"')[:10]
