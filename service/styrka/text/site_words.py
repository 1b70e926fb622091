"""The words of what stands around every page, of the start page and of the lists, in English and Swedish."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SITE_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    # Around every page.
    "description": (
        "What Europe’s regions have chosen to be best at, from their own strategies, with the source of every "
        "statement. Open data.",
        "Vad Europas regioner har valt att bli bäst på, ur deras egna strategier, med källan till varje uppgift. "
        "Öppna data.",
    ),
    "regions": ("Regions", "Regioner"),
    "map": ("Map", "Karta"),
    "compare": ("Compare", "Jämför"),
    "partners": ("Partners", "Partner"),
    "data": ("Data", "Data"),
    "about": ("About and method", "Om och metod"),
    "all_questions": ("All questions", "Alla frågor"),
    "data_and_api": ("Data and API", "Data och API"),
    "accessibility": ("Accessibility", "Tillgänglighet"),
    "correct": ("Is something wrong?", "Är något fel?"),
    "review": ("Review the choice of themes", "Granska valet av teman"),
    "breadcrumb": ("You are here", "Du är här"),
    "search_hint": ("Region, theme ...", "Region, tema ..."),
    "data_of": ("Data of {date}", "Data från {date}"),
    "strategies": ("Strategies", "Strategier"),
    "areas": ("Priority areas", "Prioriterade områden"),
    "organisations": ("Organisations", "Organisationer"),
    "programmes": ("Funding programmes", "Finansieringsprogram"),
    "projects": ("Projects", "Projekt"),
    # The start page.
    "how_they_change": ("How strategies change", "Så ändras strategier"),
    "home_title": ("What Europe’s regions have chosen to be best at", "Vad Europas regioner har valt att bli bäst på"),
    "home_sentence": (
        "What Europe’s regions have chosen to be best at, from their own strategies, with the source of every "
        "statement.",
        "Vad Europas regioner har valt att bli bäst på, ur deras egna strategier, med källan till varje uppgift.",
    ),
    "our_region": ("Our region", "Vår region"),
    "theme": ("Theme", "Tema"),
    "any_region": ("Any region", "Alla regioner"),
    "any_theme": ("Any theme", "Alla teman"),
    "show": ("Show", "Visa"),
    "commonest_themes": ("The commonest themes", "De vanligaste temana"),
    "all_themes": ("All {n} themes", "Alla {n} teman"),
    "map_shown": ("{title}. Opens the map with its list.", "{title}. Öppnar kartan med sin lista."),
    "answered": ("Three answers", "Tre svar"),
    "shared_sentence": (
        "{n} of the {of} regions in {country} have {theme} as a priority: {own} in a strategy of their own, "
        "{joint} only through a joint one.",
        "{n} av {of} regioner i {country} har {theme} som prioritering: {own} i en egen strategi, {joint} bara "
        "genom en gemensam.",
    ),
    "see_shared": ("Which regions, and where it is written", "Vilka regioner, och var det står"),
    "change_sentence": (
        "{region} from {before} to {after}: {n} [priority|priorities] continued, {renamed} under another name, "
        "{new} new, {lost} not found again.",
        "{region} från {before} till {after}: {n} [prioritering|prioriteringar] fortsätter, {renamed} under annat "
        "namn, {new} nya, {lost} återfinns inte.",
    ),
    "see_change": ("What was kept, renamed, dropped and new", "Vad som behölls, bytte namn, föll bort och tillkom"),
    "unique_sentence": (
        "{n} [theme is|themes are] recorded in only one region in {country}, such as {theme} in {region}.",
        "{n} [tema är registrerat|teman är registrerade] i bara en region i {country}, till exempel {theme} i "
        "{region}.",
    ),
    "see_unique": ("The themes that one region has alone", "Teman som en region är ensam om"),
    "how_much": ("How much, and how fresh", "Hur mycket och hur färskt"),
    "n_strategies": ("{n} [strategy|strategies]", "{n} [strategi|strategier]"),
    "n_overviews": ("{n} [overview|overviews]", "{n} [översikt|översikter]"),
    "n_regions": ("{n} [region|regions]", "{n} [region|regioner]"),
    "and": ("and", "och"),
    "of_regions": ("of", "för"),
    "dated_line": (
        "{dated} of {total} are dated, the newest {newest}",
        "{dated} av {total} är daterade, den nyaste {newest}",
    ),
    "for_whom": ("For whom", "För vem"),
    "for_strategist": ("I work with a region’s strategy", "Jag arbetar med en regions strategi"),
    "for_strategist_how": ("How to find, check and cite an answer", "Så hittar, granskar och anger du ett svar"),
    "for_analyst": ("I analyse data", "Jag analyserar data"),
    "for_analyst_how": ("Tables for Excel, CSV and Parquet", "Tabeller för Excel, CSV och Parquet"),
    "for_developer": ("I build software", "Jag bygger program"),
    "for_developer_how": ("SPARQL, and every page as data", "SPARQL, och varje sida som data"),
    "for_portal": ("I run a data portal", "Jag sköter en dataportal"),
    "for_portal_how": ("The catalogue to harvest, in DCAT-AP", "Katalogen att skörda, i DCAT-AP"),
    "unknown": ("What we do not know", "Vad vi inte vet"),
    "unknown_line": (
        "{n} of the {total} regions that decide on a strategy [has|have] no priority recorded here. Not recorded "
        "is not the same as none.",
        "{n} av de {total} regioner som själva beslutar saknar registrerade prioriteringar här. Inte registrerat "
        "är inte detsamma som inga.",
    ),
    "see_unknown": ("Which regions, by country", "Vilka regioner, land för land"),
    # The list of questions.
    "questions_lead": (
        "{n} [question|questions] that the data answer, with the source of each row.",
        "{n} [fråga|frågor] som datat besvarar, med källan till varje rad.",
    ),
    "filter_questions": ("Questions with these words", "Frågor med de här orden"),
    "filter": ("Filter", "Filtrera"),
    "show_all": ("Show all", "Visa alla"),
    "no_question": ("No question has these words.", "Ingen fråga har de här orden."),
    "group_region": ("About my region", "Om min region"),
    "group_theme": ("About a theme", "Om ett tema"),
    "group_strategy": ("Strategies in detail", "Strategier i detalj"),
    "group_money": ("Money and projects", "Pengar och projekt"),
    "group_quality": ("Data quality", "Datakvalitet"),
    # The list of regions.
    "regions_lead": (
        "{n} [region that decides on its|regions that decide on their] own priorities, by country.",
        "{n} [region|regioner] som själva beslutar om sina prioriteringar, land för land.",
    ),
    "to_country": ("Countries", "Länder"),
    "regions_how": (
        "For each, how many priorities are recorded in its latest known strategies, of its own or joint, and how old "
        "the newest is.",
        "För var och en står hur många prioriteringar som är registrerade i dess senast kända strategier, egna eller "
        "gemensamma, och hur gammal den nyaste är.",
    ),
    "n_own": ("{n} own", "{n} [egen|egna]"),
    "n_joint": ("{n} joint", "{n} [gemensam|gemensamma]"),
    "no_date": ("no date", "utan datum"),
    "whole_country": ("the country as a whole", "hela landet"),
    # The list of themes.
    "themes_lead": (
        "{n} themes that priorities are sorted under, and how many of the {total} regions that decide have each in"
        " their latest known strategies, own or joint. A broader theme counts those of its narrower themes. A country"
        " or larger region that decides too counts here; the page of a theme tells it apart.",
        "{n} teman som prioriteringar sorteras under, och hur många av de {total} regioner som själva beslutar som"
        " har dem i sina senast kända strategier, egna eller gemensamma. Ett bredare tema räknar också sina "
        "smalare temans. Ett land eller en större region som också beslutar räknas här; temats sida skiljer dem åt.",
    ),
    "the_scheme": ("The list of themes as data", "Temalistan som data"),
    # The door to the data.
    "data_lead": (
        "Everything here is open data. Take a table, the whole graph, or let a portal fetch the catalogue.",
        "Allt här är öppna data. Ta en tabell, hela grafen, eller låt en portal hämta katalogen.",
    ),
    "the_graph": ("The graph", "Grafen"),
    "for_portals": ("For portals", "För portaler"),
    "graph_lead": (
        "All statements with their sources, as RDF: ask it in SPARQL, or fetch it whole.",
        "Alla påståenden med sina källor, som RDF: fråga i SPARQL eller hämta allt.",
    ),
    "all_releases": ("All releases, with what changed", "Alla utgåvor, med vad som ändrades"),
    "portals_lead": (
        "One address for each dialect of DCAT. The catalogue changes with each release.",
        "En adress för varje dialekt av DCAT. Katalogen ändras med varje utgåva.",
    ),
    "the_catalogue": ("The catalogue as a page", "Katalogen som sida"),
    "a_row_each": ("{n} [row|rows]", "{n} [rad|rader]"),
    # About.
    "about_title": ("About Styrka, and how it is made", "Om Styrka, och hur det är gjort"),
    "accessibility_title": ("How accessible this site is", "Så tillgänglig är webbplatsen"),
    "sources_and_licences": ("Sources, licences and notices", "Källor, licenser och hänvisningar"),
    "more_about": ("More about the service", "Mer om tjänsten"),
}
