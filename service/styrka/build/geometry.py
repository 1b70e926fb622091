"""The shapes in ``data/geometry/``, checked, as the one file of a release that maps are drawn from.

They are no statements and have terms of their own, so they are not in the graph. What a path may hold is checked here,
once, so that whoever draws a map can put it into a page as it is.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from styrka.build.content import decode_text, read_content
from styrka.errors import SourceError

FOLDER: Final = "data/geometry"
_VIEWS: Final = "views.json"
_CODE: Final = re.compile(r"[A-Z]{2}[0-9A-Z]{0,3}|land")
# Whole numbers after M, then relative lines, closed: one or more of these.
_PATH: Final = re.compile(r"(?:M-?\d+[ -]\d+l-?\d+(?:[ -]\d+)+z)+")
_NUMBER: Final = re.compile(r"\d{1,5}")
_NAME: Final = re.compile(r"[a-z]+")


def find_geometry(root: Path, limit: int) -> dict[str, bytes]:
    """Return the files with the shapes below ``root`` by path, sorted; none where there is no such folder.

    Raises:
        SourceError: When one cannot be read.
    """
    found = {}
    for path in sorted((root / FOLDER).glob("*")):
        if path.suffix in (".csv", ".json") and not path.name.startswith("."):
            name = f"{FOLDER}/{path.name}"
            found[name] = read_content(path, name, limit)
    return found


def join_geometry(files: Mapping[str, bytes]) -> bytes:
    """Return all shapes as one JSON document: by view its box, insets, attribution, shapes, land and points.

    Parameters:
        files: the content of each file by path.

    Raises:
        SourceError: For what is no view, no shape or no point, with file and line.
    """
    place = f"{FOLDER}/{_VIEWS}"
    if place not in files:
        raise SourceError("the shapes have no description.", path=place, remedy="Describe the views of the map in it.")
    try:
        described = json.loads(decode_text(files[place], place))
        views = {name: _join_view(name, view, files) for name, view in described.items()}
    except json.JSONDecodeError as error:
        raise SourceError(
            f"this is not JSON: {error.msg}.", path=place, line=error.lineno, column=error.colno, remedy="Correct it."
        ) from None
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        fault = f"there is no {error.args[0]}" if isinstance(error, KeyError) else str(error)
        raise SourceError(
            f"the views are described wrongly: {fault}.",
            path=place,
            remedy='A view has "shapes" (a file), "box" (four whole numbers), "insets" and "attribution" (en, sv).',
        ) from None
    return json.dumps({"views": views}, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"


def _join_view(name: str, view: Mapping[str, Any], files: Mapping[str, bytes]) -> dict[str, Any]:
    if not _NAME.fullmatch(name):
        raise ValueError(f"the name {name!r} is not letters from a to z")
    shapes = {
        code: {"level": int(level), "path": path}
        for code, level, path in _read_rows(view["shapes"], files, ("code", "level", "path"))
    }
    land = [path for _, path in _read_rows(view["land"], files, ("code", "path"))] if "land" in view else []
    points = _read_rows(view["points"], files, ("code", "x", "y")) if "points" in view else []
    return {
        "box": _read_box(view["box"]),
        "insets": {code: _read_box(box) for code, box in view["insets"].items()},
        "attribution": {language: str(view["attribution"][language]) for language in ("en", "sv")},
        "shapes": shapes,
        "land": land,
        "points": {code: [int(x), int(y)] for code, x, y in points},
    }


def _read_box(box: list[int]) -> list[int]:
    if len(box) != 4 or not all(isinstance(number, int) for number in box):
        raise ValueError(f"{box} is not four whole numbers")
    return box


def _read_rows(file: str, files: Mapping[str, bytes], columns: tuple[str, ...]) -> list[list[str]]:
    """Return the rows of a table, each cell as its column wants it.

    Raises:
        SourceError: With file, line and column.
    """
    place = f"{FOLDER}/{file}"
    if place not in files:
        raise SourceError("the file is not there.", path=place, remedy=f"Add it, or take it out of {_VIEWS}.")
    reader = csv.reader(io.StringIO(decode_text(files[place], place), newline=""), strict=True)
    if tuple(next(reader, [])) != columns:
        raise SourceError(
            "the header is wrong.", path=place, line=1, remedy=f"The columns are {', '.join(columns)}, in this order."
        )
    rows, seen = [], set()
    for cells in reader:
        for at, column in enumerate(columns):
            if len(cells) != len(columns) or not _is_right(column, cells[at]):
                raise SourceError(
                    f"column {column}: this is no {column}.",
                    path=place,
                    line=reader.line_num,
                    column=at + 1,
                    remedy=_RIGHT[column],
                )
        if cells[0] in seen:
            raise SourceError(
                f"{cells[0]} is there twice.", path=place, line=reader.line_num, remedy="Leave one of the two."
            )
        seen.add(cells[0])
        rows.append(cells)
    return rows


_RIGHT: Final = {
    "code": "Write a NUTS code, for example SE122.",
    "level": "Write the NUTS level, 0 to 3.",
    "path": "Write whole numbers after M and l, closed by z, for example M10 10l5 0 0 5z.",
    "x": "Write a whole number of at most five digits.",
    "y": "Write a whole number of at most five digits.",
}


def _is_right(column: str, cell: str) -> bool:
    if column == "level":
        return cell in ("0", "1", "2", "3")
    return bool({"code": _CODE, "path": _PATH}.get(column, _NUMBER).fullmatch(cell))
