"""What a thing's page gives to search engines: schema.org as JSON-LD, from what is recorded and nothing else.

It stands in a data block, which no browser runs and the Content-Security-Policy has nothing against.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from markupsafe import Markup

from styrka.ask.describe import LabelledTerm, Resource, StatementKind
from styrka.vocabulary import DEF, PREFIXES
from styrka.web.context import host, language, service
from styrka.web.http.paths import encode_path

_SKOS, _DCT = PREFIXES["skos"], PREFIXES["dcterms"]
# The first class that a thing is of decides; the others have no data block.
_TYPES: Final[Mapping[str, str | list[str]]] = {
    DEF + "Region": "AdministrativeArea",
    DEF + "PriorityList": ["CreativeWork", "DefinedTermSet"],
    DEF + "PriorityArea": "DefinedTerm",
    DEF + "Theme": "DefinedTerm",
    DEF + "RegionalAuthority": "GovernmentOrganization",
    DEF + "Actor": "Organization",
    DEF + "FundingProgramme": "FundingScheme",
    DEF + "Project": "Project",
    DEF + "Source": "CreativeWork",
}
_REGION, _LIST, _AREA, _SOURCE = "AdministrativeArea", "DefinedTermSet", "DefinedTerm", "CreativeWork"
_NAMES: Final = 20  # other names, and members of a list, at most
_ANY: Final = ""
# schema.org's property, the properties of ours that have its values, and the type for which it counts.
_LINKS: Final = (
    ("containedInPlace", (DEF + "partOf",), _REGION),
    ("spatialCoverage", (_DCT + "spatial",), _SOURCE),
    ("publisher", (_DCT + "publisher",), _SOURCE),
    ("hasDefinedTerm", (DEF + "hasPriorityArea",), _LIST),
    ("inDefinedTermSet", (DEF + "priorityAreaOf", _SKOS + "inScheme"), _AREA),
    ("location", (DEF + "locatedIn",), "Organization"),
    ("areaServed", (DEF + "authorityOf",), "GovernmentOrganization"),
)
_TEXTS: Final = (
    ("identifier", (_SKOS + "notation", _DCT + "identifier", DEF + "cci"), _ANY),
    ("inLanguage", (_DCT + "language",), _SOURCE),
    ("datePublished", (_DCT + "issued",), _SOURCE),
    ("dateModified", (_DCT + "modified",), _SOURCE),
)


def describe_structured(found: Resource, path: str, sentence: str) -> Markup:
    """Return the content of the data block of a thing's page; empty for a kind that schema.org has no word for.

    Parameters:
        path: of the page.
        sentence: what the page begins with.
    """
    classes = {one.term.value for one in found.types}
    type_ = next((name for class_, name in _TYPES.items() if class_ in classes), None)
    if type_ is None:
        return Markup()
    values = _Values(found)
    page = host() + encode_path(path)
    homepage = [one for one in values.of(PREFIXES["foaf"] + "page") if one.term.is_iri]
    written = {
        "@context": "https://schema.org/",
        "@type": type_,
        "@id": found.iri,
        "additionalType": sorted(class_ for class_ in classes if class_.startswith(DEF)),
        "name": found.named.label(language()),
        "alternateName": values.list_other_names(found.named.label(language())),
        "description": sentence,
        "url": homepage[0].term.value if homepage else page,
        "mainEntityOfPage": page,
        "sameAs": sorted(one.term.value for one in values.of(_SKOS + "exactMatch") if one.term.is_iri),
        **values.find(_TEXTS, type_, lambda one: one.term.value),
        **values.find(_LINKS, type_, _link),
        "temporalCoverage": values.find_period(),
        "geo": values.find_place(),
        "sdLicense": service().settings.licence,
    }
    text = json.dumps({name: value for name, value in written.items() if value}, ensure_ascii=False)
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 - nothing in it can end its element


class _Values:
    """The values of a thing's statements by property, without what is only suggested."""

    def __init__(self, found: Resource) -> None:
        self._found: dict[str, list[LabelledTerm]] = {}
        for one in (*found.statements, *found.aligned):
            if one.basis is not StatementKind.SUGGESTED:
                self._found.setdefault(one.predicate.term.value, []).append(one.value)

    def of(self, *properties: str) -> list[LabelledTerm]:
        """Return the values of properties."""
        return [value for name in properties for value in self._found.get(name, ())]

    def find(
        self,
        wanted: Iterable[tuple[str, tuple[str, ...], str]],
        type_: str | list[str],
        write: Callable[[LabelledTerm], Any],
    ) -> dict[str, Any]:
        """Return what schema.org's properties for a type have, as it is written: one value, or a list."""
        types = {_ANY, *([type_] if isinstance(type_, str) else type_)}
        types |= {"Organization"} if "GovernmentOrganization" in types else set()
        found = {}
        for name, properties, only in wanted:
            if only in types:
                values = [write(one) for one in self.of(*properties)][:_NAMES]
                each = list({json.dumps(one, sort_keys=True): one for one in values}.values())
                found[name] = each[0] if len(each) == 1 else each
        return found

    def list_other_names(self, name: str) -> list[str]:
        """Return the other names of the thing, in any language."""
        names = [one.term.value for one in self.of(_SKOS + "prefLabel", _SKOS + "altLabel")]
        return [one for one in dict.fromkeys(names) if one != name][:_NAMES]

    def find_period(self) -> str:
        """Return the period of a strategy or programme, as ISO 8601 has intervals; empty where none is recorded."""
        start, end = (self.of(DEF + name) for name in ("periodStart", "periodEnd"))
        return f"{start[0].term.value if start else '..'}/{end[0].term.value if end else '..'}" if start or end else ""

    def find_place(self) -> dict[str, Any]:
        """Return where the thing lies, when that is recorded."""
        latitude, longitude = (self.of(PREFIXES["geo"] + name) for name in ("lat", "long"))
        if not latitude or not longitude:
            return {}
        return {
            "@type": "GeoCoordinates",
            "latitude": latitude[0].term.value,
            "longitude": longitude[0].term.value,
        }


def _link(one: LabelledTerm) -> dict[str, str]:
    return {"@id": one.term.value, "name": one.label(language())}
