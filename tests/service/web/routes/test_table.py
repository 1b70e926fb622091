"""``/table`` and the tables of questions over HTTP."""

from __future__ import annotations

import builtins
import csv
import io
import json
import re
from html import unescape
from typing import Any

import pandas
import pytest
from flask.testing import FlaskClient

from styrka.ask import tables
from styrka.ask.tables import solutions
from styrka.engine.local import open_local
from styrka.web.app import create_app
from tests.conftest import ROOT
from tests.service.history import History


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet"])
def test_a_table_is_a_file_with_its_description_told(client: FlaskClient, suffix: str) -> None:
    response = client.get(f"/table/themes.{suffix}")
    assert response.status_code == 200
    described = '/table/themes.csv-metadata.json>; rel="describedby"; type="application/csvm+json"'
    assert described in response.headers["Link"]
    assert response.headers["ETag"]
    read = {"csv": pandas.read_csv, "xlsx": pandas.read_excel, "parquet": pandas.read_parquet}[suffix]
    assert len(read(io.BytesIO(response.data))) == 60


@pytest.mark.parametrize("path", ["/table/themes.csv", "/table/themes/other_names.csv", "/ask/periods.csv?region=SE12"])
def test_headings_are_equal_whatever_language_the_browser_asks_for(client: FlaskClient, path: str) -> None:
    answers = [client.get(path, headers={"Accept-Language": one}) for one in ("sv", "en", "fi;q=1", "*")]
    assert {one.status_code for one in answers} == {200}
    assert len({one.data for one in answers}) == 1
    assert all(name.isidentifier() for name in answers[0].text.splitlines()[0].split(","))
    swedish = client.get(path + ("&" if "?" in path else "?") + "lang=sv")
    assert swedish.text.splitlines()[0] == answers[0].text.splitlines()[0]


def test_the_texts_are_in_the_language_that_the_address_names(client: FlaskClient) -> None:
    swedish, english = (client.get(f"/table/themes.csv?lang={tag}") for tag in ("sv", "en"))
    assert "Förnybar energi" in swedish.text
    assert "Renewable energy" in english.text
    assert (swedish.headers["Content-Language"], english.headers["Content-Language"]) == ("sv", "en")


def test_a_workbook_has_headings_in_words(client: FlaskClient) -> None:
    read = pandas.read_excel(io.BytesIO(client.get("/table/themes.xlsx?lang=sv").data))
    assert list(read.columns[:2]) == ["adress (IRI)", "namn"]


@pytest.mark.slow  # takes seconds, which `make quick` has not
@pytest.mark.parametrize("slug", ["areas", "strategies", "actors", "projects"])
def test_every_name_has_its_key_beside_it_in_the_same_order(client: FlaskClient, slug: str) -> None:
    read = pandas.read_csv(io.BytesIO(client.get(f"/table/{slug}.csv").data), dtype=str, keep_default_na=False)
    data = client.get(f"/table/{slug}.json").json
    assert data is not None
    rows = {row["thing"]["iri"]: row for row in data["rows"]}
    keys = [name.removesuffix("_iri") for name in read.columns if name.endswith("_iri")]
    assert keys
    for name in keys:
        for iri, shown, key in zip(read["iri"], read[name], read[f"{name}_iri"], strict=True):
            values = [one for one in rows[iri][name] if isinstance(one, dict) and "iri" in one]
            assert sorted(key.split("; ") if key else []) == sorted(one["iri"] for one in values), (iri, name)
            if len(values) == 1 and values[0]["labels"].get("en"):
                assert shown == values[0]["labels"]["en"]


def test_a_date_stands_apart_from_its_precision(client: FlaskClient) -> None:
    read = pandas.read_csv(io.BytesIO(client.get("/table/strategies.csv").data), dtype=str, keep_default_na=False)
    lengths = {"year": 4, "month": 7, "day": 10, "": 0}
    for name in (one.removesuffix("_precision") for one in read.columns if one.endswith("_precision")):
        single = read[~read[name].str.contains(";")]
        assert list(single[name].str.len()) == [lengths[one] for one in single[f"{name}_precision"]], name
    assert {"adopted_on_precision", "period_start_precision"} <= set(read.columns)


