"""The words of the pages, Swedish and English side by side so that neither is forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from styrka.text.locale import fill_words
from styrka.text.site_words import SITE_WORDS
from styrka.text.ui_answers import ANSWERS
from styrka.text.ui_contributing import CONTRIBUTING
from styrka.text.ui_editor import EDITOR
from styrka.text.ui_finding import FINDING

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    **ANSWERS,
    **CONTRIBUTING,
    **EDITOR,
    **FINDING,
    **SITE_WORDS,
    # key: (English, Swedish)
    "questions": ("Questions", "Frågor"),
    "sparql": ("Ask in SPARQL", "Fråga i SPARQL"),
    "vocabulary": ("Vocabulary", "Begrepp"),
    "themes": ("Themes", "Teman"),
    "skip": ("Skip to the content", "Hoppa till innehållet"),
    "language": ("Svenska", "English"),
    "ask": ("Ask", "Fråga"),
    "answer": ("Answer", "Svar"),
    "answers": ("{n} [row|rows]", "{n} [rad|rader]"),
    "part": ("{first} to {last} of {total}", "{first} till {last} av {total}"),
    "parts": ("Pages of the answer", "Svarets sidor"),
    "previous": ("Previous", "Föregående"),
    "next": ("Next", "Nästa"),
    "all_rows": ("All", "Alla"),
    "past_the_end": (
        "There are no more rows; the answer has {total}.",
        "Det finns inga fler rader; svaret har {total}.",
    ),
    "evidence": ("Says who?", "Vem säger det?"),
    "why_short": ("Why?", "Varför?"),
    "why": ("Why is this so?", "Varför är det så?"),
    "why_lead": (
        "The statement, what it follows from, and the documents that say so.",
        "Uppgiften, vad den följer av och de dokument som säger det.",
    ),
    "follows_by_rule": ("This follows by a rule:", "Det följer av en regel:"),
    "explained_above": ("Explained above.", "Förklarat ovan."),
    "computed_by": ("Computed from the recorded facts:", "Uträknat ur de registrerade uppgifterna:"),
    "title_not_recorded": ("Title not recorded", "Titeln är inte registrerad"),
    "stands_in": ("Stands in:", "Står i:"),
    "read_on": ("read {date}", "läst {date}"),
    "other_formats": ("Take it with you", "Ta med svaret"),
    "this_query": ("The question in SPARQL", "Frågan i SPARQL"),
    "parameters": ("Your question", "Din fråga"),
    "any": ("Any", "Alla"),
    "nameless": ("Without an address of their own: {n}", "Utan egen adress: {n}"),
    "as_of_year": ("As of the year", "År"),
    "said_of": ("All recorded facts", "Alla registrerade fakta"),
    "said_by": ("Mentioned by", "Nämns av"),
    "more_incoming": (
        "Only the first {n} are shown; ask in SPARQL for all.",
        "Bara de {n} första visas; fråga i SPARQL efter alla.",
    ),
    "aligned": ("The same in other vocabularies' terms", "Samma sak med andra vokabulärers termer"),
    "sources": ("Sources", "Källor"),
    "no_source": ("No source is recorded.", "Ingen källa är registrerad."),
    "basis": ("How we know", "Hur vi vet det"),
    "property": ("Property", "Egenskap"),
    "value": ("Value", "Värde"),
    "asserted": ("from a document", "ur dokument"),
    "inferred": ("follows by a rule", "följer av en regel"),
    "computed": ("calculated", "uträknat"),
    "suggested": ("proposed, unchecked", "förslag, ogranskat"),
    "not_recorded": ("not recorded", "inte registrerat"),
    "query_label": ("Your query", "Din fråga"),
    "run": ("Run", "Kör"),
    "as_page": ("A page", "En sida"),
    "yes": ("Yes", "Ja"),
    "no": ("No", "Nej"),
    "answers_cut": (
        "The first {n} of {total} rows; the formats below have all.",
        "De {n} första av {total} rader; formaten nedan har alla.",
    ),
    "graph_cut": (
        "Only the beginning is shown; the formats below have all.",
        "Bara början visas; formaten nedan har allt.",
    ),
    "format": ("Format", "Format"),
    "release": ("Release", "Utgåva"),
    "licence": ("Data under CC BY 4.0", "Data under CC BY 4.0"),
    "limits": ("Limits", "Gränser"),
    "limits_lead": (
        "What you may ask of this service. A request over a limit is refused with a sentence that names it.",
        "Vad du får begära av tjänsten. En förfrågan över en gräns avvisas med en mening som säger vilken.",
    ),
    "limit": ("Limit", "Gräns"),
    "first_rows": ("The first {n} rows", "De första {n} raderna"),
    "means": ("What it is", "Vad den är"),
    "problems": ("Problems", "Problem"),
    "problems_lead": (
        "What the service answers when something is wrong, and what it means.",
        "Vad tjänsten svarar när något är fel, och vad det betyder.",
    ),
    "status": ("Status", "Status"),
    "perhaps": ("Perhaps", "Kanske"),
    "no_limit": ("no limit", "ingen gräns"),
    "none": ("none", "inga"),
    "fault_help": ("Go to the start page", "Gå till startsidan"),
    "ways_on": ("Try instead", "Pröva i stället"),
    "mend": ("Mend your query", "Rätta din fråga"),
    "example_query": ("Begin with a query that works", "Börja med en fråga som fungerar"),
    "question_form": ("The question’s own form", "Frågans eget formulär"),
    "what_it_means": ("What this problem means", "Vad det här problemet betyder"),
    "catalogue": ("Catalogue", "Katalog"),
    "datasets": ("Datasets", "Datamängder"),
    "profiles": ("The catalogue for portals", "Katalogen för portaler"),
    "services": ("Services", "Tjänster"),
    "files": ("Files", "Filer"),
    "checksums": ("Checksums (SHA-256)", "Kontrollsummor (SHA-256)"),
    "file": ("File", "Fil"),
    "size": ("Size", "Storlek"),
    "publisher": ("Publisher", "Utgivare"),
    "contact": ("Contact", "Kontakt"),
    "modified": ("Last changed", "Senast ändrad"),
    "graphs": ("Graphs", "Grafer"),
    "statements": ("Statements", "Påståenden"),
    "canonical": (
        "SHA-256 of the canonical form (RDFC-1.0)",
        "SHA-256 av den kanoniska formen (RDFC-1.0)",
    ),
    "releases": ("Releases", "Utgåvor"),
    "releases_lead": (
        "Every release stays at its address, with its files, for as long as it is kept here. Cite one by its address.",
        "Varje utgåva stannar på sin adress, med sina filer, så länge den finns här. Hänvisa till en med dess adress.",
    ),
    "present_release": ("the present one", "den nuvarande"),
    "written": ("Written", "Skriven"),
    "reasoned": ("follow by rules", "följer av regler"),
    "findings": ("What the shapes found", "Vad reglerna fann"),
    "changes_first": ("Changes", "Ändringar"),
    "changes": ("Changes since {version}", "Ändringar sedan {version}"),
    "first_release": (
        "There is no earlier release here to compare with.",
        "Här finns ingen tidigare utgåva att jämföra med.",
    ),
    "added": ("Added", "Tillkommet"),
    "changed": ("Changed", "Ändrat"),
    "removed": ("Removed", "Borttaget"),
    "came": ("{n} new", "{n} [ny|nya]"),
    "went": ("{n} gone", "{n} borta"),
    "none_changed": ("None", "Inga"),
    "more_changes": ("and {n} more; all are in changes.json", "och {n} till; alla finns i changes.json"),
    "as_it_was": (
        "This is how it was recorded in release {version} of {date}.",
        "Så här var det registrerat i utgåva {version} från {date}.",
    ),
    "as_it_is": ("How it is recorded now", "Så är det registrerat nu"),
    "gone": (
        "This is no longer recorded. It was last in release {version} of {date}, as below.",
        "Detta är inte längre registrerat. Det fanns senast i utgåva {version} från {date}, så som nedan.",
    ),
    "tables": ("Tables", "Tabeller"),
    "tables_lead": (
        "Everything that is recorded, a table a noun, for spreadsheets and for analysis.",
        "Allt som är registrerat, en tabell för varje slag, för kalkylark och analys.",
    ),
    "columns": ("Columns", "Kolumner"),
    "heading": ("Heading in Excel", "Rubrik i Excel"),
    "column_name": ("Name in CSV, JSON and Parquet", "Namn i CSV, JSON och Parquet"),
    "long_tables": (
        "Columns with several values for one thing, a row each (CSV):",
        "Kolumner med flera värden för ett ting, en rad för varje (CSV):",
    ),
    "cite": ("Cite this", "Hänvisa hit"),
    "cite_lead": (
        "A reference that still leads here in ten years: the address never changes, and the release is kept.",
        "En hänvisning som leder hit också om tio år: adressen ändras aldrig, och utgåvan sparas.",
    ),
    "reference": ("Reference", "Hänvisning"),
    "address_for_ever": ("Address", "Adress"),
    "feeds": ("Feeds", "Flöden"),
    "main_menu": ("Main menu", "Huvudmeny"),
    "leads": ("Ask about it", "Fråga om det"),
    "more": ("{n} more", "{n} till"),
    "search": ("Search", "Sök"),
    "find": ("Search", "Sök"),
    "search_label": (
        "A region, organisation, strategy, area ... in any language",
        "En region, organisation, strategi, ett område ... på vilket språk som helst",
    ),
    "found": ("{n} found", "{n} [hittad|hittade]"),
    "found_cut": ("The first {n}; there are more. Add a word.", "De {n} första; det finns fler. Lägg till ett ord."),
    "means_asserted": (
        "A document says so, and it is named.",
        "Ett dokument säger det, och det står vilket.",
    ),
    "means_inferred": (
        "It follows from what is stated, by a rule that is shown.",
        "Det följer av vad som är sagt, enligt en regel som visas.",
    ),
    "means_computed": (
        "Worked out from everything that is recorded, such as which list is the latest.",
        "Uträknat ur allt som är registrerat, till exempel vilken lista som är den senaste.",
    ),
    "means_suggested": (
        "A program has proposed it and nobody has checked it. It never counts in an answer.",
        "Ett program har föreslagit det och ingen har granskat det. Det räknas aldrig i ett svar.",
    ),
}


def get_words(key: str, language: str, **values: object) -> str:
    """Return the words for a key in a language, ``en`` or ``sv``, with numbers as the language writes them.

    ``[row|rows]`` is a singular and a plural, of which ``n`` chooses.

    Raises:
        KeyError: For a key that does not exist.
    """
    words = WORDS[key][1 if language == "sv" else 0]
    return fill_words(words, language, values) if values else words
