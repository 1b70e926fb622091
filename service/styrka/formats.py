"""The one table of media types: name, suffix and what each can carry; and the choice among them.

Werkzeug does the negotiation (RFC 9110 section 12.5.1); this module only lists what is on offer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Final

from styrka.errors import BadParameter, NotAcceptable


class Kind(Enum):
    """What a format carries."""

    BINDINGS = "bindings"  # the rows of a SELECT, or the truth of an ASK
    GRAPH = "graph"  # triples
    DATASET = "dataset"  # quads
    PAGE = "page"  # for people


@dataclass(frozen=True)
class Format:
    """One format: its media type, the suffix of its address, and what it carries."""

    name: str
    media_type: str
    suffix: str
    kinds: frozenset[Kind]
    aliases: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    def is_called(self, name: str) -> bool:
        """Return whether people or clients call it so: by suffix, media type or a common name.

        Letter case does not matter.
        """
        return name.lower() in (self.suffix, self.media_type, self.name.lower(), *self.aliases, *self.names)

    @property
    def content_type(self) -> str:
        """The Content-Type header's value, with a charset where the media type defines one."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


_B, _G, _D, _P = (frozenset({kind}) for kind in (Kind.BINDINGS, Kind.GRAPH, Kind.DATASET, Kind.PAGE))
_N: Final = frozenset[Kind]()

JSON: Final = Format("SPARQL JSON", "application/sparql-results+json", "json", _B, ("application/json",), ("srj",))
# The same where ``.json`` is something else: rows as objects.
RESULTS_JSON: Final = Format("SPARQL JSON", "application/sparql-results+json", "srj", _B)
XML: Final = Format(
    "SPARQL XML", "application/sparql-results+xml", "xml", _B, ("application/xml", "text/xml"), ("srx",)
)
CSV: Final = Format("CSV", "text/csv", "csv", _B)
TSV: Final = Format("TSV", "text/tab-separated-values", "tsv", _B)
TURTLE: Final = Format("Turtle", "text/turtle", "ttl", _G, ("application/x-turtle", "text/n3", "text/rdf+n3"), ("n3",))
NTRIPLES: Final = Format("N-Triples", "application/n-triples", "nt", _G, ("text/plain",), ("ntriples", "text"))
RDFXML: Final = Format(
    "RDF/XML", "application/rdf+xml", "rdf", _G, ("application/xml", "text/xml"), ("xml", "rdfxml", "rdf+xml")
)
JSONLD: Final = Format(
    "JSON-LD", "application/ld+json", "jsonld", _G | _D, ("application/json",), ("json", "ld+json", "json+ld")
)
TRIG: Final = Format("TriG", "application/trig", "trig", _G | _D, ("application/x-trig",))
NQUADS: Final = Format("N-Quads", "application/n-quads", "nq", _G | _D, ("text/x-nquads",), ("nquads",))
HTML: Final = Format("HTML", "text/html", "html", _P, ("application/xhtml+xml",))
# What the service reads and writes itself: no engine answers in them.
XLSX: Final = Format("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", _N)
PARQUET: Final = Format("Parquet", "application/vnd.apache.parquet", "parquet", _N)
GEOJSON: Final = Format("GeoJSON", "application/geo+json", "geojson", _N)
CSVW: Final = Format("CSV on the Web", "application/csvm+json", "csv-metadata.json", _N)
BIBTEX: Final = Format("BibTeX", "application/x-bibtex", "bib", _N, ("text/x-bibtex",))
CSL: Final = Format("CSL-JSON", "application/vnd.citationstyles.csl+json", "json", _N, ("application/json",))
ATOM: Final = Format("Atom", "application/atom+xml", "atom", _N)
LINKSET: Final = Format("linkset", "application/linkset+json", "json", _N)
LINK_FORMAT: Final = Format("link format", "application/link-format", "", _N)
PROBLEM: Final = Format("problem", "application/problem+json", "json", _N)
PLAIN_JSON: Final = Format("JSON", "application/json", "json", _N)
PLAIN_XML: Final = Format("XML", "application/xml", "xml", _N)
PLAIN_TEXT: Final = Format("text", "text/plain", "txt", _N)
MARKDOWN: Final = Format("Markdown", "text/markdown", "md", _N)
SVG: Final = Format("SVG", "image/svg+xml", "svg", _N)
GZIP: Final = Format("gzip", "application/gzip", "gz", _N)
BYTES: Final = Format("file", "application/octet-stream", "", _N)
FORM: Final = Format("form", "application/x-www-form-urlencoded", "", _N)
SPARQL_QUERY: Final = Format("SPARQL query", "application/sparql-query", "rq", _N)
SPARQL_UPDATE: Final = Format("SPARQL update", "application/sparql-update", "ru", _N)

