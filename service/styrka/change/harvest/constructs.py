"""A CONSTRUCT taken apart, so that other questions can be asked about its solutions (SPARQL 1.1, section 16.2)."""

from __future__ import annotations

from dataclasses import dataclass

from styrka.engine.guard import tokens


@dataclass(frozen=True)
class Construct:
    """The parts of a query's text: before CONSTRUCT, the template, FROM ..., the group after WHERE, and the rest."""

    prologue: str
    template: str
    dataset: str
    group: str
    rest: str

    def counted(self) -> str:
        """Return a query for how many solutions there are."""
        return f"{self.prologue}SELECT (COUNT(*) AS ?solutions) {self.dataset}\nWHERE {self.group}"

    def bare(self, limit: int) -> str:
        """Return a query for a row for each solution, and nothing of it, so that counting the rows is cheap."""
        return f"{self.prologue}SELECT (1 AS ?one) {self.dataset}\nWHERE {self.group}\nLIMIT {limit}"

    def page(self, limit: int, offset: int) -> str:
        """Return the query for one page, ordered inside.

        There Virtuoso orders all solutions, outside no more than its MaxSortedTopRows.
        """
        return (
            f"{self.prologue}CONSTRUCT {self.template} {self.dataset}\nWHERE {{ {{ SELECT * WHERE {self.group}"
            f"{self.rest}\n}} }}\nLIMIT {limit}\nOFFSET {offset}\n"
        )


def find_keywords(query: str) -> set[str]:
    """Return the keywords and names in a query, in capitals."""
    return {word.upper() for kind, word, _ in tokens(query) if kind == "name"}


def split_construct(query: str) -> Construct | None:
    """Return the parts; None for the short form without a template, for groups of solutions.

    And for what is no CONSTRUCT.
    """
    depth, last = 0, len(query)
    form, where, outside = -1, -1, set()
    braces: list[tuple[int, int]] = []
    for kind, word, at in tokens(query):
        if kind == "close":
            depth -= 1
            if depth == 0 and form >= 0:
                braces[-1] = (braces[-1][0], at + len(word))
        elif kind == "open":
            if depth == 0 and form >= 0:
                if word != "{" and len(braces) < 2:
                    return None
                braces.append((at, last))
            depth += 1
        elif depth == 0 and kind == "name":
            if word.upper() == "CONSTRUCT":
                form = at
            if word.upper() == "WHERE" and len(braces) == 1:
                where = at
            outside.add(word.upper())
            if form >= 0 and not braces and word.upper() in ("WHERE", "FROM"):
                return None
    if form < 0 or len(braces) < 2 or {"GROUP", "HAVING", "VALUES"} & outside:
        return None
    (start, end), (first, stop) = braces[0], braces[1]
    dataset = query[end : where if where >= 0 else first].strip()
    return Construct(query[:form], query[start:end], dataset, query[first:stop], query[stop:])
