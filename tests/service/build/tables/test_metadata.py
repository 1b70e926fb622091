"""The mapping of the tables: what is read of it, and one clear error for what cannot be."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from styrka.build.tables.metadata import METADATA, find_tables, read_metadata
from styrka.build.tables.schema import LANGUAGE_TAGGED, PARTIAL_DATE, Template
from styrka.errors import SourceError
from styrka.vocabulary import BASE
from tests.conftest import ROOT
from tests.service.build.tables import small

PATH = f"data/tables/{METADATA}"


def error(text: str) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read_metadata(text, PATH)
    assert str(caught.value).startswith(PATH)
    assert caught.value.evidence["remedy"]
    return caught.value


def test_every_shipped_table_is_described_and_every_description_has_its_table() -> None:
    described = read_metadata((ROOT / PATH).read_text("utf-8"), PATH)

    assert {path.name for path in find_tables(ROOT)} == set(described)
    assert all(
        {"title", "modified", "license"} <= {name.rsplit("/", 1)[1] for name, _, _ in table.head}
        for table in described.values()
    )


def test_a_table_has_its_columns_in_order_with_their_types() -> None:
    table = small.schema()

    assert [column.name for column in table.columns][:3] == ["id", "source", "language"]
    assert {column.name: column.datatype for column in table.columns if column.datatype != "string"} == {
        "name": LANGUAGE_TAGGED,
        "alt_name": LANGUAGE_TAGGED,
        "period_start": PARTIAL_DATE,
        "count": "integer",
    }
    assert table.key == ("id", "source", "language")
    assert table.references == (("source", "sources.csv", "id"),)
    assert {column.language for column in small.schema("sources.csv").columns} == {"", "sv"}


def test_what_is_not_json_is_shown_where() -> None:
    found = error('{"tables": [\n  {"url": "a.csv",}\n]}')

    assert (found.evidence["line"], found.evidence["column"]) == (2, 19)
    assert "not JSON" in str(found)


def strip(text: str) -> Callable[[dict[str, Any]], None]:
    return lambda metadata: metadata["tables"][1].pop(text)


def column(name: str, value: object) -> Callable[[dict[str, Any]], None]:
    return lambda metadata: metadata["tables"][1]["tableSchema"]["columns"][3].update({name: value})


def of_schema(name: str, value: object) -> Callable[[dict[str, Any]], None]:
    return lambda metadata: metadata["tables"][1]["tableSchema"].update({name: value})


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda metadata: metadata.pop("tables"), "there is no tables"),
        (strip("url"), "there is no url"),
        (strip("tableSchema"), "strategies.csv: there is no tableSchema"),
        (lambda metadata: metadata["tables"][1]["tableSchema"].pop("aboutUrl"), "strategies.csv: there is no aboutUrl"),
        (lambda metadata: metadata["tables"][1]["tableSchema"].pop("primaryKey"), "there is no primaryKey"),
        (lambda metadata: metadata["tables"][1]["tableSchema"]["columns"][0].pop("name"), "there is no name"),
        (lambda metadata: metadata["tables"][1].update(url="../strategies.csv"), "../strategies.csv: the name is not"),
        (of_schema("primaryKey", ["id", "sourec"]), "sourec is used, and is not one of its columns"),
        (of_schema("aboutUrl", BASE + "id/strategy/{ident}"), "ident is used, and is not one of its columns"),
        (of_schema("aboutUrl", BASE + "id/strategy/"), "has a variable, for example"),
        (column("datatype", "duration"), "the datatype duration is not read"),
        (column("propertyUrl", "skoss:prefLabel"), "there is no skoss"),
        (column("valueUrl", BASE + "def/{kind}"), "the template of the column type has the variable kind"),
        (column("aboutUrl", BASE + "id/{count}"), "the template of the column type has the variable count"),
        (
            lambda metadata: metadata["tables"][1]["tableSchema"]["columns"][8].update(aboutUrl=BASE + "id/{count}"),
            "the column count has an aboutUrl and no valueUrl",
        ),
        (
            lambda metadata: metadata["tables"][1]["tableSchema"]["columns"].pop(2),
            "language is used, and is not one of its columns",
        ),
    ],
)
def test_what_is_described_wrongly_is_named(spoil: Callable[[dict[str, Any]], object], fault: str) -> None:
    metadata = small.metadata()
    spoil(metadata)

    assert fault in str(error(json.dumps(metadata)))


@pytest.mark.parametrize("text", ["[]", "1", '{"tables": 1}', '{"tables": [1]}', '{"tables": {"url": "a.csv"}}'])
def test_what_is_json_of_another_form_is_an_error_too(text: str) -> None:
    error(text)


@pytest.mark.parametrize(
    ("template", "values", "iri"),
    [
        (Template(("https://a/", ""), ("x",)), ["SE 1/å"], "https://a/SE%201%2F%C3%A5"),
        (Template(("https://a/", "#it"), ("x",), reserved=True), ["area/b"], "https://a/area/b#it"),
        (Template(("", ""), ("x",), reserved=True), ["https://a/?q=b c"], "https://a/?q=b%20c"),
        (Template(("https://a/", "/", ""), ("x", "y")), ["gdp", "SE/1"], "https://a/gdp/SE%2F1"),
        (Template(("https://a/b",), ()), [], "https://a/b"),
    ],
)
def test_a_template_expands_as_rfc_6570_says(template: Template, values: list[str], iri: str) -> None:
    assert template.expand(*values) == iri


@pytest.mark.parametrize(
    ("column", "fault"),
    [
        ({"name": "kind", "virtual": True, "propertyUrl": "rdf:type"}, "the virtual column kind"),
        (
            {"name": "kind", "virtual": True, "valueUrl": BASE + "{nothing}"},
            "a variable that is not one of the columns",
        ),
        ({"name": "kind", "virtual": True, "default": "a", "separator": "|"}, "the virtual column kind"),
    ],
)
def test_a_virtual_column_says_one_thing_of_each_row(column: dict[str, Any], fault: str) -> None:
    metadata = small.metadata()
    metadata["tables"][1]["tableSchema"]["columns"].append(column)

    assert fault in str(error(json.dumps(metadata)))


def test_signs_of_variables_are_not_mixed() -> None:
    metadata = small.metadata()
    metadata["tables"][1]["tableSchema"]["aboutUrl"] = BASE + "id/strategy/{id}/{+source}"

    assert "either all variables" in str(error(json.dumps(metadata)))
