"""The words of the page at ``/sparql``: the field, what stands beside it, and the answer below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

EDITOR: Final[Mapping[str, tuple[str, str]]] = {
    # key: (English, Swedish)
    "sparql_help": (
        "Write a query or begin with an example; programs ask at the same address.",
        "Skriv en fråga eller börja med ett exempel; program frågar på samma adress.",
    ),
    "default_about": (
        "Which regions have energy among their own priorities, and which document says so?",
        "Vilka regioner har energi bland sina egna prioriteringar, och vilket dokument säger det?",
    ),
    "default_names": (
        "Names in one language, or each row would stand once for every name.",
        "Namn på ett språk, annars skulle varje rad stå en gång per namn.",
    ),
    "default_graphs": (
        "A graph states what one source says, and names it.",
        "En graf återger vad en källa säger och anger vilken.",
    ),
    "or_else": ("or {values}", "eller {values}"),
    "answer_as": ("Answer as", "Svar som"),
    "tidy": ("Format", "Formatera"),
    "share": ("Share link", "Dela länk"),
    "copy_as": ("Copy as", "Kopiera som"),
    "copied_text": ("To copy", "Att kopiera"),
    "sparql_examples": ("Examples", "Exempel"),
    "sparql_filter": ("Filter the examples", "Filtrera exemplen"),
    "sparql_vocabulary": ("Vocabulary", "Begrepp"),
    "sparql_vocabulary_help": (
        "Classes and properties by what they are about, with how often each is used.",
        "Klasser och egenskaper efter vad de handlar om, med hur ofta var och en används.",
    ),
    "answer_took": ("{rows} in {seconds} s", "{rows} på {seconds} s"),
    "took": ("in {seconds} s", "på {seconds} s"),
    "not_defined": ("is not defined", "är inte definierat"),
    "did_you_mean_term": ("did you mean", "menade du"),
    "or": ("or", "eller"),
    "no_rows_why": (
        "A query that names a term which does not exist has no answer.",
        "En fråga med ett begrepp som inte finns har inget svar.",
    ),
    "regions_mapped": ("{n} [region|regions] of the answer", "{n} [region|regioner] i svaret"),
    "outside_answer": ("not in the answer", "inte med i svaret"),
    "on_a_map": ("The regions on a map", "Regionerna på en karta"),
    "editor_label": ("Your query, in SPARQL", "Din fråga, i SPARQL"),
    "editor_keys": (
        "Ctrl+Enter runs the query, Ctrl+Space suggests. Escape and then Tab leaves the editor.",
        "Ctrl+Enter kör frågan, Ctrl+blanksteg föreslår. Escape och sedan Tabb lämnar redigeraren.",
    ),
    "editor_running": ("Running ...", "Kör ..."),
    "editor_unreachable": (
        "The service cannot be reached. Try again in a moment.",
        "Tjänsten går inte att nå. Försök igen om en stund.",
    ),
    "editor_copied": ("Copied.", "Kopierat."),
    "editor_selected": ("Selected: copy it with Ctrl+C.", "Markerat: kopiera med Ctrl+C."),
    "editor_shown": ("{n} shown", "{n} visas"),
    "editor_insert": ("Insert at the cursor", "Infoga vid markören"),
    "editor_line": ("Line {n}", "Rad {n}"),
    "editor_declare": ("Declare {text}", "Deklarera {text}"),
    "editor_replace": ("Change to {text}", "Ändra till {text}"),
    "editor_of": ("Of", "Hos"),
    "editor_value": ("Value", "Värde"),
    "editor_count": ("Used", "Används"),
    "editor_completions": ("Suggestions", "Förslag"),
    "editor_diagnostics": ("Remarks", "Anmärkningar"),
    "editor_no_diagnostics": ("No remarks", "Inga anmärkningar"),
    "editor_close": ("close", "stäng"),
    "editor_deleted": ("Selection deleted", "Markeringen borttagen"),
}
