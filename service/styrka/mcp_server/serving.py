"""The Model Context Protocol by its official library: over standard input and output, and over HTTP."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

from styrka import __version__
from styrka.ask.choices import Choice
from styrka.ask.parameters import Parameter
from styrka.extras import needs_extra
from styrka.mcp_server.calls import call_tool
from styrka.mcp_server.declarations import INSTRUCTIONS, ToolDeclaration, declare_tools
from styrka.mcp_server.gateway import Gateway, Json, Refused
from styrka.settings import Settings
from styrka.web.http.hosts import list_trusted_hosts
from styrka.web.serving.application import open_service

with needs_extra("mcp"):
    import anyio
    import mcp_types as types
    import uvicorn
    from mcp.server import Server
    from mcp.server.context import ServerRequestContext
    from mcp.server.stdio import stdio_server
    from mcp.server.transport_security import TransportSecuritySettings

PATH: Final = "/mcp"
_LOCAL: Final = "127.0.0.1"  # who asks over standard input and output


def serve_stdio(settings: Settings) -> None:
    """Answer one client over standard input and output until it closes them.

    Raises:
        ReleaseError: There is no release.
    """
    # The one client has started the program itself, so nobody need be counted.
    opened = open_service(_make_quiet(replace(settings, rate="")))
    try:
        anyio.run(_serve_stdio, make_server(Gateway(opened)))
    finally:
        opened.close()


def serve_http(settings: Settings, host: str, port: int) -> None:
    """Answer clients over streamable HTTP at ``/mcp`` until a signal ends the process.

    Raises:
        ReleaseError: There is no release.
    """
    opened = open_service(_make_quiet(settings))
    try:
        app = make_server(Gateway(opened)).streamable_http_app(
            streamable_http_path=PATH,
            json_response=True,
            stateless_http=True,
            max_request_body_size=settings.body_bytes,
            transport_security=_guard(settings, host),
        )
        uvicorn.run(
            app,
            host=host,
            port=port,
            log_level="warning",
            access_log=False,
            limit_concurrency=settings.backlog,
            proxy_headers=bool(settings.proxies),
        )
    finally:
        opened.close()


def make_server(gateway: Gateway) -> Server[Any]:
    """Return the protocol's server with all tools."""
    present = gateway.service

    def choices(parameter: Parameter) -> tuple[Choice, ...]:
        return present.choices.find(present.engine, parameter, "en")

    tools = [_write_tool(one) for one in declare_tools(present.questions.values(), choices)]

    async def list_tools(
        _: ServerRequestContext[Any], params: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        return types.ListToolsResult(tools=tools)

    async def call(context: ServerRequestContext[Any], params: types.CallToolRequestParams) -> types.CallToolResult:
        asked = partial(_answer, gateway, params.name, params.arguments or {}, _find_client(context))
        document, refused = await anyio.to_thread.run_sync(asked)
        text = types.TextContent(text=json.dumps(document, ensure_ascii=False))
        return types.CallToolResult(content=[text], structured_content=document, is_error=refused)

    return Server(
        "styrka",
        version=__version__,
        title="Styrka",
        instructions=INSTRUCTIONS,
        website_url=gateway.base,
        on_list_tools=list_tools,
        on_call_tool=call,
    )


async def _serve_stdio(server: Server[Any]) -> None:
    async with stdio_server() as (received, sent):
        await server.run(received, sent, server.create_initialization_options())


def _answer(gateway: Gateway, name: str, arguments: Json, client: str) -> tuple[Json, bool]:
    """Return what a tool answers, or the problem in its place, and whether it is one."""
    try:
        return call_tool(gateway, name, arguments, client), False
    except Refused as error:
        return error.problem, True


def _find_client(context: ServerRequestContext[Any]) -> str:
    client = getattr(context.request, "client", None)
    return client.host if client is not None else _LOCAL


def _write_tool(one: ToolDeclaration) -> types.Tool:
    hints = types.ToolAnnotations(
        read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
    )
    return types.Tool(
        name=one.name, title=one.title, description=one.description, input_schema=one.schema, annotations=hints
    )


def _make_quiet(settings: Settings) -> Settings:
    """Return the settings without what only the site needs: writing, lines of a log, and files made ahead."""
    return replace(settings, request_log="none", write_token="", files_ahead=False)


def _guard(settings: Settings, host: str) -> TransportSecuritySettings:
    """Return under which names the server may be reached: those of the site (see ``list_trusted_hosts``)."""
    names = [*list_trusted_hosts(replace(settings, base="", host=host))]
    if settings.base:
        names.append(urlsplit(settings.base).hostname or "")
    written = [f"[{name}]" if ":" in name else name for name in names if name]
    hosts = [each for name in written for each in (name, f"{name}:*")]
    return TransportSecuritySettings(
        allowed_hosts=hosts, allowed_origins=[f"{scheme}://{one}" for one in hosts for scheme in ("http", "https")]
    )
