"""The words of the partner finder, Swedish and English side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from styrka.text.locale import fill_words

_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    # key: (English, Swedish); [row|rows] is a singular and a plural, of which n chooses
    "title": ("Find partners", "Hitta partner"),
    "titled": ("Partners for {region}: {theme}", "Partner för {region}: {theme}"),
    "lead": (
        "Choose your region and a theme, and see which organisations elsewhere work on it, and why they may suit you.",
        "Välj din region och ett tema, och se vilka organisationer på annat håll som arbetar med det, och varför de "
        "kan passa er.",
    ),
    "count": (
        "{n} [organisation|organisations] outside {region} [works|work] on {theme}",
        "{n} [organisation|organisationer] utanför {region} arbetar med {theme}",
    ),
    "recent": (
        "{n} took part in something that ran in the last five years",
        "{n} har deltagit i något som pågått de senaste fem åren",
    ),
    "named_ours": (
        "{n} [is|are] named in a strategy that is also {region}'s",
        "{n} nämns i en strategi som också är {regions}",
    ),
    "met": (
        "{n} [has|have] already worked with organisations in {region}",
        "{n} har redan arbetat med organisationer i {region}",
    ),
    "nobody": (
        "No organisation outside {region} is recorded with work on {theme}. There may be some all the same.",
        "Ingen organisation utanför {region} är registrerad med arbete inom {theme}. Det kan finnas sådana ändå.",
    ),
    "none_fits": ("None of them fits all that is chosen.", "Ingen av dem passar allt som är valt."),
    "shown": ("{n} of {of} fit what is chosen.", "{n} av {of} passar det som är valt."),
    "others": ("{n} more", "{n} till"),
    "remove": ("Show all", "Visa alla"),
    "change": ("Change region or theme", "Byt region eller tema"),
    "try": ("Try instead", "Pröva i stället"),
    "try_regions": ("Regions that share the theme", "Regioner som delar temat"),
    "try_theme": ("The theme, with those below it", "Temat, med dem som ligger under det"),
    "kind": ("Kind", "Slag"),
    "country": ("Country", "Land"),
    "active": ("Last active", "Senast aktiv"),
    "through": ("Through", "Genom"),
    "programme": ("Programme that covers both", "Program som omfattar båda"),
    "recently": ("The last five years", "De senaste fem åren"),
    "earlier": ("Earlier", "Tidigare"),
    "undated": ("No year recorded", "Inget år registrerat"),
    "strategy": ("A strategy", "En strategi"),
    "project": ("A project", "Ett projekt"),
    "unknown": (
        "{value} is nothing that “{field}” can be.",
        "{value} är inget som ”{field}” kan vara.",
    ),
    "away": ("about {n} km away", "cirka {n} km bort"),
    "near": ("less than 10 km away", "mindre än 10 km bort"),
    "example_of": ("Named for {thing} in {strategies}{years}", "Nämns för {thing} i {strategies}{years}"),
    "example_of_project": ("Named for {thing}{years}", "Nämns för {thing}{years}"),
    "part_of_area": ("Takes part in {thing} in {strategies}{years}", "Deltar i {thing} i {strategies}{years}"),
    "part_of_project": ("Took part in {thing}{years}", "Deltog i {thing}{years}"),
    "as": (", as {roles}", ", som {roles}"),
    "ours": ("your own strategy too", "även er egen strategi"),
    "worked": ("Already worked with you", "Har redan arbetat med er"),
    "together": ("{others} in {project}", "{others} i {project}"),
    "why": ("Why?", "Varför?"),
    "found": ("Organisations", "Organisationer"),
    "missing": ("Not recorded: ", "Inte registrerat: "),
    "missing_year": ("a year for {n}", "årtal för {n}"),
    "missing_place": ("a place for {n}", "plats för {n}"),
    "missing_page": ("a web address for {n}", "webbadress för {n}"),
    "missing_kind": ("a kind for {n}", "slag för {n}"),
    "counted": (
        "Named in a strategy first, then the most recent, then those with most to do with the theme. The distance is "
        "between points inside the regions.",
        "Först de som nämns i en strategi, sedan de senaste, sedan de som har mest med temat att göra. Avståndet är "
        "mellan punkter inne i regionerna.",
    ),
    "registered": ("In the registry ROR, named by no strategy or project here", "I registret ROR, nämnda av ingen här"),
    "registered_means": (
        "{n} [has|have] a name of the theme “{theme}” in theirs; that they work on it is not recorded. "
        "Shown: {shown}, first those in regions with the theme, then the nearest.",
        "{n} har ett namn på temat ”{theme}” i sitt; att de arbetar med det är inte "
        "registrerat. Visade: {shown}, först de i regioner med temat, sedan de närmaste.",
    ),
    "in_region_with_theme": ("in a region with the theme", "i en region med temat"),
    "registered_source": (
        "Research Organization Registry (ROR), CC0. Not the whole registry is here.",
        "Research Organization Registry (ROR), CC0. Hela registret finns inte här.",
    ),
    "registered_kinds": ("Kinds of organisation by region", "Slag av organisationer efter region"),
    "take": ("Take it with you", "Ta med svaret"),
    "related": ("The question as a table", "Frågan som tabell"),
    "find": ("Find partners", "Hitta partner"),
}


def get_partner_words(key: str, language: str, **values: object) -> str:
    """Return the words for a key in a language, ``en`` or ``sv``.

    Raises:
        KeyError: For a key that does not exist.
    """
    return fill_words(_WORDS[key][1 if language == "sv" else 0], language, values)
