"""Which of three or four compared things have the same themes, as the rows of an UpSet plot (Lex and others, 2014).

Each theme counts once, with exactly those that have it: what all of them have is apart from what only two have.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from styrka.text.comparison import get_comparison_words as words
from styrka.web.context import language
from styrka.web.render.comparison.comparing import Comparison
from styrka.web.render.names import Link

_LEAST: Final = 3  # compared things; of two the sentence says everything
_STEP: Final = 14  # units from one dot to the next
_RADIUS: Final = 5


@dataclass(frozen=True)
class Combination:
    """Some of the compared things, and the themes that these have and no other one of them.

    Attributes:
        names: what they are called, as one phrase.
        themes: the themes.
        share: how many these are, in percent of the longest bar.
        dots: which ones they are, as a drawing that says nothing more than the names.
    """

    names: str
    themes: tuple[Link, ...]
    share: float
    dots: Markup


def list_combinations(found: Comparison) -> tuple[Combination, ...]:
    """Return the combinations that have themes: those of most things first, of as many those with most themes.

    None for a comparison of two.
    """
    if len(found.things) < _LEAST:
        return ()
    themes: dict[tuple[bool, ...], list[Link]] = defaultdict(list)
    for row in found.rows:
        themes[tuple(bool(cell.areas) for cell in row.cells)].append(row.theme)
    longest = max(map(len, themes.values()), default=1)
    ordered = sorted(themes.items(), key=lambda one: (-sum(one[0]), -len(one[1]), [not each for each in one[0]]))
    return tuple(
        Combination(_name(found, members), tuple(several), round(100 * len(several) / longest, 1), _draw_dots(members))
        for members, several in ordered
    )


def _name(found: Comparison, members: tuple[bool, ...]) -> str:
    present = language()
    names = [name for name, is_in in zip(found.called, members, strict=True) if is_in]
    if len(names) == 1:
        return words("only_one", present, name=names[0])
    if all(members):
        return words("all_of_them", present)
    return f"{', '.join(names[:-1])} {words('and', present)} {names[-1]}"


def _draw_dots(members: tuple[bool, ...]) -> Markup:
    """Return a dot for each compared thing, filled for those that are in, with a line through these."""
    middle, places = _STEP // 2, [_STEP * n + _STEP // 2 for n in range(len(members))]
    inside = [place for place, is_in in zip(places, members, strict=True) if is_in]
    parts = [f'<path d="M{inside[0]} {middle}H{inside[-1]}"/>'] if len(inside) > 1 else []
    parts += [
        f'<circle class="{"in" if is_in else "out"}" cx="{place}" cy="{middle}" r="{_RADIUS}"/>'
        for place, is_in in zip(places, members, strict=True)
    ]
    width = _STEP * len(members)
    head = f'<svg class="dots" viewBox="0 0 {width} {_STEP}" width="{width}" height="{_STEP}" aria-hidden="true">'
    return Markup(f"{head}{''.join(parts)}</svg>")  # noqa: S704  # numbers
