"""Every question's page is small enough to arrive at once: its example, in both languages, without a map in it."""

from __future__ import annotations

import gzip
import re

import pytest
from flask.testing import FlaskClient

from tests.queries.conftest import QUESTIONS, example

MAP = re.compile(r'<figure class="[^"]*\bmap[^"]*">.*?</figure>', re.DOTALL)
WHOLE, COMPRESSED = 100_000, 25_000  # bytes


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("slug", sorted(QUESTIONS))
def test_the_page_of_a_question_is_small(client: FlaskClient, slug: str, language: str) -> None:
    asked = {**example(QUESTIONS[slug]), "lang": language}
    answer = client.get(f"/ask/{slug}", query_string=asked, headers={"Accept": "text/html"}, follow_redirects=True)
    assert answer.status_code == 200
    body = MAP.sub("", answer.text).encode()
    assert len(body) < WHOLE
    assert len(gzip.compress(body, 6)) < COMPRESSED
