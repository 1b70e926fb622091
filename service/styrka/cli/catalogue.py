"""``styrka catalogue show`` and ``styrka catalogue check``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from styrka import release
from styrka.build.progress import Progress
from styrka.cli.command import command, format_table, print_result, progress_for, write_bytes
from styrka.errors import NotFound
from styrka.settings import Settings

if TYPE_CHECKING:
    from styrka.publish.catalogue.publication import Publication

_PROFILES = ("dcat-ap", "dcat-ap-se", "dcat-ap-2")
_FORMATS = ("ttl", "rdf", "jsonld", "nt")
_SHOWN = 3  # missing triples that are shown for an indicator


@click.group(short_help="Show or check the catalogue that portals harvest.")
def catalogue() -> None:
    """Show and check the catalogue (DCAT-AP) of the published release."""


@command("base", "publisher", short_help="Print the catalogue.")
@click.option("--profile", type=click.Choice(_PROFILES), default=_PROFILES[0], show_default=True)
@click.option("--format", "suffix", type=click.Choice(_FORMATS), default=_FORMATS[0], show_default=True)
def show(settings: Settings, *, as_json: bool, profile: str, suffix: str) -> None:
    """Print the catalogue as a portal would get it.

    \b
    Examples:
      styrka catalogue show
      styrka catalogue show --profile dcat-ap-se --format rdf --base https://w3id.org/styrka
    """
    from styrka.engine.serialisation import RDF
    from styrka.formats import GRAPHS
    from styrka.publish.catalogue import dcat

    triples = dcat.make_catalogue(_publication(settings, progress_for(as_json)), profile)
    wanted = "jsonld" if as_json else suffix
    write_bytes([dcat.serialise(triples, RDF[next(offer for offer in GRAPHS if offer.suffix == wanted)])])


@command("base", "publisher", "contact_email", short_help="Report what a portal would find wrong in the catalogue.")
@click.option("--profile", type=click.Choice(_PROFILES), default=_PROFILES[0], show_default=True)
@click.option(
    "--shapes",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="a folder with the profile's official shapes",
)
@click.option("--harvest", metavar="URL", help="a running service: take its catalogue, and follow every address in it")
def check(settings: Settings, *, as_json: bool, profile: str, folder: Path | None, harvest: str | None) -> int:
    """Predict the 405 points of data.europa.eu's metadata quality, and what dataportal.se would refuse.

    What takes official shapes or a running service to know is assumed unless --shapes and --harvest are given. The exit
    code is 1 when points are missing, a shape is violated or an address does not answer.

    \b
    Examples:
      styrka catalogue check
      styrka catalogue check --shapes ~/dcat-ap/3.0.1
      styrka catalogue check --harvest http://127.0.0.1:8000
    """
    from styrka.publish.catalogue import dcat
    from styrka.publish.catalogue.check import portal, quality, trial_harvest

    progress, described = progress_for(as_json), None
    if harvest is not None:
        triples = trial_harvest.fetch_catalogue(harvest, profile)
        answers = trial_harvest.follow_addresses(triples, lambda done, all_: progress("follow", done, all_, ""))
        progress("follow", 1, 1, f"{len(answers)} addresses")
    else:
        of = _publication(settings, progress)
        triples, answers, described = dcat.make_catalogue(of, profile), [], of.downloads.release
    verdicts = portal.validate_with_shapes(triples, folder) if folder else {}
    violations = [one for found in verdicts.values() for one in found if one.severity == "violation"]
    indicators = quality.rate_indicators(
        triples, {one.address: one.well for one in answers} if harvest else None, not violations if folder else None
    )
    remarks = portal.find_remarks(triples, settings, described)
    points = quality.sum_points(indicators)
    silent = [one for one in answers if not one.well]
    refused = [one for one in remarks if one.severity == "violation"]
    well = points == quality.WHOLE and not violations and not silent and not refused
    print_result(
        {
            "points": points,
            "of": quality.WHOLE,
            "well": well,
            "indicators": [asdict(one) for one in indicators],
            "shapes": {name: [one._asdict() for one in found] for name, found in verdicts.items()},
            "remarks": [one._asdict() for one in remarks],
            "answers": [asdict(one) for one in answers],
        },
        as_json,
        _text(indicators, points, quality.WHOLE, verdicts, remarks, answers),
    )
    return 0 if well else 1


for _command in (show, check):
    catalogue.add_command(_command)


def _publication(settings: Settings, progress: Progress) -> Publication:
    """Return what the catalogue is made of; the services' samples are measured by asking the release.

    Raises:
        NotFound: There is no such thing.
    """
    from styrka.ask.question import load_questions
    from styrka.engine.local import open_local
    from styrka.publish.catalogue.publication import compose_publication
    from styrka.publish.files import dumps, tables

    present = release.open_current(settings.releases_path)
    if present is None:
        raise NotFound("There is no release yet. Make one with `styrka build`.")
    host = (settings.base or f"http://{settings.host}:{settings.port}").rstrip("/") + "/"
    engine = open_local(present.dumps, present.version, created=present.created)
    made = dumps.ensure_dumps(settings, present, progress), tables.ensure_tables(settings, present, engine, progress)
    return compose_publication(settings, host, *made, engine, load_questions(settings.root / "queries"))


def _text(indicators: Any, points: float, whole: int, verdicts: Any, remarks: Any, answers: Any) -> str:
    rows = [
        {
            "dimension": one.dimension,
            "indicator": one.name,
            "points": f"{one.points:g} of {one.maximum}",
            "": "assumed" if one.assumed else "",
        }
        for one in indicators
    ]
    lines = [format_table(["dimension", "indicator", "points", ""], rows), ""]
    for one in indicators:
        lines += [f"missing for {one.name}: {lack}" for lack in one.missing[:_SHOWN]]
        if len(one.missing) > _SHOWN:
            lines.append(f"... and {len(one.missing) - _SHOWN} more")
    for name, found in verdicts.items():
        counts = {severity: sum(one.severity == severity for one in found) for severity in ("violation", "warning")}
        lines.append(f"{name}: {', '.join(f'{count} {severity}' for severity, count in counts.items())}")
        lines += sorted(
            {
                f"  {one.severity}: {one.path or one.focus}: {one.message}"
                for one in found
                if one.severity == "violation"
            }
        )
    lines += [f"{one.severity}: {one.message}" for one in remarks]
    lines += [f"{one.address}: {one.problem or f'HEAD {one.head}, GET {one.get}'}" for one in answers if not one.well]
    if answers:
        lines.append(f"{sum(one.well for one in answers)} of {len(answers)} addresses answer as promised")
    return "\n".join([*lines, f"{points:g} of {whole} points"])
