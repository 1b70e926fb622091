"""``/ask``: each question as a page and as data, with parameters that are checked."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pyarrow.parquet as pq
import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from styrka.engine.interface import Answer
from styrka.engine.local import LocalEngine
from styrka.formats import Format
from styrka.settings import Settings
from styrka.web.app import create_app
from tests.answers import json_of
from tests.conftest import ROOT

BROWSER = {"Accept": "text/html"}
SLUGS = sorted(path.stem for path in (ROOT / "queries").glob("*.rq"))


def test_every_question_is_in_the_gallery(client: FlaskClient) -> None:
    page = client.get("/ask", headers=BROWSER).text
    assert all(f'href="/ask/{slug}"' in page for slug in SLUGS)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_question_has_a_page_or_a_form(client: FlaskClient, slug: str) -> None:
    answer = client.get(f"/ask/{slug}", headers=BROWSER)
    assert answer.status_code == 200
    assert answer.text.count("<h1") == 1


def test_shared_priorities_as_page_json_and_csv(client: FlaskClient) -> None:
    values = {"theme": "energy"}
    page = client.get("/ask/shared-priorities", query_string={**values, "page": "all"}, headers=BROWSER)
    rows = json_of(client.get("/ask/shared-priorities.json", query_string=values))["results"]["bindings"]
    table = list(csv.reader(io.StringIO(client.get("/ask/shared-priorities.csv", query_string=values).text)))
    assert page.status_code == 200
    assert "/id/region/SE122" in page.text
    assert len(rows) == len(table) - 1 > 0


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"theme": "enrgy"}, "energy"),
        ({"theme": "energy", "basis": "both"}, "own"),
        ({"theme": "energy", "colour": "red"}, "colour"),
        ({}, "theme"),
    ],
)
def test_a_wrong_parameter_is_400_and_says_what_would_be_right(
    client: FlaskClient, values: dict[str, str], says: str
) -> None:
    answer = client.get("/ask/shared-priorities.json", query_string=values)
    assert answer.status_code == 400
    assert says in json_of(answer)["detail"]


def test_a_near_slug_is_proposed(client: FlaskClient) -> None:
    assert "shared-priorities" in json_of(client.get("/ask/shared-priority"))["near"]


RANGE = {"en": "{} to {} of {}", "sv": "{} till {} av {}"}
WORDS = {"en": ("Previous", "Next", "All"), "sv": ("Föregående", "Nästa", "Alla")}


def names(text: str) -> list[str]:
    """Return the headings of the rows of a page's table: the first cell of each."""
    return re.findall(r"<tr><td>(.*?)</td>", text, re.DOTALL)


