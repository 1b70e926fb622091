"""Persons by their names: where an author stands as text, where an actor is called like a person, and persons' pages.

A name of two capitalised words may be an organisation's. It is taken for a person's where it begins with a usual given
name, has a title or initials, or stands for an author and has no word that organisations' names have.
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

NO_PERSON: Final = BASE + "shape/NoPersonsName"
_DC: Final = (PREFIXES["dcterms"], "http://purl.org/dc/elements/1.1/")
_SCHEMA: Final = ("https://schema.org/", "http://schema.org/")
_AUTHORS: Final = frozenset(
    [space + name for space in _DC for name in ("creator", "contributor", "rightsHolder", "mediator")]
    + [
        space + name
        for space in _SCHEMA
        for name in ("author", "creator", "contributor", "editor", "member", "founder")
    ]
    + [PREFIXES["prov"] + name for name in ("wasAttributedTo", "wasAssociatedWith", "actedOnBehalfOf")]
    + [PREFIXES["foaf"] + name for name in ("maker", "member")]
    + [
        PREFIXES["sssom"] + name
        for name in ("author_label", "reviewer_label", "creator_label", "author_id", "creator_id")
    ]
    + [PREFIXES["dcat"] + "contactPoint", PREFIXES["org"] + "hasMember", PREFIXES["org"] + "headOf"]
    + ["http://purl.org/pav/" + name for name in ("createdBy", "authoredBy", "curatedBy", "contributedBy")]
    + ["http://purl.org/ontology/bibo/editor", "http://purl.org/ontology/bibo/owner"]
)
# Where organisations are named; a person's name stands there by mistake.
_NAMES: Final = frozenset(
    [space + "publisher" for space in (*_DC, *_SCHEMA)]
    + [PREFIXES["skos"] + name for name in ("prefLabel", "altLabel", "hiddenLabel")]
    + [PREFIXES["foaf"] + "name", PREFIXES["rdfs"] + "label", PREFIXES["styrka"] + "decidingBody"]
    + [space + name for space in _SCHEMA for name in ("name", "alternateName", "legalName")]
)
_AGENTS: Final = frozenset(
    [
        PREFIXES["styrka"] + "Actor",
        PREFIXES["styrka"] + "Involvement",
        PREFIXES["foaf"] + "Agent",
        PREFIXES["prov"] + "Agent",
    ]
    + [PREFIXES["styrka"] + name for name in ("Authority", "SciencePark", "Cluster", "University", "Company")]
)
_TYPE: Final = PREFIXES["rdf"] + "type"
_PAGE: Final = re.compile(
    r"(?i)^https?://(?:[a-z0-9-]+\.)*(?:linkedin\.com/in/|researchgate\.net/profile/"
    r"|scholar\.google\.[a-z.]+/citations|academia\.edu/|publons\.com/researcher/|x\.com/[a-z_]+[0-9]*$)"
)
_WORD: Final = r"[A-ZÀ-ÖØ-ÞŁŚŻČŠŽĐ][a-zà-öø-ÿčćđęėğłńőřśšťůžżß’'-]+(?:-[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]+)?"
_PERSON: Final = re.compile(
    rf"(?:{_WORD})(?: (?:[A-ZÅÄÖ]\.?|von|af|de|van|der|den|la|di|{_WORD})){{0,3}} (?:{_WORD})(?: \(.*\))?"
)
_INITIALS: Final = re.compile(rf"(?:[A-ZÅÄÖ]\.[ -]?){{1,3}} ?(?:{_WORD})|(?:{_WORD}), ?[A-ZÅÄÖ]\.(?: ?[A-ZÅÄÖ]\.)*")
_TURNED: Final = re.compile(rf"((?:{_WORD})), ((?:{_WORD})(?: [A-ZÅÄÖ]\.?)?)")
_TITLE: Final = re.compile(r"(?i)(?:mr|mrs|ms|dr|prof|professor|docent|herr|fru|ing|dipl)\.? +\S+")
_ORGANISATION: Final = re.compile(
    r"(?i)region|kommun|univer|högskol|college|school|institut|council|county|länsstyr|landsting|agency|authority|"
    r"myndighet|verket|departement|ministr|commission|kommission|park|cluster|kluster|center|centre|centrum|zentrum|"
    r"foundation|stiftelse|fond|fund|bank|group|grupp|network|nätverk|alliance|allians|partner|association|förening|"
    r"förbund|federation|union|company|bolag|industr|innovation|invest|research|forskning|development|utveckl|"
    r"science|tech|energi|energy|health|hälsa|care|digital|office|kontor|board|styrelse|nämnd|committee|team|project|"
    r"projekt|program|service|press|media|news|tidning|förlag|publish|house|hus|hub|lab|incubator|inkubator|arena|"
    r"forum|society|sällskap|academ|akadem|museum|library|bibliotek|hospital|sjukhus|joint|european|europe|swedish|"
    r"sverige|sweden|nordic|baltic|statist|eurostat|open|data|registry|registr|organi[sz]ation|initiative|platform|"
    r"plattform|city|stad|town|municipal|generalitat|junta|gobierno|govern|urząd|landes|conseil|consell|consejer|"
    r"regeringskansliet|\b(?:AB|HB|KB|Ltd|Inc|GmbH|SA|Oy|ASA?|A/S|NV|BV|plc|e\.?V)\b"
)
# Given names that many people in Europe have; what begins with one and has no word of an organisation is a person's.
_GIVEN_NAMES: Final = """
    adam agneta albert alexander alice amanda anders andrea andreas andrew anette anita ann anna anne annika
    anton antonio arne astrid axel barbara bengt bertil birgitta bjorn björn bo britt camilla carina carl carlos
    cecilia charlotte christer christian christina christopher claes claudia dag daniel david eleonora elin
    elisabeth elizabeth emil emily emma eric erik erika eva felix francesco francois françois fredrik gabriel
    george giovanni giuseppe goran göran greta gun gunilla gunnar gustav hakan håkan hanna hannah hans harald
    helen helena henrik ida inga ingemar inger ingrid irene isabella jakob james jan jane janne jean jenny jens
    jessica joakim johan johanna johannes john jonas jose josé josef juan julia karin karl katarina katja kennet
    kerstin kjell klaus krister kristian kristina kristoffer lars laura leif lena lennart linda linn linnea lisa
    louise lukas maja malin manuel marco margareta maria marianne marie mark markus martin mary mats mattias
    michael mikael mohammed monica monika niklas nils olga olof oskar otto patrik paul paulina per peter petra
    pia pierre piotr rebecka richard robert robin roger rolf sara sarah sebastian simon siv sofia sofie stefan
    stephen stig sune susan susanna susanne sven tina thomas tomas tommy tor torbjörn tove ulf ulla ulrika urban
    veronica viktor viktoria wilhelm william åke åsa östen
