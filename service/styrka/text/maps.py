"""The words of the maps, Swedish and English side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from styrka.text.locale import fill_words

_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    # key: (English, Swedish)
    "title_europe": ("{theme} in Europe's regions", "{theme} i Europas regioner"),
    "title_se": ("{theme} in Sweden's regions", "{theme} i Sveriges regioner"),
    "all_europe": ("{of} regions that decide on priorities", "{of} regioner som beslutar om prioriteringar"),
    "all_se": ("Sweden's {of} regions", "Sveriges {of} regioner"),
    "sentence": (
        "{theme}: {n} of {whole} [has|have] it, {own} in a strategy of their own and {joint} only through a joint one. "
        "{without} have a strategy without it, and for {none} nothing is recorded.",
        "{theme}: {n} av {whole} har temat, {own} i en egen strategi och {joint} bara genom en gemensam. "
        "{without} har en strategi utan det, och för {none} är inget registrerat.",
    ),
    "larger": (
        "{n} countries and larger regions around some of them decide too; {has} of those have it. They are not "
        "counted, and are drawn beneath.",
        "{n} länder och större regioner runt några av dem beslutar också; {has} av dessa har temat. De räknas inte "
        "med, och är ritade under.",
    ),
    "own": ("Own strategy", "Egen strategi"),
    "joint": ("Only through a joint strategy", "Bara genom en gemensam strategi"),
    "without": ("Has a strategy, not this theme", "Har en strategi, men inte detta tema"),
    "outside": ("Not in this answer", "Inte med i svaret"),
    "none": ("Nothing recorded", "Inget registrerat"),
    "legend_larger": ("Larger, with regions that decide inside", "Större, med regioner inuti som beslutar"),
    "is_own": ("own strategy", "egen strategi"),
    "is_joint": ("through a joint strategy", "genom en gemensam strategi"),
    "is_without": ("strategy without it", "strategi utan temat"),
    "is_outside": ("not in this answer", "inte med i svaret"),
    "is_none": ("nothing recorded", "inget registrerat"),
    "view_europe": ("Europe", "Europa"),
    "view_se": ("Sweden", "Sverige"),
    "title": ("A theme on the map", "Ett tema på kartan"),
    "show": ("Show the map", "Visa kartan"),
    "wrong_view": ("There is no map “{view}”. There are:", "Det finns ingen karta ”{view}”. Det finns:"),
    "views": ("Which map", "Vilken karta"),
    "themes": ("Theme", "Tema"),
    "all_themes": ("All themes", "Alla teman"),
    "past": ("Past the map, to the list", "Förbi kartan, till listan"),
    "past_to_answer": ("Past the map, to the answer's rows", "Förbi kartan, till svarets rader"),
    "list": ("The same as a list", "Samma sak som lista"),
    "share": ("{country}: {has} of {of}", "{country}: {has} av {of}"),
    "around": ("around regions below", "runt regioner nedan"),
    "take": ("Take it with you", "Ta med svaret"),
    "as_svg": ("The map (SVG)", "Kartan (SVG)"),
    "as_csv": ("The regions (CSV)", "Regionerna (CSV)"),
    "as_answer": ("The answer, with its sources", "Svaret, med källor"),
    "no_shapes": (
        "There is no map here: this release was made without shapes. The list has the whole answer.",
        "Här finns ingen karta: utgåvan är gjord utan former. Listan har hela svaret.",
    ),
    "class": ("{values} ({n})", "{values} ({n})"),
    "no_value": ("No value recorded", "Inget värde registrerat"),
    "none_counted": ("None recorded", "Ingen registrerad"),
    "value_of": ("the value of {region}", "värdet för {region}"),
    "counted": ("{what}: number recorded", "{what}: antal registrerade"),
    "latest_of_each": (
        "{first}–{last}, the latest year of each region",
        "{first}–{last}, det senaste året för varje region",
    ),
    "located": ("{region} in {country}", "{region} i {country}"),
}


def get_map_words(key: str, language: str, **values: object) -> str:
    """Return the words for a key in a language, ``en`` or ``sv``.

    ``[row|rows]`` is a singular and a plural, of which ``n`` chooses.

    Raises:
        KeyError: For a key that does not exist.
    """
    words = _WORDS[key][1 if language == "sv" else 0]
    return fill_words(words, language, values) if values else words