BINDINGS: Final = (JSON, XML, CSV, TSV)
TRUTHS: Final = (JSON, XML)  # what is defined for the truth of an ASK (SPARQL 1.1 Query Results CSV and TSV section 2)
GRAPHS: Final = (TURTLE, JSONLD, NTRIPLES, RDFXML)
DATASETS: Final = (TRIG, NQUADS, JSONLD)
THINGS: Final = (*GRAPHS, TRIG)  # of what is stated of one thing; TriG has the graph of each statement
TRIPLES: Final = (*GRAPHS, TRIG, NQUADS)  # what can carry the triples of a graph, with its name or without
ALL: Final = (*BINDINGS, TURTLE, NTRIPLES, RDFXML, JSONLD, TRIG, NQUADS, HTML)


def choose_format(accept: str | None, offers: Sequence[Format]) -> Format:
    """Return the offer that the Accept header likes best; the first offer when there is no header.

    Parameters:
        accept: the header's value, or None.
        offers: what can be given, the preferred first; ties in quality go to the earlier offer.

    Raises:
        NotAcceptable: When every offer is refused (RFC 9110 section 15.5.7).
    """
    if not accept:
        return offers[0]
    return (_remembered if len(accept) <= _SHORT else _chosen)(accept, tuple(offers))


def _chosen(accept: str, offers: tuple[Format, ...]) -> Format:
    # A parameter such as charset= does not determine the format (RFC 9110 section 12.5.1); only q counts here.
    # Imported here: with them come a server and a client of HTTP, which a command does not need to start.
    from werkzeug.datastructures import MIMEAccept
    from werkzeug.http import parse_accept_header

    given = parse_accept_header(accept, MIMEAccept)
    header = MIMEAccept([(media_range.partition(";")[0].strip(), quality) for media_range, quality in given])
    by_type = {media_type: offer for offer in reversed(offers) for media_type in (*offer.aliases, offer.media_type)}
    # Aliases must not shadow another offer's own media type, and own media types come first in the server's order.
    ordered = [offer.media_type for offer in offers]
    ordered += [alias for offer in offers for alias in offer.aliases if alias not in ordered]
    by_type.update({offer.media_type: offer for offer in offers})
    best = header.best_match(ordered)
    if best is None or header.quality(best) <= 0:
        names = ", ".join(offer.media_type for offer in offers)
        raise NotAcceptable(
            f"None of the formats on offer is accepted. On offer: {names}.",
            sv=f"Inget av formaten som finns tas emot. De som finns är {names}.",
            offers=names.split(", "),
        )
    return by_type[best]


_SHORT: Final = 500
_remembered: Final = lru_cache(500)(_chosen)


def find_format(name: str, offers: Sequence[Format]) -> Format:
    """Return the offer of that suffix, media type or common name; a parameter of the media type is overlooked.

    Raises:
        BadParameter: With the suffixes that exist.
    """
    # "+" in a query string is a space: "application/ld+json" that was not encoded still means the same.
    bare = name.partition(";")[0].strip().replace(" ", "+")
    for offer in offers:
        if offer.is_called(bare):
            return offer
    allowed = [offer.suffix for offer in offers]
    raise BadParameter(
        f"There is no format {name!r} here; there are {', '.join(allowed)}.",
        sv=f"Här finns inget format {name!r}; det finns {', '.join(allowed)}.",
        parameter="format",
        allowed=allowed,
    )
