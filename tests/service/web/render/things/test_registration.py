"""The page of a research organisation says what the register says, and that no strategy names it; regions count."""

from __future__ import annotations

import csv
import re
from collections import Counter

import pytest
from flask.testing import FlaskClient

from styrka.ask.answer import answer_question
from styrka.engine.local import LocalEngine
from tests.cut import cut_root
from tests.queries.conftest import QUESTIONS
from tests.service.web.render.test_pages import page
from tests.service.web.render.things.test_region import section

with (cut_root() / "data/registers/organisations.csv").open(encoding="utf-8", newline="") as _file:
    ROWS = list(csv.DictReader(_file))
ONLY = [row for row in ROWS if row["id"] == row["ror"] and row["region"].startswith("SE")]
PARENT = next(row for row in ONLY if any(other["parent"] == row["id"] for other in ROWS))


def test_it_says_whose_register_which_release_which_terms_and_that_no_strategy_names_it(
    client: FlaskClient,
) -> None:
    text = page(client, f"/doc/actor/{PARENT['id']}")
    found = section(text, "registration")
    assert "no strategy, programme or project that is recorded here names it" in found
    assert "Research Organization Registry (ROR), CC0</a>" in found
    assert f"release {PARENT['release']}" in found
    assert 'href="http://creativecommons.org/publicdomain/zero/1.0/"' in found
    assert "Not the whole registry is here." in found
    assert f'href="https://ror.org/{PARENT["ror"]}"' in text
    assert "ingen strategi, inget program" in page(client, f"/doc/actor/{PARENT['id']}", "sv")


def test_it_leads_to_its_parent_and_its_parts(client: FlaskClient) -> None:
    part = next(row for row in ROWS if row["parent"] == PARENT["id"])
    assert f'href="/id/actor/{part["id"]}"' in section(page(client, f"/doc/actor/{PARENT['id']}"), "registration")
    assert f'href="/id/actor/{PARENT["id"]}"' in section(page(client, f"/doc/actor/{part['id']}"), "registration")


def test_a_parent_that_is_not_here_is_under_the_registrys_address(client: FlaskClient) -> None:
    row = next(row for row in ROWS if row["parent_elsewhere"])
    found = section(page(client, f"/doc/actor/{row['id']}"), "registration")
    assert f'href="https://ror.org/{row["parent_elsewhere"]}"' in found


def test_a_seat_in_the_nearest_region_says_so(client: FlaskClient) -> None:
    for nearest in ("true", ""):
        row = next(row for row in ONLY if row["nearest"] == nearest)
        found = section(page(client, f"/doc/actor/{row['id']}"), "registration")
        assert ("the nearest region to its town" in found) == bool(nearest)


def test_an_actor_that_the_register_has_too_keeps_its_page(client: FlaskClient) -> None:
    text = page(client, "/doc/actor/karlstads-universitet")
    assert "Registry (ROR) lists it too." in section(text, "registration")
    assert "Karlstad University (university" in text


@pytest.mark.parametrize("code", ["SE311", "SE", "EE"])
def test_a_region_counts_them_by_kind_and_leads_to_them(client: FlaskClient, engine: LocalEngine, code: str) -> None:
    wanted = Counter(kind for row in ROWS if row["region"].startswith(code) for kind in row["kind"].split("|"))
    found = section(page(client, f"/doc/region/{code}"), "organisations")
    shown = re.findall(rf"organisations-in-a-region\?region={code}&amp;kind=([a-z]+)[^>]*>[^<]+</a>: (\d+)<", found)
    assert {kind: int(number) for kind, number in shown} == wanted
    for kind, number in wanted.items():
        rows = answer_question(engine, QUESTIONS["organisations-in-a-region"], {"region": code, "kind": kind}).rows
        assert len({row["organisation"].value for row in rows}) == number


def test_a_region_without_any_says_that_none_is_recorded(client: FlaskClient) -> None:
    assert "None with its seat here is in what is recorded" in section(
        page(client, "/doc/region/SE214"), "organisations"
    )


def test_the_numbers_of_regions_that_share_a_theme_are_the_registers(engine: LocalEngine) -> None:
    rows = answer_question(
        engine, QUESTIONS["kinds-of-research-organisations"], {"theme": "energy", "country": "SE"}
    ).rows
    assert len(rows) > 10
    for row in rows:
        code = row["region"].value.rpartition("/")[2]
        inside = [one for one in ROWS if one["region"].startswith(code)]
        assert int(row["organisations"].value) == len(inside), code
        assert int(row["education"].value) == sum("education" in one["kind"].split("|") for one in inside)
