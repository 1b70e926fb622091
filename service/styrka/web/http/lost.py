"""What somebody may have wanted at an address where there is nothing: words to search for, and the nearest things."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote

from flask import request

from styrka import clock
from styrka.ask.names.finding import KIND_CODES, is_ahead, is_of_kind
from styrka.ask.names.folding import split_words
from styrka.ask.names.index import Hit
from styrka.errors import StyrkaError
from styrka.web.context import ReleaseSwitched, service

_NEAR: Final = 3
_LONGEST: Final = 80  # characters of the words
_FOLDERS: Final = {"actor": "organisation", "list": "strategy"}


def guess_words() -> str:
    """Return the words that the last part of the present address stands for."""
    last = unquote(request.path.rstrip("/").rpartition("/")[2])
    return " ".join(re.sub(r"\.[a-z0-9]{1,8}$", "", last).replace("-", " ").replace("_", " ").split())[
        :_LONGEST
    ].strip()


def find_near_things() -> tuple[Hit, ...]:
    """Return the three things that are called most like the present address; none where the names cannot be read."""
    text = guess_words()
    if not split_words(text):
        return ()
    folder = request.path.rpartition("/")[0].rpartition("/")[2]
    kind = _FOLDERS.get(folder, folder)
    kind = kind if kind in KIND_CODES else ""
    try:
        index = service().names.index(service().engine)
    except (StyrkaError, ReleaseSwitched):  # what is wrong is reported already
        return ()
    today = clock.read_today()
    apart = [KIND_CODES[kind]] if kind else []
    found = index.search_every(text, lambda one: is_of_kind(one, kind) and is_ahead(one, today), apart)[:_NEAR]
    more = index.find_near(text, lambda one: is_of_kind(one, kind), _NEAR) if len(found) < _NEAR else ()
    known = {hit.thing.iri for hit in found}
    return (*found, *(hit for hit in more if hit.thing.iri not in known))[:_NEAR]
