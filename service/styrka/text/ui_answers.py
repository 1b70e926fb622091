"""The words of the pages of answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ANSWERS: Final[Mapping[str, tuple[str, str]]] = {
    # key: (English, Swedish)
    "change_question": ("change", "ändra"),
    "caveats": ("To know beside it", "Att veta till det"),
    "take": ("Take it with you", "Ta med svaret"),
    "take_excel": ("Excel", "Excel"),
    "take_image": ("Image of the map", "Bild av kartan"),
    "take_cite": ("Cite this answer", "Hänvisa till svaret"),
    "take_link": ("Link to this answer", "Länk till svaret"),
    "take_then": ("As it is in the data of {date}, for ever", "Som det är i data av den {date}, för alltid"),
    "answer_then": (
        "This is what release {version} of {date} answers to the question as it is put today.",
        "Så svarar utgåva {version} från {date} på frågan så som den ställs i dag.",
    ),
    "answer_now": ("What is recorded now", "Vad som är registrerat nu"),
    "take_python": ("In Python", "I Python"),
    "take_r": ("In R", "I R"),
    "take_more": ("More ways", "Fler sätt"),
    "narrow": ("Narrow down", "Begränsa"),
    "narrow_more": ("{n} more", "{n} till"),
    "narrow_beyond": (
        "{n} others, which fewer rows have, are not listed: sort the table, or take it with you.",
        "{n} andra, som färre rader har, räknas inte upp: ordna tabellen, eller ta den med dig.",
    ),
    "remove_choice": ("{value}: remove", "{value}: ta bort"),
    "country": ("Country", "Land"),
    "year": ("Year", "År"),
    "skip_table": ("Skip the table", "Hoppa över tabellen"),
    "how_counted": ("How this is counted", "Så har vi räknat"),
    "open_editor": ("Open in the editor", "Öppna i redigeraren"),
    "related_questions": ("Ask on", "Fråga vidare"),
    "document": ("the document", "dokumentet"),
    "our_region": ("Our region", "Vår region"),
    "same_narrower": ("Same narrower theme as {name}: {themes}", "Samma smalare tema som {name}: {themes}"),
    "same_narrower_several": ("Same narrower themes as {name}: {themes}", "Samma smalare teman som {name}: {themes}"),
    "none_left": (
        "No row is left with these limits; the answer has {total}.",
        "Ingen rad blir kvar med de begränsningarna; svaret har {total}.",
    ),
    "remove_limits": ("Show all of them", "Visa alla"),
    "bars_of": ("The first {n} as bars", "De {n} första som staplar"),
    "timeline_of": ("When: from {first} to {last}", "När: från {first} till {last}"),
}
