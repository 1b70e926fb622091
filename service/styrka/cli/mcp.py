"""``styrka mcp``: what the site answers, as tools of the Model Context Protocol."""

from __future__ import annotations

import click

from styrka.cli.command import command
from styrka.settings import Settings


@command("engine", "base", short_help="Answer programs that speak the Model Context Protocol.")
@click.option("--http", is_flag=True, help="over streamable HTTP at /mcp, rather than standard input and output")
@click.option("--host", default="127.0.0.1", show_default=True, help="with --http, the address that is listened on")
@click.option("--port", default=8001, show_default=True, type=click.IntRange(1, 65_535), help="with --http, the port")
def mcp(settings: Settings, *, as_json: bool, http: bool, host: str, port: int) -> None:
    """Answer questions, searches and read-only SPARQL from the published release, each with sources and quotations.

    A client starts the command itself and speaks with it over standard input and output; with --http many clients ask
    one that runs. Limits are those of the site. Needs the extra mcp: pip install 'styrka[mcp]'.

    \b
    Examples:
      styrka mcp
      styrka mcp --http --port 8001

    Raises:
        ReleaseError: There is no release.
        MissingExtra: The protocol's library is not installed.
    """
    from styrka.mcp_server.serving import serve_http, serve_stdio

    if http:
        serve_http(settings, host, port)
    else:
        serve_stdio(settings)
