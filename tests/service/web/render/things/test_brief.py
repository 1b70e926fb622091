"""The sheet of a region: what its page says, short enough for one page of A4."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.service.web.render.test_pages import page


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("code", ["SE122", "SE311", "ITC4", "SE"])
def test_the_sheet_has_the_sentence_of_the_region_and_its_priorities(
    client: FlaskClient, code: str, language: str
) -> None:
    text, whole = page(client, f"/doc/region/{code}/brief", language), page(client, f"/doc/region/{code}", language)
    sentence = whole.split('<p class="sentence">', 1)[1].split("</p>", 1)[0]
    assert sentence in text
    assert len(text.encode()) < len(whole.encode())


def test_a_region_that_is_not_recorded_has_no_sheet(client: FlaskClient) -> None:
    assert client.get("/doc/region/nowhere/brief", headers={"Accept": "text/html"}).status_code == 404
