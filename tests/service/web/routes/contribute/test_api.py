"""``/openapi.json`` and ``/api``: valid, whole, and every example answers as it is described."""

from __future__ import annotations

import importlib
import importlib.util
import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from flask import Flask
from flask.testing import FlaskClient

from styrka.ask import tables
from styrka.ask.reading import read_values
from styrka.engine.local import open_local
from styrka.release import Release
from styrka.settings import Settings
from styrka.web.app import create_app
from styrka.web.render.contribute.api import make_example
from tests.conftest import ROOT
from tests.queries.conftest import QUESTIONS

pytestmark = pytest.mark.slow  # takes seconds, which `make quick` has not

TABLES = tables.load_tables(ROOT)


@pytest.fixture(scope="module")
def little(little_settings: Settings, little_release: Release) -> FlaskClient:
    """A client of a part of the data, which has what the examples are about."""
    engine = open_local(little_release.dumps, little_release.version)
    return create_app(little_settings, engine, QUESTIONS).test_client()


@pytest.fixture(scope="module")
def document(app: Flask) -> dict[str, Any]:
    answer = app.test_client().get("/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = json.loads(answer.data)
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def inline(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """A schema with the components that it refers to."""
    return {**schema, "components": document["components"]}


@pytest.mark.skipif(
    importlib.util.find_spec("openapi_spec_validator") is None, reason="openapi-spec-validator is missing"
)
def test_it_is_openapi_3_1(document: dict[str, Any]) -> None:
    importlib.import_module("openapi_spec_validator").validate(document)


def test_every_schema_is_one_and_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    for schema in document["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
    text = json.dumps(document)
    for reference in {one.split('"')[0] for one in text.split('"$ref": "#/')[1:]}:
        at: Any = document
        for part in reference.split("/"):
            at = at[part]


def test_there_is_an_operation_for_each_question_and_table(document: dict[str, Any]) -> None:
    paths = document["paths"]
    assert {f"/ask/{slug}.json" for slug in QUESTIONS} <= set(paths)
    assert {f"/table/{slug}.{suffix}" for slug in TABLES for suffix in ("json", "csv")} <= set(paths)
    assert {"/find.json", "/suggest", "/api/check", "/release.json", "/doc/region/{code}.jsonld"} <= set(paths)
    added = {"/template/{noun}.xlsx", "/reconcile", "/review.json", "/review/file"}
    assert added <= set(paths)
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("slug", QUESTIONS)
def test_the_parameters_and_columns_are_those_of_the_header(document: dict[str, Any], slug: str) -> None:
    operation = document["paths"][f"/ask/{slug}.json"]["get"]
    own = {one["name"]: one for one in operation["parameters"]}
    query = QUESTIONS[slug]
    assert set(own) == {*(one.name for one in query.parameters), "limit", "offset", "sort"}
    for one in query.parameters:
        assert own[one.name]["description"] == one.label["en"] + one.describe_effect()["en"]
        assert own[one.name]["required"] == (not one.optional and one.default is None)
        if "example" in own[one.name]:
            validator = jsonschema.Draft202012Validator(inline(document, own[one.name]["schema"]))
            validator.validate(own[one.name]["example"])
    rows = operation["responses"]["200"]["content"]["application/json"]["schema"]["properties"]["rows"]["items"]
    assert list(rows["properties"]) == [*query.columns, "evidence"]


def select_forms(answer: Any) -> Any:
    """An answer with one row of each form: what is said of rows is the kinds of their values, and tables are long."""
    if not isinstance(answer, dict) or not isinstance(rows := answer.get("rows"), list):
        return answer
    return answer | {"rows": list({outline(row): row for row in rows}.values())}


def outline(value: Any, name: str = "") -> Any:
    """What a schema can tell of a value: of a text nothing but that it is one, unless it is of a few."""
    if isinstance(value, dict):
        return tuple((key, outline(one, key)) for key, one in sorted(value.items()))
    if isinstance(value, list):
        return frozenset(map(outline, value))
    return value if name == "precision" else type(value)


def test_one_row_of_each_form_is_looked_at() -> None:
    rows = [{"a": ["x"]}, {"a": ["y", "z"]}, {"a": ["x", 1]}, {"a": []}, {"a": None}, {"b": ["x"]}]
    assert select_forms({"rows": rows, "total": 6}) == {"rows": [rows[1], *rows[2:]], "total": 6}
    assert len(select_forms({"rows": [{"precision": "day"}, {"precision": "dag"}]})["rows"]) == 2


def test_every_example_answers_as_it_is_described(document: dict[str, Any], little: FlaskClient) -> None:
    asked = 0
    filled: set[str] = set()
    for path, method, operation in operations(document):
        if method != "get":
            continue
        part = [one["name"] for one in operation["parameters"]] if "parameters" in operation else []
        address = make_example(path, operation)
        if "limit" in part:
            address += ("&" if "?" in address else "?") + "limit=5"
        answer = little.get(address)
        assert answer.status_code == 200, (address, answer.text[:300])
        [(media_type, content)] = operation["responses"]["200"]["content"].items()
        assert answer.mimetype == media_type, address
        if media_type.endswith("json"):
            validator = jsonschema.Draft202012Validator(inline(document, content["schema"]))
            told = json.loads(answer.data)
            faults = [one.message for one in validator.iter_errors(select_forms(told))]
            assert not faults, (address, faults[:3])
            filled.update([path] if isinstance(told, dict) and told.get("rows") else ())
        asked += 1
    assert asked > len(QUESTIONS) + 2 * len(TABLES)
    wanted = {f"/ask/{slug}.json" for slug in QUESTIONS} | {f"/table/{slug}.json" for slug in TABLES}
    assert wanted - filled == {"/ask/personal-data.json"}, "what has no row tells nothing of its columns"


def test_parts_follow_by_link(document: dict[str, Any], client: FlaskClient) -> None:
    headers = document["paths"]["/ask/periods.json"]["get"]["responses"]["200"]["headers"]
    answer = client.get("/ask/projects-of-a-fund.json?limit=3")
    assert set(headers) <= set(answer.headers.keys())
    assert 'rel="next"' in answer.headers["Link"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/ask/shared-priorities.json", 400),
        ("/ask/shared-priorities.json?theme=nothing", 400),
        ("/doc/region/NOWHERE.jsonld", 404),
        ("/table/areas/nothing.csv", 404),
        ("/find.json?q=x&kind=planet", 400),
    ],
)
def test_a_problem_is_as_it_is_described(document: dict[str, Any], client: FlaskClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    content = document["components"]["responses"][str(status)]["content"][answer.mimetype]
    jsonschema.Draft202012Validator(inline(document, content["schema"])).validate(json.loads(answer.data))


def test_it_is_the_same_for_readers_of_every_language(client: FlaskClient) -> None:
    swedish, english = (client.get("/openapi.json", headers={"Accept-Language": tag}) for tag in ("sv", "en"))
    assert swedish.data == english.data


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("What you can rely on", "never renamed")), ("sv", ("Det du kan lita på", "byter aldrig namn"))],
)
def test_the_page_has_every_operation_and_what_to_rely_on(
    client: FlaskClient, document: dict[str, Any], language: str, words: tuple[str, ...]
) -> None:
    page = client.get(f"/api?lang={language}", headers={"Accept": "text/html"})
    assert page.status_code == 200
    for one in words:
        assert one in page.text
    for _, _, operation in operations(document):
        assert f'<li id="{operation["operationId"]}"><a href="/api/{operation["operationId"]}?lang=' in page.text
        summary = operation["x-summary-sv" if language == "sv" else "summary"]
        assert summary.split("“")[0][:40] in page.text.replace("&#39;", "'")
    for shown in ("curl '", "pandas.read_csv", "read.csv"):
        assert shown in page.text.replace("&#39;", "'")
    assert "too-large" in page.text


