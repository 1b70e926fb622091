"""The messages between the web process and a worker over a local socket: one request, then frames up to the reply.

A request is a length of four bytes and JSON; with its first byte may come the descriptor of a file, which the answer is
then written to, and its frame is empty. A frame is a kind of one byte, ``D`` for a whole answer or ``E`` for an
error as JSON, a byte that states whether another request may come on the connection, a length of four, and the bytes.
Before the reply a worker may send ``Y`` when it has given its place back because others wait, and ``H`` when the query
has proven heavy; both are empty. To ask for a place back, the web process sends one byte while the query runs.
"""

from __future__ import annotations

import json
import os
import socket
import struct
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, NamedTuple

from styrka import errors
from styrka.engine.guard import Form
from styrka.engine.interface import Budget, Dataset
from styrka.errors import StyrkaError
from styrka.formats import ALL, Format

DATA: Final = b"D"
ERROR: Final = b"E"
YIELDED: Final = b"Y"
HEAVY: Final = b"H"
GIVE_BACK: Final = b"y"  # what the web process sends to ask for the place
_HEAD: Final = struct.Struct("!c?I")
_LENGTH: Final = struct.Struct("!I")
_FIRST: Final = 1 << 16  # bytes that are asked for, or sent, together with the head
_BY_NAME: Final = {format_.name: format_ for format_ in ALL}


@dataclass(frozen=True)
class QueryRequest:
    """One query for a worker.

    Attributes:
        heavy: the seconds after which it has proven heavy; None: it never does.
        nice: the nice value that it then has (POSIX).
        file: the descriptor of the file that its answer is written to; None: the answer is sent.
    """

    query: str
    form: Form
    format: Format
    dataset: Dataset
    budget: Budget
    heavy: float | None = None
    nice: int = 19
    file: int | None = None


class Frame(NamedTuple):
    """What a worker sends: the kind, the bytes, and whether it takes another request after it."""

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
            "budget": asdict(budget),
            "heavy": request.heavy,
            "nice": request.nice,
        }
    )


def send_request(connection: socket.socket, message: bytes, file: int | None = None) -> None:
    """Send a request that is packed, and with it the descriptor of the file that its answer is to be written to.

    Raises:
        OSError: When the worker is gone.
    """
    sent = 0 if file is None else socket.send_fds(connection, [message], [file])
    connection.sendall(message[sent:])


def receive_request(connection: socket.socket) -> QueryRequest | None:
    """Return the request on a connection; None when the other side left before it was whole.

    Raises:
        KeyError: When a field is missing.
        ValueError: When it is no JSON, or a field has a value that no request has.
    """
    first, files, _, _ = socket.recv_fds(connection, _FIRST, 1)
    found = _receive(connection, _LENGTH, first) if first else None
    request = None if found is None else read_request(json.loads(found[1]))
    if request is None:
        for file in files:
            os.close(file)
        return None
    return replace(request, file=files[0]) if files else request


def read_request(message: Mapping[str, Any]) -> QueryRequest:
    """Return the request in a message.

    Raises:
        KeyError: When a field is missing.
        ValueError: When a field has a value that no request has.
    """
    dataset = Dataset(tuple(message["dataset"]["default"]), tuple(message["dataset"]["named"]))
    return QueryRequest(
        message["query"],
        Form(message["form"]),
        _BY_NAME[message["format"]],
        dataset,
        Budget(**message["budget"]),
        message["heavy"],
        message["nice"],
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


def pack_head(kind: bytes) -> bytes:
    """Return a frame without bytes, after which another follows on the connection."""
    return _HEAD.pack(kind, True, 0)


def receive_frame(connection: socket.socket) -> Frame | None:
    """Return the reply, where nothing else can come before it; None when the worker is gone.

    Raises:
        TimeoutError: When none comes within the connection's timeout.
    """
    return FrameReader(connection).receive()


class FrameReader:
    """Reads the frames of one request; those that arrive together are given one after the other."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._held = b""  # what arrived of the next frame

    def receive(self, first: float | None = None, whole: float | None = None) -> Frame | None:
        """Return the next frame; None when the worker is gone.

        Parameters:
            first, whole: the seconds until it begins, and from then until it is whole; None: as the connection has it.

        Raises:
            TimeoutError: When none comes in time. Where none has begun, one may be awaited again.
        """
        if first is not None and not self._held:
            self._connection.settimeout(first)
            self._held = self._connection.recv(_FIRST)
            if not self._held:
                return None
            self._connection.settimeout(whole)
        found = _receive(self._connection, _HEAD, self._held)
        if found is None:
            return None
        (kind, stays, _), body, self._held = found
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


def _receive(
    connection: socket.socket, head: struct.Struct, got: bytes = b""
) -> tuple[tuple[Any, ...], bytes, bytes] | None:
    """Return a head's fields, the last the length of what follows, that, and what came after; None: it is not whole.

    Parameters:
        got: what has been read of it already.
    """
    while len(got) < head.size:
        piece = connection.recv(_FIRST)
        if not piece:
            return None
        got += piece
    header = head.unpack_from(got)
    length, have = header[-1], len(got) - head.size
    if have >= length:
        end = head.size + length
        return header, got[head.size : end], got[end:]
    body = bytearray(length)
    body[:have] = got[head.size :]
    view = memoryview(body)
    while have < length:
        count = connection.recv_into(view[have:])
        if not count:
            return None
        have += count
    return header, bytes(body), b""
