"""The one door to the optional stores: what the settings ask for, opened.

The packages of the stores are imported inside the functions, so that a service over its own release starts without
them, and without the packages that they need.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from styrka.build.progress import Progress
from styrka.engine.bounds import read_budget, read_capacity
from styrka.engine.interface import Engine
from styrka.engine.writes import Writer
from styrka.errors import BadParameter
from styrka.http_client.endpoint import Endpoint
from styrka.release import Release
from styrka.settings import Settings

if TYPE_CHECKING:
    from styrka.stores.push import Published


@dataclass(frozen=True)
class OpenStore:
    """What answers for an instance.

    Attributes:
        reserved: the engine for the look-ups of pages and questions.
        public: the engine for the queries that anybody sends.
        description: what the answers come from, in words for the operator.
        writer: what takes writes; None where nothing does.
        close: ends what the store has started.
    """

    reserved: Engine
    public: Engine
    description: str
    writer: Writer | None = None
    close: Callable[[], None] = lambda: None


def open_store(settings: Settings) -> OpenStore | None:
    """Return the store that the settings ask for instead of the published release; None when they ask for none.

    Raises:
        BadParameter: The address of the store is none.
        ReleaseError: The store does not start, does not answer or holds no release.
        MissingExtra: The store needs a package that is not installed here.
    """
    if settings.scratch:
        return _open_scratch(settings)
    return _open_remote(settings) if settings.engine else None


def add_federation(engine: Engine, settings: Settings) -> Engine:
    """Return the engine, with the endpoints beside it that SERVICE may name; itself when the settings list none.

    Raises:
        BadParameter: An address on the list is none.
    """
    if not settings.services:
        return engine
    from styrka.stores.federation import engine as federation

    return federation.add_federation(engine, settings)


def check_store_settings(settings: Settings) -> None:
    """Raise BadParameter for settings that no store can go by.

    Raises:
        BadParameter: SERVICE may name what is no endpoint, or is allowed where another store answers.
    """
    if not settings.services:
        return
    from styrka.stores.federation.endpoints import read_allowed_endpoints

    if read_allowed_endpoints(settings).endpoints and settings.engine:
        # Virtuoso, for one, does not take a query with thousands of VALUES.
        raise BadParameter(
            "SERVICE is evaluated beside the embedded engine only: set services or engine, not both.",
            sv="SERVICE besvaras bara vid sidan av den inbyggda motorn: sätt services eller engine, inte båda.",
            parameter="services",
        )


def push_release(
    release: Release,
    to: Endpoint,
    asked: Endpoint,
    *,
    by_update: bool,
    report: Callable[[str], None],
    progress: Progress,
    union: bool,
) -> Published:
    """Make another store hold what a release holds, and return what that took.

    Parameters:
        to: where the store is written to.
        asked: where it is asked what it holds.
        by_update: whether it is written to by SPARQL 1.1 Update instead of the Graph Store HTTP Protocol.
        report: takes a sentence whenever something is tried again.
        union: whether the union of all graphs is written too.

    Raises:
        EndpointError: The store does not do as it is asked.
    """
    from styrka.stores import push
    from styrka.stores.remote.writers import GraphStore, Updates

    writer = Updates(to, report) if by_update else GraphStore(to, report)
    return push.push_release(release, writer, asked, progress, union=union)


def write_dump(release: Release, path: Path, *, union: bool) -> Published:
    """Write to a file what another store is to load to hold a release, and return what that took."""
    from styrka.stores import push

    return push.write_dump(release, path, union=union)


def _open_scratch(settings: Settings) -> OpenStore:
    from styrka.stores.scratch.store import ScratchStore

    store = ScratchStore(read_budget(settings), read_capacity(settings), settings.scratch_bytes)
    return OpenStore(store.reserved, store.public, "a scratch store, in memory only", store, store.close)


def _open_remote(settings: Settings) -> OpenStore:
    from styrka.stores.remote.engine import Room, open_remote

    capacity = read_capacity(settings)
    store = open_remote(settings.engine, read_budget(settings), every=settings.engine_look)
    reserved = store.engine(Room(capacity.reserved, settings.backlog, capacity.wait))
    public = store.engine(Room(capacity.public, settings.backlog, capacity.wait))
    return OpenStore(reserved, public, f"release {reserved.version} at {store.to.host}")
