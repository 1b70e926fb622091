"""An example of a term from the data: a thing of a class, or a statement with a property, in words and in Turtle."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from styrka.ask.vocabulary.rules import Rule
from styrka.ask.vocabulary.terms import DefinedTerm
from styrka.engine.interface import Row, Term, select_rows
from styrka.labels import choose_label
from styrka.turtle import write_turtle
from styrka.vocabulary import BASE, DEF, PREFIXES
from styrka.web.context import language, service
from styrka.web.render.names import Link, Names
from styrka.web.render.vocabulary.words import get_page_words

_LOOKED_AT: Final = 200  # things among which one is chosen
_SHOWN: Final = 6  # statements of a thing
_NAME: Final = PREFIXES["skos"] + "prefLabel"
_TYPE: Final = PREFIXES["rdf"] + "type"


@dataclass(frozen=True)
class Example:
    """What is stated: a sentence, the thing that it is about, and the same in Turtle."""

    words: str
    thing: Link
    turtle: str


def find_class_example(term: DefinedTerm) -> Example | None:
    """Return a thing of a class with some of what is stated of it; nothing where there is none."""
    thing = _choose(_select(f"SELECT DISTINCT ?s {{ ?s a <{term.iri}> FILTER(ISIRI(?s)) }} LIMIT {_LOOKED_AT}"))
    if thing is None:
        return None
    subject = thing["s"].value
    stated = _select(
        f"SELECT DISTINCT ?p ?o {{ GRAPH ?g {{ <{subject}> ?p ?o }} "
        f'FILTER(!STRSTARTS(STR(?g), "{BASE}graph/inferred/") && !ISBLANK(?o)) }}'
    )
    wanted = [row for row in stated if row["p"].value in (_NAME, _TYPE) or row["p"].value.startswith(DEF)]
    rows = sorted(wanted, key=lambda row: (row["p"].value not in (_TYPE, _NAME), row["p"].value, row["o"].value))[
        :_SHOWN
    ]
    triples = [_triple(Term("uri", subject), row["p"].value, row["o"]) for row in rows]
    triples = [one for one in triples if one.predicate.value != _TYPE] + [
        _triple(Term("uri", subject), _TYPE, Term("uri", term.iri))
    ]
    names = Names([subject])
    words = get_page_words("is_a", thing=names.name(subject), class_=choose_label(term.labels, language()))
    return Example(words, names.link(subject), _write(triples, subject))


def find_property_example(term: DefinedTerm) -> Example | None:
    """Return a statement with a property; nothing where there is none."""
    query = f"SELECT ?s ?o {{ ?s <{term.iri}> ?o FILTER(ISIRI(?s) && !ISBLANK(?o)) }} LIMIT {_LOOKED_AT}"
    row = _choose(_select(query))
    if row is None:
        return None
    subject, value = row["s"].value, row["o"]
    names = Names([subject, *([value.value] if value.is_iri else [])])
    words = get_page_words(
        "states",
        subject=names.name(subject),
        property=choose_label(term.labels, language()) or term.name,
        value=names.name(value.value) if value.is_iri else value.value,
    )
    return Example(words, names.link(subject), _write([_triple(row["s"], term.iri, value)], subject))


def _select(query: str) -> list[Row]:
    return select_rows(service().engine, query)


def _choose(rows: Iterable[Row]) -> Row | None:
    """Return the row about the thing that most readers know: one of ours, of Sweden, in the order of the addresses."""

    def rank(row: Row) -> tuple[bool, bool, int, str, str]:
        iri = row["s"].value
        end = iri.rsplit("/id/", 1)[-1]
        return (
            not iri.startswith(BASE + "id/"),
            "/se" not in end.lower(),
            len(end),
            iri,
            row["o"].value if "o" in row else "",
        )

    return min(rows, key=rank, default=None)


def _triple(subject: Term, predicate: str, value: Term) -> ox.Triple:
    if value.is_iri:
        object_: ox.NamedNode | ox.Literal = ox.NamedNode(value.value)
    elif value.language:
        object_ = ox.Literal(value.value, language=value.language)
    else:
        object_ = (
            ox.Literal(value.value, datatype=ox.NamedNode(value.datatype))
            if value.datatype
            else ox.Literal(value.value)
        )
    return ox.Triple(ox.NamedNode(subject.value), ox.NamedNode(predicate), object_)


def _write(triples: list[ox.Triple], subject: str) -> str:
    return write_turtle(triples, first=[subject]).strip()


def find_rule_example(rule: Rule) -> Example | None:
    """Return what keeps a rule, of the data: a thing that it is about, with the values that it looks at."""
    subjects = " ".join(f"?s a <{one}> ." for one in rule.targets[:1])
    subjects += " ".join(f" ?s <{one}> ?any ." for one in rule.subjects[:1])
    if not subjects:
        return None
    seen = "|".join(f"^<{one[1:]}>" if one.startswith("^") else f"<{one}>" for one in rule.path)
    none = rule.wanted.most == 0
    looked_at = f"?s {seen} ?o ." if seen and not none else ""
    row = _choose(_select(f"SELECT DISTINCT ?s {{ {subjects} {looked_at} FILTER(ISIRI(?s)) }} LIMIT {_LOOKED_AT}"))
    if row is None:
        return None
    subject = row["s"]
    triples = [_triple(subject, _TYPE, Term("uri", one)) for one in rule.targets[:1]]
    for one in () if none else rule.path:
        backwards, iri = one.startswith("^"), one.lstrip("^")
        pattern = f"?o <{iri}> <{subject.value}>" if backwards else f"<{subject.value}> <{iri}> ?o"
        values = sorted(_select(f"SELECT DISTINCT ?o {{ {pattern} FILTER(!ISBLANK(?o)) }} LIMIT {_SHOWN}"), key=_order)
        triples += [
            _triple(value["o"], iri, subject) if backwards else _triple(subject, iri, value["o"]) for value in values
        ]
    link = Names([subject.value]).link(subject.value)
    return Example(link.label, link, _write(list(dict.fromkeys(triples)), subject.value))


def _order(row: Row) -> str:
    return row["o"].n3()