@pytest.mark.parametrize("language", ["en", "sv"])
def test_each_operation_has_a_page_with_its_parameters_and_what_may_go_wrong(
    client: FlaskClient, document: dict[str, Any], language: str
) -> None:
    for path, method, operation in operations(document):
        name = operation["operationId"]
        answer = client.get(f"/api/{name}?lang={language}", headers={"Accept": "text/html"})
        assert answer.status_code == 200, name
        text = unescape(answer.text)
        assert f"{method.upper()} {path}" in text
        for one in operation.get("parameters", ()):
            assert f"<code>{one['name']}</code>" in text
            assert one["x-description-sv" if language == "sv" else "description"] in text
        assert "#bad-parameter" in text or "400" not in operation["responses"]


def test_the_page_of_a_question_shows_the_first_rows_of_its_example(client: FlaskClient) -> None:
    text = client.get("/api/shared-priorities", headers={"Accept": "text/html"}).text
    first = client.get("/ask/shared-priorities.csv?theme=energy&limit=3").text.splitlines()
    rows = re.findall(r"<tr><td>(.*?)</td>", text)
    assert len(rows) == 3
    assert rows == [line.split(",")[0] for line in first[1:]]
    assert "deciding</code> That decide for themselves" in text  # an enumeration with its labels


def test_an_operation_that_there_is_not_is_an_error(client: FlaskClient) -> None:
    assert client.get("/api/nothing").status_code == 404


