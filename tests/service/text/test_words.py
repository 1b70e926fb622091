"""Every word of the pages is used by a page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import ModuleType

import pytest

from styrka.text import changing, comparison, differences, maps, partners, reviewing, things, ui
from tests.conftest import ROOT

PACKAGE = ROOT / "service" / "styrka"
USES = "\n".join(
    path.read_text("utf-8")
    for path in sorted(PACKAGE.rglob("*"))
    if path.suffix in (".py", ".html", ".txt") and path.parent.name != "text"
)
QUOTED = set(re.findall(r"[\"'](?=([^\"'\n]+)[\"'])", USES))
# What keys begin and end with that are put together: word("kind_" ~ one), f"is_{state}", f"{kind}_sentence".
BEGINNINGS = {one or other for one, other in re.findall(r"\"([a-z_]+_)\" ~|f[\"']([a-z_]+_)\{", USES)}
ENDS = set(re.findall(r"f[\"']\{[^{}]+\}(_[a-z_]+)[\"']", USES)) | {"_strategy"}  # word("lead" ~ of_kind)


def list_words(module: ModuleType) -> list[str]:
    words: Mapping[str, tuple[str, str]] = getattr(module, "WORDS", None) or module._WORDS
    return sorted(words)


@pytest.mark.parametrize("module", [ui, things, maps, comparison, partners, changing, reviewing, differences])
def test_every_word_is_used(module: ModuleType) -> None:
    unused = [
        key
        for key in list_words(module)
        if key not in QUOTED
        and not any(key.startswith(one) for one in BEGINNINGS)
        and not any(one in key for one in ENDS)
    ]
    assert not unused
