"""The questions as examples for who writes a query: what each asks, and its values, in comments above its SPARQL."""

from __future__ import annotations

import textwrap
from typing import Final

from styrka.ask.question import Query
from styrka.publish.catalogue.sparql_examples import write_example
from styrka.text.ui import get_words

_WIDTH: Final = 100

_DEFAULT: Final = """PREFIX styrka: <https://w3id.org/styrka/def/>
PREFIX theme: <https://w3id.org/styrka/scheme/theme/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dcterms: <http://purl.org/dc/terms/>

# {about}
SELECT DISTINCT ?region ?name ?area ?source WHERE {{
  ?region styrka:ownPriorityArea ?area .
  ?area styrka:concerns theme:energy .
  # {names}
  OPTIONAL {{ ?region skos:prefLabel ?name FILTER(LANG(?name) = "{language}") }}
  # {graphs}
  GRAPH ?graph {{ ?list styrka:hasPriorityArea ?area }}
  ?graph dcterms:source ?source .
}}
ORDER BY ?region
LIMIT 200"""


def write_default(language: str) -> str:
    """Return the query that stands in the field before anybody has written one.

    A region has names in several languages: with the reader's alone each row stands once, and a region without one
    stays in the answer.
    """
    words = {key: get_words(f"default_{key}", language) for key in ("about", "names", "graphs")}
    return _DEFAULT.format(language=language, **words)


def write_commented(query: Query, language: str) -> str:
    """Return a question as a query to work on: what it asks and what its values are, then the SPARQL."""
    lines = [query.summary[language], "", *textwrap.wrap(query.description[language], _WIDTH)]
    for one in query.parameters:
        value = (one.preset if not one.daily else one.example) or ("" if one.optional else one.example)
        if value:
            others = [other for other in one.values if other != value]
            more = f" ({get_words('or_else', language, values=', '.join(others))})" if others else ""
            lines.append(f"{one.label[language]}: {value}{more}")
    comments = "".join(f"# {line}".rstrip() + "\n" for line in lines)
    return f"{comments}\n{write_example(query)}"
