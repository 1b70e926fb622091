"""``/compare``: what regions and strategies share, counted from the graph itself, and what people write wrongly."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from styrka.engine.interface import select_rows
from styrka.engine.local import LocalEngine
from styrka.vocabulary import sparql_prefixes
from tests.service.web.render.test_pages import page

BOTH = "/compare?region=SE122&region=ITC4"


def find_themes(engine: LocalEngine, code: str) -> set[str]:
    text = f"SELECT DISTINCT ?theme {{ region:{code} styrka:latestTheme ?theme }}"
    return {row["theme"].value.rsplit("/", 1)[-1] for row in select_rows(engine, sparql_prefixes() + text)}


def test_the_sentence_counts_what_both_have_and_what_one_has(client: FlaskClient, engine: LocalEngine) -> None:
    one, other = find_themes(engine, "SE122"), find_themes(engine, "ITC4")
    text = page(client, BOTH)
    assert f"share {len(one & other)} themes" in text
    assert "digitalisation and ICT, food" in text, "a theme within a sentence has a small letter"
    assert f"{len(one - other)} are only in" in text
    assert f"{len(other - one)} are only in" in text
    assert "More than five years lie between" in text


@pytest.mark.parametrize(("language", "everybody", "only"), [("en", "all of them", "only"), ("sv", "alla", "bara")])
def test_of_three_each_theme_stands_once_with_exactly_those_that_have_it(
    client: FlaskClient, engine: LocalEngine, language: str, everybody: str, only: str
) -> None:
    codes = {"SE122": "Sörmland", "ITC4": "Lombardy", "SE232": "Västra Götaland"}
    having: dict[str, set[str]] = {}
    for code in codes:
        for theme in find_themes(engine, code):
            having.setdefault(theme, set()).add(code)
    text = page(client, f"{BOTH}&region=SE232", language)
    sets = text.split('<ul class="sets">')[1].split("</ul>")[0].split("<li>")[1:]
    shown: dict[str, set[str]] = {}
    longest = max(one.count("<a ") for one in sets)
    for one in sets:
        (names,) = re.findall(r'<span class="who">([^<]+)</span>', one)
        members = {code for code, name in codes.items() if names == everybody or name in names}
        assert names.startswith(only) == (len(members) == 1)
        inside = [place == "in" for place in re.findall(r'<circle class="(in|out)"', one)]
        assert {code for code, is_in in zip(codes, inside, strict=True) if is_in} == members
        themes = re.findall(r'href="/scheme/theme/([^"?]+)', one)
        assert f'<span class="count">{len(themes)}</span>' in one
        assert f'<rect width="{round(100 * len(themes) / longest, 1)}"' in one
        shown |= dict.fromkeys(themes, members)
    assert shown == having
    assert sum(one.count("/scheme/theme/") for one in sets) == len(having)
    assert 'class="sets"' not in page(client, BOTH, language)


def test_a_name_in_either_language_is_as_good_as_a_code(client: FlaskClient) -> None:
    sentence = re.compile(r'<p class="sentence">.*?</p>')
    named = client.get("/compare?asked=1&region=sormland&region=Lombardia&lang=sv", headers={"Accept": "text/html"})
    assert (named.status_code, named.headers["Location"]) == (303, f"{BOTH}&lang=sv")
    assert sentence.findall(page(client, BOTH))


def test_a_strategy_is_chosen_by_the_text_that_the_list_offers(client: FlaskClient) -> None:
    form = page(client, "/compare?strategy=")
    chosen = [unescape(one) for one in re.findall(r'<option value="([^"]*\(se311-20(?:15|22)\))">', form)]
    assert len(chosen) == 2
    sent = client.get("/compare", query_string={"asked": "1", "strategy": chosen}, headers={"Accept": "text/html"})
    assert sent.status_code == 303
    assert set(re.findall(r"se311-\d+", sent.headers["Location"])) == {"se311-2015", "se311-2022"}


def test_the_same_address_is_a_table_in_long_form(client: FlaskClient, engine: LocalEngine) -> None:
    texts = {
        client.get(BOTH.replace("?", ".csv?"), headers={"Accept-Language": one}).text.splitlines()[0] for one in "sv"
    }
    answer = client.get(BOTH.replace("?", ".csv?")).text
    assert texts == {answer.splitlines()[0]}
    rows = list(csv.DictReader(io.StringIO(answer)))
    mine = {row["theme"].rsplit("/", 1)[-1] for row in rows if row["thing"].endswith("SE122") and row["area"]}
    assert mine == find_themes(engine, "SE122")
    assert {row["state"] for row in rows} == {"own", "joint", "without"}
    shared = client.get(BOTH.replace("?", ".json?")).json["shared"]  # type: ignore[index]
    assert {one.rsplit("/", 1)[-1] for one in shared} == find_themes(engine, "SE122") & find_themes(engine, "ITC4")


def test_two_strategies_of_a_region_show_what_became_of_each_priority(client: FlaskClient) -> None:
    text = page(client, "/compare?strategy=se311-2015&strategy=se311-2022")
    assert "Continued (" in text
    assert "Not found again (" in text


def test_a_region_without_priorities_is_not_said_to_have_none(client: FlaskClient) -> None:
    text = page(client, "/compare?region=SE122&region=DE111")
    assert "does not mean that it has no priorities" in text
    assert '<span class="none">nothing recorded</span>' in text


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("region=SE122&region=nosuchplace", "nosuchplace"),
        ("region=SE122&asked=1", "at least two"),
        ("region=SE122&region=se122", "at least two"),
        ("region=SE122&region=SE121&region=SE123&region=SE124&region=SE125", "at most 4"),
        ("region=SE122&strategy=se311-2015", "not both"),
        ("region=%3Cscript%3E&region=%F0%9F%92%A5", "&lt;script&gt;"),
    ],
)
def test_what_cannot_be_compared_is_said_at_the_form(client: FlaskClient, asked: str, words: str) -> None:
    answer = client.get(f"/compare?{asked}", headers={"Accept": "text/html"})
    assert answer.status_code == 400
    assert words in answer.text
    assert '<form class="compare"' in answer.text
    assert client.get(f"/compare.json?{asked}").status_code == 400


@pytest.mark.parametrize("language", ["en", "sv"])
def test_the_form_alone_is_no_error(client: FlaskClient, language: str) -> None:
    assert 'role="alert"' not in page(client, "/compare", language)
    assert 'value="SE122" selected' in page(client, "/compare?region=SE122", language)


def test_two_strategies_are_named_as_written_and_each_fate_has_its_reason(client: FlaskClient) -> None:
    text = page(client, "/compare?strategy=se311-2015&strategy=se311-2022")
    assert "&amp;#39;" not in text
    assert "Themes by strategy" in text
    assert "<h1>Värmland 2015 and Värmland 2022 compared</h1>" in text
    assert '<p class="sentence">Värmland 2015 and Värmland 2022 share ' in text
    assert text.count("No area of the later strategy is recorded") == 1
    whys = re.findall(r'class="why" rel="nofollow" href="([^"]+)"', text)
    assert len(whys) == 4  # three that continue, and one under another name
    for address in whys:
        assert client.get(address.replace("&amp;", "&"), headers={"Accept": "text/html"}).status_code == 200
    assert re.search(r'<input id="c-1" [^>]* value="[^"]*\(se311-2015\)"', text)


def test_strategies_are_chosen_from_a_list(client: FlaskClient) -> None:
    text = page(client, "/compare?strategy=")
    assert text.count('<input id="c-') == text.count('list="l-compared"') == 2
    assert text.count('name="strategy"') == 2
    assert text.count('<datalist id="l-compared">') == 1
    assert 300 < text.count("<option") < 600  # one list for both
