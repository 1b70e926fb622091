"""The page of a strategy or an overview answers: what it prioritises, who decided it, and what changed."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from styrka.engine.interface import select_rows
from styrka.engine.local import LocalEngine
from styrka.vocabulary import sparql_prefixes
from tests.service.web.render.test_pages import page
from tests.service.web.render.things.test_region import section

SOERMLAND = "/doc/strategy/se122-2017"
VARMLAND = "/doc/strategy/se311-2022"


@pytest.mark.parametrize(
    ("path", "language", "sentence"),
    [
        (SOERMLAND, "en", "The strategy of Sörmland from 2017 has 3 priorities."),
        (SOERMLAND, "sv", "Strategin för Sörmland från 2017 har 3 prioriteringar."),
        ("/doc/strategy/se12-2023", "en", "The strategy of East-Central Sweden from 2023 has 4 priorities."),
        ("/doc/strategy/se12-2023", "sv", "Strategin för Östra Mellansverige från 2023 har 4 prioriteringar."),
        (
            "/doc/overview/at12-rti-strategy-process-from-2012",
            "en",
            "An overview by someone else, not the strategy itself, lists 10 priorities of Lower Austria.",
        ),
    ],
)
def test_the_sentence_names_region_year_and_number(
    client: FlaskClient, path: str, language: str, sentence: str
) -> None:
    text = page(client, path, language)
    assert f'<p class="sentence">{sentence}</p>' in text
    assert f'<meta name="description" content="{sentence}">' in text


def test_the_areas_are_in_the_order_of_the_document(client: FlaskClient, engine: LocalEngine) -> None:
    rows = select_rows(
        engine,
        sparql_prefixes() + "SELECT ?area { <https://w3id.org/styrka/id/strategy/se311-2022> styrka:hasPriorityArea"
        " ?area . ?area styrka:order ?order } ORDER BY ?order",
    )
    shown = re.findall(r'<p class="area"><a href="/(id/area/[^"]+)"', section(page(client, VARMLAND), "priorities"))
    assert len(shown) == 7
    assert shown == [row["area"].value.split("styrka/", 1)[1] for row in rows]


def test_who_decided_it_and_when_is_in_words(client: FlaskClient) -> None:
    found = section(page(client, VARMLAND, "sv"), "facts")
    assert "<dt>Antagen</dt><dd><span>8 mars 2022</span></dd>" in found
    assert re.search(r'<dt>Beslutad av</dt><dd><a href="[^"]+region-varmland', found)
    assert "<dt>Period</dt><dd>2022–2028</dd>" in found


def test_those_who_take_part_have_a_role_and_a_sector(client: FlaskClient) -> None:
    found = section(page(client, VARMLAND), "made")
    assert re.search(
        r"Region Värmland</a></th><td[^>]*>responsible organisation</td><td[^>]*>public sector</td>", found
    )
    assert '<span lang="sv">akademi</span>' in found


def test_an_amount_that_is_a_lower_bound_is_no_total(client: FlaskClient) -> None:
    found = section(page(client, VARMLAND), "amounts")
    assert re.search(r'Money raised: more than <span class="figure">1,000,000,000 SEK</span> \(2015–\)', found)
    assert re.search(r'mer än <span class="figure">1\s000', section(page(client, VARMLAND, "sv"), "amounts"))


def test_the_change_is_from_the_earlier_strategy(client: FlaskClient) -> None:
    found = section(page(client, VARMLAND), "change")
    counted = [int(number) for number in re.findall(r"<dt>[^<(]+ \((\d+)\)</dt>", found)]
    rows = client.get("/ask/dropped-or-renamed.srj?region=SE311").json["results"]["bindings"]  # type: ignore[index]
    own = {
        tuple(row[one]["value"] for one in ("earlier", "later", "area"))
        for row in rows
        if any(row[one]["value"].endswith("/strategy/se311-2022") for one in ("earlier", "later"))
    }
    assert sum(counted) == len(own) > 0


def test_a_newer_strategy_is_a_warning(client: FlaskClient) -> None:
    text = page(client, "/doc/strategy/se311-2015", "sv")
    assert re.search(r'<p class="caveat">Nyare strategi finns: <a href="[^"]+se311-2022', text)
    assert "Nyare strategi finns" not in page(client, VARMLAND, "sv")


def test_a_document_is_quoted_with_publisher_and_date(client: FlaskClient) -> None:
    found = section(page(client, SOERMLAND), "sources")
    assert "Region Sörmland, 20 June 2018" in found
    assert '<blockquote lang="sv"><p>Strategin för smart specialisering beslutades' in found


def test_an_overview_does_not_lack_what_it_has_not_by_nature(client: FlaskClient) -> None:
    overview = "/doc/overview/at12-rti-strategy-process-from-2012"
    missing = section(page(client, overview), "missing")
    assert "who takes part" in missing
    assert "decided by" not in missing
    assert "decided by" in section(page(client, "/doc/strategy/at-2016"), "missing")


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize(
    "path",
    [SOERMLAND, VARMLAND, "/doc/strategy/se312-2014", "/doc/strategy/se-tillvaxtverket-s3", "/doc/overview/se12-2018"],
)
def test_every_strategy_has_its_page(client: FlaskClient, path: str, language: str) -> None:
    text = page(client, path, language)
    assert '<p class="sentence">' in text
    assert len(text.encode()) < 100_000
    assert f'href="{path}?view=facts' in text
    assert 'class="facts"' in page(client, f"{path}?view=facts")
