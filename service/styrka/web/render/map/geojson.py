"""Regions as GeoJSON (RFC 7946): the simplified outlines that the maps are drawn with, in WGS 84; else a point.

The outlines have terms of their own, so each document carries the notice that they ask for, once for the document and
once in every feature, because programs that read GeoJSON drop the former.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from flask import Response

from styrka.engine.interface import select_rows
from styrka.errors import NotFound, QueryTooExpensive
from styrka.formats import GEOJSON
from styrka.release import View
from styrka.release.outlines import has_insets, make_polygons
from styrka.vocabulary import BASE, PREFIXES
from styrka.web.context import service
from styrka.web.render.map.shapes import has_shapes, read_view

REGION: Final = "id/region/"
COLUMN: Final = "region"  # of a question that is about regions
_VIEW: Final = "europe"
_NOTE: Final = (
    "Outlines for a map to look at: simplified, some 1 km exact. Nothing is to be measured by them. They are not under "
    "the licence of the data; who wants to use them commercially asks EuroGeographics."
)
_APART: Final = "Parts far from the continent are drawn in insets, whose places are not recorded; they are left out."
_POINT: Final = "No outline in degrees is recorded; the point is the one that the data have for the region."
_NONE: Final = "No outline and no point is recorded."
_GEO: Final = PREFIXES["geo"]

Properties = Mapping[str, Any]


def has_outlines(columns: Collection[str]) -> bool:
    """Return whether an answer with these columns can be had as GeoJSON here."""
    return COLUMN in columns and has_shapes()


def respond_with_region(iri: str) -> Response:
    """Return a region as a Feature: its outline, code, level and names.

    Raises:
        NotFound: When nothing is recorded of it, or the release has no shapes.
    """
    names = service().labels.find(service().engine, [iri]).get(iri)
    if not names:
        raise NotFound(f"Nothing is recorded of {iri}.", sv=f"Inget är registrerat om {iri}.", iri=iri)
    view = read_view(_VIEW)
    shape = view.shapes.get(_read_code(iri))
    level = {"level": shape.level} if shape else {}
    cells = {**level, **{f"name_{tag}": name for tag, name in names.items() if tag}}
    return _respond(_make_features(view, [(iri, cells)])[0])


def respond_with_rows(rows: Iterable[tuple[str | None, Properties]]) -> Response:
    """Return rows of an answer as a FeatureCollection: a Feature each, with the outline of its region.

    Parameters:
        rows: the IRI of each row's region, where there is one, and its cells by column.

    Raises:
        NotFound: When the release has no shapes.
        QueryTooExpensive: The document would be larger than an answer may be.
    """
    view = read_view(_VIEW)
    return _respond({"type": "FeatureCollection", "features": _make_features(view, list(rows))})


def _respond(document: dict[str, Any]) -> Response:
    view = read_view(_VIEW)
    whole = {**document, "attribution": dict(view.attribution), "note": _NOTE}
    body = json.dumps(whole, ensure_ascii=False, separators=(",", ":"), default=str).encode() + b"\n"
    limit = service().settings.answer_bytes
    if len(body) > limit:
        raise QueryTooExpensive(
            f"The answer has more than {limit} bytes with the outlines. Ask for fewer rows, with limit=, or for CSV.",
            sv=f"Svaret har mer än {limit} byte med gränserna. Fråga efter färre rader, med limit=, eller efter CSV.",
            limit=limit,
            cause="bytes",
        )
    return Response(body, content_type=GEOJSON.media_type)


def _make_features(view: View, rows: Sequence[tuple[str | None, Properties]]) -> list[dict[str, Any]]:
    insets = tuple(view.insets.values())
    shapes = {iri: view.shapes.get(_read_code(iri)) for iri, _ in rows if iri}
    outlines = {iri: make_polygons(shape.path, insets) for iri, shape in shapes.items() if shape}
    points = _find_points([iri for iri in shapes if not outlines.get(iri)])
    found = []
    for iri, cells in rows:
        outline, shape = outlines.get(iri or ""), shapes.get(iri or "")
        note = _APART if outline and shape and has_insets(shape.path, insets) else ""
        if not outline:
            note = _POINT if iri in points else _NONE
        found.append(
            {
                "type": "Feature",
                **({"id": iri} if iri else {}),
                "properties": {
                    **({"code": _read_code(iri)} if iri else {}),
                    **cells,
                    **({"note": note} if note else {}),
                    "attribution": view.attribution["en"],
                },
                "geometry": outline or points.get(iri or ""),  # null for what has no place (section 3.2)
            }
        )
    return found


def _find_points(iris: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return the point that is recorded of each region that has one."""
    if not iris:
        return {}
    regions = " ".join(f"<{iri}>" for iri in iris)
    rows = select_rows(
        service().engine,
        f"SELECT ?region ?lat ?long {{ VALUES ?region {{ {regions} }} ?region <{_GEO}lat> ?lat ; <{_GEO}long> ?long }}",
    )
    return {
        row["region"].value: {
            "type": "Point",
            "coordinates": [float(row["long"].value), float(row["lat"].value)],
        }
        for row in rows
    }


def _read_code(iri: str) -> str:
    return iri.removeprefix(BASE + REGION) if iri.startswith(BASE + REGION) else ""
