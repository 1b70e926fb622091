"""Which cells of an answer can say "not recorded", read from the text of a question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Variable

from styrka.ask.question import Query
from styrka.engine.interface import Row
from styrka.vocabulary import sparql_prefixes

# The codes that say that something is not recorded: "date not recorded", "none recorded", "no code recorded".
_MISSING = re.compile(r"^(\w+ )?not recorded\b|^none recorded$|^no .*recorded$")
_ALWAYS = frozenset({"Aggregate_Count", "Aggregate_GroupConcat"})  # which have a value even of nothing
_BINDING = re.compile(r"\bAS \?(\w+)$")
_TEXT = re.compile(r'"([^"]*)"')
_BRANCH = re.compile(r'BIND\("([^"]*)" AS \?(\w+)\)')


def find_cells(query: Query) -> dict[str, tuple[str, ...]]:
    """Each cell that can say "not recorded", with the columns that may stand in it: a thing and its name share one.

    A cell can say it by a code in the query, or by standing empty, which a page shows as "not recorded".
    """
    bound = _find_bound(query)
    coded = _find_coded(query)
    cells = {}
    for column in query.columns:
        if column.endswith("Name") and column.removesuffix("Name") in query.columns:
            continue
        pair = tuple(one for one in (column, column + "Name") if one in query.columns)
        if coded & set(pair) or not bound & set(pair):
            cells[column] = pair
    return cells


def find_branches(query: Query) -> set[tuple[str, str]]:
    """The codes that branches of the question write, each with its column."""
    return {(name, code) for code, name in _BRANCH.findall(query.text)}


def find_branch(query: Query, row: Row) -> tuple[str, ...]:
    """The codes in a row that one branch of the question writes; such a branch has rows of its own."""
    return tuple(sorted(code for name, code in find_written(query, row)))


def find_written(query: Query, row: Row) -> set[tuple[str, str]]:
    """The codes of branches that a row has, each with its column."""
    return {(name, code) for name, code in find_branches(query) if name in row and row[name].value == code}


def is_missing(row: Row, cell: Iterable[str]) -> bool:
    """Whether a cell of a row says that something is not recorded."""
    term = next((row[name] for name in cell if name in row), None)
    return term is None or (not term.is_iri and not term.language and _MISSING.search(term.value) is not None)


def _find_coded(query: Query) -> set[str]:
    """The columns for which an expression has a code that says so."""
    coded = set()
    for body in _find_parentheses(query.text):
        binding = _BINDING.search(body)
        if binding and any(_MISSING.search(text) for text in _TEXT.findall(body)):
            coded.add(binding[1])
    return coded


def _find_parentheses(text: str) -> Iterator[str]:
    opened: list[int] = []
    for number, character in enumerate(_TEXT.sub(lambda found: found[0].translate({40: "[", 41: "]"}), text)):
        if character == "(":
            opened.append(number + 1)
        elif character == ")":
            yield text[opened.pop() : number]


def _find_bound(query: Query) -> set[str]:
    """The columns that have a value in every row."""
    given = {Variable(one.name) for one in query.parameters if not one.optional or one.default is not None}
    return {str(one) for one in _bound_by(prepareQuery(sparql_prefixes() + query.text).algebra.p, given)}


def _bound_by(part: CompValue, given: set[Variable]) -> set[Variable]:
    """The variables that a part of the algebra binds in every solution."""
    match part.name:
        case "BGP":
            return {term for triple in part.triples for term in triple if isinstance(term, Variable)}
        case "Join":
            return _bound_by(part.p1, given) | _bound_by(part.p2, given)
        case "Union":
            return _bound_by(part.p1, given) & _bound_by(part.p2, given)
        case "LeftJoin" | "Minus":
            return _bound_by(part.p1, given)
        case "Extend":
            known = _bound_by(part.p, given)
            return known | ({part.var} if _has_value(part.expr, known | given) else set())
        case "Graph":
            return _bound_by(part.p, given) | ({part.term} if isinstance(part.term, Variable) else set())
        case "Project":
            return _bound_by(part.p, given) & set(part.PV)
        case "AggregateJoin":
            known = _bound_by(part.p, given)
            return {one.res for one in part.A if one.name in _ALWAYS or _has_value(one.vars, known)}
        case "values":
            return {variable for row in part.res for variable in row}
        case _:
            return _bound_by(part.p, given)


def _has_value(expression: object, known: set[Variable]) -> bool:
    """Whether an expression has a value whenever the known variables have one; conditions are taken to hold."""
    if isinstance(expression, Variable):
        return expression in known
    if isinstance(expression, (list, tuple)):
        return all(_has_value(one, known) for one in expression)
    if not isinstance(expression, CompValue) or expression.name in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
        return True
    if expression.name == "Builtin_COALESCE":
        return any(_has_value(one, known) for one in expression.arg)
    if expression.name == "Builtin_IF":
        test = expression.arg1
        sure = {test.arg} if isinstance(test, CompValue) and test.name == "Builtin_BOUND" else set()
        return _has_value(expression.arg2, known | sure) and _has_value(expression.arg3, known)
    return all(_has_value(one, known) for one in expression.values())
