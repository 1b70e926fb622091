"""The registers as statements, kept from one build to the next: reading their rows anew takes most of a small change.

What is kept holds for the very bytes of the registers, of what describes them and of this program, and as long as the
tables have the rows that the registers refer to and the titles that their graphs have. Otherwise, and where the file
is damaged or cannot be written, the registers are read from their rows, as if nothing had been kept.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pyoxigraph as ox

from styrka.build.tables.mapping import RowCells, TableSource, find_default_source, find_stating
from styrka.build.tables.rows import Table
from styrka.build.tables.schema import TableSchema

FILE: Final = ".registers"  # in the folder of releases
_FORMAT: Final = 1
_LENGTH: Final = 20  # digits of the length that ends the file
_PART: Final = 20_000  # statements that are written at a time


@dataclass(frozen=True)
class Needs:
    """What the registers take from the tables.

    Attributes:
        values: those that must be in a column, by the table's file and the column.
        titles: of the sources that their graphs name, by id; empty where one has none.
    """

    values: Mapping[str, Mapping[str, Sequence[str]]]
    titles: Mapping[str, str]

    def are_met(self, tables: Mapping[str, Table], titles: Mapping[str, str]) -> bool:
        """Return whether the tables have all this."""
        return all(titles.get(source, "") == title for source, title in self.titles.items()) and all(
            file in tables and {row.cells.get(column, "") for row in tables[file].rows}.issuperset(values)
            for file, columns in self.values.items()
            for column, values in columns.items()
        )


class RegisterCache:
    """The file in which the registers are kept.

    It has the statements of each register as N-Quads, in the order of its rows, and the lines of its things; then what
    they hold for, and the length of that.
    """

    def __init__(self, folder: Path, program: str) -> None:
        """Keep the registers in a folder.

        Parameters:
            program: the digest of what makes statements of rows.
        """
        self._path = folder / FILE
        self._program = program
        self._fresh: tuple[str, Needs, Mapping[str, str]] | None = None

    def make_key(self, metadata: str, registers: Mapping[Path, tuple[bytes, str]]) -> str:
        """Return the digest of all that the registers are made of.

        Parameters:
            metadata: what describes the tables.
            registers: the bytes of each register and what describes it.
        """
        parts = [str(_FORMAT), self._program, metadata]
        for path, (content, described) in sorted(registers.items()):
            parts += [path.name, hashlib.sha256(content).hexdigest(), described]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def read(
        self, key: str, tables: Mapping[str, Table], titles: Mapping[str, str], schemas: Mapping[str, TableSchema]
    ) -> tuple[TableSource, ...] | None:
        """Return the registers; None where none are kept that still hold.

        Parameters:
            key: from ``make_key``.
            tables: those that the registers refer to.
            titles: of the sources, by id.
            schemas: what the registers are, by path.
        """
        try:
            content = self._path.read_bytes()
            size = int(content[-_LENGTH:])
            head = json.loads(content[-size - _LENGTH : -_LENGTH])
            if head["key"] != key or not Needs(**head["needs"]).are_met(tables, titles):
                return None
            body = memoryview(content)[: -size - _LENGTH]
            if hashlib.sha256(body).hexdigest() != head["sha256"]:
                return None
            return tuple(_read_registers(head["registers"], body, schemas))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, SyntaxError):
            return None

    def note(self, key: str, needs: Needs, registers: Iterable[TableSource]) -> None:
        """Remember, of registers that were read from their rows, what they hold for."""
        self._fresh = key, needs, {one.path: one.digest for one in registers}

    def write(self, registers: Iterable[TableSource]) -> None:
        """Keep the registers, where they are those that were read from their rows.

        Without effect where nothing can be written. The file is not flushed: what a crash leaves has another digest.
        """
        registers = tuple(registers)
        if self._fresh is None or self._fresh[2] != {one.path: one.digest for one in registers}:
            return
        key, needs, _ = self._fresh
        partial = self._path.with_name(f"{FILE}-{os.getpid()}")
        try:
            for left in self._path.parent.glob(f"{FILE}-*"):  # by one that was killed: only one writes at a time
                left.unlink(missing_ok=True)
            with partial.open("wb") as file:
                heads, digest = [], hashlib.sha256()
                for one in registers:
                    lines, size = json.dumps(dict(one.lines)).encode(), 0
                    for part in _serialise(one.quads):
                        digest.update(part)
                        size += file.write(part)
                    digest.update(lines)
                    file.write(lines)
                    sizes = {"text": size, "lines": len(lines)}
                    heads.append({"path": one.path, "digest": one.digest, **sizes})
                head = {"key": key, "needs": asdict(needs), "sha256": digest.hexdigest(), "registers": heads}
                end = json.dumps(head).encode()
                file.write(end + f"{len(end):{_LENGTH}}".encode())
            partial.replace(self._path)
        except OSError:
            with suppress(OSError):
                partial.unlink()


def _read_registers(
    heads: Iterable[Mapping[str, Any]], body: memoryview, schemas: Mapping[str, TableSchema]
) -> Iterator[TableSource]:
    at = 0
    for one in heads:
        text, at = body[at : at + one["text"]], at + one["text"]
        lines, at = json.loads(bytes(body[at : at + one["lines"]])), at + one["lines"]
        # Lenient, because they were checked when they were read from their rows.
        quads = tuple(ox.parse(bytes(text), ox.RdfFormat.N_QUADS, lenient=True))
        yield TableSource(one["path"], quads, one["digest"], lines, RowCells(lines, find_stating(schemas[one["path"]])))


def find_needs(registers: Iterable[Table], titles: Mapping[str, str]) -> Needs:
    """Return what the registers take from tables that are no registers."""
    registers = tuple(registers)
    own = {table.schema.file for table in registers}
    values: dict[str, dict[str, set[str]]] = {}
    sources: set[str] = set()
    for table in registers:
        for name, other, its in table.schema.references:
            if other not in own:
                column = next(one for one in table.schema.columns if one.name == name)
                cells = {row.cells[name] for row in table.rows if name in row.cells}
                found = values.setdefault(other, {}).setdefault(its, set())
                found.update(value for cell in cells for value in column.values(cell))
        fallback = find_default_source(table.schema)
        sources.update(row.cells.get("source", fallback) for row in table.rows)
    return Needs(
        {file: {its: sorted(found) for its, found in columns.items()} for file, columns in values.items()},
        {quote(source, safe=""): titles.get(quote(source, safe=""), "") for source in sorted(sources)},
    )


def _serialise(quads: Sequence[ox.Quad]) -> Iterator[bytes]:
    """Give statements as N-Quads, a part at a time: a build has little memory left when the registers are kept."""
    for start in range(0, len(quads), _PART):
        yield ox.serialize(quads[start : start + _PART], format=ox.RdfFormat.N_QUADS) or b""
