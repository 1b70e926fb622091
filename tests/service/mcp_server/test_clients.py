"""``styrka mcp`` with the official library's client, over both transports: one real process each, over the release."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from styrka.release import Release
from styrka.settings import Settings
from tests.conftest import ROOT

if TYPE_CHECKING:  # imported where it is used: it takes more than half a second of each of pytest's workers
    from mcp import Client, StdioServerParameters

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(STR(?a) < STR(?i)) }"
SOURCED = "SELECT ?g { ?g <http://purl.org/dc/terms/source> ?source FILTER(CONTAINS(STR(?g), 'strategies/')) } LIMIT 3"
Server: TypeAlias = "StdioServerParameters | str"


def environment(settings: Settings) -> dict[str, str]:
    return {
        "PYTHONPATH": str(ROOT / "service"),
        "STYRKA_ROOT": str(settings.root),
        "STYRKA_RELEASES": str(settings.releases),
        "STYRKA_QUERY_SECONDS": "1",
        "STYRKA_PUBLIC_WORKERS": "1",
    }


@pytest.fixture(scope="module")
def over_http(
    little_settings: Settings, little_release: Release, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a server."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("mcp") / "log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "styrka", "mcp", "--http", "--port", str(port)],
            env={**os.environ, **environment(little_settings)},
            stdout=output,
            stderr=output,
        )
    try:
        _await(port, process, log)
        yield f"http://127.0.0.1:{port}/mcp"
    finally:
        process.terminate()
        assert process.wait(30) is not None


def _await(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        assert process.poll() is None, log.read_text("utf-8")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(log.read_text("utf-8"))


@pytest.fixture(params=["stdio", "http"])
def server(request: pytest.FixtureRequest, little_settings: Settings, little_release: Release) -> Server:
    """What a client connects to."""
    from mcp import StdioServerParameters

    if request.param == "http":
        return str(request.getfixturevalue("over_http"))
    return StdioServerParameters(command=sys.executable, args=["-m", "styrka", "mcp"], env=environment(little_settings))


def talk(server: Server, what: Callable[[Client], Awaitable[None]]) -> None:
    from mcp import Client

    async def run() -> None:
        async with Client(server, read_timeout_seconds=60) as client:
            await what(client)

    asyncio.run(run())


async def call(client: Client, name: str, *, refused: bool = False, **arguments: Any) -> dict[str, Any]:
    result = await client.call_tool(name, arguments)
    assert result.is_error is refused, result.content
    found: dict[str, Any] = result.structured_content
    assert json.loads(result.content[0].text) == found  # type: ignore[union-attr]
    return found


def check_answer(found: dict[str, Any], settings: Settings) -> None:
    """Every answer has what was asked, the release and its sources."""
    assert found["query"]["address"].startswith("http://127.0.0.1:")
    assert found["release"] == (Path(settings.releases) / "current").readlink().name
    assert isinstance(found["sources"], list)
    assert "not_recorded" in found


def test_a_client_finds_tools_and_answers(server: Server, little_settings: Settings) -> None:
    async def what(client: Client) -> None:
        tools = {one.name: one for one in (await client.list_tools()).tools}
        questions = {path.stem for path in (ROOT / "queries").glob("*.rq")}
        assert set(tools) == questions | {"search", "thing", "compare", "partners", "sparql"}
        asked = tools["shared-priorities"].input_schema
        assert asked["properties"]["theme"]["title"]
        assert asked["required"] == ["theme"]
        assert all(one.annotations and one.annotations.read_only_hint for one in tools.values())

        found = await call(client, "shared-priorities", theme="energi", country="SE", limit=5)
        check_answer(found, little_settings)
        assert found["query"]["parameters"]["theme"] == "energy"  # a name was read, as on the site
        assert "SELECT" in found["query"]["sparql"]
        assert 0 < len(found["rows"]) <= 5
        named = {one["iri"] for one in found["sources"]}
        assert all(row["sources"] and set(row["sources"]) <= named for row in found["rows"])
        assert found["answer"]["sv"]
        assert found["answer"]["en"]

        found = await call(client, "search", text="sormland")
        check_answer(found, little_settings)
        assert found["things"][0]["code"] == "SE122"

        nothing = await call(client, "search", text="qqqqzzzz")
        assert nothing["not_recorded"]["everything"]
        assert "does not mean" in nothing["not_recorded"]["en"]

        refused = await call(client, "sparql", refused=True, query=RUNAWAY)
        assert refused["status"] == 503
        assert refused["type"].endswith(("#query-too-expensive", "#busy")), refused

    talk(server, what)


def test_what_is_not_recorded_is_said(over_http: str, little_settings: Settings) -> None:
    async def what(client: Client) -> None:
        region = await call(client, "thing", thing="SE122")
        check_answer(region, little_settings)
        assert region["thing"]["code"] == "SE122"
        assert region["not_recorded"]["what"]  # such as what has replaced it
        assert region["sources"]
        refused = await call(client, "thing", thing="qqqqzzzz", refused=True)
        assert refused["status"] == 404
        found = await call(client, "priorities-of-a-region", region="DK01")
        cells = [value for row in found["rows"] for value in row.values()]
        assert None not in cells
        if "not recorded" in cells:
            assert found["not_recorded"]["what"]

    talk(over_http, what)


def test_quotations_come_with_their_source(over_http: str, little_settings: Settings) -> None:
    async def what(client: Client) -> None:
        found = await call(client, "statements-of-a-strategy", list="se12-2023")
        check_answer(found, little_settings)
        assert [one["text"] for source in found["sources"] for one in source["quotations"]]
        compared = await call(client, "compare", things=["SE122", "DK01"])
        check_answer(compared, little_settings)
        assert compared["shared"]
        assert compared["sources"]
        partners = await call(client, "partners", region="SE122", theme="energy", limit=3)
        check_answer(partners, little_settings)
        assert len(partners["organisations"]) <= 3
        assert partners["sources"]
        rows = await call(client, "sparql", query=SOURCED)
        assert rows["total"] == 3
        assert all(one["iri"].startswith("https://w3id.org/styrka/id/source/") for one in rows["sources"])
        assert rows["sources"]

    talk(over_http, what)


@pytest.mark.parametrize(
    ("tool", "arguments", "status"),
    [
        ("no-such-tool", {}, 400),
        ("shared-priorities", {"theme": "qqqqzzzz"}, 400),
        ("shared-priorities", {}, 400),
        ("compare", {"things": ["SE122"]}, 400),
        ("compare", {"things": "SE122"}, 400),
        ("search", {"text": 1}, 400),
        ("sparql", {"query": "DELETE WHERE { ?s ?p ?o }"}, 400),
        ("sparql", {"query": "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"}, 400),
    ],
    ids=lambda one: str(one)[:40],
)
def test_what_is_wrong_is_explained(over_http: str, tool: str, arguments: dict[str, Any], status: int) -> None:
    async def what(client: Client) -> None:
        refused = await call(client, tool, refused=True, **arguments)
        assert refused["status"] == status
        assert refused["detail"]

    talk(over_http, what)


def test_another_name_of_the_machine_is_refused(over_http: str) -> None:
    """A page that has its own name lead here (DNS rebinding) gets nothing."""
    import requests

    for headers in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}):
        sent = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream", **headers}
        response = requests.post(over_http, data="{}", headers=sent, timeout=30)
        assert response.status_code in (403, 421)
