"""What is known of sources, and which passages are quoted for a statement."""

from __future__ import annotations

import pytest

from styrka.ask.evidence import Support
from styrka.ask.sources import describe_sources, find_passages
from styrka.engine.local import LocalEngine
from styrka.vocabulary import BASE, CURATION, DEF

DOCUMENT = BASE + "id/source/region-sormland-2018"
LIST = f"<{BASE}id/strategy/se122-2017>"
AREA = f"<{BASE}id/area/se122-2017/avancerad-tillverkning-for-kravande-miljoer>"


def support(statement: tuple[str, str, str], source: str = DOCUMENT) -> Support:
    return Support("area", statement, BASE + "graph/x", source, statement)


def test_a_document_has_title_publisher_and_date(engine: LocalEngine) -> None:
    found = describe_sources(engine, [DOCUMENT], "sv")[DOCUMENT]

    assert (found.title, found.language, found.publisher, found.date) == (
        "Smart specialisering",
        "sv",
        "Region Sörmland",
        "2018-06-20",
    )
    assert found.is_document


def test_the_curation_is_a_source_and_no_document(engine: LocalEngine) -> None:
    found = describe_sources(engine, [CURATION], "en")[CURATION]

    assert found.title == "Styrka's curation"
    assert not found.is_document


def test_no_source_has_an_address_for_a_title(engine: LocalEngine) -> None:
    from styrka.engine.interface import select_rows

    every = [row["s"].value for row in select_rows(engine, f"SELECT ?s {{ ?s a <{DEF}Source> }}")]
    found = describe_sources(engine, every)

    assert len(found) > 600
    assert not [one for one in found.values() if one.title.startswith(("http", "www."))]
    assert [one for one in found.values() if not one.title and one.publisher]


def test_nothing_is_asked_of_no_source(engine: LocalEngine) -> None:
    assert describe_sources(engine, []) == {}
    assert find_passages(engine, []) == {}


def test_a_passage_is_found_for_the_statement_of_its_own_document(engine: LocalEngine) -> None:
    own = support((LIST, f"<{DEF}hasPriorityArea>", AREA))
    elsewhere = support((LIST, f"<{DEF}hasPriorityArea>", AREA), BASE + "id/source/region-varmland")

    found = find_passages(engine, [own, elsewhere])

    assert list(found) == [own]
    assert "Avancerad tillverkning" in " ".join(one.text for one in found[own])


@pytest.mark.parametrize("source", [CURATION])
def test_the_curation_is_never_quoted(engine: LocalEngine, source: str) -> None:
    assert find_passages(engine, [support((LIST, f"<{DEF}hasPriorityArea>", AREA), source)]) == {}


def test_of_a_passage_that_is_not_quoted_only_the_place_is_known(engine: LocalEngine) -> None:
    source = BASE + "id/source/agendaempresa-com-innovacion-y-especializacion-p-ca698e61"
    statement = (f"<{BASE}id/strategy/es61-2014-2020-ris3-andalucia>", f"<{DEF}hasPriorityArea>", f"<{BASE}id/area/x>")

    (found,) = find_passages(engine, [support(statement, source)]).values()

    assert [(one.text, one.section) for one in found] == [("", "third paragraph")]
