"""The messages between the web process and a worker over a local socket: one request, then one frame.

A request is a length of four bytes and JSON. A frame is a kind of one byte, ``D`` for a whole answer or ``E`` for an
error as JSON, a byte that states whether another request may come on the connection, a length of four, and the bytes.
"""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from styrka import errors
from styrka.engine.guard import Form
from styrka.engine.interface import Budget, Dataset
from styrka.errors import StyrkaError
from styrka.formats import ALL, Format

DATA: Final = b"D"
ERROR: Final = b"E"
_HEAD: Final = struct.Struct("!c?I")
_LENGTH: Final = struct.Struct("!I")
_FIRST: Final = 1 << 16  # bytes that are asked for, or sent, together with the head
_BY_NAME: Final = {format_.name: format_ for format_ in ALL}


@dataclass(frozen=True)
class QueryRequest:
    """One query for a worker."""

    query: str
    form: Form
    format: Format
    dataset: Dataset
    budget: Budget


class Frame(NamedTuple):
    """What a worker replies: ``DATA`` or ``ERROR``, the bytes, and whether it takes another request after it."""

    kind: bytes
    body: bytes
    stays: bool


def pack_request(request: QueryRequest) -> bytes:
    """Return a request as it is sent."""
    budget, dataset = request.budget, request.dataset
    return _packed(
        {
            "query": request.query,
            "form": request.form.value,
            "format": request.format.name,
            "dataset": {"default": dataset.default, "named": dataset.named},
            "budget": {"seconds": budget.seconds, "memory": budget.memory, "answer": budget.answer},
        }
    )


def receive_request(connection: socket.socket) -> QueryRequest | None:
    """Return the request on a connection; None when the other side left before it was whole."""
    message = receive_message(connection)
    return None if message is None else read_request(message)


def read_request(message: Mapping[str, Any]) -> QueryRequest:
    """Return the request in a message.

    Raises:
        KeyError: When a field is missing.
        ValueError: When a field has a value that no request has.
    """
    dataset = Dataset(tuple(message["dataset"]["default"]), tuple(message["dataset"]["named"]))
    return QueryRequest(
        message["query"], Form(message["form"]), _BY_NAME[message["format"]], dataset, Budget(**message["budget"])
    )


def send_message(connection: socket.socket, message: Mapping[str, Any]) -> None:
    """Send one JSON object.

    Raises:
        OSError: When the other side is gone.
    """
    connection.sendall(_packed(message))


def receive_message(connection: socket.socket) -> dict[str, Any] | None:
    """Return the JSON object on a connection; None when the other side left before it was whole.

    Raises:
        ValueError: When it is no JSON.
    """
    found = _receive(connection, _LENGTH)
    if found is None:
        return None
    message: dict[str, Any] = json.loads(found[1])
    return message


def receive_soon(connection: socket.socket, seconds: float) -> dict[str, Any] | None:
    """Return the JSON object on a connection; None when it is none, or not whole in so many seconds."""
    connection.settimeout(seconds)
    try:
        return receive_message(connection)
    except (OSError, ValueError):
        return None
    finally:
        connection.settimeout(None)


def send_frame(connection: socket.socket, kind: bytes, body: bytes | bytearray = b"", *, stays: bool = True) -> None:
    """Send one frame.

    Raises:
        OSError: When the other side is gone.
    """
    head = _HEAD.pack(kind, stays, len(body))
    if len(body) <= _FIRST:
        connection.sendall(head + body)
    else:
        connection.sendall(head)
        connection.sendall(body)


def receive_frame(connection: socket.socket) -> Frame | None:
    """Return the next frame; None when the worker is gone.

    Raises:
        TimeoutError: When none comes within the connection's timeout.
    """
    found = _receive(connection, _HEAD)
    if found is None:
        return None
    (kind, stays, _), body = found
    return Frame(kind, body, stays)


def pack_error(error: StyrkaError) -> bytes:
    """Return an error as the bytes of an ``E`` frame."""
    words = {"detail": error.detail, "sv": error.detail_sv}
    return json.dumps({"kind": type(error).__name__, **words, "evidence": dict(error.evidence)}).encode()


def unpack_error(body: bytes) -> StyrkaError:
    """Return the error in an ``E`` frame."""
    fields: dict[str, Any] = json.loads(body)
    kind: type[StyrkaError] = getattr(errors, fields["kind"], StyrkaError)
    # Some kinds make their sentence from other arguments; here it is made already.
    error = kind.__new__(kind)
    StyrkaError.__init__(error, fields["detail"], sv=fields["sv"], **fields["evidence"])
    return error


def _packed(message: Mapping[str, Any]) -> bytes:
    body = json.dumps(message).encode()
    return _LENGTH.pack(len(body)) + body


def _receive(connection: socket.socket, head: struct.Struct) -> tuple[tuple[Any, ...], bytes] | None:
    """Return a head's fields, the last the length of what follows, and that; None when it is not whole."""
    got = b""
    while len(got) < head.size:
        piece = connection.recv(_FIRST)
        if not piece:
            return None
        got += piece
    header = head.unpack_from(got)
    length, have = header[-1], len(got) - head.size
    if have >= length:
        return header, got[head.size :]
    body = bytearray(length)
    body[:have] = got[head.size :]
    view = memoryview(body)
    while have < length:
        count = connection.recv_into(view[have:])
        if not count:
            return None
        have += count
    return header, bytes(body)
