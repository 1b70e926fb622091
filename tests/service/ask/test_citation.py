"""References: the sentence, BibTeX, CSL-JSON, and the file that GitHub and Zenodo read."""

from __future__ import annotations

import json
import re

import pytest
import yaml
from flask.testing import FlaskClient

from styrka.ask import citation
from styrka.ask.citation import Reference
from tests.conftest import ROOT

OF = Reference(
    title="Energi & klimat {100 %} åäö_1",
    iri="https://w3id.org/styrka/id/area/se122-2017/x",
    kept="https://example.org/release/2026-11-22-abc/doc/area/se122-2017/x",
    version="2026-11-22-abc",
    created="2026-11-22",
    publisher="Styrka",
    language="sv",
)


def test_a_sentence_names_both_addresses_and_the_release() -> None:
    text = citation.format_sentence(OF)
    assert text.startswith("Styrka (2026). Energi & klimat {100 %} åäö_1 [Datamängd]. Utgåva 2026-11-22-abc.")
    assert OF.iri in text
    assert OF.kept in text


def test_bibtex_escapes_what_tex_takes_for_commands() -> None:
    text = citation.format_bibtex(OF)
    assert re.match(r"@misc\{styrka-id-area-se122-2017-x-2026-11-22-abc,\n", text)
    assert r"Energi \& klimat \{100 \%\} åäö\_1" in text
    bare = text.replace(r"\{", "").replace(r"\}", "")
    assert bare.count("{") == bare.count("}")


def test_csl_is_a_list_of_one_data_set() -> None:
    (item,) = json.loads(json.dumps(citation.format_csl(OF)))
    assert item["type"] == "dataset"
    assert item["issued"] == {"date-parts": [[2026, 11, 22]]}
    assert item["author"] == [{"literal": "Styrka"}]
    assert item["URL"] == OF.iri


def test_the_day_comes_from_the_release() -> None:
    assert citation.find_day("2026-11-23T10:00:00Z", "2026-11-22-abc") == "2026-11-23"
    assert citation.find_day("", "2026-11-22-abc") == "2026-11-22"
    assert citation.find_day("", "undated-abc") == ""


@pytest.mark.parametrize(
    ("of", "title", "iri"),
    [
        ("/doc/strategy/se122-2017", "Strategy for smart specialisation in Sörmland", "id/strategy/se122-2017"),
        ("/scheme/theme/energy", "Energy", "scheme/theme/energy"),
        (
            "/ask/shared-priorities?theme=energy",
            "Which regions share energy as a priority?",
            "ask/shared-priorities?theme=energy",
        ),
        ("/table/areas", "Priority areas", "table/areas"),
        ("/", "Styrka: regional smart specialisation in Europe", "dataset/styrka"),
    ],
)
def test_every_kind_of_page_can_be_cited(client: FlaskClient, of: str, title: str, iri: str) -> None:
    (item,) = json.loads(client.get("/cite.json", query_string={"of": of, "lang": "en"}).data)
    assert item["title"] == title
    assert item["URL"] == f"https://w3id.org/styrka/{iri}"
    page = client.get("/cite", query_string={"of": of}, headers={"Accept": "text/html"})
    assert page.status_code == 200
    bibtex = client.get("/cite.bib", query_string={"of": of, "lang": "en"})
    assert bibtex.mimetype == "application/x-bibtex"
    assert item["id"] in bibtex.text


@pytest.mark.parametrize("of", ["https://example.org/", "//example.org/", "doc/region/SE122", "/x" * 1500, "/a b<c>"])
def test_what_is_no_path_is_refused(client: FlaskClient, of: str) -> None:
    assert client.get("/cite", query_string={"of": of}).status_code == 400


def test_what_is_not_recorded_is_not_cited(client: FlaskClient) -> None:
    assert client.get("/cite?of=/doc/region/SE999").status_code == 404


def test_pages_lead_to_their_reference(client: FlaskClient) -> None:
    page = client.get("/doc/region/SE122", headers={"Accept": "text/html"})
    assert 'href="/cite?of=/doc/region/SE122"' in page.text


def test_the_citation_file_has_what_its_format_asks_for() -> None:
    said = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(said)
    assert all("name" in author for author in said["authors"]), "organisations only"
