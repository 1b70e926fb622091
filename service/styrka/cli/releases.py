"""``styrka releases`` and ``styrka rollback``."""

from __future__ import annotations

import click

from styrka import release
from styrka.cli.command import command, format_table, print_result, progress_for
from styrka.errors import NotFound, ReleaseError
from styrka.settings import Settings


@command(short_help="List what was published.")
@click.option("--verify", is_flag=True, help="compare the SHA-256 of every file of every release")
def releases(settings: Settings, *, as_json: bool, verify: bool) -> int:
    """List the releases, the newest first; * marks the published one.

    \b
    Examples:
      styrka releases
      styrka releases --verify   read every file and compare its checksum
    """
    folder = settings.releases_path
    damaged = release.list_damaged(folder, checksums=verify)
    try:
        published = release.open_current(folder)
    except ReleaseError:
        published = None
    rows = [
        {
            "": "*" if published and one.version == published.version else " ",
            "version": one.version,
            "created": one.created[:19] + "Z",
            **{name: str(one.manifest["counts"]["triples"][name]) for name in ("data", "inferred", "computed")},
        }
        for one in release.list_releases(folder)
        if one.version not in damaged
    ]
    listed = [{**row, "": row[""] == "*"} for row in rows]
    print_result(
        {
            "releases": [{"published" if key == "" else key: value for key, value in row.items()} for row in listed],
            "damaged": damaged,
        },
        as_json,
        "\n".join(
            [
                format_table(["", "version", "created", "data", "inferred", "computed"], rows)
                if rows
                else "There is no release yet. Make one with `styrka build`.",
                *damaged.values(),
            ]
        ),
    )
    return ReleaseError.exit_code if damaged else 0


@command(short_help="Publish an earlier release.")
@click.argument("version", required=False)
def rollback(settings: Settings, *, as_json: bool, version: str | None) -> None:
    """Publish an earlier release: VERSION, or the one before the published one.

    \b
    Examples:
      styrka rollback
      styrka rollback 2026-11-22-0123456789ab
    A server that runs takes it up within a second. `styrka build` publishes the tree's own release again.
    """
    chosen = release.roll_back(settings.releases_path, version)
    print_result({"version": chosen.version, "created": chosen.created}, as_json, f"Published: {chosen.version}")


@command(short_help="Make the files that people and portals take away.")
@click.argument("version", required=False)
@click.option("--only", type=click.Choice(("dumps", "tables")), help="make the dumps of the graph, or the tables")
def files(settings: Settings, *, as_json: bool, version: str | None, only: str | None) -> None:
    """Make the files of the published release, or of VERSION: dumps, change log, and tables as CSV, XLSX and Parquet.

    The server makes them when they are first asked for, which takes some seconds; after this command they are there.
    What is there is not made again.

    
    Examples:
      styrka build && styrka files
      styrka files 2026-11-22-0123456789ab --only tables

    Raises:
        NotFound: There is no such thing.
    """
    from styrka.publish.files import dumps as dump_files
    from styrka.publish.files import tables as table_files

    folder = settings.releases_path
    found = release.find_release(folder, version) if version else release.open_current(folder)
    if found is None:
        raise NotFound("There is no release yet. Make one with `styrka build`.")
    progress = progress_for(as_json)
    dumps = dump_files.ensure_dumps(settings, found, progress).files.values() if only != "tables" else ()
    tables = table_files.ensure_tables(settings, found, progress=progress).files.values() if only != "dumps" else ()
    listed = [{"name": one.name, "bytes": one.bytes, "sha256": one.sha256} for one in (*dumps, *tables)]
    print_result(
        {"version": found.version, "files": listed},
        as_json,
        format_table(
            ["sha256", "bytes", "name"], [{name: str(value) for name, value in one.items()} for one in listed]
        ),
    )
