"""The page of an organisation: what it is, where it is, and what it takes part in, as what and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from styrka.ask.describe import LabelledTerm, Resource
from styrka.text.things import get_thing_words as words
from styrka.vocabulary import DEF
from styrka.web.context import language
from styrka.web.render.names import Link, link_things
from styrka.web.render.things.parts.details import (
    PAGE,
    Detail,
    Details,
    Written,
    choose_texts,
    make_links,
    name_written,
    read_subjects,
    read_values,
)
from styrka.web.render.things.parts.documents import Document, list_documents
from styrka.web.render.things.parts.involvements import Part, Participant, list_participants, list_parts
from styrka.web.render.things.parts.registration import Registration, describe_registration
from styrka.web.render.things.parts.statements import list_statements

_NOT_KINDS: Final = frozenset(
    {DEF + "Actor", DEF + "Organisation", DEF + "ResearchOrganisation"}
)  # of every organisation, and so of none
_DETAILS: Final[Mapping[str, Sequence[str]]] = {
    "sector": ("styrka:helixSector",),
    "web": (PAGE,),
    "place": ("schema:addressLocality",),
    "other_names": ("skos:altLabel",),
    "same_elsewhere": ("skos:exactMatch",),
}


@dataclass(frozen=True)
class ActorPage:
    """What the page of an organisation shows beside all that is recorded of it.

    Attributes:
        name: what it is called.
        kinds: university, cluster ...
        places: the regions that sources place it in.
        authority_of: the regions that it decides for.
        details: sector, web address, town and other names.
        parts: what it takes part in.
        participants: who takes part in it, as in a hub of several organisations.
        areas: the priority areas that it is named for.
        members: who is a member of it.
        member_of: what it is a member of.
        manages: the programmes that it manages.
        adopted: the strategies that it adopted.
        published: the strategies, overviews and sources that it published or wrote.
        named_by: the strategies that name it as a means of carrying them out.
        statements: what it states, by kind.
        registration: what a register of research organisations says of it.
        notes: what is recorded beside all this.
        missing: the keys of what is not recorded.
        documents: what this rests on.
    """

    name: Written
    kinds: tuple[str, ...]
    places: tuple[Link, ...]
    authority_of: tuple[Link, ...]
    details: tuple[Detail, ...]
    parts: tuple[Part, ...]
    participants: tuple[Participant, ...]
    areas: tuple[Link, ...]
    members: tuple[Link, ...]
    member_of: tuple[Link, ...]
    manages: tuple[Link, ...]
    adopted: tuple[Link, ...]
    published: tuple[Link, ...]
    named_by: tuple[Link, ...]
    statements: tuple[tuple[str, tuple[Written, ...]], ...]
    registration: Registration | None
    notes: tuple[Written, ...]
    missing: tuple[str, ...]
    documents: tuple[Document, ...]

    @cached_property
    def sentence(self) -> str:
        """What it is, where, and how much it takes part in."""
        places = self.places or (self.registration.places[-1:] if self.registration else ())
        what = ", ".join([*self.kinds, *(one.label for one in places[:2])])
        sentence = words(
            "actor_sentence" if self.parts else "actor_sentence_none",
            language(),
            name=self.name.text,
            what=f" ({what})" if what else "",
            n=len({one.link for one in self.parts}),  # one may have several roles
        )
        if not self.authority_of:
            return sentence
        regions = words("and", language()).join(one.label for one in self.authority_of)
        return f"{sentence} {words('actor_authority', language(), regions=regions)}"


def describe_actor(found: Resource) -> ActorPage:
    """Return what the page of an organisation shows. Raises as ``answer_question``."""
    details = Details(found, _DETAILS)
    parts = list_parts(found.iri)
    members, member_of = (
        make_links({one.term.value: one for one in (*read_values(found, mine), *read_subjects(found, theirs))}.values())
        for mine, theirs in (("styrka:hasMember", "styrka:memberOf"), ("styrka:memberOf", "styrka:hasMember"))
    )
    places = link_things(one.term.value for one in read_values(found, "styrka:locatedIn"))
    registration = describe_registration(found)
    missing = [key for key in ("web",) if key in details.missing]
    if not places and "place" in details.missing:
        missing.append("place")
    return ActorPage(
        name=name_written(found),
        kinds=tuple(one.label(language()) for one in found.types if one.term.value not in _NOT_KINDS),
        places=places,
        authority_of=link_things(one.term.value for one in read_values(found, "styrka:authorityOf")),
        details=details.shown,
        parts=tuple(one for one in parts if "/area/" not in one.link.iri),
        participants=list_participants(found.iri),
        areas=_list_areas(found, parts),
        members=members,
        member_of=member_of,
        manages=make_links(read_subjects(found, "styrka:managedBy")),
        adopted=make_links(read_subjects(found, "styrka:adoptedBy")),
        published=make_links(
            one for one in read_subjects(found, "dcterms:publisher", "dcterms:creator") if _is_named(one)
        ),
        named_by=make_links(read_subjects(found, "styrka:usesInstrument")),
        statements=list_statements(found.iri),
        registration=registration,
        notes=choose_texts(read_values(found, "skos:note")),
        missing=tuple(missing),
        documents=list_documents(found.iri, found.sources),
    )


def _list_areas(found: Resource, parts: Sequence[Part]) -> tuple[Link, ...]:
    """Return the areas that it takes part in or is an example of, each once."""
    examples = make_links([*read_values(found, "styrka:exampleOf"), *read_subjects(found, "styrka:hasExample")])
    several = [*(one.link for one in parts if "/area/" in one.link.iri), *examples]
    return tuple({one.iri: one for one in several}.values())


def _is_named(one: LabelledTerm) -> bool:
    """Return whether a thing has a name; a source without a title would be a link without words."""
    return bool(one.labels)
