"""Terms of our namespace that a query names and the ontology does not have."""

from __future__ import annotations

import pytest

from styrka.ask.writing.misspelt import find_misspelt, replace_term
from styrka.engine.local import LocalEngine
from styrka.vocabulary import DEF


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("SELECT * { ?r styrka:ownPriorityArea ?a }", {}),
        ("SELECT * { ?r styrka:ownPriorityAera ?a }", {"styrka:ownPriorityAera": "styrka:ownPriorityArea"}),
        (f"PREFIX s: <{DEF}> SELECT * {{ ?r a s:region }}", {"s:region": "s:Region"}),
        (f"SELECT * {{ ?r a <{DEF}Regoin> }}", {f"<{DEF}Regoin>": f"<{DEF}Region>"}),
        ('SELECT * { ?r ?p "styrka:ownPriorityAera" # styrka:Regoin\n }', {}),
        ("PREFIX styrka: <http://example.org/> SELECT * { ?r a styrka:Regoin }", {}),
        ("SELECT * { ?r styrka:qqqqqq ?a", {"styrka:qqqqqq": ""}),
    ],
)
def test_a_term_that_there_is_not_is_found_with_the_nearest(
    engine: LocalEngine, query: str, found: dict[str, str]
) -> None:
    assert {one.written: one.near[0] if one.near else "" for one in find_misspelt(query, engine)} == found


def test_a_term_is_replaced_where_it_is_a_term() -> None:
    query = '# s:Regoin\nSELECT * { ?r a s:Regoin ; ?p "s:Regoin" . ?q a s:Regoin , s:RegoinX }'
    mended = replace_term(query, "s:Regoin", "s:Region")
    assert mended == '# s:Regoin\nSELECT * { ?r a s:Region ; ?p "s:Regoin" . ?q a s:Region , s:RegoinX }'
