"""schema.org in the pages of things: what is recorded, as JSON-LD that nothing can break out of."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.service.web.pages import PAGES

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
THINGS = [
    one for one in PAGES if one.startswith(("/doc/", "/scheme/theme/")) and not re.search("nowhere|brief|SE1222", one)
]
BASE = "https://w3id.org/styrka/"


def read(client: FlaskClient, address: str, language: str = "en") -> dict[str, Any]:
    page = client.get(address, headers={"Accept": "text/html", "Accept-Language": language}).text
    blocks = BLOCK.findall(page)
    assert len(blocks) == 1
    found: dict[str, Any] = json.loads(blocks[0])
    return found


@pytest.mark.parametrize("address", THINGS)
def test_every_page_of_a_thing_has_one(client: FlaskClient, address: str) -> None:
    found = read(client, address)
    assert found["@context"] == "https://schema.org/"
    assert found["@id"] == BASE + address.lstrip("/").replace("doc/", "id/", 1).partition("?")[0]
    assert found["@type"]
    assert found["name"]
    assert found["mainEntityOfPage"].endswith(address.partition("?")[0])
    assert all(value not in ("", None, [], {}) for value in found.values())


def test_it_has_what_is_recorded_in_the_reader_s_language(client: FlaskClient) -> None:
    region = read(client, "/doc/region/SE122", "sv")
    assert (region["@type"], region["name"], region["identifier"]) == (
        "AdministrativeArea",
        "Södermanlands län",
        "SE122",
    )
    assert "Södermanland County" in region["alternateName"]
    assert "http://data.europa.eu/nuts/code/SE122" in region["sameAs"]
    assert {"@id": BASE + "id/region/SE12", "name": "Östra Mellansverige"} in region["containedInPlace"]
    assert 58 < float(region["geo"]["latitude"]) < 60
    strategy = read(client, "/doc/strategy/se311-2022")
    assert strategy["@type"] == ["CreativeWork", "DefinedTermSet"]
    assert strategy["temporalCoverage"] == "2022/2028"
    assert len(strategy["hasDefinedTerm"]) == 7
    assert strategy["spatialCoverage"]["@id"] == BASE + "id/region/SE311"
    authority = read(client, "/doc/actor/region-vastmanland")
    assert (authority["@type"], authority["url"]) == ("GovernmentOrganization", "https://regionvastmanland.se")
    assert read(client, "/doc/programme/ovre-norrland-erdf-2014-2020")["@type"] == "FundingScheme"
    source = read(client, "/doc/source/region-sormland-2018")
    assert (source["inLanguage"], source["dateModified"]) == ("sv", "2018-06-20")


def test_other_things_have_none(client: FlaskClient) -> None:
    for address in ("/def/Strategy", "/shape/Strategy"):
        assert not BLOCK.search(client.get(address, headers={"Accept": "text/html"}).text)
