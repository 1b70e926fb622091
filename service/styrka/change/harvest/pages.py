"""All the answers to a query, page by page. Each page is stored as it comes, so that a broken harvest is gone on with.

A page is a LIMIT and an OFFSET on the solutions of the query, which must be in an order, or pages would overlap. The
last page is the first that has no triple once all solutions were asked for.

Some stores cut what they answer to a CONSTRUCT without notice, so the solutions are counted first.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from styrka.change.harvest import fetching
from styrka.change.harvest.constructs import Construct, find_keywords, split_construct
from styrka.change.harvest.fetching import Politeness, Reporter
from styrka.errors import BadParameter, Conflict, HarvestError
from styrka.files import write_durably
from styrka.http_client.endpoint import Endpoint

_JOB: Final = "job.json"
_STALE: Final = 86_400.0  # seconds after which pages are too old to be put together with new ones


def collect_pages(
    to: Endpoint, query: str, size: int, folder: Path, manners: Politeness, report: Reporter
) -> list[ox.Triple]:
    """Return the triples of every page; blank nodes of different pages are different nodes.

    Parameters:
        size: solutions in a page; 0 asks for everything at once.
        folder: where pages are stored until ``remove_pages``.

    Raises:
        BadParameter: For a query that cannot be asked so.
        HarvestError: For a source that fails.
    """
    paged, parts = _check(query, size), split_construct(query)
    solutions, size = _count_solutions(to, parts, size if paged else 0, manners, report)
    _prepare(folder, {"endpoint": to.url, "query": digest(query), "page": size})
    found: list[ox.Triple] = []
    before, total, number = b"", 0, 0
    while True:
        number += 1
        path = folder / f"{number:06}.nt"
        if not path.exists():
            if number > 1:
                time.sleep(manners.pause)
            triples = name_apart(_page(to, query, parts, size, number, manners, report), number)
            write_durably(path, ox.serialize(sorted(triples, key=str), format=ox.RdfFormat.N_TRIPLES) or b"")
            report(f"page {number}: {len(triples)} statements")
        content = path.read_bytes()
        total += len(content)
        if total > manners.bytes:
            raise HarvestError(
                f"The source has more than {manners.bytes} bytes. Ask for less, or set STYRKA_SOURCE_BYTES.",
                sv=f"Källan har mer än {manners.bytes} byte. Be om mindre, eller sätt STYRKA_SOURCE_BYTES.",
            )
        if not content and (not size or number * size >= solutions):
            return found
        if content and content == before:
            raise HarvestError(
                "The endpoint gave the same page twice: it overlooks OFFSET. Ask for all with --page 0.",
                sv="Slutpunkten gav samma sida två gånger: den bortser från OFFSET. Be om allt med --page 0.",
            )
        found += (quad.triple for quad in ox.parse(content, ox.RdfFormat.N_TRIPLES))
        before = content
        if not paged:
            return found


def _count_solutions(
    to: Endpoint, parts: Construct | None, size: int, manners: Politeness, report: Reporter
) -> tuple[int, int]:
    """Return how many solutions there are (0: unknown), and how many can be in a page (0: all).

    Raises:
        HarvestError: When everything is asked for at once and the endpoint would cut it.
    """
    once = replace(manners, tries=1)
    try:
        if parts is None:
            raise HarvestError("the query is of a form that they cannot be counted in")
        solutions = int(fetching.select_number(to, parts.counted(), once, report)[0])
        wanted = min(size, solutions) if size else solutions
        whole = len(fetching.select_number(to, parts.bare(wanted), once, report)) if wanted else 0
    except fetching.CutShort as cut:
        whole = cut.rows
    except (HarvestError, ValueError, IndexError) as error:
        report(f"{to.host} does not report how many solutions there are, so nobody knows what it leaves out: {error}")
        return 0, size
    if whole >= wanted:
        return solutions, size
    if not size or not whole:
        raise HarvestError(
            f"The endpoint answers with {whole} of {solutions} solutions. Ask for pages: end the query "
            f"with ORDER BY and give --page {whole or 100}.",
            sv=f"Slutpunkten svarar med {whole} av {solutions} lösningar. Be om sidor: avsluta frågan "
            f"med ORDER BY och ange --page {whole or 100}.",
        )
    report(f"{to.host} gives at most {whole} solutions at a time, so the pages are of {whole}")
    return solutions, whole


def _page(
    to: Endpoint, query: str, parts: Construct | None, size: int, number: int, manners: Politeness, report: Reporter
) -> list[ox.Triple]:
    if not size:
        return fetching.construct_triples(to, query, manners, report)
    offset = (number - 1) * size
    try:
        return fetching.construct_triples(to, f"{query}\nLIMIT {size}\nOFFSET {offset}\n", manners, report)
    except fetching.Unsorted:
        if parts is None:
            raise
        return fetching.construct_triples(to, parts.page(size, offset), manners, report)


def digest(query: str) -> str:
    """Return the SHA-256 of a query's text, hexadecimal."""
    return hashlib.sha256(query.encode()).hexdigest()


def remove_pages(folder: Path) -> None:
    """Forget the pages."""
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def lock_pages(folder: Path) -> Iterator[None]:
    """Lock the folder, so that one process at a time harvests into it.

    Raises:
        Conflict: For another.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    lock = os.open(folder.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise Conflict(
            "Another process is harvesting this graph at present.",
            sv="En annan process skördar den här grafen just nu.",
        ) from None
    finally:
        os.close(lock)


def _check(query: str, size: int) -> bool:
    """Return whether the query is asked for in pages.

    Raises:
        BadParameter: A request's or a question's parameter is missing, unknown or of the wrong kind.
    """
    found = find_keywords(query)
    if "CONSTRUCT" not in found:
        raise BadParameter(
            "The query must be a CONSTRUCT: a harvest is made of statements.",
            sv="Frågan ska vara en CONSTRUCT: en skörd består av uppgifter.",
            parameter="query",
        )
    if size == 0 or "LIMIT" in found or "OFFSET" in found:
        return False
    if "ORDER" not in found:
        raise BadParameter(
            "Pages need an order, or they overlap: end the query with ORDER BY, or ask for everything at once with "
            "--page 0.",
            sv="Sidor behöver en ordning, annars överlappar de: avsluta frågan med ORDER BY, eller be om allt på en "
            "gång med --page 0.",
            parameter="query",
        )
    return True


def _prepare(folder: Path, job: dict[str, str | int]) -> None:
    """Leave the pages of the same job that was broken off less than a day ago; delete those of any other."""
    try:
        there = json.loads((folder / _JOB).read_bytes())
        fresh = time.time() - (folder / _JOB).stat().st_mtime < _STALE
    except (OSError, ValueError):
        there, fresh = None, False
    if there != job or not fresh:
        remove_pages(folder)
        folder.mkdir(parents=True)
        write_durably(folder / _JOB, json.dumps(job).encode())


def name_apart(triples: list[ox.Triple], page: int) -> list[ox.Triple]:
    """Return the triples, each once, with the page's number in the names of blank nodes."""
    made = set()
    for one in triples:
        subject, thing = one.subject, one.object
        if isinstance(subject, ox.BlankNode):
            subject = ox.BlankNode(f"p{page}x{subject.value}")
        if isinstance(thing, ox.BlankNode):
            thing = ox.BlankNode(f"p{page}x{thing.value}")
        made.add(ox.Triple(subject, one.predicate, thing))
    return list(made)
