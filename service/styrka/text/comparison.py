"""The words of the comparison, Swedish and English side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from styrka.text.locale import fill_words

_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    # key: (English, Swedish)
    "title": ("Compare regions or strategies", "Jämför regioner eller strategier"),
    "titled": ("{names} compared", "{names} i jämförelse"),
    "lead": (
        "Choose two to four regions, and see which themes they share and which only one of them has.",
        "Välj två till fyra regioner, och se vilka teman de delar och vilka bara en av dem har.",
    ),
    "and": ("and", "och"),
    "share": ("{names} share {n} [theme|themes] ({themes}).", "{names} delar {n} [tema|teman] ({themes})."),
    "share_none": ("{names} share no recorded theme.", "{names} delar inget registrerat tema."),
    "alone": ("{n} [is|are] only in {name}", "{n} finns bara i {name}"),
    "missing": (
        "Nothing is recorded of {name}, which does not mean that it has no priorities.",
        "Inget är registrerat om {name}, vilket inte betyder att det inte har några prioriteringar.",
    ),
    "apart": (
        "More than five years lie between the strategies that are compared.",
        "Det ligger mer än fem år mellan strategierna som jämförs.",
    ),
    "region": ("Region {n}", "Region {n}"),
    "strategy": ("Strategy {n}", "Strategi {n}"),
    "choose": ("Choose a region", "Välj en region"),
    "choose_strategy": ("Choose a strategy", "Välj en strategi"),
    "add_strategy": ("Add a strategy", "Lägg till en strategi"),
    "lead_strategy": (
        "Choose two to four strategies, and see which themes they share and which only one of them has.",
        "Välj två till fyra strategier, och se vilka teman de delar och vilka bara en av dem har.",
    ),
    "to_region": ("Compare regions instead", "Jämför regioner i stället"),
    "to_strategy": ("Compare strategies instead", "Jämför strategier i stället"),
    "matrix_strategy": ("Themes by strategy", "Teman per strategi"),
    "own_strategy": ("has it", "har det"),
    "without_strategy": ("does not have it", "har det inte"),
    "of_year": ("of {years}", "från {years}"),
    "because_continued": (
        "The later strategy or its curator says so.",
        "Den senare strategin eller kuratorn säger det.",
    ),
    "because_theme kept": (
        "No document says that it continues, but an area of the later strategy has the same main theme.",
        "Inget dokument säger att det fortsätter, men ett område i den senare strategin har samma huvudtema.",
    ),
    "because_no counterpart recorded": (
        "No area of the later strategy is recorded as continuing it or has its main theme.",
        "Inget område i den senare strategin är registrerat som en fortsättning eller har dess huvudtema.",
    ),
    "because_new": (
        "No area of the earlier strategy is recorded as what it continues or has its main theme.",
        "Inget område i den tidigare strategin är registrerat som det som fortsätter eller har dess huvudtema.",
    ),
    "why": ("Why?", "Varför?"),
    "compare": ("Compare", "Jämför"),
    "change": ("Change what is compared", "Ändra vad som jämförs"),
    "add": ("Add a region", "Lägg till en region"),
    "theme": ("Theme", "Tema"),
    "combinations": ("Who has the same themes", "Vilka som har samma teman"),
    "combinations_mean": (
        "Each theme counts once, with exactly those that have it.",
        "Varje tema räknas en gång, med precis dem som har det.",
    ),
    "only_one": ("only {name}", "bara {name}"),
    "all_of_them": ("all of them", "alla"),
    "matrix": ("Themes by region", "Teman per region"),
    "own": ("own strategy", "egen strategi"),
    "joint": ("joint strategy", "gemensam strategi"),
    "without": ("has a strategy, not this theme", "har en strategi, men inte detta tema"),
    "none": ("nothing recorded", "inget registrerat"),
    "of_years": ("strategies of {years}", "strategier från {years}"),
    "no_years": ("no dated strategy", "ingen daterad strategi"),
    "programmes": ("Funding programmes open to all of them", "Program som är öppna för alla"),
    "organisations": ("Organisations that take part in areas of all of them", "Organisationer med i områden hos alla"),
    "no_shared": ("None is recorded.", "Inget är registrerat."),
    "changed": ("What became of the priorities", "Vad som hände med prioriteringarna"),
    "take": ("Take it with you", "Ta med svaret"),
    "too_few": ("Choose at least two regions.", "Välj minst två regioner."),
    "too_many": ("Choose at most {n} regions.", "Välj högst {n} regioner."),
    "too_few_strategy": ("Choose at least two strategies.", "Välj minst två strategier."),
    "too_many_strategy": ("Choose at most {n} strategies.", "Välj högst {n} strategier."),
    "mixed": (
        "Give regions or strategies, not both: region=SE122&region=ITC4.",
        "Ange regioner eller strategier, inte båda: region=SE122&region=ITC4.",
    ),
}


def get_comparison_words(key: str, language: str, **values: object) -> str:
    """Return the words for a key in a language, ``en`` or ``sv``.

    ``[row|rows]`` is a singular and a plural, of which ``n`` chooses.

    Raises:
        KeyError: For a key that does not exist.
    """
    words = _WORDS[key][1 if language == "sv" else 0]
    return fill_words(words, language, values) if values else words