"""
_GIVEN: Final = frozenset(_GIVEN_NAMES.split())


def find_named_persons(sources: Sequence[Source], focus: frozenset[str] | None = None) -> Iterator[Finding]:
    """Yield a violation for each statement that names a person, or points at a person's page.

    Parameters:
        sources: the files of data.
        focus: the IRIs of the things to look at; None for all.
    """
    agents = {
        quad.subject
        for source in sources
        for quad in source.under(ox.NamedNode(_TYPE))
        if getattr(quad.object, "value", "") in _AGENTS
    }
    places = frozenset(map(ox.NamedNode, (*_AUTHORS, *_NAMES)))
    things: set[object] = set()  # what is no person's page: each is looked at once
    for source in sources:
        for quad in source.quads:
            value = quad.object
            if value in things or (isinstance(value, ox.Literal) and quad.predicate not in places):
                continue
            about = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
            if focus is not None and about not in focus:
                continue
            predicate = quad.predicate.value
            if isinstance(value, ox.NamedNode):
                wrong = _PAGE.match(value.value) is not None
                if not wrong:
                    things.add(value)
            elif isinstance(value, ox.Literal):
                wrong = (predicate in _AUTHORS and is_author(value.value)) or (
                    predicate in _NAMES
                    and (quad.subject in agents or predicate.endswith(("publisher", "decidingBody")))
                    and is_person(value.value)
                )
            else:
                wrong = False
            if wrong:
                yield Finding.state(source, about, predicate, str(value), NO_PERSON, "violation", _WORDS)


def is_author(text: str) -> bool:
    """Return whether an author's name may be that of a person: two words or more, and none of an organisation.

    >>> is_author("Maria Exempelsson"), is_author("Region Exempel"), is_author("Styrka")
    (True, False, False)
    """
    bare = " ".join(text.split())
    if is_person(bare):
        return True
    return bool(_PERSON.fullmatch(bare)) and not _ORGANISATION.search(bare)


def is_person(text: str) -> bool:
    """Return whether a name is that of a person, as far as its form shows.

    >>> is_person("Maria Exempelsson"), is_person("Exempelsson, M."), is_person("Maria Exempelsson AB")
    (True, True, False)
    """
    bare = " ".join(text.split())
    if _ORGANISATION.search(bare):
        return False
    if _INITIALS.fullmatch(bare) or (_TITLE.fullmatch(bare) and len(bare) < 60):
        return True
    turned = _TURNED.fullmatch(bare)
    if turned:
        bare = f"{turned[2]} {turned[1]}"
    return bool(_PERSON.fullmatch(bare)) and bare.split()[0].split("-")[0].casefold() in _GIVEN


_WORDS: Final = Words(
    "This names a person. There are no personal data in the graph.",
    "Detta nämner en person. I grafen finns inga personuppgifter.",
    "Remove it, or point at the organisation, as in prov:wasAttributedTo <id/actor/styrka>.",
    "Ta bort det, eller peka på organisationen, som i prov:wasAttributedTo <id/actor/styrka>.",
)
