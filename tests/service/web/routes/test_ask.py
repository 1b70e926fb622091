"""``/ask``: each question as a page and as data, with parameters that are checked."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from typing import Any
from urllib.parse import quote

import pyarrow.parquet as pq
import pyoxigraph as ox
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from styrka.engine.interface import Answer
from styrka.engine.local import LocalEngine
from styrka.formats import Format
from styrka.settings import Settings
from styrka.vocabulary import BASE, DEF
from styrka.web.app import create_app
from tests.answers import json_of
from tests.conftest import ROOT
from tests.queries.conftest import QUESTIONS, example

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
    rows = json_of(client.get("/ask/shared-priorities.json", query_string=values))["rows"]
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
    """Return the headings of the rows of a page's table."""
    return re.findall(r'<tr><th scope="row(?:group)?"[^>]*>(.*?)</th>', text, re.DOTALL)


@pytest.mark.parametrize("language", ["en", "sv"])
def test_a_page_shows_some_rows_and_leads_to_the_others(client: FlaskClient, language: str) -> None:
    values = {"lang": language}
    found = json_of(client.get("/ask/projects-of-a-fund.json", query_string=values))["rows"]
    total = len(found)
    assert total > 100
    rows = QUESTIONS["projects-of-a-fund"].rows
    previous, next_, all_ = WORDS[language]
    shown: list[str] = []
    for number in range(1, -(-total // rows) + 1):
        page = {} if number == 1 else {"page": str(number)}
        text = client.get("/ask/projects-of-a-fund", query_string={**values, **page}, headers=BROWSER).text
        last = min(number * rows, total)
        assert RANGE[language].format((number - 1) * rows + 1, last, total) in text
        address = f"/ask/projects-of-a-fund?lang={language}&amp;page="
        assert (f'<a href="{address}{number - 1}" rel="prev">{previous}</a>' in text) == (number > 1)
        assert (f'<a href="{address}{number + 1}" rel="next">{next_}</a>' in text) == (last < total)
        assert f'<a href="{address}all">{all_}</a>' in text
        assert f"/ask/projects-of-a-fund.csv?lang={language}" in text
        shown += names(text)
    whole = client.get("/ask/projects-of-a-fund", query_string={**values, "page": "all"}, headers=BROWSER).text
    # Rows of one project stand together below its name, which the next page has again.
    assert list(dict.fromkeys(shown)) == names(whole)
    assert len(names(whole)) == len({row["project"]["iri"] for row in found})
    assert 'rel="next"' not in whole


def test_past_the_end_a_page_says_so_and_leads_back(client: FlaskClient) -> None:
    values = {"page": "99", "lang": "en"}
    text = client.get("/ask/projects-of-a-fund", query_string=values, headers=BROWSER).text
    assert "There are no more rows; the answer has" in text
    assert "Nothing recorded fits" not in text
    assert re.search(r'page=\d+" rel="prev"', text)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("page=0", "page is '0'; it must be a whole number from 1 or all."),
        ("limit=many", "limit is 'many'; it must be a whole number from 1."),
        ("sort=nothing", "sort is 'nothing'; it must name columns"),
    ],
)
def test_a_wrong_part_of_an_answer_is_said_on_the_form(client: FlaskClient, part: str, said: str) -> None:
    asked = "/ask/shared-priorities{}?theme=energy&country=SE&lang=en&" + part
    answer = client.get(asked.format(""), headers=BROWSER)
    text = html.unescape(answer.text)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (400, "no-store")
    assert said in text[text.index('role="alert"') : text.index("<form", text.index('role="alert"'))]
    assert 'href="/ask/shared-priorities?theme=energy&country=SE&lang=en"' in text
    assert '<option value="energy" selected>' in text
    wrong = client.get(asked.format(".json"))
    assert (wrong.status_code, wrong.mimetype) == (400, "application/problem+json")


def test_limit_and_offset_cut_a_page_too(client: FlaskClient) -> None:
    values = {"limit": "10", "offset": "10", "lang": "en"}
    text = client.get("/ask/projects-of-a-fund", query_string=values, headers=BROWSER).text
    assert "11 to 20 of " in text
    assert 'lang=en&amp;limit=10&amp;offset=0" rel="prev"' in text
    assert 'lang=en&amp;limit=10&amp;offset=20" rel="next"' in text


