"""A facet has the commonest values open, the others folded, and not hundreds of them."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from styrka.web.render.answer import links
from styrka.web.render.answer.links import FacetShown, FacetValue
from tests.service.web.render.test_pages import page


@pytest.mark.parametrize(
    ("count", "listed", "summary", "beyond"),
    [(6, 6, None, None), (7, 7, "1 more", None), (60, 60, "54 more", None), (417, 60, "411 more", "357 others")],
)
def test_a_facet_lists_the_commonest_values(
    monkeypatch: pytest.MonkeyPatch, count: int, listed: int, summary: str | None, beyond: str | None
) -> None:
    monkeypatch.setattr(links, "language", lambda: "en")
    values = tuple(FacetValue(f"Place {number}", 1000 - number, f"?place={number}") for number in range(count))
    written = str(FacetShown("Place", values).written)
    assert re.findall(r">Place (\d+)</a>", written) == [str(number) for number in range(listed)]
    assert re.findall(r"<summary>(.*?)</summary>", written) == ([summary] if summary else [])
    assert re.findall(r"<p>(\d+ others)", written) == ([beyond] if beyond else [])


def test_a_country_without_a_row_has_its_name_where_it_can_be_removed(client: FlaskClient) -> None:
    text = page(client, "/ask/shared-priorities?theme=mining&country=MT")
    assert 'aria-current="true">Malta: remove</a>' in text
