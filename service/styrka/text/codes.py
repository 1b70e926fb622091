"""The words of answers for people: what stands above a column, and what a code in a cell is called.

``queries/words.yaml`` has them for all questions; data formats have the names and the codes. Where a code is no good
English, ``labels`` has what a page shows instead, and nothing where it is not worth a word. A code that a question
cuts from a concept's IRI (``STRAFTER(STR(?role), "/role/")``) has the concept's label, which the data have.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from styrka.errors import SourceError
from styrka.vocabulary import BASE, DEF
from styrka.yaml_text import read_yaml

FILE: Final = "words.yaml"
_NAME: Final = "Name"
_CUT: Final = re.compile(r'"/?([a-z-]+)/"')
_CODE: Final = re.compile(r"[A-Za-z][\w-]*")
_KEYS: Final = frozenset({"headings", "codes", "labels", "warnings", "dates"})


@dataclass(frozen=True)
class Wording:
    """Words in English and Swedish.

    Attributes:
        headings: by column, then by language.
        codes: the Swedish words for a code, which is English words itself.
        labels: what a page shows for a code in place of those, by language; empty for what is not worth a word.
        warnings: the codes that a reader must not miss.
        dates: the columns that have dates, some of which a query gives as plain texts.
    """

    headings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    warnings: frozenset[str] = frozenset()
    dates: frozenset[str] = frozenset()

    def heading(self, column: str, language: str) -> str:
        """Return what stands above a column; its name taken apart where no words are written for it.

        The column with the name of what is in another one is called after that.
        """
        if found := self.headings.get(column, {}).get(language):
            return found
        if column.endswith(_NAME):
            return f"{self.heading(column.removesuffix(_NAME), language)}, {'namn' if language == 'sv' else 'name'}"
        return _apart(column)

    def code(self, text: str, language: str) -> str:
        """Return a code in the reader's language; the code itself in English, and where no words are written for it."""
        return self.codes.get(text, text) if language == "sv" else text

    def label(self, text: str, language: str) -> str:
        """Return what a page shows for a code."""
        return self.labels[text][language] if text in self.labels else self.code(text, language)


def load_wording(folder: Path) -> Wording:
    """Return the words beside the questions of a folder; none where it has no such file.

    Raises:
        SourceError: When the file is not as it should be.
    """
    path = folder / FILE
    if not path.is_file():
        return Wording()
    name = f"{folder.name}/{FILE}"
    try:
        document = read_yaml(path.read_text("utf-8")) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise SourceError(
            f"This is not YAML: {getattr(error, 'problem', error)}.", path=name, line=mark.line + 1 if mark else None
        ) from None
    if not isinstance(document, dict) or set(document) - _KEYS:
        raise SourceError(f"The words are {' and '.join(sorted(_KEYS))}, and nothing else.", path=name, line=1)
    headings = {column: _pair(column, pair, name) for column, pair in (document.get("headings") or {}).items()}
    codes = {str(code): str(words) for code, words in (document.get("codes") or {}).items()}
    labels = {str(code): _pair(str(code), pair, name) for code, pair in (document.get("labels") or {}).items()}
    warnings, dates = (frozenset(map(str, document.get(name) or ())) for name in ("warnings", "dates"))
    return Wording(headings, codes, labels, warnings, dates)


def find_concepts(text: str, code: str) -> tuple[str, ...]:
    """Return the IRIs that a code in an answer may be cut from, as the text of the question cuts them.

    Parameters:
        text: the SPARQL of the question.
        code: such as ``applicant``, a concept of a scheme, or ``TestBed``, a class.
    """
    if not _CODE.fullmatch(code):
        return ()
    if code[0].isupper():
        return (DEF + code,)
    return tuple(f"{BASE}scheme/{folder}/{code}" for folder in _find_folders(text))


@lru_cache(200)
def _find_folders(text: str) -> tuple[str, ...]:
    return tuple(folder for folder in dict.fromkeys(_CUT.findall(text)) if folder != "def")


def _pair(column: str, pair: Any, path: str) -> Mapping[str, str]:
    if not isinstance(pair, list) or len(pair) != 2 or not all(isinstance(words, str) for words in pair):
        raise SourceError(f"{column} needs two texts, English and Swedish.", path=path)
    return {"en": pair[0], "sv": pair[1]}


def _apart(name: str) -> str:
    """``areaEnglish`` as ``Area english``."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z0-9])", " ", name).lower()
    return words[:1].upper() + words[1:]
