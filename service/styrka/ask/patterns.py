"""The patterns of statements that a question's header names, and the statements that they are for the rows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from styrka.ask.release_cache import ReleaseCache
from styrka.engine.guard import AdmittedQuery, Form
from styrka.engine.interface import Engine, Row, select_rows
from styrka.vocabulary import PREFIXES, expand

_TOKEN: Final = re.compile(r"\?[A-Za-z_]\w*|\$[A-Za-z_]\w*|<[^<>\s]+>|[A-Za-z][\w-]*:[\w/-]+|\ba\b|[.()]|[^\s()]+")

Statement = tuple[str, str, str]  # subject, predicate and object, as N-Triples


@dataclass(frozen=True)
class Pattern:
    """One statement in a question's terms: ``?variable``, ``$parameter`` or ``<IRI>`` in each place.

    A condition finds what free variables stand for, and is no evidence itself.
    """

    subject: str
    predicate: str
    object: str
    is_condition: bool = False

    @property
    def places(self) -> Statement:
        """The subject, the predicate and the object."""
        return self.subject, self.predicate, self.object


# What the free variables of patterns stand for, by the branch of the query that finds them.
MatchCache = ReleaseCache[str, tuple[Mapping[str, str], ...]]


class Match(NamedTuple):
    """The statements that the patterns of one name are together, for one row."""

    row: int
    name: str
    statements: tuple[Statement, ...]


def parse_patterns(text: str) -> tuple[Pattern, ...]:
    """Return the statements in a line of a header: ``?list styrka:hasPriorityArea ?area``; several are parted by " . ".

    One in brackets is a condition. They are looked for in this order.

    Raises:
        ValueError: With what would be right.
    """
    tokens = _TOKEN.findall(text)
    patterns: list[Pattern] = []
    while tokens:
        condition = tokens[0] == "("
        words, rest = (tokens[1:4], tokens[4:]) if condition else (tokens[:3], tokens[3:])
        if condition and (not rest or rest.pop(0) != ")"):
            raise ValueError("a condition is a pattern in brackets, for example (?list styrka:hasPriorityArea ?area)")
        if len(words) < 3 or {".", "(", ")"}.intersection(words) or (rest and rest[0] != "."):
            raise ValueError(
                "a pattern is subject, predicate and object, for example ?list styrka:hasPriorityArea ?area"
            )
        subject, predicate, thing = map(_read_term, words)
        patterns.append(Pattern(subject, predicate, thing, condition))
        tokens = rest[1:]
    return tuple(patterns)


def _read_term(text: str) -> str:
    if text == "a":
        return f"<{PREFIXES['rdf']}type>"
    if text[0] in "?$.<":
        return text
    try:
        return f"<{expand(text)}>"
    except KeyError as error:
        raise ValueError(f"the prefix {error.args[0]}: is not known") from None


def match_patterns(
    engine: Engine,
    evidence: Mapping[str, Sequence[Pattern]],
    rows: Sequence[Row],
    values: Mapping[str, str],
    columns: Sequence[str],
    cache: MatchCache,
) -> list[Match]:
    """Return what the patterns may be for each row; where no variable is free, nobody has looked whether it is stated.

    The parameters are those of ``resolve_evidence``. Raises as ``Engine.run``.
    """
    matches: list[Match] = []
    open_: list[tuple[str, _Group]] = []
    given = {f"${name}": term for name, term in values.items()}
    for name, patterns in evidence.items():
        places = dict.fromkeys(place for pattern in patterns for place in pattern.places)
        if any(place[0] == "$" and place not in given for place in places):
            continue
        variables = [place for place in places if place[0] == "?"]
        used = [variable for variable in variables if variable[1:] in columns]
        groups = [
            _Group(name, given | dict(zip(used, terms, strict=True)), rows_) for terms, rows_ in _group_rows(rows, used)
        ]
        # Nothing is to be found where no variable is free and no condition stands.
        if len(used) == len(variables) and not any(one.is_condition for one in patterns):
            matches += [match for group in groups for match in group.fill(patterns, ({},))]
        else:
            open_ += [(group.write(patterns), group) for group in groups]
    asked = dict(open_)
    found = cache.find(
        engine, asked, lambda unknown: _find_free(engine, evidence, {key: asked[key] for key in unknown})
    )
    for key, group in open_:
        matches += group.fill(evidence[group.name], found[key])
    return matches


def _find_free(
    engine: Engine, evidence: Mapping[str, Sequence[Pattern]], groups: Mapping[str, _Group]
) -> dict[str, tuple[dict[str, str], ...]]:
    """Return what the free variables of each group's patterns stand for, all found by one query."""
    numbered = list(groups.items())
    by_name: dict[str, list[int]] = defaultdict(list)
    for number, (_, group) in enumerate(numbered):
        by_name[group.name].append(number)
    branches, free = [], dict[str, None]()
    for name, numbers in by_name.items():
        terms = {number: numbered[number][1].terms for number in numbers}
        branches.append(_write_branch(evidence[name], terms))
        places = (place for pattern in evidence[name] if not pattern.is_condition for place in pattern.places)
        free |= dict.fromkeys(place for place in places if place[0] == "?" and place not in terms[numbers[0]])
    query = AdmittedQuery(f"SELECT ?_group {' '.join(free)} {{ {' UNION '.join(branches)} }}", Form.SELECT)
    found: dict[str, dict[tuple[str, ...], dict[str, str]]] = {key: {} for key in groups}
    for row in select_rows(engine, query):
        key, _ = numbered[int(row.pop("_group").value)]
        if not any(term.kind == "bnode" for term in row.values()):  # it cannot be looked for by its name
            terms_ = {f"?{variable}": term.n3() for variable, term in row.items()}
            found[key][tuple(terms_.values())] = terms_
    # In an order of their own: a page must not depend on what others have asked for together.
    return {key: tuple(several[terms] for terms in sorted(several)) for key, several in found.items()}


