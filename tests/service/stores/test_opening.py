"""The one door to the optional stores: what the settings ask for, and nothing else, is imported and opened."""

from __future__ import annotations

import subprocess
import sys

import pytest

from styrka.engine.local import LocalEngine
from styrka.errors import BadParameter, ReleaseError
from styrka.settings import Settings
from styrka.stores import add_federation, check_store_settings, open_store
from styrka.stores.federation.engine import Federated

STORES = ("remote", "push", "scratch", "federation")


def test_without_a_store_in_the_settings_the_release_answers(engine: LocalEngine) -> None:
    assert open_store(Settings()) is None
    assert add_federation(engine, Settings()) is engine
    assert add_federation(engine, Settings(services=" , ")) is engine


def test_a_start_without_stores_imports_none() -> None:
    program = f"""
import sys
from styrka.settings import Settings
from styrka.stores import add_federation, check_store_settings, open_store
import styrka.web.serving.application
import styrka.web.serving.server
check_store_settings(Settings()), open_store(Settings()), add_federation(None, Settings())
print([one for one in sys.modules if one.startswith({tuple(f"styrka.stores.{one}" for one in STORES)!r})])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_scratch_store_answers_and_takes_writes() -> None:
    store = open_store(Settings(scratch=True, public_workers=1, reserved_workers=1))
    assert store is not None
    try:
        assert store.writer is not None
        assert not store.writer.governed
        assert store.public.version == store.reserved.version
    finally:
        store.close()


def test_another_store_is_asked_before_anything_is_answered() -> None:
    with pytest.raises(ReleaseError, match=r"127\.0\.0\.1"):
        open_store(Settings(engine="http://127.0.0.1:9/sparql"))
    with pytest.raises(BadParameter, match="http://host:port/path"):
        open_store(Settings(engine="store"))


def test_other_endpoints_stand_beside_the_embedded_engine_only(engine: LocalEngine) -> None:
    services = "https://query.example.org/sparql"
    assert isinstance(add_federation(engine, Settings(services=services)), Federated)
    check_store_settings(Settings(services=services))
    check_store_settings(Settings(services=" , ", engine="http://127.0.0.1:9/sparql"))
    for wrong in (Settings(services=services, engine="http://127.0.0.1:9/sparql"), Settings(services="ftp://x/")):
        with pytest.raises(BadParameter, match="services"):
            check_store_settings(wrong)