@pytest.mark.parametrize("language", ["en", "sv"])
def test_a_page_shows_fifty_rows_and_leads_to_the_others(client: FlaskClient, language: str) -> None:
    values = {"fund": "erdf", "lang": language}
    total = len(json_of(client.get("/ask/projects-of-a-fund.json", query_string=values))["results"]["bindings"])
    assert total > 100
    previous, next_, all_ = WORDS[language]
    shown: list[str] = []
    for number in range(1, -(-total // 50) + 1):
        page = {} if number == 1 else {"page": str(number)}
        text = client.get("/ask/projects-of-a-fund", query_string={**values, **page}, headers=BROWSER).text
        last = min(number * 50, total)
        assert RANGE[language].format(number * 50 - 49, last, total) in text
        address = f"/ask/projects-of-a-fund?fund=erdf&amp;lang={language}&amp;page="
        assert (f'<a href="{address}{number - 1}" rel="prev">{previous}</a>' in text) == (number > 1)
        assert (f'<a href="{address}{number + 1}" rel="next">{next_}</a>' in text) == (last < total)
        assert f'<a href="{address}all">{all_}</a>' in text
        assert f"/ask/projects-of-a-fund.csv?fund=erdf&amp;lang={language}" in text
        shown += names(text)
    whole = client.get("/ask/projects-of-a-fund", query_string={**values, "page": "all"}, headers=BROWSER).text
    assert names(whole) == shown
    assert len(shown) == total
    assert 'rel="next"' not in whole


def test_past_the_end_a_page_says_so_and_leads_back(client: FlaskClient) -> None:
    values = {"fund": "erdf", "page": "99", "lang": "en"}
    text = client.get("/ask/projects-of-a-fund", query_string=values, headers=BROWSER).text
    assert "There are no more rows; the answer has" in text
    assert "Nothing recorded fits" not in text
    assert re.search(r'page=3" rel="prev"', text)


def test_limit_and_offset_cut_a_page_too(client: FlaskClient) -> None:
    values = {"fund": "erdf", "limit": "10", "offset": "10", "lang": "en"}
    text = client.get("/ask/projects-of-a-fund", query_string=values, headers=BROWSER).text
    assert "11 to 20 of " in text
    assert 'lang=en&amp;limit=10&amp;offset=0" rel="prev"' in text
    assert 'lang=en&amp;limit=10&amp;offset=20" rel="next"' in text


def test_a_short_answer_has_no_pages(client: FlaskClient) -> None:
    text = client.get("/ask/money-moved?region=SE311&lang=en", headers=BROWSER).text
    assert "1 rows" in text
    assert "page=" not in text


@pytest.mark.parametrize("suffix", ["json", "csv", "tsv", "xml"])
def test_data_are_whole_and_limit_and_offset_cut_them(client: FlaskClient, suffix: str) -> None:
    def lines(answer: TestResponse) -> list[str]:
        """Return the rows as they are written."""
        text = answer.text
        if suffix == "json":
            return [json.dumps(row) for row in json_of(answer)["results"]["bindings"]]
        return re.findall("<result>.*?</result>", text, re.DOTALL) if suffix == "xml" else text.splitlines()[1:]

    address, values = f"/ask/projects-ended-before.{suffix}", {"before": "2024-01-01"}
    whole = client.get(address, query_string=values)
    assert "X-Total-Count" not in whole.headers
    total = len(lines(whole))
    assert total > 20
    together: list[str] = []
    url: str | None = f"{address}?before=2024-01-01&limit=7"
    while url:
        part = client.get(url)
        assert part.headers["Content-Type"] == whole.headers["Content-Type"]
        assert part.headers["X-Total-Count"] == str(total)
        assert "X-Total-Count" in part.headers["Access-Control-Expose-Headers"]
        together += lines(part)
        links = dict(re.findall(r'<http://localhost(/[^>]*)>; rel="(prev|next)"', part.headers["Link"]))
        following = {relation: target for target, relation in links.items()}
        assert ("prev" in following) == ("offset" in url)
        url = following.get("next")
        assert url is None or url.startswith(f"{address}?before=2024-01-01&limit=7&offset=")
    assert together == lines(whole)


def test_the_parts_keep_the_whole_query_string(client: FlaskClient) -> None:
    asked = "/ask/shared-priorities?theme=energy&country=SE&format=csv&lang=sv&limit=3&offset=3"
    link = client.get(asked).headers["Link"]
    kept = "/ask/shared-priorities?theme=energy&country=SE&format=csv&lang=sv&limit=3&offset="
    assert f'<http://localhost{kept}0>; rel="prev"' in link
    assert f'<http://localhost{kept}6>; rel="next"' in link


def test_a_table_of_an_answer_is_whole_or_cut(client: FlaskClient) -> None:
    def size(query: str) -> int:
        """Return how many rows the sheet has, without its headings."""
        answer = client.get(f"/ask/projects-ended-before.parquet?before=2024-01-01{query}")
        assert answer.status_code == 200
        return int(pq.read_table(io.BytesIO(answer.data)).num_rows)

    assert size("&limit=5") == 5 < size("")


@pytest.mark.parametrize(
    ("values", "parameter"),
    [
        ({"page": "0"}, "page"),
        ({"page": "two"}, "page"),
        ({"page": "2", "limit": "5"}, "page"),
        ({"limit": "0"}, "limit"),
        ({"limit": "5", "offset": "-1"}, "offset"),
        ({"limit": "1" * 30}, "limit"),
    ],
)
@pytest.mark.parametrize("language", ["en", "sv"])
def test_a_part_that_is_none_is_400(client: FlaskClient, values: dict[str, str], parameter: str, language: str) -> None:
    answer = client.get("/ask/arguments.json", query_string={**values, "lang": language})
    assert answer.status_code == 400
    assert json_of(answer)["parameter"] == parameter


def test_the_second_page_needs_no_second_evaluation(settings: Settings, engine: LocalEngine) -> None:
    asked: list[str] = []

    class Counting(LocalEngine):
        """The embedded engine, with a list of what it was asked."""

        def run(self, query: str, format_: Format, **rest: Any) -> Answer:
            """Note the query."""
            asked.append(query)
            return engine.run(query, format_, **rest)

    client = create_app(settings, Counting(ox.Store(), engine.version)).test_client()
    for page in ("", "&page=2", "&page=all"):
        assert client.get(f"/ask/projects-of-a-fund?fund=erdf{page}", headers=BROWSER).status_code == 200
    assert sum("?recordedPlaces" in query for query in asked) == 1
