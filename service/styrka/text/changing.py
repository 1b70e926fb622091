"""The words of the page of changes over time, Swedish and English side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from styrka.text.locale import fill_words

_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    # key: (English, Swedish)
    "title": ("How strategies change", "Så ändras strategier"),
    "titled": ("How the strategy of {name} has changed", "Så har strategin för {name} ändrats"),
    "lead": (
        "What became of the priorities when a region got a new strategy: continued, living on under another name, "
        "new, or not found again.",
        "Vad som hände med prioriteringarna när en region fick en ny strategi: fortsätter, lever vidare under annat "
        "namn, nya eller inte återfunna.",
    ),
    "counted": (
        "For {n} [region|regions] a later strategy is recorded as following an earlier one, with the priorities of "
        "both.",
        "För {n} [region|regioner] är en senare strategi registrerad som efterföljare till en tidigare, med bådas "
        "prioriteringar.",
    ),
    "sentence": (
        "{name} from {before} to {after}: {continued} continued, {kept} under another name, {new} new, {lost} not "
        "found again.",
        "{name} från {before} till {after}: {continued} fortsätter, {kept} under annat namn, {new} nya, {lost} inte "
        "återfunna.",
    ),
    "earlier": ("an earlier strategy without a date", "en tidigare strategi utan datum"),
    "later": ("a later one without a date", "en senare utan datum"),
    "undated": ("no date", "utan datum"),
    "nothing": (
        "No strategy of {name} is recorded as following an earlier one, so nothing can be compared. That does not "
        "mean that nothing has changed.",
        "Ingen strategi för {name} är registrerad som efterföljare till en tidigare, så inget kan jämföras. Det "
        "betyder inte att inget har ändrats.",
    ),
    "only": (
        "What is missing: the priorities of a strategy before or after {date}.",
        "Det som saknas: prioriteringarna i en strategi före eller efter {date}.",
    ),
    "larger": ("Try the larger region that it lies in", "Pröva den större region som den ligger i"),
    "region": ("Region", "Region"),
    "choose": ("Choose a region", "Välj en region"),
    "show": ("Show", "Visa"),
    "other": ("Another region", "En annan region"),
    "with_changes": ("Regions with something to compare", "Regioner med något att jämföra"),
    "steps": ("From strategy to strategy", "Från strategi till strategi"),
    "from_to": ("From and to", "Från och till"),
    "continued": ("Continued", "Fortsätter"),
    "kept": ("Under another name", "Under annat namn"),
    "new": ("New", "Nya"),
    "lost": ("Not found again", "Inte återfunna"),
    "time": ("The strategies in time", "Strategierna i tiden"),
    "only_date": ("only its date is recorded", "bara datumet är registrerat"),
    "themes": ("Compare them theme by theme", "Jämför dem tema för tema"),
    "asked": ("The answer with its sources", "Svaret med källor"),
    "wrong": ("No region is called that. Choose one.", "Ingen region heter så. Välj en."),
}


def get_changing_words(key: str, language: str, **values: object) -> str:
    """Return the words for a key in a language, ``en`` or ``sv``, with numbers as the language writes them.

    Raises:
        KeyError: For a key that does not exist.
    """
    return fill_words(_WORDS[key][1 if language == "sv" else 0], language, values)
