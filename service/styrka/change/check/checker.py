"""What has documents checked, each in a process of its own with a deadline, few at a time and one of each client."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from typing import Any, Final

from styrka.build.parsing import describe_fault
from styrka.build.sources import find_format
from styrka.change.order import send_order
from styrka.engine.documents.apart import DOCUMENTS
from styrka.engine.interface import Budget
from styrka.engine.workers import protocol
from styrka.errors import Busy, ClientGone, SourceError, StyrkaError, TooLarge
from styrka.settings import Settings
from styrka.vocabulary import BASE

_AT_ONCE: Final = 2  # checks at a time; each takes a core and the memory of a build
_PATIENCE: Final = 5.0  # seconds that a check waits for another to end
_GROWTH: Final = 4  # how many times as large as the largest body its statements may be


class Checker:
    """The checks of one service."""

    def __init__(self, chosen: Settings) -> None:
        """Check against the tree of the settings."""
        self._settings = chosen
        self._free = threading.BoundedSemaphore(_AT_ONCE)
        self._clients: set[str] = set()
        self._lock = threading.Lock()

    @property
    def able(self) -> bool:
        """Whether there is a tree to judge documents with; a service in front of another store may have none."""
        return not self._settings.scratch and (self._settings.root / "shapes").is_dir()

    def check(self, name: str, content: bytes, client: str) -> dict[str, Any]:
        """Return what is wrong with a document and what it would change, as JSON has it.

        Parameters:
            name: what the document is called; its suffix determines the format.
            content: its bytes.
            client: who asks, as far as that matters for who waits for whom.

        Raises:
            TooLarge: For a document, or a check, that takes more than its budget of time or memory.
            Busy: When others are checked, or another one of this client.
            ClientGone: When the client left meanwhile.
            StyrkaError: What else the process reports, as where the validator is not installed.
        """
        with self._turn(client):
            if unreadable := self._find_syntax_error(name, content):
                # All of the pipeline, which each process that checks imports, and a service that starts need not.
                from styrka.build.check.checking import list_unreadable
                from styrka.change.check.process import describe

                return describe(list_unreadable(unreadable))
            return self._check_apart(name, content)

    def _find_syntax_error(self, name: str, content: bytes) -> SourceError | None:
        """Return what is not well-formed: seen in a moment, by the process that reads documents.

        Raises:
            TooLarge: For one that takes more than its budget, nests too deeply, or ends the process that reads it.
        """
        form, chosen = find_format(name), self._settings
        if form is None:
            return None
        budget = Budget(chosen.query_seconds, chosen.query_memory, _GROWTH * chosen.source_bytes)
        try:
            DOCUMENTS.read(content, form, BASE, budget=budget)
        except (SyntaxError, ValueError) as error:
            return describe_fault(error, content.decode("utf-8", "replace"), form, name)
        return None

    def _check_apart(self, name: str, content: bytes) -> dict[str, Any]:
        """Return what a process of its own finds.

        Raises:
            ClientGone: When the client left meanwhile.
            StyrkaError: What the process reports, or why it came to nothing.
        """
        chosen = self._settings
        texts = {one.name: str(getattr(chosen, one.name)) for one in fields(Settings)} | {"write_token": ""}
        order = json.dumps({"name": name, "settings": texts}).encode() + b"\n" + content
        # What it prints may quote what was sent, which is never logged.
        reply = send_order("styrka.change.check", order, chosen.check_seconds, quiet=True)
        if reply.left:
            raise ClientGone("The client left before its document was checked.")
        if reply.frame is None:
            raise self._explain(reply.ended, past=reply.past)
        if reply.frame.kind == protocol.ERROR:
            raise protocol.unpack_error(reply.frame.body)
        found: dict[str, Any] = json.loads(reply.frame.body)
        return found

    def _explain(self, ended: int, *, past: bool) -> StyrkaError:
        """Return why a check came to nothing."""
        if ended >= 0 and not past:
            return StyrkaError("The service met an error of its own.", sv="Tjänsten råkade ut för ett eget fel.")
        chosen = self._settings
        limit = f"{chosen.check_seconds:g} s" if past else f"{chosen.check_memory} bytes of memory"
        grans = f"{chosen.check_seconds:g} s" if past else f"{chosen.check_memory} byte minne"
        return TooLarge(
            f"Checking the document took more than {limit}. Send it in smaller parts.",
            sv=f"Det tog mer än {grans} att kontrollera dokumentet. Skicka det i mindre delar.",
            cause="time" if past else "memory",
        )

    @contextmanager
    def _turn(self, client: str) -> Iterator[None]:
        """While this is open, one document of a client is checked.

        Raises:
            Busy: When another one of the client is, or there is no room.
        """
        busy = Busy(
            "Other documents are being checked. Try again in a moment.",
            sv="Andra dokument kontrolleras just nu. Försök igen om en stund.",
            retry_after=5,
        )
        with self._lock:
            if client in self._clients:
                raise busy
            self._clients.add(client)
        try:
            if not self._free.acquire(timeout=_PATIENCE):
                raise busy
            try:
                yield
            finally:
                self._free.release()
        finally:
            with self._lock:
                self._clients.discard(client)
