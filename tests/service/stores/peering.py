"""Engines with other endpoints beside them, for the tests of SERVICE: real servers, on this machine."""

from __future__ import annotations

import urllib.request
from typing import Any

from styrka.engine.guard import Limits
from styrka.engine.interface import Budget, Engine
from styrka.stores.federation.endpoints import Allowance, AllowedEndpoints, normalise_address
from styrka.stores.federation.engine import Federated
from styrka.stores.federation.outgoing import Way
from tests.servers import Store

BUDGET = Budget(30.0, 1 << 30, 50_000_000)
OPEN = Way(permitted=lambda address: address == "127.0.0.1")


def beside(engine: Engine, *endpoints: str, way: Way = OPEN, budget: Budget = BUDGET, **allowed: Any) -> Federated:
    """The engine with endpoints beside it; ``allowed`` for the allowance."""
    others = AllowedEndpoints(tuple(map(normalise_address, endpoints)), Allowance(**{"seconds": 20.0, **allowed}), way)
    return Federated(engine, others, budget, Limits())


def put(store: Store, turtle: bytes) -> None:
    """Make Turtle the whole content of a store's default graph."""
    headers = {"Content-Type": "text/turtle"}
    request = urllib.request.Request(store.graphs.url + "?default", data=turtle, method="PUT", headers=headers)
    urllib.request.urlopen(request, timeout=20).close()
