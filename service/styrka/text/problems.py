"""What the kinds of problems mean, in Swedish; in English their classes state it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from styrka import errors
from styrka.errors import StyrkaError

_SWEDISH: Final[Mapping[str, str]] = {
    "SourceError": "En fil med data, ontologi eller en tabell kan inte läsas.",
    "InvalidData": "Uppgifterna bryter mot en regel; findings säger var och hur (SHACL avsnitt 3.6).",
    "Contradiction": "Uppgifterna motsäger ontologin (OWL 2 RL: grafen är inkonsistent).",
    "UnsupportedAxiom": "Ett axiom ligger utanför den del av OWL 2 RL som slutledningen klarar.",
    "ReleaseError": "En utgåva saknas, är skadad eller kan inte skrivas.",
    "MissingExtra": "Det kräver ett paket som inte är installerat här; extra är tillägget som det följer med.",
    "BadParameter": "En parameter saknas, är okänd eller av fel slag.",
    "QuerySyntaxError": "Texten är ingen fråga i SPARQL 1.1 (SPARQL 1.1 Protocol avsnitt 2.1.6).",
    "QueryRefused": "Frågan är giltig men av ett slag som inte besvaras här (en ändring, SERVICE, en okänd graf).",
    "QueryTooExpensive": "Frågan nådde sin gräns för tid, minne eller storlek.",
    "Busy": "Ingen blev ledig på den tid en förfrågan får vänta; retry_after är i sekunder.",
    "HeavyQuery": "Frågan visade sig vara tung, och ingen plats för tunga är ledig; retry_after är i sekunder.",
    "ClientGone": "Den som frågade gick innan svaret var klart; ingen läser detta.",
    "QueryAborted": "Den som frågade avbröt frågan, med det X-Query-Id som frågan hade fått.",
    "NotFound": "Det finns inget sådant.",
    "Gone": "Detta har tagits bort; uppgifterna säger vad det var.",
    "NotAcceptable": "Inget format som finns är bland dem som tas emot (RFC 9110 avsnitt 15.5.7).",
    "UnsupportedMediaType": "Innehållets format är inget som adressen läser (RFC 9110 avsnitt 15.5.16).",
    "TooLarge": "Förfrågan är större än gränsen (RFC 9110 avsnitt 15.5.14).",
    "UriTooLong": "Adressen är längre än gränsen (RFC 9110 avsnitt 15.5.15).",
    "TooManyRequests": "Frågorna kommer tätare än gränsen (RFC 6585 avsnitt 4); retry_after är i sekunder.",
    "Unauthorised": "Att skriva kräver nyckeln, och förfrågan har ingen eller en annan (RFC 9110 avsnitt 15.5.2).",
    "WriteRefused": "Till denna graf, eller denna tjänst, skrivs inte så (RFC 9110 avsnitt 15.5.4).",
    "UnreadableBody": "Innehållet är inte vad dess format säger (Graph Store HTTP Protocol avsnitt 5.1).",
    "Conflict": "Ändringen passar inte det som finns nu (RFC 9110 avsnitt 15.5.10).",
    "PreconditionFailed": "Ett villkor i förfrågan är inte uppfyllt (RFC 9110 avsnitt 15.5.13).",
    "UnfitPatch": "Ändringen gäller en annan graf än den som den skickas till (Graph Store HTTP Protocol avsnitt 5.7).",
    "EndpointError": "Databasen bakom tjänsten svarade inte som SPARQL 1.1 Protocol säger (RFC 9110 avsnitt 15.6.3).",
    "ServiceError": "Den tjänst som SERVICE nämner svarade inte rätt (SPARQL 1.1 Federated Query avsnitt 2.1).",
    "ServiceTimeout": "Den tjänst som SERVICE nämner svarade inte i tid (RFC 9110 avsnitt 15.6.5).",
    "HarvestError": "En annan källa kunde inte läsas, eller dess svar inte tas emot; filen från förut står kvar.",
    "SlowRequest": "Förfrågan kom inte fram på den tid den får ta (RFC 9110 avsnitt 15.5.9).",
}
_CODE: Final = re.compile(r"``(?:evidence\[\")?(\w+)(?:\"\])?``")


def make_kind(error: type[StyrkaError]) -> str:
    """Return the fragment of an error's kind at /about/problems.

    >>> from styrka.errors import TooLarge
    >>> kind(TooLarge)
    'too-large'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", error.__name__).lower()


def list_kinds() -> list[dict[str, Any]]:
    """Return each kind of problem.

    Its fragment at /about/problems, status, title and meaning, in English and Swedish.
    """
    found = [
        {
            "kind": make_kind(one),
            "status": int(one.status),
            "title": one.title,
            "meaning": _CODE.sub(r"\1", one.__doc__ or ""),
            "title_sv": one.title_sv,
            "meaning_sv": _SWEDISH[one.__name__],
        }
        for one in vars(errors).values()
        if isinstance(one, type) and issubclass(one, StyrkaError) and one is not StyrkaError
    ]
    return sorted(found, key=lambda one: (one["status"], one["kind"]))
