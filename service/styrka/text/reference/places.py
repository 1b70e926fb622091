"""Where a passage stands in its document, in the reader's language.

A place is a heading of the document, as the document has it, or a description of ours, in English and without a capital
letter, of which the words are here; several are divided by semicolons.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

DESCRIBED: Final[Mapping[str, str]] = {
    # English: Swedish
    "below the list": "under listan",
    "contents list": "innehållsförteckningen",
    "contents list, 4.3": "innehållsförteckningen, 4.3",
    "contents": "innehåll",
    "cover page": "omslagssidan",
    "cover": "omslaget",
    "description": "beskrivningen",
    "first and last paragraph": "första och sista stycket",
    "first and second paragraph": "första och andra stycket",
    "first and sixth paragraph": "första och sjätte stycket",
    "first and third paragraph": "första och tredje stycket",
    "first entry": "första posten",
    "first list": "första listan",
    "first notice": "första notisen",
    "first paragraph (read in the mobile view)": "första stycket (läst i mobilvyn)",
    "first paragraph": "första stycket",
    "first paragraphs": "de första styckena",
    "first two paragraphs": "de två första styckena",
    "foot of the page": "sidans fot",
    "fourth and fifth paragraph": "fjärde och femte stycket",
    "fourth paragraph": "fjärde stycket",
    "head of the page": "sidans huvud",
    "heading Färdplaner": "rubriken Färdplaner",
    "heading": "rubriken",
    "imprint": "impressum",
    "item 1 of the numbered list": "punkt 1 i den numrerade listan",
    "item 4": "punkt 4",
    "last paragraph": "sista stycket",
    "last sentence of the first paragraph": "sista meningen i första stycket",
    "last sentence of the paragraph": "sista meningen i stycket",
    "lead": "ingressen",
    "list after the second paragraph": "listan efter andra stycket",
    "list after the third paragraph": "listan efter tredje stycket",
    "list at the end": "listan i slutet",
    "list below the second paragraph": "listan under andra stycket",
    "list of working groups": "listan över arbetsgrupper",
    "list": "listan",
    "lists": "listorna",
    "numbered list": "den numrerade listan",
    "second and fifth paragraph": "andra och femte stycket",
    "second and fourth paragraph": "andra och fjärde stycket",
    "second and third paragraph": "andra och tredje stycket",
    "second paragraph": "andra stycket",
    "second stored version": "den andra sparade versionen",
    "slide title": "bildens rubrik",
    "statement of the region": "regionens uttalande",
    "table of contents": "innehållsförteckningen",
    "text beside the EU flag": "texten bredvid EU-flaggan",
    "text of the article": "artikelns text",
    "text of the assessment": "bedömningens text",
    "text": "texten",
    "thematic priorities": "de tematiska prioriteringarna",
    "third and fourth paragraph": "tredje och fjärde stycket",
    "third paragraph": "tredje stycket",
    "third to fifth paragraph": "tredje till femte stycket",
    "title slide": "titelbilden",
    "title": "titeln",
    "written answer": "det skriftliga svaret",
}


def name_place(section: str, language: str) -> str:
    """Return where a passage stands: our descriptions in a language, headings as they are.

    >>> name_place("second paragraph; Delmål 10", "sv")
    'andra stycket; Delmål 10'
    """
    if language != "sv":
        return section
    return "; ".join(DESCRIBED.get(part, part) for part in section.split("; "))


def is_described(section: str) -> bool:
    """Return whether a place is described by us, and not named by a heading alone."""
    return any(part in DESCRIBED for part in section.split("; "))
