"""Calls over HTTP, with a clock that is set: from the day after its deadline a call is no answer, in no cache."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from styrka import clock
from styrka.vocabulary import BASE

CALL = "horizon-cl5-2026-11-d3-14"  # its deadline is 2026-12-01, and its title has "PV"
ADDRESSES = (
    "/ask/open-calls?theme=energy",
    "/ask/open-calls.csv?theme=solar-energy",
    "/ask/open-calls.json",
    "/ask/calls-for-a-region?region=SE122",
    "/ask/calls-for-a-region.csv?region=SE122",
    "/ask/calls-of-a-programme.srj?programme=horisont-europa-2021-2027",
)


def set_day(monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    monkeypatch.setattr(clock, "read_today", lambda: day)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_call_whose_deadline_passed_yesterday_is_no_answer_today(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    set_day(monkeypatch, "2026-12-01")
    on_the_day = [client.get(address) for _ in range(2)]
    assert all(one.status_code == 200 and CALL in one.text for one in on_the_day)
    tag = on_the_day[0].headers["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304

    set_day(monkeypatch, "2026-12-02")
    for headers in ({}, {"If-None-Match": tag}, {}):
        after = client.get(address, headers=headers)
        assert after.status_code == 200
        assert CALL not in after.text


def test_the_state_of_the_source_stands_beside_the_deadline(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_day(monkeypatch, "2026-11-29")
    rows = client.get("/ask/open-calls.srj").json["results"]["bindings"]  # type: ignore[index]
    assert {row["stateDate"]["value"] for row in rows} == {"2026-08-10"}
    assert min(row["deadline"]["value"] for row in rows) >= "2026-11-29"
    assert max(row["deadline"]["value"] for row in rows) <= "2027-02-27"
    assert "as they stood on 10 August 2026" in client.get("/ask/open-calls").text


def test_what_fits_a_region_is_suggested_for_a_theme_of_its_priorities(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_day(monkeypatch, "2026-11-29")
    rows = client.get("/ask/calls-for-a-region.srj?region=SE122").json["results"]["bindings"]  # type: ignore[index]
    found = {(row["call"]["value"], row["theme"]["value"], row["area"]["value"].rsplit("/", 1)[1]) for row in rows}
    energy = "morgondagens-energilosningar"  # a joint priority on energy; the theme solar energy is narrower
    assert (f"{BASE}id/call/{CALL}", f"{BASE}scheme/theme/solar-energy", energy) in found
    assert all(row["matched"]["value"] and row["matchedIn"]["value"] for row in rows)
    themes = {theme for _, theme, _ in found}
    assert f"{BASE}scheme/theme/mining" not in themes


def test_the_page_of_a_call_has_the_state_and_its_reasons_and_says_when_the_deadline_has_passed(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_day(monkeypatch, "2026-12-01")
    before = client.get(f"/doc/call/{CALL}", headers={"Accept": "text/html"})
    assert "deadline 1 December 2026, as known on 10 August 2026" in before.text
    assert "suggested because the title has “PV”" in before.text
    assert "Source: EU Funding &amp; Tenders Portal, state of 10 August 2026" in before.text
    set_day(monkeypatch, "2026-12-02")
    headers = {"Accept": "text/html", "If-None-Match": before.headers["ETag"]}
    assert "whose deadline has passed" in client.get(f"/doc/call/{CALL}", headers=headers).text
    swedish = client.get(f"/doc/call/{CALL}?lang=sv", headers={"Accept": "text/html"}).text
    assert "föreslås eftersom titeln har ”PV”" in swedish


def test_a_theme_s_matches_have_names_and_the_notices_of_their_schemes(client: FlaskClient) -> None:
    page = client.get("/scheme/theme/energy", headers={"Accept": "text/html"}, follow_redirects=True).text
    assert "35 Electricity, gas, steam and air conditioning supply" in page
    assert "NACE Rev. 2.1, Eurostat" in page
    assert "EuroSciVoc, © European Union" in page


FOUND = (
    "/find?q=horizon-cl5-2026-11-d3-14",
    "/find.json?q=HORIZON-CL5-2026-11-D3-14",
    "/find?q=Horizon+Europe+{word}&kind=call",
    "/suggest?q={title}",
    "/suggest?q={title}&kind=call",
    "/suggest?q={title}&format=opensearch",
    "/doc/call/improved-system-design-for-innovative-pv",  # where there is nothing, what is near
)


@pytest.mark.parametrize("address", FOUND)
def test_search_finds_a_call_until_its_deadline_and_no_longer(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    thing = next(one for one in client.get(f"/find.json?q={CALL}").get_json()["things"] if one["code"] == CALL)
    title = thing["label"]
    asked = address.format(title=quote(title[:60]), word=max(title.split(), key=len))
    headers = {"Accept": "text/html,*/*;q=0.5", "Accept-Language": "en"}
    set_day(monkeypatch, "2026-12-01")
    on_the_day = [client.get(asked, headers=headers) for _ in range(2)]
    assert all(f"/call/{CALL}" in one.text for one in on_the_day)
    if not address.startswith("/doc"):
        known = ("deadline 1 December 2026, as known on 10 August 2026", '"deadline": "2026-12-01"')
        assert any(one in on_the_day[0].text.replace('"deadline":"', '"deadline": "') for one in known)
    set_day(monkeypatch, "2026-12-02")
    for added in ({}, {"If-None-Match": on_the_day[0].headers.get("ETag", '"none"')}):
        after = client.get(asked, headers={**headers, **added})
        assert after.status_code in (200, 404)
        assert f"/call/{CALL}" not in after.text


def test_a_call_in_search_has_its_programme_its_deadline_and_the_date_of_its_state(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_day(monkeypatch, "2026-11-29")
    (call,) = [one for one in client.get(f"/find.json?q={CALL}").get_json()["things"] if one["code"] == CALL]
    assert (call["kind"], call["deadline"], call["stated"]) == ("Call", "2026-12-01", "2026-08-10")
    assert "Horizon Europe" in call["within"]
    page = client.get(f"/find?q={CALL}&lang=sv", headers={"Accept": "text/html"}).text
    assert "sista dag 1 december 2026, enligt uppgift från 10 augusti 2026" in page


def test_the_programme_itself_comes_before_its_calls(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    set_day(monkeypatch, "2026-11-29")
    data = client.get("/find.json?q=Horizon+Europe").get_json()
    kinds = [one["kind"] for one in data["things"]]
    assert kinds[0] == "FundingProgramme"
    assert "Call" in kinds
    assert all(one["deadline"] is None or one["deadline"] >= "2026-11-29" for one in data["things"])
