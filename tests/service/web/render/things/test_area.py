"""The page of a priority area answers: whose it is, which themes it has and why, who works on it, who else has it."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from styrka.engine.interface import select_rows
from styrka.engine.local import LocalEngine
from styrka.vocabulary import sparql_prefixes
from tests.service.web.render.test_pages import page
from tests.service.web.render.things.test_region import section

INDUSTRY = "/doc/area/se12-2023/smart-industri"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "en",
            "“Smart industri” is one of 4 priorities in the strategy of East-Central Sweden from 2023; "
            "its main theme is Advanced manufacturing and industry.",
        ),
        (
            "sv",
            "”Smart industri” är en av 4 prioriteringar i strategin för Östra Mellansverige från 2023; "
            "huvudtemat är Avancerad tillverkning och industri.",
        ),
    ],
)
def test_the_sentence_names_strategy_and_theme(client: FlaskClient, language: str, sentence: str) -> None:
    text = page(client, INDUSTRY, language)
    assert f'<p class="sentence">{sentence}</p>' in text
    assert f'<meta name="description" content="{sentence}">' in text


def test_the_name_is_as_written_with_its_translation(client: FlaskClient) -> None:
    text = page(client, INDUSTRY)
    assert '<h1 lang="sv">Smart industri</h1>' in text
    assert '<p class="what">Smart industry</p>' in text
    assert '<p class="what">' not in page(client, INDUSTRY, "sv")


def test_each_theme_has_its_mapping_and_a_reason(client: FlaskClient, engine: LocalEngine) -> None:
    rows = select_rows(
        engine,
        sparql_prefixes() + "SELECT ?theme { ?m owl:annotatedSource"
        " <https://w3id.org/styrka/id/area/se12-2023/smart-industri> ; owl:annotatedTarget ?theme }",
    )
    found = section(page(client, INDUSTRY, "sv"), "themes")
    shown = re.findall(r'<th scope="row"><a href="/scheme/theme/([\w-]+)', found)
    assert sorted(shown) == sorted(row["theme"].value.rsplit("/", 1)[-1] for row in rows)
    assert shown[0] == "manufacturing"
    assert '<span lang="en">The label names industry' in found
    assert "95\xa0%" in found
    assert found.count("avgjort här, inte granskat av någon annan") == len(rows)


def test_a_proposal_does_not_count_and_has_no_reason_to_follow(client: FlaskClient) -> None:
    text = page(client, "/doc/area/ee-2014-2020/enhancement-of-resources")
    found = re.findall(r"<tr><th.*?</tr>", section(text, "themes"), re.DOTALL)
    proposed = [row for row in found if "proposed, unchecked: does not count" in row]
    assert proposed
    assert not [row for row in proposed if "Why?" in row or "Main theme" in row]


def test_each_reason_leads_to_an_explanation(client: FlaskClient) -> None:
    text = page(client, INDUSTRY)
    reasons = re.findall(r'class="why" rel="nofollow" href="([^"]+)"', text)
    assert len(reasons) > 5
    for address in reasons:
        assert client.get(address.replace("&amp;", "&"), headers={"Accept": "text/html"}).status_code == 200


def test_the_regions_of_a_joint_strategy_share_it(client: FlaskClient) -> None:
    found = section(page(client, INDUSTRY), "facts")
    shared = re.search(r"<dt>Shared by</dt><dd>(.*?)</dd>", found)
    assert shared
    assert set(re.findall(r"/id/region/(\w+)", shared.group(1))) == {"SE121", "SE122", "SE123", "SE124", "SE125"}
    assert re.search(r'<dt>Leading region</dt><dd><a href="/id/region/SE122">Sörmland</a>', found)


def test_those_who_are_named_have_a_role(client: FlaskClient) -> None:
    found = section(page(client, INDUSTRY), "who")
    assert re.search(r"Region Sörmland</a></th><td[^>]*>contact</td>", found)
    assert re.search(r'href="/id/project/visual-lift"', found)


def test_five_others_with_the_theme_are_from_several_countries(client: FlaskClient) -> None:
    found = section(page(client, INDUSTRY), "elsewhere")
    regions = re.findall(r'<li><a href="/id/region/(\w+)', found)
    assert len(set(regions)) == 5
    assert regions[0].startswith("SE")
    assert len({code[:2] for code in regions}) >= 4
    onward = re.search(r'<a href="(/ask/counterparts-elsewhere[^"]+)">All (\d+)</a>', found)
    assert onward
    rows = client.get(onward.group(1).replace("elsewhere?", "elsewhere.srj?")).json["results"]["bindings"]  # type: ignore[index]
    assert len({row["area"]["value"] for row in rows}) == int(onward.group(2))


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize(
    "path",
    [
        INDUSTRY,
        "/doc/area/se311-2022/dataspel-och-spelifiering",
        "/doc/area/be1-2016-2020/ict-digital-economy",
        "/doc/area/at12-rti-strategy-process-from-2012/collections-lower-austria",
    ],
)
def test_every_area_has_its_page(client: FlaskClient, path: str, language: str) -> None:
    text = page(client, path, language)
    assert '<p class="sentence">' in text
    assert len(text.encode()) < 100_000
    assert f'href="{path}?view=facts' in text
