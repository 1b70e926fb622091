"""``/map``: the map, its sentence and its list state what the question answers, in both languages and as a file."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections import Counter
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import brotli
import pytest
from flask.testing import FlaskClient

from styrka.engine.interface import select_rows
from styrka.engine.local import LocalEngine
from styrka.release import Release
from styrka.vocabulary import sparql_prefixes
from tests.service.web.conftest import MakeApp

HTML = {"Accept": "text/html"}
INNER = "{ ?r a styrka:StrategyRegion FILTER NOT EXISTS { ?in styrka:partOf ?r ; a styrka:StrategyRegion } }"


def page(client: FlaskClient, address: str, status: int = 200) -> str:
    response = client.get(address, headers=HTML)
    assert response.status_code == status, response.get_data(as_text=True)
    return response.get_data(as_text=True)


def drawing(text: str) -> str:
    return text[text.index("<svg ") : text.index("</svg>") + len("</svg>")]


def states(svg: str) -> dict[str, str]:
    """The state in words of each territory, by its code or name."""
    return dict(re.findall(r'<a href="/id/region/([\w-]+)[^"]*" aria-label="[^"]*: ([^":]+)">', svg))


def test_the_map_of_europe_has_every_territory_that_decides_in_the_state_that_the_question_gives(
    client: FlaskClient,
) -> None:
    found = states(drawing(page(client, "/map?theme=energy")))
    rows = list(csv.DictReader(io.StringIO(client.get("/ask/theme-by-region.csv?theme=energy").get_data(as_text=True))))
    words = {"own": "own strategy", "joint": "through a joint strategy"}
    wanted = {
        row["region"].rsplit("/", 1)[-1]: words.get(
            row["basis"], "nothing recorded" if row["state"] == "not recorded" else "strategy without it"
        )
        for row in rows
    }
    assert found == wanted
    assert Counter(found.values()) == {
        "own strategy": 97,
        "through a joint strategy": 23,
        "strategy without it": 67,
        "nothing recorded": 14,
    }


def test_the_sentence_counts_no_territory_that_others_lie_in(client: FlaskClient, engine: LocalEngine) -> None:
    count = f"SELECT (COUNT(DISTINCT ?r) AS ?all) (COUNT(DISTINCT ?with) AS ?has) {{ {INNER} "
    count += "OPTIONAL { ?r styrka:latestTheme theme:energy BIND(?r AS ?with) } }"
    (row,) = select_rows(engine, sparql_prefixes() + count)
    text = page(client, "/map?theme=energy&lang=en")
    assert f"Energy: {row['has'].value} of {row['all'].value} regions that decide on priorities have it" in text
    assert "14 countries and larger regions around some of them decide too; 7 of those have it" in text


def test_the_map_of_sweden_has_its_21_regions_and_the_sources_notice(client: FlaskClient) -> None:
    text = page(client, "/map?theme=energy&view=se&lang=sv")
    assert "Energi: 13 av Sveriges 21 regioner har temat, 10 i en egen strategi och 3 bara genom en gemensam." in text
    found = states(drawing(text))
    assert len(found) == 21
    assert found["SE122"] == "genom en gemensam strategi"
    assert "Källa: SCB" in text
    assert "EuroGeographics" not in text
    assert 'href="/id/region/SE122?lang=sv"' in drawing(text)
    assert "Sörmland" in text[text.index('id="list"') :]


@pytest.mark.parametrize(
    ("lang", "notice"),
    [
        ("en", "© EuroGeographics for the administrative boundaries"),
        ("sv", "© EuroGeographics för administrativa gränser"),
    ],
)
def test_the_notice_stands_under_the_map_and_in_the_file(client: FlaskClient, lang: str, notice: str) -> None:
    assert notice in page(client, f"/map?theme=energy&lang={lang}")
    assert notice in client.get(f"/map.svg?theme=energy&lang={lang}").get_data(as_text=True)


def test_the_map_weighs_no_more_than_its_budget(client: FlaskClient) -> None:
    text = page(client, "/map?theme=energy")
    svg = drawing(text).encode()
    assert len(svg) <= 72_000
    assert len(brotli.compress(svg)) <= 20_000
    assert len(text.encode()) <= 100_000
    assert "style=" not in text


def test_the_file_is_an_svg_by_itself(client: FlaskClient) -> None:
    response = client.get("/map.svg?theme=food&view=se")
    assert response.mimetype == "image/svg+xml"
    assert 'filename="styrka-se.svg"' in response.headers["Content-Disposition"]
    root = ElementTree.fromstring(response.get_data(as_text=True))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    links = [one.get("href", "") for one in root.iter() if one.tag.endswith("}a")]
    assert len(links) == 21
    assert all(link.startswith("http") for link in links)


def test_without_a_theme_the_example_is_shown_and_every_theme_is_a_link(client: FlaskClient) -> None:
    text = page(client, "/map?lang=en")
    assert "Energy in Europe" in text
    assert text.count('href="/map?theme=') > 60
    assert 'href="/map?theme=health&amp;lang=en"' in text


@pytest.mark.parametrize("address", ["/map?theme=enrgy", "/map?theme=energy&view=mars", "/map?theme=%3Cscript%3E"])
def test_what_is_no_theme_or_view_is_an_error_that_names_it(client: FlaskClient, address: str) -> None:
    text = page(client, address, 400)
    assert "<script>" not in text


@pytest.mark.parametrize(
    ("language", "wrong", "title", "view"),
    [
        ("en", "Theme: choose what you mean by “enrgy”.", "A theme on the map", "Sweden"),
        ("sv", "Tema: välj vad du menar med ”enrgy”.", "Ett tema på kartan", "Sverige"),
    ],
)
def test_a_wrong_theme_is_put_right_on_a_form_that_keeps_the_view(
    client: FlaskClient, language: str, wrong: str, title: str, view: str
) -> None:
    text = unescape(page(client, f"/map?theme=enrgy&view=se&lang={language}", 400))
    assert f"<h1>{title}</h1>" in text
    assert text.index('role="alert"') < text.index('action="/map"')
    assert f'<a href="#p-theme">{wrong}</a>' in text
    assert f'href="/map?theme=energy&view=se&lang={language}"' in text
    assert '<input type="hidden" name="view" value="se">' in text
    assert '<option value="enrgy" selected>' in text
    seen = unescape(page(client, f"/map?theme=energy&view=mars&lang={language}", 400))
    assert f'<a href="/map?theme=energy&view=se&lang={language}">{view}</a>' in seen
    assert '<option value="energy" selected>' in seen
    empty = page(client, f"/map?theme=&view=se&lang={language}", 400)
    assert '<a href="#p-theme">' in empty
    assert 'action="/map"' in empty
    file = client.get("/map.svg?theme=enrgy")
    assert (file.status_code, file.mimetype) == (400, "application/problem+json")


def test_a_theme_is_asked_for_by_any_name(client: FlaskClient) -> None:
    answer = client.get("/map?theme=vindkraft&view=se&lang=sv", headers={"Accept": "text/html"})
    assert answer.status_code == 303
    assert re.fullmatch(r"/map\?theme=[a-z-]+&view=se&lang=sv", answer.headers["Location"])
    assert client.get("/map.svg?theme=Energi&legend=none").headers["Location"] == "/map.svg?theme=energy&legend=none"


def test_a_release_without_shapes_has_the_list_and_says_that_there_is_no_map(
    release: Release, make_app: MakeApp, tmp_path: Path
) -> None:
    bare = tmp_path / release.version
    shutil.copytree(release.path, bare)
    manifest = (bare / "manifest.json").read_text("utf-8")
    (bare / "manifest.json").write_text(re.sub(r'"geometry\.json": \{[^}]*\},?', "", manifest), "utf-8")
    client = make_app(releases=tmp_path).test_client()
    text = page(client, "/map?theme=energy&lang=en")
    assert "this release was made without shapes" in text
    assert "<svg" not in text
    assert "Sweden: 13 of 21" in text
    missing = client.get("/map.svg?theme=energy")
    assert missing.status_code == 404
    assert "has no shapes for maps" in missing.get_data(as_text=True)


def test_an_answer_for_part_of_the_time_has_its_own_states_as_a_picture(client: FlaskClient) -> None:
    text = page(client, "/ask/shared-priorities?theme=energy&when=2016&basis=own")
    assert "<svg viewBox" not in text.split("<main", 1)[1]  # no two hundred links before the table
    (address,) = re.findall(r'<img src="(/map\.svg\?question=shared-priorities[^"]+)"', text)
    svg = client.get(unescape(address))
    assert svg.status_code == 200
    found = re.findall(r'<a href="http://localhost/id/region/([\w-]+)[^"]*" aria-label="[^"]*: ([^":]+)">', svg.text)
    rows = client.get("/ask/shared-priorities.json?theme=energy&when=2016&basis=own").get_json()["rows"]
    own = {row["region"]["code"] for row in rows}
    assert own
    assert {code for code, state in found if state == "own strategy"} == own & {code for code, _ in found}
    assert not [state for _, state in found if "joint" in state]
