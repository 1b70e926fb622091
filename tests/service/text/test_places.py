"""Where passages stand: what the data describe in English has its Swedish, and the documents' headings stay."""

from __future__ import annotations

from styrka.engine.interface import select_rows
from styrka.engine.local import LocalEngine
from styrka.text.reference.places import DESCRIBED, is_described, name_place
from styrka.vocabulary import sparql_prefixes


def test_each_description_in_the_data_has_its_swedish(engine: LocalEngine) -> None:
    rows = select_rows(engine, sparql_prefixes() + "SELECT DISTINCT ?section { ?passage styrka:section ?section }")
    parts = {part for row in rows for part in row["section"].value.split("; ")}
    described = {part for part in parts if part[0].islower()}
    assert len(described) > 40
    assert described == set(DESCRIBED)


def test_a_heading_stays_as_the_document_has_it() -> None:
    assert name_place("Fem områden anges", "sv") == "Fem områden anges"
    assert not is_described("Fem områden anges")
    assert name_place("first paragraph; Delmål 10", "sv") == "första stycket; Delmål 10"
    assert name_place("first paragraph", "en") == "first paragraph"
    assert is_described("list; Gli aggiornamenti della S3")
