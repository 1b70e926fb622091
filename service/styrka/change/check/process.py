"""One document checked, in a process of its own: its standard input is a socket, for the document and what was found.

It has a budget of memory, gives way to everything that answers, writes no file, and is ended when its time is over.
"""

from __future__ import annotations

import json
import os
import resource
import socket
import sys
from dataclasses import asdict
from typing import Any, Final, NoReturn

from styrka import settings
from styrka.build.check.checking import THINGS, check_documents, list_unreadable
from styrka.build.check.overlay import Document
from styrka.build.validate.report import Finding, Report
from styrka.change.memory import bound_memory
from styrka.engine.documents.apart import DOCUMENTS
from styrka.engine.workers import protocol
from styrka.errors import Busy, Contradiction, InvalidData, SourceError, StyrkaError
from styrka.settings import Settings

_FINDINGS: Final = 500  # that are listed; the counts are of all
_POLITE: Final = 10  # how far the process stands back behind those that answer (nice)


def main() -> NoReturn:
    """Check the document that is sent; reply with what was found or with the error."""
    connection = socket.socket(fileno=os.dup(sys.stdin.fileno()))
    frame = protocol.receive_frame(connection)
    if frame is None:
        os._exit(0)
    head, _, content = frame.body.partition(b"\n")
    order = json.loads(head)
    os.nice(_POLITE)
    DOCUMENTS.stay_here()
    chosen = settings.load_settings(
        {settings.get_variable_name(name): text for name, text in order["settings"].items()}
    )
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    kind, reply = protocol.ERROR, b""
    try:
        with bound_memory(chosen.check_memory):
            reply = json.dumps(check(chosen, Document(order["name"], content))).encode()
            kind = protocol.DATA
    except StyrkaError as error:
        reply = protocol.pack_error(error)
    protocol.send_frame(connection, kind, reply)
    os._exit(0)


def check(chosen: Settings, document: Document) -> dict[str, Any]:
    """Return what is wrong with a document, and what it would change.

    Raises:
        Busy: When the files of the service itself cannot be read just now, as while somebody writes to them.
    """
    try:
        found = check_documents(chosen, [document])
    except (SourceError, InvalidData) as error:
        unreadable = list_unreadable(error)
        if not unreadable or any(not _is_of(document.name, one.source) for one in unreadable):
            raise Busy(
                "The data that a document is judged with are being changed. Try again in a moment.",
                sv="De data som ett dokument prövas mot håller på att ändras. Försök igen om en stund.",
                retry_after=10,
            ) from None
        return describe(unreadable)
    except Contradiction as error:
        return describe((_make_contradiction(error, document.name),))
    result = describe(found.report.findings)
    return result | {"changes": found.differences.to_json(THINGS) if found.differences else None}


def _is_of(name: str, source: str) -> bool:
    """Return whether a finding is about a document, or about a sheet of it."""
    return source == name or source.startswith(f"{name}/")


def describe(findings: tuple[Finding, ...]) -> dict[str, Any]:
    """Return findings as JSON has them: whether the document conforms, how many there are, and the first of them."""
    report = Report.of(findings)
    return {
        "conforms": report.conforms,
        "counts": report.counts(),
        "findings": [asdict(one) for one in sorted(report.findings, key=_severity)[:_FINDINGS]],
        "changes": None,
    }


def _severity(finding: Finding) -> int:
    return ("violation", "warning", "info").index(finding.severity)


def _make_contradiction(error: Contradiction, name: str) -> Finding:
    text = error.detail
    return Finding(name, None, "", "", "", "", "violation", text, error.get_detail("sv"), "", "")