@dataclass(frozen=True)
class _Group:
    """The rows that have the same terms in the columns of one name's patterns.

    Attributes:
        terms: of each place that has one: of the parameters, and of the variables that are columns.
    """

    name: str
    terms: Mapping[str, str]
    rows: Sequence[int]

    def write(self, patterns: Iterable[Pattern]) -> str:
        """Return the patterns with the terms in place, which are the same where the free variables stand for the same.

        They are no query: many groups are looked for together. A condition is told apart, whose own variables nobody
        looks for.
        """
        written = ((" ".join([self.terms.get(place, place) for place in one.places]), one) for one in patterns)
        return " . ".join(f"({text})" if one.is_condition else text for text, one in written)

    def fill(self, patterns: Iterable[Pattern], found: Iterable[Mapping[str, str]]) -> Iterator[Match]:
        """Yield what the patterns are for each row, and all that is found; nothing where a subject would be a text."""
        places = [one.places for one in patterns if not one.is_condition]
        for free in found:
            terms = {**self.terms, **free}
            get = terms.get
            statements = tuple([(get(one, one), get(two, two), get(three, three)) for one, two, three in places])
            if all(subject[0] == "<" for subject, _, _ in statements):
                for row in self.rows:
                    yield Match(row, self.name, statements)


def _group_rows(rows: Iterable[Row], columns: Sequence[str]) -> Iterable[tuple[tuple[str, ...], list[int]]]:
    """Return the terms of some columns with the numbers of the rows that have them; no row that leaves one empty.

    Parameters:
        columns: as variables.
    """
    found: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        terms = [row[column[1:]] for column in columns if column[1:] in row]
        if len(terms) == len(columns) and all(term.kind != "bnode" for term in terms):
            found[tuple(term.n3() for term in terms)].append(number)
    return found.items()


def _write_branch(patterns: Iterable[Pattern], groups: Mapping[int, Mapping[str, str]]) -> str:
    """Return the part of the query that finds the free variables of one name's patterns.

    A pattern without a variable that is new is only looked for: an engine that joins it may begin with it, and with
    everything else that has it. What a parameter has is looked for once, and not for each row.

    Parameters:
        groups: the terms of each group by place, by the group's number.
    """
    given = next(iter(groups.values()))
    columns = [place for place in given if place[0] == "?"]
    lines = " ".join(f'("{number}" {" ".join(terms[one] for one in columns)})' for number, terms in groups.items())
    bound, parts, checks, once = dict.fromkeys(columns), [], [], []
    for pattern in patterns:
        written = " ".join(given[one] if one[0] == "$" else one for one in pattern.places)
        variables = dict.fromkeys(one for one in pattern.places if one[0] == "?")
        if not variables.keys() <= bound.keys():
            parts.append(written)
        elif pattern.subject[0] == "$" and variables:
            once.append(f"{{ SELECT {' '.join(variables)} {{ {written} }} }}")
        else:
            checks.append(f"FILTER EXISTS {{ {written} }}")
        bound |= variables
    body = f"VALUES ({' '.join(('?_group', *columns))}) {{ {lines} }} {' . '.join(parts)}"
    if once:
        body = f"{{ SELECT {' '.join(('?_group', *bound))} {{ {body} }} }} {' '.join(once)}"
    return f"{{ {body} {' '.join(checks)} }}"
