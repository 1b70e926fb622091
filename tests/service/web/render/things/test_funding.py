"""The pages of programmes and projects answer: whose money, when, where, how much of what, and who takes part."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from styrka.engine.interface import select_rows
from styrka.engine.local import LocalEngine
from styrka.vocabulary import sparql_prefixes
from tests.service.web.render.test_pages import page
from tests.service.web.render.things.test_region import section

NORTH = "/doc/programme/ovre-norrland-erdf-2014-2020"
CARE = "/doc/project/5g-for-vard-och-omsorg-i-ovre-norrland"


@pytest.mark.parametrize(
    ("path", "language", "sentence"),
    [
        (
            NORTH,
            "en",
            "Upper Norrland, ERDF 2014–2020 (European Regional Development Fund) ended in 2020; it was open to "
            "1 region: Upper Norrland.",
        ),
        (
            NORTH,
            "sv",
            "Övre Norrland, Eruf 2014–2020 (Europeiska regionala utvecklingsfonden) avslutades 2020; det var öppet för "
            "1 region: Övre Norrland.",
        ),
        (
            CARE,
            "en",
            "5G för vård och omsorg i Övre Norrland has 1 recorded participant; its money comes from Upper Norrland, "
            "ERDF 2014–2020.",
        ),
        (
            CARE,
            "sv",
            "5G för vård och omsorg i Övre Norrland har 1 registrerad deltagare; pengarna kommer från Övre Norrland, "
            "Eruf 2014–2020.",
        ),
        ("/doc/project/visual-lift", "en", "Visual LIFT has 1 recorded participant."),
        ("/doc/project/fast-lane-4-industry", "en", "Fast Lane 4 industry has 1 recorded participant."),  # in two roles
    ],
)
def test_the_sentence_names_the_money(client: FlaskClient, path: str, language: str, sentence: str) -> None:
    text = page(client, path, language)
    assert f'<p class="sentence">{sentence}</p>' in text
    assert f'<meta name="description" content="{sentence}">' in text


def test_each_amount_stands_under_its_own_name(client: FlaskClient) -> None:
    found = section(page(client, NORTH), "amounts")
    assert 'EU contribution: <span class="figure">212,065,605 EUR</span>' in found
    assert 'Total budget: <span class="figure">424,131,210 EUR</span>' in found
    assert (
        '<span class="figure">210,823,314 EUR</span>, European Regional Development Fund '
        '<span class="dated">as of 11 April 2019</span>'
    ) in found
    assert 'EU contribution to research and innovation: <span class="figure">50,339,345 EUR</span>' in found
    assert "must not be added up" in found
    for address in re.findall(r'class="why" rel="nofollow" href="([^"]+)"', found):
        assert client.get(address.replace("&amp;", "&"), headers={"Accept": "text/html"}).status_code == 200


def test_a_programme_that_ended_without_recorded_regions_says_both(client: FlaskClient) -> None:
    text = page(client, "/doc/programme/2014ee16m3op001")
    assert "ended in 2020; which regions it was open to is not recorded here." in text
    assert "Cohesion Fund" in section(text, "amounts")


def test_an_amount_has_its_caveat(client: FlaskClient) -> None:
    found = section(page(client, CARE, "sv"), "amounts")
    assert re.search(r"4\s237\s500 SEK</span>", found)
    assert '<span lang="en">The sum that was prioritised; the grant is not recorded.</span>' in found


def test_every_project_of_a_programme_is_listed(client: FlaskClient, engine: LocalEngine) -> None:
    rows = select_rows(
        engine,
        sparql_prefixes()
        + "SELECT ?p { ?p styrka:fundedBy <https://w3id.org/styrka/id/programme/ovre-norrland-erdf-2014-2020> }",
    )
    shown = re.findall(r'href="/(id/project/[^"]+)"', section(page(client, NORTH), "projects"))
    assert sorted(shown) == sorted(row["p"].value.split("styrka/", 1)[1] for row in rows)


def test_a_programme_whose_regions_are_not_recorded_is_not_called_open(client: FlaskClient) -> None:
    text = page(client, "/doc/programme/affarsutvecklingscheckar")
    assert "That does not mean that it is open to all" in section(text, "open")
    assert "is recorded as open" not in text


def test_a_project_has_its_themes_and_participants(client: FlaskClient) -> None:
    text = page(client, CARE)
    assert re.search(r'class="theme main" href="/scheme/theme/digital-health"', section(text, "facts"))
    assert re.search(r"Luleå[^<]*</a></th><td[^>]*>applicant</td>", section(text, "who"))


def test_what_a_project_lacks_is_named(client: FlaskClient) -> None:
    missing = section(page(client, "/doc/project/visual-lift", "sv"), "missing")
    assert "pengar och siffror" in missing
    assert "amounts" not in page(client, "/doc/project/visual-lift")


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize(
    "path",
    [
        NORTH,
        CARE,
        "/doc/programme/horisont-2020-2014-2020",
        "/doc/programme/interreg",
        "/doc/programme/strukturfonderna",
        "/doc/project/fast-lane-4-industry",
        "/doc/project/stockholm-lifetech",
        "/doc/project/oms-projektet",
    ],
)
def test_every_programme_and_project_has_its_page(client: FlaskClient, path: str, language: str) -> None:
    text = page(client, path, language)
    assert '<p class="sentence">' in text
    assert len(text.encode()) < 100_000
    assert f'href="{path}?view=facts' in text
