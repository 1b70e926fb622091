"""References to what Styrka states: as a sentence, in BibTeX and in CSL-JSON.

A reference names two addresses: the thing's own, which never changes and always shows the latest, and that of the
release, which shows for ever what was cited.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from styrka.formats import BIBTEX, CSL
from styrka.vocabulary import BASE, slug

FORMATS: Final = (BIBTEX, CSL)
# What TeX takes for a command; everything else is UTF-8, which biber and present BibTeX styles read.
_TEX: Final = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "%": r"\%",
    "&": r"\&",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_DAY: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_WORDS: Final = {"en": ("Data set", "Release", "As it was then:"), "sv": ("Datamängd", "Utgåva", "Som det var då:")}


@dataclass(frozen=True)
class Reference:
    """The parts of a reference.

    Attributes:
        title: what is cited, in the reader's language.
        iri: its own address, for ever.
        kept: its address in the release; empty where the release has no files here.
        version: the release's version.
        created: the day on which the release was written (ISO 8601; empty: not known).
        publisher: the organisation that publishes; nobody else is named as author.
        language: of the title.
    """

    title: str
    iri: str
    kept: str
    version: str
    created: str
    publisher: str
    language: str

    @property
    def year(self) -> str:
        """The year of the release; empty when it is not known."""
        return self.created[:4]

    @property
    def key(self) -> str:
        """The name of the entry, the same for the same thing in the same release."""
        return f"{slug(f'{self.publisher} {self.iri.removeprefix(BASE)}')}-{slug(self.version)}"


def find_day(created: str, version: str) -> str:
    """Return the day of a release, from when it was written, else from its version.

    Which begins with the data's day.
    """
    found = _DAY.match(created) or _DAY.match(version)
    return found.group() if found else ""


def format_sentence(of: Reference) -> str:
    """Return the reference as a sentence (APA's order for data sets)."""
    kind, release, then = _WORDS.get(of.language, _WORDS["en"])
    when = f" ({of.year})" if of.year else ""
    kept = f" . {then} {of.kept}" if of.kept else ""
    return f"{of.publisher}{when}. {of.title} [{kind}]. {release} {of.version}. {of.iri}{kept}"


def format_bibtex(of: Reference) -> str:
    """Return the reference as a BibTeX entry; ``misc``, because older styles know no ``dataset``."""
    fields = {
        "author": f"{{{_tex(of.publisher)}}}",
        "title": f"{{{_tex(of.title)}}}",
        "year": of.year,
        "date": of.created,
        "version": _tex(of.version),
        "publisher": _tex(of.publisher),
        "url": of.iri,
        "howpublished": of.kept and f"\\url{{{of.kept}}}",
        "type": "Data set",
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{of.key},\n{lines}\n}}\n"


def format_csl(of: Reference) -> list[dict[str, Any]]:
    """Return the reference as CSL-JSON (Citation Style Language 1.0.2, csl-data.json): a list of one item."""
    item: dict[str, Any] = {
        "id": of.key,
        "type": "dataset",
        "title": of.title,
        "author": [{"literal": of.publisher}],
        "publisher": of.publisher,
        "version": of.version,
        "URL": of.iri,
        "language": of.language,
    }
    if of.kept:
        item["archive_location"] = of.kept
    if of.created:
        item["issued"] = {"date-parts": [[int(part) for part in of.created.split("-")]]}
    return [item]


def _tex(text: str) -> str:
    return "".join(_TEX.get(char, char) for char in " ".join(text.split()))