def test_a_short_answer_has_no_pages(client: FlaskClient) -> None:
    text = client.get("/ask/money-moved?region=SE311&lang=en", headers=BROWSER).text
    assert "1 row<" in text
    assert "page=" not in text


@pytest.mark.parametrize("suffix", ["json", "srj", "csv", "tsv", "xml"])
def test_data_are_whole_and_limit_and_offset_cut_them(client: FlaskClient, suffix: str) -> None:
    def lines(answer: TestResponse) -> list[str]:
        """Return the rows as they are written."""
        text = answer.text
        if suffix in ("json", "srj"):
            found = json_of(answer)
            return [json.dumps(row) for row in (found["rows"] if suffix == "json" else found["results"]["bindings"])]
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


def test_the_second_page_needs_no_second_evaluation(settings: Settings, engine: LocalEngine, app: Flask) -> None:
    asked: list[str] = []

    class Counting(LocalEngine):
        """The embedded engine, with a list of what it was asked."""

        def run(self, query: str, format_: Format, **rest: Any) -> Answer:
            """Note the query."""
            asked.append(query)
            return engine.run(query, format_, **rest)

    counting, names = Counting(ox.Store(), engine.version), app.extensions["styrka"].names
    client = create_app(settings, counting, QUESTIONS, names=names).test_client()
    for page in ("", "?page=2", "?page=all"):
        assert client.get(f"/ask/projects-of-a-fund{page}", headers=BROWSER).status_code == 200
    assert sum("?recordedPlaces" in query for query in asked) == 1


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("theme=energi&country=Sverige", "theme=energy&country=SE"),
        ("theme=Energy&country=se122", "theme=energy&country=SE122"),
        ("theme=theme:energy&country=s%C3%B6rmland", "theme=energy&country=SE122"),
        ("theme=energy&basis=any&when=latest&country=", "theme=energy"),
        ("theme=energy&basis=egen", "theme=energy&basis=own"),
        ("theme=energi&lang=sv&page=2", "theme=energy&lang=sv&page=2"),
    ],
)
def test_a_page_leads_to_the_address_with_codes_and_without_defaults(
    client: FlaskClient, asked: str, canonical: str
) -> None:
    moved = client.get(f"/ask/shared-priorities?{asked}", headers=BROWSER)
    assert moved.status_code == 303
    assert moved.headers["Location"] == f"/ask/shared-priorities?{canonical}"
    assert client.get(moved.headers["Location"], headers=BROWSER).status_code == 200


def test_data_lead_to_the_address_with_codes_and_keep_the_format(client: FlaskClient) -> None:
    moved = client.get("/ask/shared-priorities.csv?theme=energi&basis=any&limit=5")
    assert moved.status_code == 303
    assert moved.headers["Location"] == "/ask/shared-priorities.csv?theme=energy&basis=any&limit=5"
    for same in ("energy", "theme:energy", BASE + "scheme/theme/energy"):
        assert client.get("/ask/shared-priorities.json", query_string={"theme": same}).status_code == 200


PLACES = [
    (slug, one.name)
    for slug, query in QUESTIONS.items()
    for one in query.parameters
    if one.type == "iri" and one.class_ == DEF + "Region"
]


@pytest.mark.parametrize(("slug", "name"), PLACES)
def test_every_place_is_asked_for_by_name_or_code(client: FlaskClient, slug: str, name: str) -> None:
    others = {key: value for key, value in example(QUESTIONS[slug]).items() if key != name}
    for written, code in (
        ("se122", "SE122"),
        ("Sörmland", "SE122"),
        ("Södermanland County", "SE122"),
        ("Sverige", "SE"),
    ):
        moved = client.get(f"/ask/{slug}.json", query_string={**others, name: written})
        assert moved.status_code == 303
        assert f"{name}={code}" in moved.headers["Location"]
    wrong = client.get(f"/ask/{slug}", query_string={**others, name: "Sörmlnad"}, headers=BROWSER)
    assert wrong.status_code == 400
    assert f'<a href="#p-{name}">' in wrong.text
    assert f"{name}=SE122" in wrong.text


