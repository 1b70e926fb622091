"""Personal data wherever they can stand in instance data: every literal and every IRI is read, whatever its subject.

The shapes of ``personal-data.ttl`` read the properties of things that have a type; here is what SHACL's core has no
path for: a thing of another namespace without a type, an address inside an IRI, a number under a datatype of one's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

import pyoxigraph as ox

from styrka.build.validate.report import Finding
from styrka.vocabulary import BASE, PREFIXES, shorten

if TYPE_CHECKING:
    from styrka.build.sources import Source

PERSONAL_DATA: Final = BASE + "shape/PersonalData"
_PLAIN: Final = frozenset(
    PREFIXES["xsd"] + name
    for name in ("integer", "decimal", "double", "float", "boolean", "date", "gYear", "gYearMonth", "dateTime")
)
_WKT: Final = "http://www.opengis.net/ont/geosparql#wktLiteral"
# A cheap look that nearly every value fails, before the patterns.
_HINT: Final = re.compile(r"@|%40|tel:|(?i:orcid)|[0-9]{4}-[0-9]{3}|[0-9]{6}[-+]?[0-9]{4}|[+0][0-9][0-9 ()/.-]{5}")
_EMAIL: Final = re.compile(
    r"(?:^|[^A-Za-z0-9._%+-])[A-Za-z0-9_%+-][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9-]+[.])+[A-Za-z]{2,}"
)
_TELEPHONE: Final = re.compile(
    r"^tel:|(?:^|[^0-9A-Za-z.,+/_-])(?:[+]|00)(?:3[0-9]|4[0-9])(?:[ ().-]{0,3}[0-9]){8,12}(?:[^0-9A-Za-z_-]|$)"
    r"|(?:^|[^0-9A-Za-z.,+/_-])0(?:8|[1-9][0-9]{1,2}) ?[-/] ?(?:[0-9]{5,8}|[0-9]{2,3}(?: [0-9]{2,3}){1,3})"
    r"(?:[^0-9A-Za-z_-]|$)"
)
_ORCID: Final = re.compile(r"(?<![0-9A-Za-z])([0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X])(?![0-9A-Za-z])")
_IDENTITY: Final = re.compile(
    r"(?<![0-9A-Za-z.,+-])(?:(19|20)([0-9]{2})([0-9]{2})([0-9]{2})[-+]?([0-9]{4})"
    r"|()([0-9]{2})([0-9]{2})([0-9]{2})[-+]([0-9]{4}))(?![0-9A-Za-z-])"
)
_VCARD: Final = "http://www.w3.org/2006/vcard/ns#"
_PROPERTIES: Final = frozenset(
    [PREFIXES["foaf"] + name for name in ("surname", "family_name", "givenname", "nick", "account", "mbox_sha1sum")]
    + [
        space + name
        for space in ("https://schema.org/", "http://schema.org/")
        for name in ("birthDate", "contactPoint", "additionalName", "honorificPrefix", "worksFor", "jobTitle")
    ]
)
# English and Swedish
_EMAILS: Final = ("an e-mail address", "en e-postadress")
_TELEPHONES: Final = ("a telephone number", "ett telefonnummer")
_ORCIDS: Final = ("the ORCID of a person", "en persons ORCID")
_IDENTITIES: Final = ("a personal identity number", "ett personnummer")
_CONTACTS: Final = ("a property for persons or contacts", "en egenskap för personer eller kontakter")


def find_personal_data(
    sources: Sequence[Source], reported: frozenset[tuple[str, str]] = frozenset(), focus: frozenset[str] | None = None
) -> Iterator[Finding]:
    """Yield a violation for each statement with personal data that no shape has reported.

    Parameters:
        sources: the files of data.
        reported: subject and value, in N-Triples, of what the shapes have found.
        focus: the IRIs of the things to look at; None for all.
    """
    # Subjects and values stand in many statements, and each is looked at once.
    impersonal: set[object] = set()
    properties: dict[ox.NamedNode, bool] = {}
    for source in sources:
        if focus is None and _has_none(source, impersonal):
            continue
        seen: set[object] = set()
        for quad in source.quads:
            subject, thing = quad.subject, quad.object
            if focus is not None and _name(subject) not in focus:
                continue
            if subject not in seen:
                seen.add(subject)
                if isinstance(subject, ox.NamedNode) and (kind := recognise_personal_data(unquote(subject.value))):
                    yield _finding(source, subject.value, "", "", kind)
            if (is_personal := properties.get(quad.predicate)) is None:
                is_personal = properties[quad.predicate] = _is_personal(quad.predicate.value)
            if not is_personal and thing in impersonal:
                continue
            kind = _CONTACTS if is_personal else _look(thing)
            if kind is None:
                impersonal.add(thing)
            elif (_name(subject), str(thing)) not in reported:
                yield _finding(source, _name(subject), quad.predicate.value, str(thing), kind)


def _has_none(source: Source, impersonal: set[object]) -> bool:
    """Return whether a file has no personal data, as nearly all have none; its values are impersonal then.

    Each subject and value is looked at once, which takes half as long as looking at each statement.
    """
    things = {quad.object for quad in source.quads} - impersonal
    if (
        any(_is_personal(predicate.value) for predicate in source.by_predicate)
        or any(map(_look, things))
        or any(map(_look, {quad.subject for quad in source.quads}))
    ):
        return False
    impersonal |= things
    return True


def _name(subject: object) -> str:
    return subject.value if isinstance(subject, ox.NamedNode | ox.BlankNode) else str(subject)


def _is_personal(predicate: str) -> bool:
    return predicate in _PROPERTIES or predicate.startswith(_VCARD)


def _look(thing: object) -> tuple[str, str] | None:
    if isinstance(thing, ox.NamedNode):
        return recognise_personal_data(unquote(thing.value) if "%" in thing.value else thing.value)
    if isinstance(thing, ox.Literal) and thing.datatype.value not in _PLAIN and thing.datatype.value != _WKT:
        return recognise_personal_data(thing.value)
    return None


def recognise_personal_data(text: str) -> tuple[str, str] | None:
    """Return what personal data a text has, in English and Swedish; None where it has none."""
    if not _HINT.search(text):
        return None
    if _EMAIL.search(text):
        return _EMAILS
    if "orcid.org/" in text.lower() or any(_is_orcid(found[1]) for found in _ORCID.finditer(text)):
        return _ORCIDS
    if any(_is_identity(found.groups()) for found in _IDENTITY.finditer(text)):
        return _IDENTITIES
    return _TELEPHONES if _TELEPHONE.search(text) else None


def _is_orcid(text: str) -> bool:
    """Return whether the last sign is right (ISO/IEC 7064, MOD 11-2).

    >>> _is_orcid("0000-0002-1825-0097"), _is_orcid("0000-0002-1825-0098")
    (True, False)
    """
    digits, total = text.replace("-", ""), 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total % 11) % 11] == digits[-1]


def _is_identity(groups: Iterable[str | None]) -> bool:
    """Return whether the parts are a Swedish personal identity or coordination number: a day, and the last digit right.

    An organisation's number has a "month" of 20 and above.
    """
    century, year, month, day, last = (one for one in groups if one is not None)
    try:
        # 29 February is a day in some century; a coordination number adds 60 to the day.
        date(int((century or "20") + year) if century else 2000, int(month), int(day) - 60 * (int(day) > 60))
    except ValueError:
        return False
    digits = year + month + day + last
    total = sum(sum(divmod(int(digit) * (2 - place % 2), 10)) for place, digit in enumerate(digits))
    return total % 10 == 0


def _finding(source: Source, focus: str, predicate: str, value: str, kind: tuple[str, str]) -> Finding:
    line, column = source.locate(focus, predicate)
    return Finding(
        source.path,
        line,
        focus,
        shorten(predicate) if predicate else "",
        value,
        PERSONAL_DATA,
        "violation",
        f"This is {kind[0]}. There are no personal data in the graph.",
        f"Detta är {kind[1]}. I grafen finns inga personuppgifter.",
        "Remove it; an organisation is a styrka:Actor, and its web page is foaf:page.",
        "Ta bort det; en organisation är en styrka:Actor, och dess webbsida är foaf:page.",
        PERSONAL_DATA,
        f"<{predicate}>" if predicate else "",
        column,
    )