def test_a_column_with_several_values_is_a_long_table(client: FlaskClient) -> None:
    assert 'href="/table/themes/other_names.csv' in client.get("/table/themes", headers={"Accept": "text/html"}).text
    wide = client.get("/table/programmes.json").json
    assert wide is not None
    long = pandas.read_csv(io.BytesIO(client.get("/table/programmes/eligible_region.csv").data), dtype=str)
    assert len(long) == sum(len(row["eligible_region"]) for row in wide["rows"])
    assert list(long.columns) == ["iri", "value", "value_iri", "label_en", "label_sv", "language", "precision"]
    assert long["label_sv"].notna().any()
    described = json.loads(client.get("/table/programmes/eligible_region.csv-metadata.json").data)
    assert described["url"] == "http://localhost/table/programmes/eligible_region.csv"
    missing = client.get("/table/programmes/eligible_regoin.csv")
    assert missing.status_code == 404
    assert "eligible_region" in json.loads(missing.data)["near"]


def test_json_has_rows_as_objects_with_labels_in_both_languages(client: FlaskClient) -> None:
    data = client.get("/table/regions.json", headers={"Accept-Language": "sv"}).json
    assert data is not None
    assert data == client.get("/table/regions.json").json
    [sormland] = [row for row in data["rows"] if row["thing"]["code"] == "SE122"]
    [larger] = sormland["part_of"]
    assert larger["code"] == "SE12"
    assert larger["labels"]["sv"] == "Östra Mellansverige"
    assert {one["name"] for one in data["columns"]} < set(sormland)


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
    response = client.get("/ask/parts-of-a-region.parquet?region=SE12&lang=sv")
    assert response.status_code == 501
    assert "pip install 'styrka[tables]'" in json.loads(response.data)["detail"]


def test_a_file_that_the_release_has_is_not_made_again(
    history_with_files: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, release = history_with_files.settings, history_with_files.new
    present = create_app(settings, open_local(release.dumps, release.version, created=release.created), {})
    monkeypatch.setattr(tables, "select_content", None)
    for suffix in ("csv", "xlsx", "parquet"):
        for tag in ("en", "sv"):
            response = present.test_client().get(f"/table/regions.{suffix}?lang={tag}")
            assert response.data == (release.path / "tables" / f"regions.{tag}.{suffix}").read_bytes()
            assert response.headers["Content-Language"] == tag
            assert "describedby" in response.headers["Link"]
    monkeypatch.undo()
    for language in ("en", "sv"):
        made = tables.fill_table(present.extensions["styrka"].engine, tables.load_tables(ROOT)["regions"], language)
        served = present.test_client().get(f"/table/regions.csv?lang={language}").data
        assert tables.write_table(made, tables.CSV, language, release.created) == served


@pytest.mark.parametrize("language", ["en", "sv"])
def test_the_page_of_a_table_has_its_first_rows_as_the_file_has_them(client: FlaskClient, language: str) -> None:
    text = unescape(client.get(f"/table/themes?lang={language}", headers={"Accept": "text/html"}).text)
    rows = list(csv.reader(io.StringIO(client.get(f"/table/themes.csv?lang={language}").text)))
    part = text[text.index('<h2 id="first">') :]
    assert re.findall(r'<th scope="col"><code>([^<]+)</code>', part) == rows[0]
    found = [re.findall(r"<td>([^<]*)</td>", row) for row in part.split("<tr>")[2:]]
    assert len(found) == 10
    assert [row[0] for row in found] == [row[0] for row in rows[1:11]]
    assert f"{len(rows) - 1} " in text.split('<h2 id="first">')[0]


def test_one_large_table_is_made_at_a_time(history_with_files: History, monkeypatch: pytest.MonkeyPatch) -> None:
    release = history_with_files.new
    engine = open_local(release.dumps, release.version, created=release.created)
    present = create_app(history_with_files.settings, engine, {}).test_client()
    monkeypatch.setattr(solutions, "_PATIENCE", 0.01)
    with tables.take_turn():
        for path in ("regions.json", "regions", "regions.csv-metadata.json", "regions/code.csv"):
            response = present.get(f"/table/{path}")
            assert (response.status_code, response.headers["Retry-After"]) == (503, "2"), path
        assert present.get("/table/regions.csv").status_code == 200, "the file is there"
    for path in ("regions.json", "regions", "regions.csv-metadata.json", "regions/code.csv"):
        assert present.get(f"/table/{path}").status_code == 200, path
