"""Identifiers of the Research Organization Registry (ROR): each is well-formed, and names one thing.

An identifier is a 0, six signs of Crockford's Base32 and two check digits (ISO/IEC 7064, MOD 97-10):
https://ror.readme.io/docs/identifier. What has the same one as something else is the same organisation, written twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from styrka.build.validate.report import Finding, Words
from styrka.vocabulary import BASE, PREFIXES

if TYPE_CHECKING:
    from styrka.build.sources import Source

OWN_IDENTIFIER: Final = BASE + "shape/OwnIdentifier"
_MATCH: Final = PREFIXES["skos"] + "exactMatch"
_ROR: Final = "https://ror.org/"
_ANY_ROR: Final = re.compile(r"(?i)https?://(?:www\.)?ror\.org/")
_SIGNS: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_FORM: Final = re.compile(rf"0[{_SIGNS}]{{6}}[0-9]{{2}}")


def compute_check_digits(identifier: str) -> str:
    """Return the two check digits of an identifier's first seven signs.

    >>> compute_check_digits("04f57t081")
    '81'
    """
    number = 0
    for sign in identifier[:7]:
        number = number * len(_SIGNS) + _SIGNS.index(sign)
    return f"{98 - number * 100 % 97:02}"


def find_wrong_identifiers(sources: Sequence[Source], focus: frozenset[str] | None = None) -> Iterator[Finding]:
    """Yield a violation for each identifier that is malformed, mistyped, or another thing's too.

    Parameters:
        sources: the files of data.
        focus: the IRIs of the things to look at; None for all.
    """
    owners: dict[str, str] = {}
    for source in sources:
        for quad in source.under(ox.NamedNode(_MATCH)):
            value = quad.object
            if not isinstance(value, ox.NamedNode) or not _ANY_ROR.match(value.value):
                continue
            owner = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
            first = owners.setdefault(value.value, owner)
            if focus is not None and owner not in focus and first not in focus:
                continue
            words = _find_fault(value.value)
            if words is None and first != owner:
                words = _describe_sharing(value.value, first, owner)
            if words is not None:
                yield Finding.state(source, owner, _MATCH, str(value), OWN_IDENTIFIER, "violation", words)


def _find_fault(iri: str) -> Words | None:
    """Return what is wrong with an identifier by itself, and what would be right; None where nothing is."""
    identifier = iri.removeprefix(_ROR)
    if not _FORM.fullmatch(identifier):
        return Words(
            f"{iri} is not an identifier of ROR.",
            f"{iri} är ingen beteckning i ROR.",
            f"Write {_ROR}, a 0, six letters or digits without i, l, o and u, and two digits.",
            f"Skriv {_ROR}, en nolla, sex bokstäver eller siffror utan i, l, o och u, och två siffror.",
        )
    right = compute_check_digits(identifier)
    if identifier.endswith(right):
        return None
    return Words(
        f"The check digits of {identifier} are wrong: a sign of it is mistyped.",
        f"Kontrollsiffrorna i {identifier} är fel: ett tecken är felskrivet.",
        f"Look it up at {_ROR}; if all else is right, it ends in {right}.",
        f"Slå upp den på {_ROR}; om allt annat stämmer slutar den på {right}.",
    )


def _describe_sharing(iri: str, first: str, owner: str) -> Words:
    one, other = (f"<{each.removeprefix(BASE)}>" for each in (first, owner))
    return Words(
        f"{one} and {other} have the same identifier, {iri}.",
        f"{one} och {other} har samma beteckning, {iri}.",
        f"Write {one} in both places where they are one organisation; else correct the one that is wrong.",
        f"Skriv {one} på båda ställena om de är en organisation; rätta annars den som är fel.",
    )
