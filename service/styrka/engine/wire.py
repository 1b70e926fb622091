"""What the web process and a worker say to each other over a local socket: one request, then frames.

A frame is a kind of one byte, a length of four, and the bytes: ``D`` data, ``E`` an error as JSON, ``Z`` the end. An
answer without its ``Z`` is not whole, whatever came before.
"""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from styrka import errors
from styrka.engine import Budget, Dataset
from styrka.engine.guard import Form
from styrka.errors import StyrkaError
from styrka.formats import ALL, Format

DATA: Final = b"D"
ERROR: Final = b"E"
END: Final = b"Z"
_HEAD: Final = struct.Struct("!cI")
_LENGTH: Final = struct.Struct("!I")
_BY_NAME: Final = {format_.name: format_ for format_ in ALL}


@dataclass(frozen=True)
class Request:
    """One query for a worker."""

    query: str
    form: Form
    format: Format
    dataset: Dataset
    budget: Budget


def send_request(connection: socket.socket, request: Request) -> None:
    """Send a request. Raises OSError when the worker is gone."""
    send_message(
        connection,
        {
            "query": request.query,
            "form": request.form.value,
            "format": request.format.name,
            "dataset": asdict(request.dataset),
            "budget": asdict(request.budget),
        },
    )


def receive_request(connection: socket.socket) -> Request | None:
    """The request on a connection; None when the other side left before it was whole."""
    said = receive_message(connection)
    return None if said is None else read_request(said)


def read_request(said: Mapping[str, Any]) -> Request:
    """The request in a message. Raises KeyError or ValueError when it is none."""
    dataset = Dataset(tuple(said["dataset"]["default"]), tuple(said["dataset"]["named"]))
    return Request(said["query"], Form(said["form"]), _BY_NAME[said["format"]], dataset, Budget(**said["budget"]))


def send_message(connection: socket.socket, said: Mapping[str, Any]) -> None:
    """Send one JSON object. Raises OSError when the other side is gone."""
    body = json.dumps(said).encode()
    connection.sendall(_LENGTH.pack(len(body)) + body)


def receive_message(connection: socket.socket) -> dict[str, Any] | None:
    """The JSON object on a connection; None when the other side left before it was whole. Raises ValueError."""
    head = _exactly(connection, _LENGTH.size)
    body = None if head is None else _exactly(connection, _LENGTH.unpack(head)[0])
    if body is None:
        return None
    said: dict[str, Any] = json.loads(body)
    return said


def send_frame(connection: socket.socket, kind: bytes, body: bytes = b"") -> None:
    """Send one frame. Raises OSError when the other side is gone."""
    connection.sendall(_HEAD.pack(kind, len(body)) + body)


def receive_frame(connection: socket.socket) -> tuple[bytes, bytes] | None:
    """The next frame's kind and bytes; None when the worker is gone. Raises TimeoutError."""
    head = _exactly(connection, _HEAD.size)
    if head is None:
        return None
    kind, length = _HEAD.unpack(head)
    body = _exactly(connection, length)
    return None if body is None else (kind, body)


def pack_error(error: StyrkaError) -> bytes:
    """An error as the bytes of an ``E`` frame."""
    return json.dumps({"kind": type(error).__name__, "detail": error.detail, "evidence": dict(error.evidence)}).encode()


def unpack_error(body: bytes) -> StyrkaError:
    """The error in an ``E`` frame."""
    said: dict[str, Any] = json.loads(body)
    kind: type[StyrkaError] = getattr(errors, said["kind"], StyrkaError)
    # Some kinds make their sentence from other arguments; here it is made already.
    error = kind.__new__(kind)
    StyrkaError.__init__(error, said["detail"], **said["evidence"])
    return error


def _exactly(connection: socket.socket, size: int) -> bytes | None:
    pieces = bytearray()
    while len(pieces) < size:
        piece = connection.recv(min(size - len(pieces), 1 << 20))
        if not piece:
            return None
        pieces += piece
    return bytes(pieces)
