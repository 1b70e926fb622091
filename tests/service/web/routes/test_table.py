"""``/table`` and the tables of questions over HTTP."""

from __future__ import annotations

import builtins
import io
import json
from typing import Any

import pandas
import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet"])
def test_a_table_is_a_file_with_its_description_told(client: FlaskClient, suffix: str) -> None:
    response = client.get(f"/table/themes.{suffix}")
    assert response.status_code == 200
    described = '/table/themes.csv-metadata.json>; rel="describedby"; type="application/csvm+json"'
    assert described in response.headers["Link"]
    assert response.headers["ETag"]
    read = {"csv": pandas.read_csv, "xlsx": pandas.read_excel, "parquet": pandas.read_parquet}[suffix]
    assert len(read(io.BytesIO(response.data))) == 60


def test_a_table_speaks_the_readers_language(client: FlaskClient) -> None:
    swedish = client.get("/table/themes.csv", headers={"Accept-Language": "sv"})
    english = client.get("/table/themes.csv", headers={"Accept-Language": "en"})
    assert swedish.text.splitlines()[0] == english.text.splitlines()[0]  # what programs find their columns by
    assert swedish.text != english.text
    assert swedish.headers["ETag"] != english.headers["ETag"]
    assert swedish.headers["Content-Language"] == "sv"


def test_the_description_is_csv_on_the_web(client: FlaskClient) -> None:
    response = client.get("/table/strategies.csv-metadata.json")
    said = json.loads(response.data)
    assert response.mimetype == "application/csvm+json"
    assert said["url"] == "http://localhost/table/strategies.csv"
    assert {one.get("propertyUrl") for one in said["tableSchema"]["columns"]} >= {
        "https://w3id.org/styrka/def/coversRegion",
        "http://www.w3.org/2004/02/skos/core#prefLabel",
    }
    header = client.get("/table/strategies.csv?lang=en").text.splitlines()[0].split(",")
    assert [one["titles"] for one in said["tableSchema"]["columns"]] == header


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_description_is_of_the_address_that_leads_to_it(client: FlaskClient, language: str) -> None:
    address = f"/table/themes.csv?lang={language}"
    response = client.get(address)
    path = address.replace(".csv", ".csv-metadata.json")
    assert f'<http://localhost{path}>; rel="describedby"' in response.headers["Link"]
    said = json.loads(client.get(path).data)
    assert (said["url"], said["lang"]) == (f"http://localhost{address}", language)
    assert [one["titles"] for one in said["tableSchema"]["columns"]] == response.text.splitlines()[0].split(",")


def test_pages_list_the_tables(client: FlaskClient) -> None:
    every = client.get("/table")
    assert every.status_code == 200
    assert 'href="/table/mappings.xlsx' in every.text
    assert client.get("/table/strategies", headers={"Accept": "text/html"}).mimetype == "text/html"


def test_an_unknown_table_is_404_with_the_known_ones(client: FlaskClient) -> None:
    response = client.get("/table/strategy")
    assert response.status_code == 404
    assert "strategies" in response.text


@pytest.mark.parametrize("suffix", ["xlsx", "parquet"])
def test_a_question_is_a_table_too(client: FlaskClient, suffix: str) -> None:
    response = client.get(f"/ask/parts-of-a-region.{suffix}?region=SE12&lang=en")
    assert response.status_code == 200
    read = {"xlsx": pandas.read_excel, "parquet": pandas.read_parquet}[suffix]
    assert len(read(io.BytesIO(response.data))) >= 5


def test_without_pyarrow_parquet_is_refused_in_a_sentence(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = builtins.__import__

    def without(name: str, *args: Any, **more: Any) -> Any:
        if name.startswith("pyarrow"):
            raise ModuleNotFoundError(f"No module named {name!r}", name="pyarrow")
        return plain(name, *args, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    response = client.get("/table/projects.parquet?lang=sv")
    assert response.status_code == 501
    assert "pip install 'styrka[tables]'" in json.loads(response.data)["detail"]