def test_what_is_wrong_stands_at_its_field_and_the_rest_is_kept(client: FlaskClient) -> None:
    asked = "theme=enrgy&basis=own&when=2020&country=SE&lang=sv"
    wrong = client.get(f"/ask/shared-priorities?{asked}", headers=BROWSER)
    assert wrong.status_code == 400
    assert wrong.headers["Cache-Control"] == "no-store"
    text = wrong.text
    assert 'id="error" role="alert" tabindex="-1"' in text
    assert '<a href="#p-theme">' in text
    assert re.search(r'<select id="p-theme" name="theme" aria-invalid="true" aria-describedby="e-theme"', text)
    assert "/ask/shared-priorities?theme=energy&amp;basis=own&amp;when=2020&amp;country=SE&amp;lang=sv" in text.replace(
        "basis=own&amp;when=2020&amp;country=SE&amp;lang=sv&amp;theme=energy",
        "theme=energy&amp;basis=own&amp;when=2020&amp;country=SE&amp;lang=sv",
    )
    assert '<option value="enrgy" selected>' in text
    assert '<option value="own" selected>' in text
    assert '<option value="2020" selected>' in text
    assert text.index('id="error"') < text.index("<fieldset>") < text.index('id="e-theme"')
    assert re.search(r'<option value="SE" selected>Sverige \(SE\)', text)


@pytest.mark.parametrize(
    ("language", "words", "heading"),
    [("en", ["Latest known", "In force", "All"], "As of the year"), ("sv", ["Senast kända", "Gällande", "Alla"], "År")],
)
def test_which_strategies_is_chosen_in_words_or_by_their_year(
    client: FlaskClient, language: str, words: list[str], heading: str
) -> None:
    def read(when: str) -> tuple[list[str], list[str], list[str]]:
        text = client.get(f"/ask/shared-priorities?theme=energy&when={when}&lang={language}", headers=BROWSER).text
        field = text.split('<select id="p-when"', 1)[1].split("</select>", 1)[0]
        first, _, years = field.partition(f'<optgroup label="{heading}">')
        chosen = re.findall(r'value="(\w+)" selected', field)
        return re.findall(r">([^<>\n]+)</option>", first), re.findall(r">(\d{4})</option>", years), chosen

    offered, years, chosen = read("2020")
    assert offered == words
    assert chosen == ["2020"]
    assert len(years) > 3
    assert years == sorted(years, reverse=True)
    assert read("1999")[0] == ["1999", *words]  # a year of which there is none is kept
    assert read("1999")[2] == ["1999"]


@pytest.mark.parametrize(
    "written", ["\U0001f600", "070-123 45 67", "<script>alert(1)</script>", "x" * 5000, "\u80fd\u6e90"]
)
@pytest.mark.parametrize(
    ("field", "english", "swedish"),
    [
        ("shared-priorities?theme=energy&country", "In: ", "I: "),
        ("shared-priorities?theme=energy&when", "Strategies: ", "Strategier: "),
        ("projects-ended-before?before", "Before: ", "Före: "),
        ("areas-per-list?limit", "limit", "limit"),
    ],
)
def test_whatever_is_typed_is_refused_in_the_reader_s_words(
    client: FlaskClient, field: str, english: str, swedish: str, written: str
) -> None:
    for language, label in (("en", english), ("sv", swedish)):
        address = f"/ask/{field}={quote(written)}&lang={language}"
        wrong = client.get(address, headers=BROWSER)
        assert wrong.status_code == 400
        assert "<script>alert" not in wrong.text
        if label == "limit":  # which has no field
            continue
        said = html.unescape(wrong.text.split('id="error"', 1)[1].split("</li>", 1)[0])
        assert label in said
        assert written[:80] in said
        assert not re.search(r"must be|måste vara|it must|\\u|such as \d+, or|is '", said)
        assert len(said) < 600


def test_several_things_of_one_name_are_offered(client: FlaskClient) -> None:
    wrong = client.get("/ask/shared-priorities?theme=energy&country=Limburg", headers=BROWSER)
    assert wrong.status_code == 400
    assert "country=BE22" in wrong.text
    assert "country=NL42" in wrong.text


def test_a_form_sent_without_what_it_needs_says_so_at_the_field(client: FlaskClient) -> None:
    assert client.get("/ask/shared-priorities", headers=BROWSER).status_code == 200
    empty = client.get("/ask/shared-priorities?theme=&basis=own", headers=BROWSER)
    assert empty.status_code == 400
    assert "Theme: choose or write one." in empty.text
    assert '<option value="own" selected>' in empty.text


