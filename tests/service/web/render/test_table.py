"""The table of an answer: what regions are called in it, the numbers of its documents, and rows that were written."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient

from styrka.vocabulary import BASE
from tests.service.web.render.test_pages import page

ASKED = "/ask/shared-priorities?theme=energy&country=SE"
ROW = re.compile(r"<tr>.*?</tr>", re.DOTALL)
CITES = re.compile(r"<sup>([\d, ]+)</sup>")


def table(text: str) -> str:
    return text.split('<table class="rows">', 1)[1].split("</table>", 1)[0]


@pytest.mark.parametrize(
    ("language", "official", "apart"),
    [("en", "Södermanland County", "Stockholm County"), ("sv", "Södermanlands län", "Stockholms län")],
)
def test_a_region_is_called_as_people_call_it(client: FlaskClient, language: str, official: str, apart: str) -> None:
    found = page(client, ASKED, language)
    assert ">Sörmland</a>" in table(found)
    assert official not in table(found)
    mapped = page(client, "/map?theme=energy&view=se", language)
    assert 'aria-label="Sörmland: ' in mapped
    assert f'aria-label="{apart}: ' in mapped  # a larger region has the short name
    assert f'<h1>Sörmland</h1>\n<p class="what">{official}, NUTS SE122' in page(client, "/doc/region/SE122", language)


@pytest.mark.parametrize(
    ("language", "offered"), [("en", "Sörmland (Södermanland County"), ("sv", "Sörmland (Södermanlands län")]
)
def test_a_region_is_offered_by_both_its_names(client: FlaskClient, language: str, offered: str) -> None:
    for address in ("/compare", "/partners", "/change", "/ask/priorities-of-a-region"):
        options = dict(re.findall(r'<option value="(SE\d+)">([^<]+)</option>', page(client, address, language)))
        assert options["SE122"] == f"{offered}, SE122)", address
        assert options["SE231"] == "Halland (SE231)", address  # whose official name begins with it
    assert f'<option value="SE122">{offered})</option>' in page(client, "/", language)
    found = client.get(f"/suggest?q=sormland&kind=region&lang={language}").get_json()["suggestions"][0]
    assert (found["name"], found["value"], found["matched"]) == (f"{offered})", "SE122", None)


def test_data_have_the_official_names(client: FlaskClient) -> None:
    found = client.get(ASKED.replace("?", ".json?")).get_json()
    labels = next(row["region"]["labels"] for row in found["rows"] if row["region"]["code"] == "SE122")
    assert labels == {"en": "Södermanland County", "sv": "Södermanlands län"}


@pytest.mark.parametrize(
    "address", [ASKED, "/ask/similar-regions?region=SE311", "/ask/priorities-of-a-region?region=SE122"]
)
def test_rows_have_the_numbers_of_the_documents_below_the_table(client: FlaskClient, address: str) -> None:
    text = page(client, address)
    listed = text.split('<div class="cited">', 1)[1].split("</div>", 1)[0]
    documents = re.findall(r"<li>(.+?)</li>", listed)
    rows = [list(map(int, found[1].split(", "))) for found in CITES.finditer(table(text))]
    assert list(dict.fromkeys(number for several in rows for number in several)) == list(range(1, len(documents) + 1))
    assert len(set(documents)) == len(documents)
    for row in ROW.findall(table(text)):
        found = CITES.search(row)
        cited = [documents[int(number) - 1] for number in found[1].split(", ")] if found else []
        for address_ in re.findall(r'href="([^"]+)" >Document', row):
            assert any(one.endswith(address_) for one in cited)
    assert any(re.search(r", [12]\d{3}(, https?://|$)", one) for one in documents)  # when, and where


def test_where_it_is_written_is_a_document_that_has_the_priority(client: FlaskClient) -> None:
    rows = client.get(ASKED.replace("?", ".json?")).get_json()["rows"]
    documents: dict[str, set[str]] = {}
    for row in rows:
        area = [one for one in row["evidence"] if one["pattern"] == "area"]
        documents.setdefault(row["list"]["iri"].removeprefix(BASE), set()).update(
            one.get("page") or "/" + one["source"].removeprefix(BASE) for one in area
        )
    shown = []
    for cell in re.findall(r'<td data-label="Where it is written">(.*?)</td>', table(page(client, ASKED)), re.DOTALL):
        strategy, *document = (html.unescape(link).lstrip("/") for link in re.findall(r'href="([^"]+)"', cell))
        assert {one.lstrip("/") for one in documents[strategy]}.issuperset(document), cell
        shown += document
    assert len(shown) > len(rows) / 2
    assert any(one.startswith("id/source/") for one in shown)  # one without an address of its own


def test_a_row_is_the_same_in_another_order_and_has_other_words_in_another_language(client: FlaskClient) -> None:
    def rows(address: str, language: str = "en") -> list[str]:
        found = CITES.sub("", table(page(client, address, language)))
        return sorted(re.sub(r"<th scope=.*?</th>", "", row) for row in ROW.findall(found) if "<td" in row)

    first = rows(ASKED)
    assert len(first) > 10
    assert rows(ASKED + "&sort=-area") == first
    assert rows(ASKED) == first
    swedish = rows(ASKED, "sv")
    assert len(swedish) == len(first)
    assert not set(swedish) & set(first)


@pytest.mark.parametrize(
    ("language", "ours", "mark", "called"),
    [
        (
            "en",
            "Our region",
            "Same narrower theme as Sörmland: smart energy systems",
            "Sörmland (Södermanland County, SE122)",
        ),
        (
            "sv",
            "Vår region",
            "Samma smalare tema som Sörmland: smarta energisystem",
            "Sörmland (Södermanlands län, SE122)",
        ),
    ],
)
def test_our_region_stands_first_and_what_is_most_like_it_is_marked_in_words(
    client: FlaskClient, language: str, ours: str, mark: str, called: str
) -> None:
    plain, found = page(client, ASKED, language), page(client, f"{ASKED}&region=SE122", language)
    assert 'class="mark"' not in plain
    bodies = table(found).split("<tbody")
    assert bodies[1].startswith(' class="first"')
    assert f'>Sörmland</a><small class="mark">{ours}</small></th>' in bodies[1]
    assert not any(f">{ours}<" in body for body in bodies[2:])
    marked = [body for body in bodies if f'<small class="mark">{mark}</small>' in body]
    assert marked
    assert bodies[1] not in marked
    assert table(found).count("<tr>") == table(plain).count("<tr>")
    again = page(client, f"{ASKED}&region=SE122&sort=-asOf", language)
    assert ">Sörmland</a>" in table(again).split("<tbody")[1]
    assert f'<small class="mark">{mark}</small>' in table(again)
    assert f'<input id="p-region" name="region" value="{called}" data-suggest="region"' in found
    assert '<input id="p-region" name="region" value="" data-suggest="region"' in plain
    assert "region=SE122" in re.findall(r'<link rel="canonical" href="([^"]+)"', found)[0]
    assert "region=SE122" in re.findall(r'href="(/cite\?of=[^"]+)"', found)[0].replace("%3D", "=")
    assert "region=SE122" in re.findall(r'href="(/ask/shared-priorities\.csv[^"]+)"', found)[0]


def test_data_have_our_region_first_and_the_columns_of_every_answer(client: FlaskClient) -> None:
    plain, found = (
        client.get(f"{ASKED}{more}".replace("?", ".csv?")).text.splitlines() for more in ("", "&region=SE122")
    )
    assert found[0] == plain[0]
    assert sorted(found) == sorted(plain)
    assert "SE122" in found[1]
    assert "SE122" not in plain[1]
    said = client.get(f"{ASKED}&region=sormland".replace("?", ".json?"), follow_redirects=True).get_json()
    assert said["answer"]["en"]["sentence"].startswith("Sörmland shares energy with ")
    assert said["rows"][0]["region"]["code"] == "SE122"
