"""The words of the vocabulary's pages, Swedish and English side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from styrka.text.locale import fill_words

_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    # key: (English, Swedish)
    # The index.
    "index_lead": (
        "The terms that the data are written in: {classes} classes and {properties} properties, in {parts} parts. Each "
        "has a page of its own, with an example from the data.",
        "De begrepp som data är skrivna med: {classes} klasser och {properties} egenskaper, i {parts} delar. Vart och "
        "ett har en egen sida, med ett exempel ur data.",
    ),
    "diagram": ("The nouns and how they join", "Substantiven och hur de hänger ihop"),
    "joins": ("{subject} – {join} – {object}", "{subject} – {join} – {object}"),
    "find_term": ("Find a term", "Hitta ett begrepp"),
    "found_terms": ("{n} [term|terms] of {total}", "{n} [begrepp|begrepp] av {total}"),
    "all_terms": ("All terms", "Alla begrepp"),
    "no_term": ("No term is called so, or says so.", "Inget begrepp heter så eller handlar om det."),
    "classes": ("Classes", "Klasser"),
    "properties": ("Properties", "Egenskaper"),
    "n_rules": ("{n} [rule|rules]", "{n} [regel|regler]"),
    "meaning": ("Meaning", "Betydelse"),
    "made_up": ("Made up, to show what the rule refuses.", "Påhittat, för att visa vad regeln avvisar."),
    "backwards_to": ("what leads here by", "det som leder hit genom"),
    "none_allowed": ("none may be stated", "inget får anges"),
    "about_vocabulary": ("About the vocabulary", "Om vokabulären"),
    "version_address": ("Address of this version", "Versionens adress"),
    "n_terms": ("{n} [term|terms]", "{n} begrepp"),
    "near_terms": ("Terms beside it", "Begrepp intill"),
    "rules": ("Rules", "Regler"),
    "schemes": ("Concept schemes", "Begreppsscheman"),
    "see_rules": ("The rules that the data keep to", "Reglerna som data följer"),
    "see_schemes": ("Themes and the other lists of concepts", "Teman och de andra listorna med begrepp"),
    "see_table": ("In SPARQL", "I SPARQL"),
    # A term.
    "class": ("Class", "Klass"),
    "property": ("Property", "Egenskap"),
    "used": ("How it is used", "Så används det"),
    "example": ("An example from the data", "Ett exempel ur data"),
    "no_example": (
        "Nothing in this release has it.",
        "Inget i den här utgåvan har det.",
    ),
    "is_a": ("{thing} is a thing of the class “{class_}”.", "{thing} hör till klassen ”{class_}”."),
    "states": ("{subject} – {property}: {value}.", "{subject} – {property}: {value}."),
    "as_turtle": ("The same in Turtle", "Samma sak i Turtle"),
    "expected": ("What is expected", "Vad som förväntas"),
    "expected_of": ("Of", "Hos"),
    "expected_how_many": ("How many", "Hur många"),
    "expected_what": ("What", "Vad"),
    "has_properties": ("What such a thing has", "Vad en sådan sak har"),
    "not_expected": (
        "No rule says what its values must be; it follows from other statements or is free.",
        "Ingen regel säger vad värdena måste vara; det följer av andra uppgifter eller är fritt.",
    ),
    "where_used": ("Where it is used", "Var det används"),
    "count_class": ("{n} [thing|things] of this class in the data", "{n} [sak|saker] av klassen i data"),
    "count_property": ("{n} [statement|statements] with it in the data", "{n} [uppgift|uppgifter] med det i data"),
    "in_questions": ("Questions that use it", "Frågor som använder det"),
    "in_tables": ("Columns of tables that have it", "Kolumner i tabeller som har det"),
    "column": ("{table}, column {column}", "{table}, kolumnen {column}"),
    "above": ("Above it", "Ovanför"),
    "below": ("Below it", "Under"),
    "inverse": ("The same the other way", "Samma sak åt andra hållet"),
    "elsewhere": ("In other vocabularies", "I andra vokabulärer"),
    "more_questions": ("{n} more", "{n} till"),
    "about_term": ("Address and data", "Adress och data"),
    "address": ("Address", "Adress"),
    "defined_in": ("Defined in", "Definieras i"),
    "version": ("Version", "Version"),
    "issued": ("Issued", "Utgiven"),
    "since": ("Since version", "Sedan version"),
    "modified": ("Modified", "Ändrad"),
    "creator": ("Creator", "Upphov"),
    "licence": ("Licence", "Licens"),
    "history": ("How it was in other releases", "Hur det var i andra utgåvor"),
    "inferred_rule": ("Follows by rule", "Följer av en regel"),
    "ask_for_it": ("Ask for it in SPARQL", "Fråga efter det i SPARQL"),
    # How many, and what.
    "exactly": ("exactly {least}", "precis {least}"),
    "exactly_one": ("exactly one", "precis ett"),
    "at_most": ("at most {most}", "högst {most}"),
    "at_most_one": ("at most one", "högst ett"),
    "at_least": ("{least} or more", "{least} eller fler"),
    "at_least_one": ("one or more", "ett eller fler"),
    "between": ("from {least} to {most}", "från {least} till {most}"),
    "any_number": ("any number", "hur många som helst"),
    "or": ("or", "eller"),
    "concept_of": ("a concept of {scheme}", "ett begrepp i {scheme}"),
    "thing_of": ("a thing with an address (IRI)", "en sak med en adress (IRI)"),
    "text_of": ("a text or a number", "en text eller ett tal"),
    "anything": ("anything", "vad som helst"),
    "one_of": ("one of: {values}", "ett av: {values}"),
    "fits": ("that fits the pattern {pattern}", "som följer mönstret {pattern}"),
    "from_to": ("from {lowest} to {highest}", "från {lowest} till {highest}"),
    "from": ("from {lowest}", "från {lowest}"),
    "by_query": ("a query decides", "en fråga avgör"),
    "type_string": ("a text", "en text"),
    "type_langString": ("a text in a language", "en text på ett språk"),
    "type_boolean": ("yes or no", "ja eller nej"),
    "type_integer": ("a whole number", "ett heltal"),
    "type_nonNegativeInteger": ("a whole number, 0 or more", "ett heltal, 0 eller mer"),
    "type_positiveInteger": ("a whole number, 1 or more", "ett heltal, 1 eller mer"),
    "type_decimal": ("a number", "ett tal"),
    "type_double": ("a number", "ett tal"),
    "type_date": ("a day", "en dag"),
    "type_gYear": ("a year", "ett år"),
    "type_gYearMonth": ("a month", "en månad"),
    "type_anyURI": ("an address", "en adress"),
    "type_dateTime": ("a point in time", "en tidpunkt"),
    # Rules.
    "rules_lead": (
        "What the data must keep to before they are published: {n} rules (SHACL shapes). One that is broken stops a "
        "release, or is a warning or a remark.",
        "Det som data måste följa för att bli publicerade: {n} regler (former i SHACL). En bruten regel stoppar en "
        "utgåva, eller är en varning eller en anmärkning.",
    ),
    "severity": ("If it is broken", "Om den bryts"),
    "severity_Violation": ("The release stops", "Utgåvan stoppas"),
    "severity_Warning": ("Warning", "Varning"),
    "severity_Info": ("Remark", "Anmärkning"),
    "rule": ("Rule", "Regel"),
    "message": ("What is said then", "Vad som sägs då"),
    "about_things": ("About", "Om"),
    "about_subjects": ("whatever has", "allt som har"),
    "looks_at": ("Looks at", "Ser på"),
    "right_example": ("Right, from the data", "Rätt, ur data"),
    "wrong_example": ("Wrong", "Fel"),
    "consists_of": ("Consists of", "Består av"),
    # Schemes.
    "schemes_lead": (
        "Lists of concepts that the data choose from: {n} schemes.",
        "Listor med begrepp som data väljer ur: {n} scheman.",
    ),
    "n_concepts": ("{n} [concept|concepts]", "{n} begrepp"),
    "n_uses": ("used {n} [time|times]", "används {n} [gång|gånger]"),
    "concept": ("Concept", "Begrepp"),
    "uses": ("Used", "Används"),
    "all_themes": ("Themes, with how many regions have each", "Teman, med hur många regioner som har vart och ett"),
}


def get_vocabulary_words(key: str, language: str, **values: object) -> str:
    """Return the words for a key in a language, ``en`` or ``sv``, with numbers as the language writes them.

    Raises:
        KeyError: For a key that does not exist.
    """
    words = _WORDS[key][1 if language == "sv" else 0]
    return fill_words(words, language, values) if values else words
