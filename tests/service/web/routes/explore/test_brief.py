"""``/doc/region/SE122/brief``: what stands on the sheet, and what addresses lead to it."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.service.web.render.test_pages import page


def test_the_sheet_has_priorities_with_sources_neighbours_and_contact(client: FlaskClient) -> None:
    text = page(client, "/doc/region/SE122/brief")
    assert "<h1>Sörmland</h1>" in text
    assert "Sörmland has 3 priorities of its own (2017) and shares 4 with others in East-Central Sweden (2023)." in text
    assert "Morgondagens energilösningar" in text
    assert '<p class="source">' in text
    assert "Östergötland</a>: shares" in text
    assert "https://www.regionsormland.se" in text or "https://regionsormland.se" in text
    assert '<svg class="locator"' in text
    assert "grannar" in page(client, "/doc/region/SE122/brief", "sv").lower()


def test_what_became_of_the_last_strategy_is_counted(client: FlaskClient) -> None:
    assert "Continued (" in page(client, "/doc/region/SE311/brief")


def test_a_name_leads_to_the_code_and_a_wrong_one_to_none(client: FlaskClient) -> None:
    answer = client.get("/doc/region/sormland/brief?lang=sv")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/doc/region/SE122/brief?lang=sv")
    assert client.get("/doc/region/nosuchplace/brief").status_code == 404
    assert client.get("/doc/region/SE122/brief.ttl").status_code == 404


def test_the_page_of_the_region_leads_to_the_sheet_to_partners_and_to_comparisons(client: FlaskClient) -> None:
    text = page(client, "/doc/region/SE122")
    assert 'href="/doc/region/SE122/brief"' in text
    assert 'href="/partners?region=SE122&amp;theme=energy"' in text
    assert 'href="/compare?region=SE122&amp;region=SE123"' in text
