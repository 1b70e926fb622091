"""The words of the pages for who corrects, contributes and builds on, in English and Swedish."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CONTRIBUTING: Final[Mapping[str, tuple[str, str]]] = {
    # key: (English, Swedish)
    "check": ("Check before you send", "Kontrollera innan du skickar"),
    "check_lead": (
        "Paste what you have written, or choose a file: you see what is wrong, at which line, and what it would "
        "change. Nothing is published.",
        "Klistra in det du har skrivit, eller välj en fil: du ser vad som är fel, på vilken rad, och vad det skulle "
        "ändra. Ingenting publiceras.",
    ),
    "check_text": ("Your text: RDF, or rows with their header", "Din text: RDF, eller rader med sin rubrikrad"),
    "check_file": (
        "Or a file: Turtle, TriG, JSON-LD, RDF/XML, CSV or a workbook (XLSX)",
        "Eller en fil: Turtle, TriG, JSON-LD, RDF/XML, CSV eller en arbetsbok (XLSX)",
    ),
    "check_any_format": ("What it looks like", "Det som det liknar"),
    "check_rows": ("Rows of a table (CSV)", "Rader i en tabell (CSV)"),
    "check_workbook": ("Workbook (XLSX)", "Arbetsbok (XLSX)"),
    "templates": ("Templates for spreadsheets", "Mallar för kalkylark"),
    "templates_lead": (
        "A workbook to fill in, with a note on each column, what may stand in it, and an example.",
        "En arbetsbok att fylla i, med en förklaring till varje kolumn, det som får stå i den, och ett exempel.",
    ),
    "templates_then": (
        "When it is filled in, check it before you send it:",
        "När den är ifylld, kontrollera den innan du skickar den:",
    ),
    "check_do": ("Check", "Kontrollera"),
    "check_forgets": (
        "What you send is read, judged and forgotten: it is neither stored nor logged. At most {size}, and {seconds} "
        "seconds.",
        "Det du skickar läses, bedöms och glöms: det varken lagras eller loggas. Högst {size}, och {seconds} sekunder.",
    ),
    "check_unable": (
        "Documents are not checked here: this service has no rules and no data to judge them with.",
        "Här kontrolleras inga dokument: tjänsten har varken regler eller data att pröva dem mot.",
    ),
    "check_conforms": ("{name} can be sent as it is", "{name} kan skickas som den är"),
    "check_breaks": (
        "{n} [thing|things] must be put right in {name}",
        "{n} [sak|saker] måste rättas i {name}",
    ),
    "severity_violation": ("Must be put right ({n})", "Måste rättas ({n})"),
    "severity_warning": ("Could be better ({n})", "Kunde vara bättre ({n})"),
    "severity_info": ("Worth knowing ({n})", "Värt att veta ({n})"),
    "check_fix": ("What would be right:", "Så blir det rätt:"),
    "check_changes": ("What it would change", "Vad det skulle ändra"),
    "check_changed": (
        "Things added: {added}. Changed: {changed}. Removed: {removed}.",
        "Ting som tillkommer: {added}. Ändras: {changed}. Försvinner: {removed}.",
    ),
    "check_more": ("and {n} more; the data at /api/check have more of them", "och {n} till; fler finns i /api/check"),
    "check_again": ("Check again", "Kontrollera igen"),
    "check_program": ("From a program", "Från ett program"),
    "at_line": ("line {line}", "rad {line}"),
    "at_column": ("column {column}", "kolumn {column}"),
    "thing_added": ("New", "Nytt"),
    "thing_changed": ("Changed", "Ändrat"),
    "thing_removed": ("Removed", "Borttaget"),
    "is_now": ("Now", "Nu"),
    "would_be": ("With yours", "Med ditt"),
    "correct_this": ("Wrong?", "Fel?"),
    "correct_here": ("Is something wrong here?", "Är något fel här?"),
    "correct_title": ("Is something wrong?", "Är något fel?"),
    "correct_lead": (
        "Who knows better helps everybody. Look for what is wrong, or open its page and choose “Is something wrong "
        "here?”. You get a text to send; no account is needed, and nothing is stored.",
        "Den som vet bättre hjälper alla. Sök efter det som är fel, eller öppna dess sida och välj ”Är något fel "
        "här?”. Du får en text att skicka; inget konto behövs, och ingenting lagras.",
    ),
    "contribute_ways": ("More ways to contribute", "Fler sätt att bidra"),
    "correct_look": ("What is it about? A name, or a code", "Vad gäller det? Ett namn eller en kod"),
    "correct_not_found": (
        "Nothing here is called that. Try another word, or fewer.",
        "Inget här heter så. Pröva ett annat ord, eller färre.",
    ),
    "correct_find_more": ("Search everything", "Sök i allt"),
    "correct_by_address": ("Or by the address of the page", "Eller med sidans adress"),
    "correct_within": ("Facts with these words", "Uppgifter med de här orden"),
    "correct_of": ("The address of the page", "Sidans adress"),
    "correct_or_check": ("Have you a whole strategy, or several rows?", "Har du en hel strategi, eller flera rader?"),
    "correct_which": ("which of this is wrong?", "vad av detta är fel?"),
    "correct_lacks": ("Something is missing", "Något saknas"),
    "correct_thing": ("About", "Gäller"),
    "correct_stated": ("What is recorded", "Det som är registrerat"),
    "correct_says": ("Who says so", "Vem som säger det"),
    "correct_source": ("Source", "Källa"),
    "correct_follows": (
        "Nobody has written this as such: it follows from the statements of these sources. If one of those is wrong, "
        "correct that one.",
        "Ingen har skrivit just detta: det följer av uppgifter i dessa källor. Är en av dem fel, rätta den.",
    ),
    "correct_premise": ("See and correct that statement", "Se och rätta den uppgiften"),
    "correct_yours": ("What you know", "Det du vet"),
    "correct_right": ("What is right?", "Vad är rätt?"),
    "correct_missing": ("What is missing?", "Vad är det som saknas?"),
    "correct_where": (
        "Where does it say so? A document or a web address, and the page.",
        "Var står det? Ett dokument eller en webbadress, och sidan.",
    ),
    "correct_none": ("Nothing: the statement should go", "Inget: uppgiften ska bort"),
    "correct_make": ("Make the text to send", "Gör texten att skicka"),
    "correct_forgets": (
        "What you write comes back in the answer and is forgotten: nothing is stored. Name organisations, never "
        "persons.",
        "Det du skriver kommer tillbaka i svaret och glöms sedan: ingenting lagras. Nämn organisationer, aldrig "
        "personer.",
    ),
    "correct_subject": ("Correction: {name}", "Rättelse: {name}"),
    "correct_send_box": ("Send this text to the address below.", "Skicka texten till adressen nedan."),
    "correct_send_any": (
        "Copy this text, and send it to whoever publishes the data.",
        "Kopiera texten och skicka den till den som ger ut uppgifterna.",
    ),
    "correct_text": ("The text", "Texten"),
    "correct_mail": ("Open it as a message to {box}", "Öppna som ett meddelande till {box}"),
    "correct_file": ("As a file", "Som fil"),
    "correct_row": ("The row of {path} with your value.", "Raden i {path} med ditt värde."),
    "correct_graph": ("The whole of {path} with your value.", "Hela {path} med ditt värde."),
    "correct_download": ("Download the file", "Hämta filen"),
    "correct_apply": (
        "Who keeps the files puts it in its place with",
        "Den som sköter filerna lägger in den på sin plats med",
    ),
    "correct_token": ("With a token", "Med nyckel"),
    "correct_token_how": (
        "Who may write here makes the change at once: it is checked with all other data, and published if it is valid. "
        "That takes a minute.",
        "Den som får skriva här gör ändringen direkt: den kontrolleras tillsammans med alla andra uppgifter, och "
        "publiceras om den är giltig. Det tar en minut.",
    ),
    "correct_token_own": ("Your token", "Din nyckel"),
    "correct_token_do": ("Make the change", "Gör ändringen"),
    "correct_not_made": ("Nothing has changed", "Ingenting har ändrats"),
    "correct_made": (
        "The change is made, and published as {version}.",
        "Ändringen är gjord och publicerad som {version}.",
    ),
    "reviewed_by": ("Reviewed by", "Granskat av"),
    "api": ("API for developers", "API för utvecklare"),
    "api_lead": (
        "Every question, table and thing as data, without a key. What is described here is also in OpenAPI 3.1.",
        "Varje fråga, tabell och ting som data, utan nyckel. Det som beskrivs här finns också i OpenAPI 3.1.",
    ),
    "api_begin": ("Begin here", "Börja här"),
    "api_parts": (
        "Answers are whole. With limit and offset they come in parts: the Link header has the next one, "
        "X-Total-Count how many rows there are.",
        "Svaren är hela. Med limit och offset kommer de i delar: huvudet Link har nästa, X-Total-Count hur många "
        "rader det finns.",
    ),
    "api_forms": ("The forms of an answer", "Svarens format"),
    "api_json": (
        "Rows as objects: a thing has iri, code and labels in both languages, a date its value and precision, and "
        "every row what it rests on, with the source and its words.",
        "Rader som objekt: ett ting har iri, code och etiketter på båda språken, ett datum värde och noggrannhet, och "
        "varje rad det den bygger på, med källan och dess ord.",
    ),
    "api_csv": (
        "Tables whose columns have the same names for everybody; beside each name its key (IRI).",
        "Tabeller vars kolumner heter lika för alla; bredvid varje namn står dess nyckel (IRI).",
    ),
    "api_xlsx": (
        "The same for spreadsheets, with headings in words; lang=sv for Swedish.",
        "Samma sak för kalkylark, med rubriker i ord; lang=sv för svenska.",
    ),
    "api_srj": (
        "SPARQL’s own formats: results JSON, XML and TSV.",
        "SPARQL:s egna format: results JSON, XML och TSV.",
    ),
    "api_stable": ("What you can rely on", "Det du kan lita på"),
    "api_required": ("required", "måste anges"),
    "api_default": ("else", "annars"),
    "api_rows": (
        "Its first three rows, as the CSV has them; long texts are cut here.",
        "De tre första raderna, som CSV-filen har dem; långa texter är avkortade här.",
    ),
    "api_kinds": ("The {n} kinds", "De {n} slagen"),
    "api_problems": (
        "An error is application/problem+json (RFC 9457): type leads to the explanation, detail says what would be "
        "right.",
        "Ett fel är application/problem+json (RFC 9457): type leder till förklaringen, detail säger vad som skulle "
        "vara rätt.",
    ),
    "parameter": ("Parameter", "Parameter"),
    "may_be": ("What it may be", "Vad den får vara"),
    "for_example": ("for example", "till exempel"),
}
