"""The words of the pages of things, Swedish and English side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from styrka.text.locale import fill_words
from styrka.text.things_recorded import RECORDED

_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    **RECORDED,
    # key: (English, Swedish)
    "region_own": (
        "{name} has {own} priorities of its own{own_years}.",
        "{name} har {own} egna prioriteringar{own_years}.",
    ),
    "region_joint": (
        "{name} has no priorities of its own recorded, and shares {joint} with others{among}{joint_years}.",
        "{name} har inga egna prioriteringar registrerade, och delar {joint} med andra{among}{joint_years}.",
    ),
    "region_ownjoint": (
        "{name} has {own} priorities of its own{own_years} and shares {joint} with others{among}{joint_years}.",
        "{name} har {own} egna prioriteringar{own_years} och delar {joint} med andra{among}{joint_years}.",
    ),
    "region_none": (
        "No priorities of {name} are recorded here. That does not mean that it has none.",
        "Inga prioriteringar för {name} är registrerade här. Det betyder inte att det inte finns några.",
    ),
    "known_documents": (
        "We know of [one document|{n} documents] whose priorities are not recorded:",
        "Vi känner till [ett dokument|{n} dokument] vars prioriteringar inte är registrerade:",
    ),
    "have_priorities": ("Do you have them?", "Har du dem?"),
    "tell_us": ("Tell us", "Berätta för oss"),
    "bordering": ("Neighbours with recorded priorities", "Grannar med registrerade prioriteringar"),
    "not_recorded_here": ("What is not recorded here", "Vad som inte är registrerat här"),
    "gap": ("Known gap: {what}.", "Känd lucka: {what}."),
    "gaps": ("All known gaps in the country", "Alla kända luckor i landet"),
    "neighbours_share": ("Which neighbours share priorities with it?", "Vilka grannar delar prioriteringar med den?"),
    "nuts": ("NUTS", "NUTS"),
    "part_of": ("part of", "del av"),
    "priorities": ("Priorities", "Prioriteringar"),
    "own": ("Own strategy", "Egen strategi"),
    "joint": ("Joint strategy", "Gemensam strategi"),
    "no_own": (
        "No strategy of its own with priorities is recorded.",
        "Ingen egen strategi med prioriteringar är registrerad.",
    ),
    "no_joint": ("No joint strategy is recorded.", "Ingen gemensam strategi är registrerad."),
    "overview": ("Overview by someone else, not the strategy", "Översikt av annan, inte strategin"),
    "later": (
        "Newer strategy exists; its priorities are not all recorded.",
        "Nyare strategi finns; dess prioriteringar är inte alla registrerade.",
    ),
    "old": (
        "The strategy of its own is from {year}. Ask the region whether a newer one exists.",
        "Den egna strategin är från {year}. Fråga regionen om det finns en nyare.",
    ),
    "no_date": ("no date", "utan datum"),
    "main": ("Main theme", "Huvudtema"),
    "also": ("Also touches", "Berör också"),
    "led_by": ("Leading region", "Ledande region"),
    "why": ("Why?", "Varför?"),
    "contact": ("Contact", "Kontakt"),
    "no_contact": (
        "Which authority decides is not recorded here.",
        "Vilken myndighet som beslutar är inte registrerat här.",
    ),
    "leads": ("Leads in a joint strategy", "Leder i en gemensam strategi"),
    "time": ("Over time", "Över tid"),
    "only_date": ("only a date is recorded", "bara ett datum är registrerat"),
    "continued": ("Continued", "Fortsätter"),
    "theme kept": ("Under another name", "Under annat namn"),
    "no counterpart recorded": ("Not found again", "Återfinns inte"),
    "new": ("New", "Nya"),
    "from_to": ("From {earlier} to {later}", "Från {earlier} till {later}"),
    "nothing_to_compare": (
        "There are no two strategies with recorded priorities that follow on each other: nothing to compare.",
        "Det finns inte två strategier med registrerade prioriteringar som följer på varandra: inget att jämföra.",
    ),
    "neighbours": ("Neighbours", "Grannar"),
    "neighbour": ("Neighbour", "Granne"),
    "shared": ("Themes of both", "Teman som båda har"),
    "only_there": ("Only there", "Bara där"),
    "only_here": ("Only here", "Bara här"),
    "no_neighbours": (
        "No neighbour across a land border has recorded priorities.",
        "Ingen granne över landgräns har registrerade prioriteringar.",
    ),
    "compare": ("Compare", "Jämför"),
    "among": ("in {places}", "i {places}"),
    "alike": ("Most and least like it", "Mest och minst lika"),
    "like": ("Most like it, elsewhere", "Mest lika, på annat håll"),
    "unlike": ("Least like it", "Minst lika"),
    "partners": ("In the same joint strategy", "I samma gemensamma strategi"),
    "of_themes": ("{n} of {of} themes", "{n} av {of} teman"),
    "organisations": ("Organisations", "Organisationer"),
    "projects": ("Projects", "Projekt"),
    "theme_programmes": ("Programmes that fund these projects", "Program som finansierar projekten"),
    "programmes": ("Funding programmes open to it", "Program som är öppna för den"),
    "money": ("Money", "Pengar"),
    "money_apart": (
        "The data sets measure different things. Their values must not be added up.",
        "Datamängderna mäter olika saker. Deras värden får inte läggas ihop.",
    ),
    "money_of_larger": ("Of", "Gäller"),
    "money_as_of": ("State of {day}, period not stated", "Läget {day}, perioden anges inte"),
    "money_by_year": ("Every year from {first} to {last}", "Varje år från {first} till {last}"),
    "money_unsure": (
        "The name in the source was matched to this region less surely.",
        "Namnet i källan är mindre säkert parat med denna region.",
    ),
    "money_asked": ("Payments year by year as data", "Utbetalningar år för år som data"),
    "money_programmes": ("EU programmes of 2014–2020", "EU-program 2014–2020"),
    "no_money_here": (
        "No sum of projects and no payment is recorded of the region, or of a larger one that it lies in.",
        "Ingen summa av projekt och ingen utbetalning är registrerad för regionen, eller för en större runt den.",
    ),
    "none_here": ("None is recorded here.", "Inget är registrerat här."),
    "web": ("Web site", "Webbplats"),
    "more": ("{n} more", "{n} till"),
    "change_over_time": ("How its strategy has changed", "Så har strategin ändrats"),
    "asked": ("The whole answer", "Hela svaret"),
    "everything": ("All recorded facts", "Alla registrerade fakta"),
    "print": ("As a brief to print", "Som blad att skriva ut"),
    "print_how": (
        "Print this page, or save it as PDF: it is one sheet of A4.",
        "Skriv ut sidan eller spara den som PDF: den är ett A4-blad.",
    ),
    "whole_page": ("All of {name}", "Allt om {name}"),
    "brief_of": ("{name} on one sheet", "{name} på ett blad"),
    "shared_themes": ("shares {n} [theme|themes]", "delar {n} [tema|teman]"),
    "find_partners": ("Partners elsewhere", "Partner på annat håll"),
    "located": ("{region} in {country}", "{region} i {country}"),
    "broader": ("Part of", "Del av"),
    "rank": (
        "By the number of regions it is number {rank} of the {of} top themes.",
        "Efter antalet regioner är det nummer {rank} av de {of} överordnade temana.",
    ),
    "sort_by": ("Order by", "Ordna efter"),
    "by_country_order": ("country", "land"),
    "by_share_order": ("share", "andel"),
    "by_country": ("Regions by country", "Regioner efter land"),
    "nobody": (
        "No region is recorded with it. That does not mean that none has it.",
        "Ingen region är registrerad med temat. Det betyder inte att ingen har det.",
    ),
    "wordings": ("In the words of the strategies", "Med strategiernas ord"),
    "in_language": ("{tongue} ({n})", "{tongue} ({n})"),
    "together": ("Goes together with", "Går ihop med"),
    "together_means": (
        "Regions with this theme have these more often than regions on the whole do.",
        "Regioner med detta tema har dessa oftare än regioner i allmänhet.",
    ),
    "times": ("{n} times as often", "{n} gånger så ofta"),
    "of_regions": ("{n} regions have both", "{n} regioner har båda"),
    "names": ("In other languages", "På andra språk"),
    "matches": ("In other vocabularies", "I andra vokabulär"),
    "exactMatch": ("the same", "samma"),
    "closeMatch": ("nearly the same", "nästan samma"),
    "broadMatch": ("broader", "vidare"),
    "narrowMatch": ("narrower", "snävare"),
    "relatedMatch": ("related", "besläktat"),
    "questions": ("More questions", "Fler frågor"),
}


def get_thing_words(key: str, language: str, **values: object) -> str:
    """Return the words for a key in a language, ``en`` or ``sv``, with numbers as the language writes them.

    ``[row|rows]`` is a singular and a plural, of which ``n`` chooses.

    Raises:
        KeyError: For a key that does not exist.
    """
    return fill_words(_WORDS[key][1 if language == "sv" else 0], language, values)