def test_an_unknown_parameter_is_an_error_with_the_nearest_name(client: FlaskClient) -> None:
    for suffix in ("", ".json"):
        wrong = client.get(
            f"/ask/shared-priorities{suffix}?theme=energy&contry=SE", headers=BROWSER if not suffix else {}
        )
        assert wrong.status_code == 400
        assert "country" in wrong.text
    page = client.get("/ask/shared-priorities?theme=energy&contry=SE", headers=BROWSER).text
    assert "/ask/shared-priorities?theme=energy&amp;country=SE" in page
    assert client.get("/ask/shared-priorities?theme=energy&colour=red", headers=BROWSER).status_code == 400


@pytest.mark.parametrize(
    "path", ["/ask/shared-priorities.json?theme=energy", "/find.json?q=energi", "/doc/region/SE122"]
)
def test_parameters_of_trackers_are_ignored(client: FlaskClient, path: str) -> None:
    mark = "&" if "?" in path else "?"
    plain, tracked = client.get(path), client.get(f"{path}{mark}utm_source=x&fbclid=y&mc_cid=z&gclid=1")
    assert tracked.status_code == plain.status_code == 200
    assert tracked.data == plain.data
    assert "utm_" not in tracked.headers.get("Link", "")


def test_places_are_in_groups_with_the_reader_s_country_first(client: FlaskClient) -> None:
    def groups(language: str) -> list[str]:
        answer = client.get("/ask/priorities-of-a-region", headers={**BROWSER, "Accept-Language": language})
        return re.findall(r'<optgroup label="([^"]+)"', answer.text)

    assert groups("sv")[0] == "Sverige"
    assert groups("de, en;q=0.8")[0] == "Germany"
    assert groups("en-IE")[0] == "Ireland"
    assert sorted(groups("sv")) != groups("sv")
    assert len(groups("en")) >= 27


@pytest.mark.parametrize("language", ["en", "sv"])
def test_fields_with_too_many_options_share_suggestions_that_can_be_sent(client: FlaskClient, language: str) -> None:
    asked = "one=se311-2015&two=se311-2022"
    text = client.get(f"/ask/common-themes?{asked}&lang={language}", headers=BROWSER).text
    assert text.count("<datalist") == 1
    assert text.count('list="l-PriorityList"') == 3
    options = text.split("<datalist", 1)[1].split("</datalist>")[0]
    listed = [html.unescape(one) for one in re.findall(r'<option value="([^"]+)">', options)]
    assert len(set(listed)) == len(listed) > 300
    shown = [html.unescape(one) for one in re.findall(r'<input id="p-(?:one|two)"[^>]* value="([^"]+)"', text)]
    assert set(shown) <= set(listed)
    moved = client.get("/ask/common-themes", query_string={"one": shown[0], "two": shown[1]}, headers=BROWSER)
    assert moved.status_code == 303
    assert moved.headers["Location"].endswith(asked)


def test_what_a_text_field_names_stands_there_with_its_name(client: FlaskClient) -> None:
    text = client.get("/ask/sources-of-an-area?area=se12-2023/smart-industri", headers=BROWSER).text
    assert 'value="Smart industry (se12-2023/smart-industri)"' in text
    wrong = client.get("/ask/sources-of-an-area?area=nosuch+area", headers=BROWSER)
    assert wrong.status_code == 400
    assert 'value="nosuch area"' in wrong.text


def test_themes_are_in_groups_by_top_theme(client: FlaskClient) -> None:
    text = client.get("/ask/shared-priorities?lang=en", headers=BROWSER).text
    group = text.split('<optgroup label="Energy">', 1)[1].split("</optgroup>", 1)[0]
    values = re.findall(r'<option value="([^"]+)"', group)
    assert values[0] == "energy"
    assert "renewable-energy" in values


TYPED = ["😀", "<script>alert(1)</script>", "070-123 45 67", "x" * 3000]


