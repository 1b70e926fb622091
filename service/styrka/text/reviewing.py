"""The words of the page where mappings are reviewed, Swedish and English side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from styrka.text.locale import fill_words

_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    # key: (English, Swedish)
    "title": ("Review the choice of themes", "Granska valet av teman"),
    "lead": (
        "Every priority area is sorted under themes. Whoever knows an area best can say whether that is right. No "
        "account is needed: what you decide becomes a file to send.",
        "Varje prioriterat område är sorterat under teman. Den som känner området bäst kan säga om det stämmer. Inget "
        "konto behövs: det du beslutar blir en fil att skicka.",
    ),
    "counted": (
        "{n} [choice|choices] of a theme that nobody has reviewed, for {areas} areas and projects.",
        "{n} val av tema som ingen har granskat, för {areas} områden och projekt.",
    ),
    "none": (
        "Nothing here waits for a review with that choice.",
        "Inget väntar på granskning här med det valet.",
    ),
    "all": ("All", "Alla"),
    "show": ("Show", "Visa"),
    "whole_list": ("All that waits for a review", "Allt som väntar på granskning"),
    "country": ("Country", "Land"),
    "region": ("Region", "Region"),
    "theme": ("Theme", "Tema"),
    "status": ("Who has decided", "Vem som har bestämt"),
    "projects": ("Projects", "Projekt"),
    "is_suggested": ("a program proposes it", "ett program föreslår det"),
    "is_curated": ("a curator of this project", "en kurator i det här projektet"),
    "of_list": ("In", "I"),
    "neighbours": ("The other areas of the same strategy ({n})", "Strategins andra områden ({n})"),
    "nearest": ("Areas elsewhere with like names ({n})", "Områden på andra håll med liknande namn ({n})"),
    "no_theme": ("no theme", "inget tema"),
    "main": ("main theme", "huvudtema"),
    "second": ("further theme", "ytterligare tema"),
    "related": ("related", "besläktat"),
    "not_about": ("not about this theme", "handlar inte om temat"),
    "reason": ("Why", "Varför"),
    "certainty": ("Certainty", "Säkerhet"),
    "matcher": ("The matcher", "Matcharen"),
    "matcher_other": (
        "does not find this theme; first it finds {theme}.",
        "finner inte temat; först finner den {theme}.",
    ),
    "matcher_none": ("finds no theme in the name.", "finner inget tema i namnet."),
    "match": ("The area and the theme", "Området och temat"),
    "decide": ("Your decision", "Ditt beslut"),
    "undecided": ("Not decided", "Inte beslutat"),
    "accept": ("It is right", "Det stämmer"),
    "reject": ("It is wrong", "Det är fel"),
    "accept_not": ("Right: it is not about the theme", "Det stämmer: det handlar inte om temat"),
    "reject_not": ("Wrong: it is about the theme", "Det är fel: det handlar om temat"),
    "other": ("Another theme instead", "Ett annat tema i stället"),
    "other_theme": ("Which theme", "Vilket tema"),
    "because": ("Why, if you wish to say", "Varför, om du vill säga det"),
    "who": ("Who reviews", "Vem som granskar"),
    "organisation": ("Your organisation", "Din organisation"),
    "role": ("Your role there, not your name", "Din roll där, inte ditt namn"),
    "role_hint": ("for example: regional development", "till exempel: regional utveckling"),
    "make": ("Make the file", "Gör filen"),
    "forgets": (
        "What you decide comes back in the answer and is forgotten: nothing is stored, and nobody is followed. What "
        "you decide on several pages becomes one file. At most {most} decisions at a time.",
        "Det du beslutar kommer tillbaka i svaret och glöms sedan: ingenting lagras, och ingen följs. Det du beslutar "
        "på flera sidor blir en fil. Högst {most} beslut åt gången.",
    ),
    "carried": (
        "{n} [decision|decisions] from other pages [goes|go] along",
        "{n} beslut från andra sidor följer med",
    ),
    "next_with": ("Next page, with your decisions", "Nästa sida, med dina beslut"),
    "previous_with": ("Previous page, with your decisions", "Föregående sida, med dina beslut"),
    "choose_with": ("Choose other areas, and keep your decisions", "Välj andra områden, och behåll dina beslut"),
    "done_title": ("Your review", "Din granskning"),
    "done": (
        "{n} [decision|decisions] by {name}. The file is {path}.",
        "{n} beslut av {name}. Filen är {path}.",
    ),
    "download": ("Download the file", "Hämta filen"),
    "send_box": (
        "Send the file to {box}. Nothing else is needed.",
        "Skicka filen till {box}. Inget annat behövs.",
    ),
    "send_any": (
        "Send the file to whoever publishes the data; it is added under data/mappings/reviewed/ as it is.",
        "Skicka filen till den som ger ut uppgifterna; den läggs under data/mappings/reviewed/ som den är.",
    ),
    "with_token": ("With a token", "Med nyckel"),
    "token_how": (
        "Who may write here sends it to its graph; it is checked, and published if it is valid.",
        "Den som får skriva här skickar den till dess graf; den kontrolleras, och publiceras om den är giltig.",
    ),
    "unrecorded": (
        "{name} is not recorded here yet. This row goes with the file, into data/tables/actors.csv:",
        "{name} är inte registrerad här ännu. Den här raden följer med filen, till data/tables/actors.csv:",
    ),
    "write_as_recorded": (
        "Then go back and write it so.",
        "Gå då tillbaka och skriv det så.",
    ),
    "text_of": ("What the file says", "Det filen säger"),
    "back": ("Review more", "Granska fler"),
    "nothing": (
        "Nothing is decided. Choose for at least one theme whether it is right.",
        "Inget är beslutat. Välj för minst ett tema om det stämmer.",
    ),
    "doubled": (
        "There are two decisions on this theme. Keep one.",
        "Det finns två beslut om temat. Behåll ett.",
    ),
    "contradicting": (
        "{theme} is both denied to this area and chosen for it. Keep one of the two decisions.",
        "{theme} både nekas området och väljs för det. Behåll ett av de två besluten.",
    ),
    "unknown_verdict": (
        "“{value}” is no decision. Choose one of those below.",
        "”{value}” är inget beslut. Välj ett av dem nedan.",
    ),
    "no_other": (
        "Write which theme it should be; “{value}” is none. The list of themes has them all.",
        "Skriv vilket tema det ska vara; ”{value}” är inget. Listan över teman har alla.",
    ),
    "no_other_given": (
        "Write which theme it should be instead. The list of themes has them all.",
        "Skriv vilket tema det ska vara i stället. Listan över teman har alla.",
    ),
    "same_theme": (
        "That is the theme that it has already. Choose another, or that it is right.",
        "Det är det tema det redan har. Välj ett annat, eller att det stämmer.",
    ),
    "unknown_mapping": (
        "{code} is not among what waits for a review: somebody has reviewed it, or the data have changed. Your other "
        "decisions stand below.",
        "{code} finns inte bland det som väntar på granskning: någon har granskat det, eller så har uppgifterna "
        "ändrats. Dina andra beslut står nedan.",
    ),
    "several_organisations": (
        "Several organisations are called “{value}”: {near}. Write which.",
        "Flera organisationer heter ”{value}”: {near}. Skriv vilken.",
    ),
}


def get_review_words(key: str, language: str, **values: object) -> str:
    """Return the words for a key in a language, ``en`` or ``sv``, with numbers as the language writes them.

    Raises:
        KeyError: For a key that does not exist.
    """
    return fill_words(_WORDS[key][1 if language == "sv" else 0], language, values)
