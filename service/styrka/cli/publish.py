"""``styrka publish``: put a release into another SPARQL store."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import click

from styrka import release
from styrka.cli.command import command, print_result, progress_for
from styrka.errors import ReleaseError
from styrka.settings import Settings

# Where the stores that people use have their query endpoint, by the end of the address that is written to.
_QUERY: Final = (
    ("/sparql-graph-crud-auth", "/sparql"),  # Virtuoso
    ("/sparql-graph-crud", "/sparql"),
    ("/sparql-auth", "/sparql"),
    ("/store", "/query"),  # Oxigraph
    ("/update", "/query"),
    ("/rdf-graphs/service", ""),  # GraphDB, RDF4J
    ("/statements", ""),
    ("/sparql/gsp/", "/sparql"),  # Neptune
    ("/sparql/gsp", "/sparql"),
    ("/data", "/query"),  # Fuseki
    ("/sparql", "/sparql"),
)


@command(short_help="Put a release into another SPARQL store.")
@click.option("--to", "graphs", metavar="URL", help="the store's graph store (SPARQL 1.1 Graph Store HTTP Protocol)")
@click.option("--update", metavar="URL", help="instead of --to, the store's SPARQL 1.1 Update endpoint")
@click.option(
    "--file",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="instead of --to, an N-Quads file for a store that loads files",
)
@click.option("--query", metavar="URL", help="the store's query endpoint; known without for the stores of the README")
@click.option(
    "--auth",
    metavar="NAME",
    default="STYRKA_ENDPOINT_AUTH",
    show_default=True,
    help="the environment variable with `basic USER:PASSWORD`, `digest USER:PASSWORD` or `bearer TOKEN`",
)
@click.option("--release", "version", metavar="VERSION", help="the release; the published one when it is not named")
@click.option(
    "--union/--no-union",
    default=True,
    show_default=True,
    help="write the union of all graphs too; needless where a store's default graph has each triple once",
)
def publish(
    settings: Settings,
    *,
    as_json: bool,
    graphs: str | None,
    update: str | None,
    file: Path | None,
    query: str | None,
    auth: str,
    version: str | None,
    union: bool,
) -> None:
    """Make another store hold what the published release holds, graph by graph; what is right there stays untouched.

    Whatever ends it, the same command goes on from there. The version is written last, when the counts of all graphs
    are right; `styrka serve --engine` goes by it. Graphs below https://w3id.org/styrka/graph/ that are not in the
    release are removed; all others are left alone.

    
    Examples:
      styrka publish --to http://127.0.0.1:7878/store
      STYRKA_ENDPOINT_AUTH="digest dba:..." styrka publish --to http://127.0.0.1:8890/sparql-graph-crud-auth
      styrka publish --update https://graphdb.example.org/repositories/s3/statements
      styrka publish --file release.nq

    Raises:
        ReleaseError: A release is missing, damaged or cannot be written.
        UsageError: The command line is wrong.
    """
    from styrka.http_client.endpoint import read_credentials, read_endpoint
    from styrka.http_client.sparql import load_sparqlwrapper
    from styrka.stores import push_release, write_dump

    load_sparqlwrapper()  # a missing package is reported before anything is read or sent
    if sum(one is not None for one in (graphs, update, file)) != 1:
        raise click.UsageError("Give one of --to, --update and --file.")
    found = (
        release.find_release(settings.releases_path, version)
        if version
        else release.open_current(settings.releases_path)
    )
    if found is None:
        raise ReleaseError("There is no release yet. Make one with `styrka build`.")
    if file is not None:
        done = write_dump(found, file, union=union)
    else:
        known = read_credentials(auth)
        address = graphs or update or ""
        to = read_endpoint(address, "to" if graphs else "update", known)
        asked = read_endpoint(query or _query_of(address), "query", known)

        def again(message: str) -> None:
            if not as_json:
                click.echo(message, err=True)

        done = push_release(
            found, to, asked, by_update=not graphs, report=again, progress=progress_for(as_json), union=union
        )
    text = (
        f"Release {done.version}: {done.triples} statements; {len(done.written)} graphs written, "
        f"{len(done.removed)} removed, {done.unchanged} as they were"
    )
    print_result(
        {
            "version": done.version,
            "triples": done.triples,
            "written": done.written,
            "removed": done.removed,
            "unchanged": done.unchanged,
            "foreign": done.foreign,
        },
        as_json,
        text,
    )


def _query_of(address: str) -> str:
    parts = urlsplit(address)
    for end, other in _QUERY:
        if parts.path.endswith(end):
            return parts._replace(path=parts.path.removesuffix(end) + other, query="").geturl()
    raise click.UsageError("Give the store's query endpoint with --query.")
