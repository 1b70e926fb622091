"""``styrka harvest``: take facts from another source into a data file."""

from __future__ import annotations

import math
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from styrka.cli.command import command, print_result, show_controls
from styrka.errors import BadParameter
from styrka.settings import Settings


class Seconds(click.FloatRange):
    """Seconds as a number; not one that is none (nan)."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number.

        Raises:
            UsageError: It is none, or outside the range.
        """
        number: float = super().convert(value, param, ctx)
        if math.isnan(number):
            self.fail(f"{value!r} is not a number.", param, ctx)
        return number


@command("source_bytes", "harvest_licences", short_help="Take facts from another SPARQL endpoint or document.")
@click.argument("source", metavar="ENDPOINT")
@click.option(
    "--query",
    "file",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="a CONSTRUCT to ask the endpoint; without it, ENDPOINT is the address of a document in RDF",
)
@click.option("--graph", "name", metavar="NAME", required=True, help="what the graph and its file are called")
@click.option(
    "--page", default=1000, show_default=True, type=click.IntRange(0), help="solutions in a page; 0: everything at once"
)
@click.option("--pause", default=0.5, show_default=True, type=Seconds(0, 86_400), help="seconds between two pages")
@click.option(
    "--tries",
    default=5,
    show_default=True,
    type=click.IntRange(1),
    help="how often a page is asked for before giving up",
)
@click.option(
    "--seconds",
    default=60.0,
    show_default=True,
    type=Seconds(0, 86_400, min_open=True),
    help="the time that one answer may take",
)
@click.option(
    "--licence",
    metavar="URL",
    default="",
    help="the licence that the source gives; needless when the source names it itself",
)
@click.option(
    "--auth",
    metavar="NAME",
    default="STYRKA_ENDPOINT_AUTH",
    show_default=True,
    help="the environment variable with `basic USER:PASSWORD`, `digest USER:PASSWORD` or `bearer TOKEN`",
)
@click.option("--sv", "swedish", is_flag=True, help="explain in Swedish why nothing is taken")
def harvest(
    settings: Settings,
    *,
    as_json: bool,
    source: str,
    file: Path | None,
    name: str,
    page: int,
    pause: float,
    tries: int,
    seconds: float,
    licence: str,
    auth: str,
    swedish: bool,
) -> None:
    """Write what a source states to data/harvested/NAME.ttl, when the whole tree is valid with it.

    The file states under which licence its facts may be used: what the source states itself, or else --licence. Where
    neither is known, nothing is taken; nor is what forbids business or changes (NC, ND), unless --harvest-licences any.
    A document in several parts (Link headers, Hydra, TREE) is taken whole.

    What fails leaves the file from before in place. A harvest that was broken off goes on from the last whole page
    when the same command is run again within a day. Publish the new file with `styrka build`.

    \b
    Examples:
      styrka harvest https://sparql.example.org/query --query regions.rq --graph example-regions \\
          --licence http://creativecommons.org/licenses/by/4.0/
      styrka harvest https://example.org/strategies.ttl --graph example-strategies
    """
    from styrka.change.harvest import Politeness
    from styrka.change.harvest import harvest_source as take
    from styrka.http_client.endpoint import read_credentials, read_endpoint
    from styrka.http_client.sparql import load_sparqlwrapper

    load_sparqlwrapper()  # a missing package is reported before anything is asked for

    def print_message(message: str) -> None:
        if not as_json:
            click.echo(show_controls(message), err=True)

    to = read_endpoint(source, "ENDPOINT", read_credentials(auth))
    manners = Politeness(pause=pause, tries=tries, seconds=seconds, bytes=settings.source_bytes)
    query = _read_query(file) if file else None
    done = take(settings, to, name, query, page=page, licence=licence, manners=manners, report=print_message)
    if swedish:
        what, things = "skriven; publicera den med `styrka build`" if done.changed else "som den var", "uppgifter"
    else:
        what, things = "written; publish it with `styrka build`" if done.changed else "as it was", "statements"
    print_result(asdict(done), as_json, f"{done.path}: {done.triples} {things}, {what}")


def _read_query(file: Path) -> str:
    """Return the text of a query.

    Raises:
        BadParameter: The file cannot be read, or is not UTF-8.
    """
    try:
        return file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise BadParameter(
            f"{file} cannot be read. Check that you may read it, and save it with the encoding UTF-8.",
            sv=f"{file} kan inte läsas. Se efter att du får läsa den, och spara den med teckenkodningen UTF-8.",
            parameter="query",
        ) from None
