"""How the strategies of regions change: for one region in full, and for all that have something to compare."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from styrka.text.changing import get_changing_words
from styrka.text.locale import sort_key
from styrka.web.context import language
from styrka.web.render.map.shapes import find_territories
from styrka.web.render.names import Link, Names
from styrka.web.render.things.asking import ask_rows, read, select
from styrka.web.render.things.drawing import draw_periods
from styrka.web.render.things.timeline import FATES, Change, Period, list_changes, list_periods

_COUNTED: Final = dict(zip(FATES, ("continued", "kept", "lost", "new"), strict=True))  # code, and what it is counted as
_STEPS: Final = """SELECT ?region ?earlier ?later ?before ?after ?area ?fate {
  ?earlier styrka:supersededBy ?later ; styrka:coversRegion ?region . ?region a styrka:StrategyRegion
  FILTER EXISTS { ?later styrka:coversRegion ?region }
  FILTER EXISTS { ?earlier styrka:hasPriorityArea ?any } FILTER EXISTS { ?later styrka:hasPriorityArea ?other }
  OPTIONAL { ?earlier styrka:asOf ?before } OPTIONAL { ?later styrka:asOf ?after }
  {
    ?earlier styrka:hasPriorityArea ?area
    BIND(EXISTS { ?one styrka:continues ?area . ?later styrka:hasPriorityArea ?one } AS ?goesOn)
    BIND(EXISTS { ?one styrka:keepsThemeOf ?area . ?later styrka:hasPriorityArea ?one } AS ?keeps)
    BIND(IF(?goesOn, "continued", IF(?keeps, "theme kept", "no counterpart recorded")) AS ?fate)
  } UNION {
    ?later styrka:hasPriorityArea ?area
    FILTER NOT EXISTS {
      ?area styrka:continues|styrka:keepsThemeOf ?one FILTER EXISTS { ?earlier styrka:hasPriorityArea ?one }
    }
    BIND("new" AS ?fate)
  }
}"""


@dataclass(frozen=True)
class Step:
    """From one strategy of a region to the next: its country, their years, and how many priorities had each fate."""

    region: Link
    country: str
    earlier: str
    later: str
    before: str
    after: str
    counts: Mapping[str, int]

    @property
    def years(self) -> str:
        """The two years; what has none is called undated."""
        undated = get_changing_words("undated", language())
        return f"{self.before or undated} → {self.after or undated}"


@dataclass(frozen=True)
class Changing:
    """What became of the priorities of one region, strategy after strategy.

    Attributes:
        steps: each change, the latest last.
        line: the strategies as bars on a line of time.
        larger: the regions that it lies in.
    """

    region: Link
    periods: tuple[Period, ...]
    changes: tuple[Change, ...]
    line: Markup
    larger: tuple[Link, ...]
    years: Mapping[str, str]

    @property
    def sentence(self) -> str:
        """What the latest change was; or that there is nothing to compare, and what is missing."""
        present = language()
        if not self.changes:
            words = [get_changing_words("nothing", present, name=self.region.label)]
            if self.periods:
                words.append(get_changing_words("only", present, date=str(self.periods[-1].first)))
            return " ".join(words)
        last = self.changes[-1]
        counts = {name: len(last.fates.get(fate, ())) for fate, name in _COUNTED.items()}
        times = {
            "before": self.years.get(last.earlier.iri) or get_changing_words("earlier", present),
            "after": self.years.get(last.later.iri) or get_changing_words("later", present),
        }
        return get_changing_words("sentence", present, name=self.region.label, **times, **counts)


def describe_changing(iri: str) -> Changing:
    """Return how the strategies of a region have changed. Raises as ``answer_question``."""
    code = iri.rsplit("/", 1)[-1]
    rows = ask_rows("dropped-or-renamed", region=code)
    years = {
        row[name].value: read(row, f"{name}AsOf")[:4] for row in rows for name in ("earlier", "later") if name in row
    }
    changes = sorted(list_changes(rows), key=lambda one: (years.get(one.later.iri, ""), years.get(one.earlier.iri, "")))
    periods = list_periods(ask_rows("periods", region=code), ())
    larger = select(f"SELECT ?one {{ <{iri}> styrka:partOf ?one . ?one a styrka:StrategyRegion }} ORDER BY ?one")
    return Changing(
        region=Names([iri]).link(iri),
        periods=periods,
        changes=tuple(changes),
        line=draw_periods(periods),
        larger=Names(row["one"].value for row in larger).links(row["one"].value for row in larger),
        years=years,
    )


def list_steps() -> tuple[Step, ...]:
    """Return every change that can be compared, by the names of the regions. Raises as ``Engine.run``."""
    areas: dict[tuple[str, str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    years: dict[str, str] = {}
    rows = select(_STEPS)
    pairs = {(row["earlier"].value, row["later"].value) for row in rows}
    for row in rows:
        step = (row["region"].value, row["earlier"].value, row["later"].value)
        if any((step[1], one) in pairs and (one, step[2]) in pairs for one in {later for _, later in pairs}):
            continue  # another strategy lies between them
        areas[step][row["fate"].value].add(row["area"].value)
        years[step[1]], years[step[2]] = (read(row, one)[:4] for one in ("before", "after"))
    territories = find_territories()
    countries = {one.iri: one.country for one in territories.values()}
    names = Names([*(region for region, _, _ in areas), *countries.values()])
    steps = [
        Step(
            names.link(region),
            names.name(countries[region]) if countries.get(region, region) != region else "",
            earlier,
            later,
            years[earlier],
            years[later],
            {name: len(fates[fate]) for fate, name in _COUNTED.items()},
        )
        for (region, earlier, later), fates in areas.items()
    ]
    return tuple(sorted(steps, key=lambda one: (sort_key(one.region.label, language()), one.before, one.after)))
