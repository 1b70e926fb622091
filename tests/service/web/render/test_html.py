"""Pages are HTML that a parser of the standard reads without an error, in both languages."""

from __future__ import annotations

import itertools
import re
from collections import Counter

import html5rdf
import pytest
from flask.testing import FlaskClient

PAGES = (
    "/",
    "/regions",
    "/themes",
    "/ask",
    "/ask?q=region",
    "/ask/shared-priorities?theme=energy&country=SE",
    "/ask/adoption",
    "/data",
    "/about",
    "/about/accessibility",
    "/about/limits",
    "/about/problems",
    "/catalog",
    "/dataset/strategies",
    "/table",
    "/table/regions",
    "/release",
    "/release/latest",
    "/doc/region/SE122",
    "/scheme/theme/energy",
    "/def",
    "/def/Region",
    "/sparql",
    "/find?q=energi",
    "/cite?of=/doc/region/SE122",
    "/doc/region/nowhere",
)
MADE_OF_FILES = ("/catalog", "/dataset/strategies", "/release/latest")  # which the first reader waits for


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize(
    "path", [pytest.param(one, marks=pytest.mark.slow if one in MADE_OF_FILES else ()) for one in PAGES]
)
def test_a_page_is_valid(client: FlaskClient, path: str, language: str) -> None:
    asked = {"Accept": "text/html", "Accept-Language": language}
    text = client.get(path, headers=asked, follow_redirects=True).text
    parser = html5rdf.HTMLParser(tree=html5rdf.treebuilders.getTreeBuilder("etree"))
    parser.parse(text)
    assert not parser.errors
    ids = Counter(re.findall(r'\sid="([^"]*)"', text))
    assert not {one for one, n in ids.items() if n > 1 or not one or " " in one}
    named = set(re.findall(r'aria-(?:labelledby|describedby)="([^"]*)"', text)) | set(
        re.findall(r'\sfor="([^"]*)"', text)
    )
    assert {one for names in named for one in names.split()} <= set(ids)
    assert text.count("<h1") == 1
    levels = [int(level) for level in re.findall(r"<h([1-6])", text)]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert not re.search(
        r"\s(?:style|on\w+)=", re.sub(r"<(?:pre|textarea)\b.*?</(?:pre|textarea)>", "", text, flags=re.DOTALL)
    )
    assert not re.search(r'(?:href|src|action)=""', text)
