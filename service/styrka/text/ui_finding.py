"""The words of search, of forms and of what is shown where something is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FINDING: Final[Mapping[str, tuple[str, str]]] = {
    # key: (English, Swedish)
    "suggestions_found": ("{n} suggestions; choose with the arrow keys", "{n} förslag; välj med piltangenterna"),
    "kind_Region": ("Region", "Region"),
    "kind_Theme": ("Theme", "Tema"),
    "kind_Strategy": ("Strategy", "Strategi"),
    "kind_Overview": ("Overview", "Översikt"),
    "kind_Actor": ("Organisation", "Organisation"),
    "kind_FundingProgramme": ("Funding programme", "Finansieringsprogram"),
    "kind_Project": ("Project", "Projekt"),
    "kind_PriorityArea": ("Priority area", "Prioriterat område"),
    "kind_Call": ("EU call", "EU-utlysning"),
    "kind_Source": ("Source", "Källa"),
    "kind_ResearchOrganisation": ("Research organisation (ROR)", "Forskningsorganisation (ROR)"),
    "kind_": ("Term of the vocabulary", "Begrepp i vokabulären"),
    "kinds_Region": ("Regions", "Regioner"),
    "kinds_Theme": ("Themes", "Teman"),
    "kinds_Strategy": ("Strategies", "Strategier"),
    "kinds_Overview": ("Overviews", "Översikter"),
    "kinds_Actor": ("Organisations", "Organisationer"),
    "kinds_FundingProgramme": ("Funding programmes", "Finansieringsprogram"),
    "kinds_Project": ("Projects", "Projekt"),
    "kinds_PriorityArea": ("Priority areas", "Prioriterade områden"),
    "kinds_Call": ("EU calls", "EU-utlysningar"),
    "open_until": ("deadline {day}, as known on {stated}", "sista dag {day}, enligt uppgift från {stated}"),
    "open_until_not_recorded": (
        "deadline not recorded, as known on {stated}",
        "sista dag inte registrerad, enligt uppgift från {stated}",
    ),
    "kinds_ResearchOrganisation": ("Research organisations (ROR)", "Forskningsorganisationer (ROR)"),
    "kinds_Source": ("Sources", "Källor"),
    "kinds_": ("Vocabulary", "Vokabulär"),
    "kinds": ("Kinds", "Slag"),
    "every_kind": ("All", "Alla"),
    "found_none": (
        "Nothing here is called “{text}”. It may exist all the same: not recorded is not the same as none.",
        "Inget här heter ”{text}”. Det kan finnas ändå: inte registrerat är inte detsamma som inget.",
    ),
    "found_none_of_kind": ("Nothing of this kind is called “{text}”.", "Inget av det slaget heter ”{text}”."),
    "did_you_mean": ("Did you mean", "Menade du"),
    "all_themes": ("All themes", "Alla teman"),
    "theme_in_region": ("{theme} in {region}", "{theme} i {region}"),
    "theme_in_region_lead": (
        "Who has it as a priority there, and in which strategy",
        "Vilka som har det som prioritering där, och i vilken strategi",
    ),
    "near_things": ("Perhaps you were looking for", "Kanske sökte du"),
    "wrong": ("Something needs to be put right", "Något behöver rättas"),
    "choose_one": ("choose one", "välj"),
    "quoted": ("“{name}”", "”{name}”"),
    "field_unclear": (
        "{label}: choose what you mean by “{value}”.",
        "{label}: välj vad du menar med ”{value}”.",
    ),
    "field_unknown": ("{label}: nothing here is called “{value}”.", "{label}: inget här heter ”{value}”."),
    "field_choice": ("{label}: “{value}” is not in the list.", "{label}: ”{value}” finns inte i listan."),
    "field_year": (
        "{label}: “{value}” is no year. Write one such as 2020.",
        "{label}: ”{value}” är inget år. Skriv ett, till exempel 2020.",
    ),
    "field_integer": (
        "{label}: “{value}” is no whole number. Write one such as 20.",
        "{label}: ”{value}” är inget heltal. Skriv ett, till exempel 20.",
    ),
    "field_date": (
        "{label}: “{value}” is no date. Write a year, a month or a day: 2020, 2020-06 or 2020-06-30.",
        "{label}: ”{value}” är inget datum. Skriv ett år, en månad eller en dag: 2020, 2020-06 eller 2020-06-30.",
    ),
    "field_text": (
        "{label}: “{value}” cannot be read. Write fewer words.",
        "{label}: ”{value}” går inte att läsa. Skriv färre ord.",
    ),
    "field_missing": ("{label}: choose or write one.", "{label}: välj eller skriv något."),
    "or_leave_out": ("Leave it out", "Utelämna den"),
    "other_countries": ("Across countries", "Över landsgränser"),
    "chosen": ("Chosen", "Valt"),
    "any_name": (
        "A name or a part of one, in any language, or a code",
        "Ett namn eller en del av ett, på vilket språk som helst, eller en kod",
    ),
}