@settings_of_hypothesis(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.one_of(st.text(max_size=40), st.sampled_from(TYPED)),
    field=st.sampled_from(["theme", "country", "basis", "when", "nosuch"]),
)
def test_whatever_is_typed_in_a_field_is_answered(text: str, field: str, client: FlaskClient) -> None:
    for suffix in ("", ".json"):
        given_ = {"theme": "energy", field: text}
        answer = client.get(f"/ask/shared-priorities{suffix}", query_string=given_, headers={} if suffix else BROWSER)
        assert answer.status_code in (200, 303, 400)
        assert suffix or "<script>" not in answer.text


ENERGY = {"theme": "energy", "country": "SE", "lang": "en"}


def test_the_page_of_an_answer_says_it_and_has_five_columns_and_why(client: FlaskClient) -> None:
    text = client.get("/ask/shared-priorities", query_string=ENERGY, headers=BROWSER).text
    assert "<h1>Which regions in Sweden share energy as a priority?</h1>" in text
    assert "13 of Sweden&#39;s 21 regions" in text
    assert text.count('<th scope="col"') == 6
    assert 'href="https://regionvastmanland.se"' in text
    assert "Joint, with East-Central Sweden" in text
    assert '<span lang="sv">' not in text


def test_order_and_facets_hold_in_data_too_and_links_keep_the_query(client: FlaskClient) -> None:
    values = {**ENERGY, "sort": "-asOf,region", "listKind": "strategy"}
    answer = client.get("/ask/shared-priorities.srj", query_string=values)
    rows = json_of(answer)["results"]["bindings"]
    dates = [row["asOf"]["value"] for row in rows if row["asOf"]["value"] != "date not recorded"]
    assert dates == sorted(dates, reverse=True)
    assert {row["listKind"]["value"] for row in rows} == {"strategy"}
    assert "shared-priorities.csv?theme=energy&country=SE&lang=en&sort=" in answer.headers["Link"]
    text = client.get("/ask/shared-priorities", query_string=values, headers=BROWSER).text
    assert "listKind=strategy" in text
    assert ": remove</a>" in text
    assert client.get("/ask/shared-priorities", query_string={**ENERGY, "sort": "size"}).status_code == 400


def test_json_has_the_answer_in_words_in_both_languages(client: FlaskClient) -> None:
    said = json_of(client.get("/ask/shared-priorities.json", query_string=ENERGY))["answer"]
    assert said["en"]["sentence"].startswith("13 of Sweden's 21 regions")
    assert said["sv"]["sentence"].startswith("13 av Sveriges 21 regioner")
    assert said["en"]["caveats"]


def test_a_reference_to_an_answer_keeps_the_question(client: FlaskClient) -> None:
    of = "/ask/shared-priorities?theme=energy&country=SE"
    text = client.get("/cite", query_string={"of": of, "lang": "en"}, headers=BROWSER).text
    assert "shared-priorities?theme=energy&amp;country=SE" in text
    assert "Which regions in Sweden share energy as a priority?" in text


@pytest.mark.parametrize("slug", [slug for slug in SLUGS if not QUESTIONS[slug].page.generic])
def test_a_page_of_an_answer_is_small(client: FlaskClient, slug: str) -> None:
    values = example(QUESTIONS[slug])
    text = client.get(f"/ask/{slug}", query_string=values, headers=BROWSER).text
    answer = re.sub(r"<form action=./ask/.*?</form>", "", text, flags=re.DOTALL)
    assert len(answer.encode()) < 100_000


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/ask/shared-priorities.xlsx?theme=energy&country=SE", "attachment; shared-priorities-energy-SE"),
        ("/ask/shared-priorities.csv?theme=energy&country=SE&basis=any", "inline; shared-priorities-energy-SE"),
        ("/ask/common-themes.csv?one=se311-2015&two=se311-2022", "inline; common-themes-se311-2015-se311-2022"),
        ("/table/themes.csv", "inline; themes"),
        ("/table/themes.xlsx", "attachment; themes"),
    ],
)
def test_a_file_is_called_by_what_is_in_it_and_its_release(
    client: FlaskClient, engine: LocalEngine, address: str, name: str
) -> None:
    how, stem = name.split("; ")
    answer = client.get(address)
    assert answer.status_code == 200
    suffix = re.search(r"\.(\w+)", address)[1]  # type: ignore[index]
    assert answer.headers["Content-Disposition"] == f'{how}; filename="{stem}-{engine.version}.{suffix}"'
