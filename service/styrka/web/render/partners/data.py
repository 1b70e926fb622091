"""What the partner finder found as data: a row for each reason, or a record for each organisation. No persons."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final

from styrka.web.render.names import Link, find_labels
from styrka.web.render.partners.finding import Partner, Reason
from styrka.web.render.partners.page import Finding
from styrka.web.render.records import write_csv

_COLUMNS: Final = (
    "organisation",
    "organisation_en",
    "organisation_sv",
    "kinds",
    "town",
    "places",
    "distance_km",
    "page",
    "worked_together",
    "through",
    "through_en",
    "through_sv",
    "strategies",
    "roles",
    "first_year",
    "last_year",
)


def write_table(found: Finding) -> str:
    """Return the organisations in long form, a row for each reason (RFC 4180), with headings for programs."""
    labels = find_labels(
        iri for one in found.shown for iri in (one.link.iri, *(reason.through.iri for reason in one.reasons))
    )
    return write_csv(
        [_make_record(one, reason, labels) for one in found.shown for reason in one.reasons],
        _COLUMNS,
    )


def _make_record(one: Partner, reason: Reason, labels: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    names, through = labels.get(one.link.iri, {}), labels.get(reason.through.iri, {})
    return {
        "organisation": one.link.iri,
        "organisation_en": names.get("en", ""),
        "organisation_sv": names.get("sv", ""),
        "kinds": _join(one.kinds),
        "town": one.town,
        "places": _join(one.places),
        "distance_km": "" if one.distance is None else str(one.distance),
        "page": one.page,
        "worked_together": "true" if one.meetings else "false",
        "through": reason.through.iri,
        "through_en": through.get("en", ""),
        "through_sv": through.get("sv", ""),
        "strategies": _join(reason.strategies),
        "roles": _join(reason.roles),
        "first_year": str(reason.first or ""),
        "last_year": str(reason.last or ""),
    }


def write_json(found: Finding) -> str:
    """Return the organisations as JSON, in the order of the page."""
    labels = find_labels(one.link.iri for one in found.shown)
    registered = find_labels(one.link.iri for one in found.registered.shown)
    document = {
        "region": found.region.iri,
        "theme": found.theme.iri,
        "chosen": dict(found.chosen),
        "total": len(found.partners),
        "registry_only": {
            "total": found.registered.total,
            "organisations": [
                {
                    "iri": one.link.iri,
                    "labels": dict(registered.get(one.link.iri, {})),
                    "kinds": _list(one.kinds),
                    "town": one.town or None,
                    "places": _list(one.places),
                    "distance_km": one.distance,
                    "page": one.page or None,
                    "in_region_with_theme": one.shares,
                }
                for one in found.registered.shown
            ],
        },
        "organisations": [_describe(one) | {"labels": dict(labels.get(one.link.iri, {}))} for one in found.shown],
    }
    return json.dumps(document, ensure_ascii=False)


def _describe(one: Partner) -> dict[str, object]:
    return {
        "iri": one.link.iri,
        "kinds": _list(one.kinds),
        "town": one.town or None,
        "places": _list(one.places),
        "distance_km": one.distance,
        "page": one.page or None,
        "programmes": list(one.programmes),
        "worked_together": [{"project": each.project.iri, "with": _list(each.others)} for each in one.meetings],
        "reasons": [_describe_reason(reason) for reason in one.reasons],
    }


def _describe_reason(reason: Reason) -> dict[str, object]:
    return {
        "through": reason.through.iri,
        "strategies": _list(reason.strategies),
        "named": reason.named,
        "roles": _list(reason.roles),
        "first_year": reason.first or None,
        "last_year": reason.last or None,
    }


def _list(several: Sequence[Link]) -> list[str]:
    return [one.iri for one in several]


def _join(several: Sequence[Link]) -> str:
    return " ".join(one.iri for one in several)
