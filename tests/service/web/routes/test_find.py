"""Search by name: one list with the best first, links to kinds, an answer for two names, help where nothing fits."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from styrka.vocabulary import BASE

LINK = re.compile(r'href="([^"]*)"')
BROWSER = {"Accept": "text/html"}


def page(client: FlaskClient, address: str, language: str = "en", status: int = 200) -> str:
    response = client.get(address, headers={**BROWSER, "Accept-Language": language})
    assert response.status_code == status, response.text
    return response.text


def test_a_page_has_one_list_with_the_best_first(client: FlaskClient) -> None:
    text = page(client, "/find?q=sormland", "sv")
    found = text.split('<ul class="found">', 1)[1].split("</ul>", 1)[0]
    assert LINK.findall(found)[0] == "/id/region/SE122"
    assert text.count('<ul class="found">') == 1
    assert "Strategi · " in found


def test_the_kinds_have_counts_and_narrow_the_list(client: FlaskClient) -> None:
    text = page(client, "/find?q=energi")
    link, count = re.search(r'href="(/find\?q=energi&amp;kind=area)"[^>]*>Priority areas \((\d+)\)', text).groups()  # type: ignore[union-attr]
    narrow = page(client, link.replace("&amp;", "&"))
    listed = "".join(part.split("</ul>", 1)[0] for part in narrow.split('<ul class="found">')[1:])
    assert listed.count("<li>") == min(int(count), 100)
    assert listed.count("Priority area · ") == listed.count("<li>")


def test_two_names_lead_to_the_answer(client: FlaskClient) -> None:
    text = page(client, "/find?q=energi+S%C3%B6rmland&lang=sv")
    link = "/ask/shared-priorities?theme=energy&amp;country=SE122&amp;lang=sv"
    assert f'<a href="{link}">Energi i Sörmland</a>' in text
    assert client.get(link.replace("&amp;", "&"), headers=BROWSER).status_code == 200


def test_nothing_found_leads_to_what_is_near(client: FlaskClient) -> None:
    text = page(client, "/find?q=s%C3%B6drmnlnd")
    assert "not recorded is not" in text
    assert "/id/region/SE122" in LINK.findall(text)
    assert "/scheme/theme" in LINK.findall(text)


@pytest.mark.parametrize("address", ["/find?q=", "/find?q=%21%3F", "/find?q=" + "x" * 300])
def test_a_text_that_is_no_search_is_put_right_on_the_form(client: FlaskClient, address: str) -> None:
    text = page(client, address, status=400)
    assert 'role="alert"' in text
    assert 'aria-invalid="true" aria-describedby="q-error"' in text


def test_the_form_alone_is_no_error(client: FlaskClient) -> None:
    assert 'name="q"' in page(client, "/find")


def test_data_have_what_tells_things_apart(client: FlaskClient) -> None:
    data = client.get("/find.json?q=SE122&lang=sv").get_json()
    assert data["things"][0] == {
        "iri": BASE + "id/region/SE122",
        "code": "SE122",
        "kind": "Region",
        "label": "Södermanlands län",
        "labels": {"en": "Södermanland County", "sv": "Södermanlands län"},
        "matched": "SE122",
        "within": "Sverige",
        "year": None,
        "deadline": None,
        "stated": None,
        "address": "http://localhost/id/region/SE122",
    }
    assert client.get("/find.json").status_code == 400
    wrong = client.get("/find.json?q=energi&kind=planet")
    assert wrong.status_code == 400
    assert "region" in wrong.get_json()["allowed"]


def test_suggestions_say_what_was_matched_and_what_it_is(client: FlaskClient) -> None:
    data = client.get("/suggest?q=vindkr&lang=en").get_json()
    first = data["suggestions"][0]
    assert (first["value"], first["kind"], first["name"]) == ("renewable-energy", "theme", "Renewable energy")
    assert first["matched"] == "vindkraft"
    assert first["address"] == "http://localhost/scheme/theme/renewable-energy?lang=en"


def test_suggestions_are_of_the_kind_that_is_asked_for(client: FlaskClient) -> None:
    for kind in ("region", "theme", "list", "area"):
        data = client.get(f"/suggest?q=energi&kind={kind}").get_json()["suggestions"]
        kinds = {"list": {"strategy", "overview"}}.get(kind, {kind})
        assert {one["kind"] for one in data} <= kinds
    assert client.get("/suggest?q=energi&kind=planet").status_code == 400


def test_suggestions_as_browsers_read_them(client: FlaskClient) -> None:
    response = client.get("/suggest?q=sormland&format=opensearch")
    assert response.mimetype == "application/x-suggestions+json"
    text, names, descriptions, addresses = response.get_json(force=True)
    assert text == "sormland"
    assert len(names) == len(descriptions) == len(addresses) > 0
    assert addresses[0].endswith("/id/region/SE122")


def test_nothing_typed_suggests_nothing(client: FlaskClient) -> None:
    assert client.get("/suggest?q=").get_json()["suggestions"] == []
    assert client.get("/suggest").get_json()["suggestions"] == []


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.one_of(st.text(max_size=50), st.sampled_from(["😀", "<script>", "070-123 45 67", "x" * 500, "'\""])))
def test_whatever_is_typed_is_answered(text: str, client: FlaskClient) -> None:
    for path in ("/find", "/find.json", "/suggest"):
        response = client.get(path, query_string={"q": text}, headers=BROWSER if path == "/find" else {})
        assert response.status_code in (200, 400)
        assert "<script>" not in response.text or response.mimetype != "text/html"


@pytest.mark.parametrize(
    ("path", "near", "words"),
    [
        ("/doc/region/SE1222", "/id/region/SE122", "SE1222"),
        ("/doc/region/sormland", "/id/region/SE122", "sormland"),
        ("/scheme/theme/enrgy", "/scheme/theme/energy", "enrgy"),
        ("/energi", "/scheme/theme/energy", "energi"),
        ("/regioner/V%C3%A4rmland.html", "/id/region/SE311", "Värmland"),
    ],
)
def test_where_there_is_nothing_the_nearest_things_are_named(
    client: FlaskClient, path: str, near: str, words: str
) -> None:
    text = page(client, path, status=404)
    assert near in LINK.findall(text)
    assert f'name="q" type="search" maxlength="200" value="{words}"' in text
    listed = text.split('<ul class="found">', 1)[1].split("</ul>", 1)[0]
    assert 1 <= listed.count("<li>") <= 3


@pytest.mark.parametrize("path", ["/%F0%9F%98%80", "/%3Cscript%3E", "/doc/region/" + "x" * 900, "/-", "/ask/nosuch"])
def test_any_unknown_address_is_answered(client: FlaskClient, path: str) -> None:
    text = page(client, path, "sv", status=404)
    assert "<script>" not in text
    assert 'name="q"' in text