def test_the_service_leads_to_it(client: FlaskClient) -> None:
    assert 'rel="service-desc"' in client.get("/api").headers["Link"]
    assert "/openapi.json" in json.dumps(client.get("/.well-known/api-catalog").get_json(force=True))
    assert "openapi.json" in client.get("/llms.txt").text
    for page in ("/data", "/"):
        assert 'href="/api"' in client.get(page, headers={"Accept": "text/html"}).text


def test_the_values_of_an_enumeration_are_taken(app: Flask, document: dict[str, Any]) -> None:
    present = app.extensions["styrka"]
    query = QUESTIONS["shared-priorities"]
    themes = [one["const"] for one in document["components"]["schemas"]["ThemeCode"]["oneOf"]]
    assert len(themes) == 60
    for theme in themes:
        reading = read_values(present.engine, present.names, query, {"theme": theme})
        assert not reading.errors, theme


@pytest.mark.parametrize("sign", ["\x01", "\t", "\x0f", "\x1f", "\x7f"])
def test_a_text_that_its_pattern_does_not_allow_is_refused(
    document: dict[str, Any], client: FlaskClient, sign: str
) -> None:
    path = "/ask/region-names.json"
    schema = next(one["schema"] for one in document["paths"][path]["get"]["parameters"] if one["name"] == "name")
    for text, status in ((f"a{sign}b", 400), ("Sörmland", 200)):
        validator = jsonschema.Draft202012Validator(inline(document, schema))
        assert validator.is_valid(text) is (status == 200)
        assert client.get(path, query_string={"name": text}).status_code == status


def test_the_example_of_a_review_is_taken_and_gives_its_file(document: dict[str, Any], client: FlaskClient) -> None:
    operation = document["paths"]["/review/file"]["post"]
    content = operation["requestBody"]["content"]["application/json"]
    jsonschema.Draft202012Validator(inline(document, content["schema"])).validate(content["example"])
    answer = client.post("/review/file", json=content["example"])
    assert answer.status_code == 200, answer.text
    assert answer.mimetype in operation["responses"]["200"]["content"]


def test_no_description_allows_the_character_that_is_always_refused(
    document: dict[str, Any], client: FlaskClient
) -> None:
    asked = 0
    for path, method, operation in operations(document):
        for one in operation.get("parameters", ()):
            schema = inline(document, one["schema"])
            if one["in"] == "query" and jsonschema.Draft202012Validator(schema).is_valid("nothing"):
                assert not jsonschema.Draft202012Validator(schema).is_valid("a\0b"), (path, method, one["name"])
                asked += 1
    assert asked > 20
    assert client.get("/reconcile?lang=a%00b").status_code == 400
    form = document["paths"]["/reconcile"]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]
    for sent in ({"a\0b": "c"}, {"a": "b\0c"}):
        assert not jsonschema.Draft202012Validator(form["schema"]).is_valid(sent)
        assert client.post("/reconcile", data=sent).status_code == 400
