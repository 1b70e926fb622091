"""The header of a table, checked against its schema's columns."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

from styrka.errors import SourceError


def check_header(header: Sequence[str], names: Sequence[str], path: str) -> None:
    """Refuse a header that is not the schema's.

    Parameters:
        header: the cells of the first row.
        names: the columns of the schema, in their order.
        path: the file, for messages.

    Raises:
        SourceError: Columns are missing, unknown, twice or in another order, or are not separated by commas.
    """
    if list(header) == list(names):
        return
    if len(header) == 1 and len(names) > 1 and (found := next((sign for sign in ";\t|" if sign in header[0]), "")):
        raise SourceError(
            f"the cells are separated by {'tabs' if found == chr(9) else repr(found)}, not by commas.",
            sv=(
                f"cellerna skiljs åt av {'tabbar' if found == chr(9) else repr(found)}, inte av komman.",
                "Spara tabellen som CSV med komman.",
            ),
            path=path,
            line=1,
            column=header[0].index(found) + 1,
            remedy="Save the table as CSV with commas.",
        )
    missing = [name for name in names if name not in header]
    unknown = [name for name in header if name not in names]
    if missing:
        near = difflib.get_close_matches(missing[0], unknown, 1)
        raise SourceError(
            f"the column {missing[0]} is missing.",
            sv=(
                f"kolumnen {missing[0]} saknas.",
                f"Döp om {near[0]} till {missing[0]}." if near else f"Kolumnerna är {', '.join(names)}.",
            ),
            path=path,
            line=1,
            column=list(names).index(missing[0]) + 1,
            remedy=f"Rename {near[0]} to {missing[0]}." if near else f"The columns are {', '.join(names)}.",
        )
    at, (fault, fel) = next(_find_header_faults(header, names))
    raise SourceError(
        f"the column {header[at] or 'without a name'} {fault}.",
        sv=(f"kolumnen {header[at] or 'utan namn'} {fel}.", f"Kolumnerna är, i denna ordning, {', '.join(names)}."),
        path=path,
        line=1,
        column=at + 1,
        remedy=f"The columns are, in this order, {', '.join(names)}.",
    )


def _find_header_faults(header: Sequence[str], names: Sequence[str]) -> Iterator[tuple[int, tuple[str, str]]]:
    """Yield the places of columns that are too many, then of those in a wrong place, with what is wrong."""
    for at, name in enumerate(header):
        if name not in names:
            yield at, ("is not one of the table's", "hör inte till tabellen")
        elif name in header[:at]:
            yield at, ("is there twice", "finns två gånger")
    wrong = ("stands in another place", "står på en annan plats")
    yield from ((at, wrong) for at, name in enumerate(header) if name != names[at])
