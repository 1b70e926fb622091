"""Files that are passed over: what a program saved under a name that is not read, and what to do with it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from styrka.build.remarks import Remark
from styrka.vocabulary import BASE

_READ: Final = (".ttl", ".trig", ".jsonld", ".sssom.tsv")
# What lies in the folders and is read by other parts, or by people.
_BESIDE: Final = ("LICENSE", "README", "LICENCE")
_ELSEWHERE: Final = ("data/geometry/", "data/registers/", "data/tables/", "ontology/computed/")
_COPIES: Final = (".bak", ".orig", ".tmp", ".old", ".swp", "~", ".part", ".crdownload")
_RDF: Final = (".rdf", ".owl", ".xml", ".nt", ".n3", ".nq", ".nquads", ".rj", ".json", ".json-ld", ".trix", ".turtle")
_SHEETS: Final = (".xlsx", ".xls", ".ods", ".csv", ".tsv", ".numbers", ".xlsm")
_TEXTS: Final = (".docx", ".doc", ".odt", ".pdf", ".rtf", ".html", ".htm", ".md", ".txt", ".pptx")
_PACKED: Final = (".gz", ".zip", ".bz2", ".xz", ".7z", ".rar", ".tar", ".zst")


def find_overlooked(root: Path, known: frozenset[str]) -> Iterator[tuple[str, Remark]]:
    """Yield each file of the folders that nobody reads, by its path, with what to do.

    Parameters:
        root: the project's root.
        known: the paths of the files that are read.
    """
    for folder in ("data", "ontology", "shapes"):
        for above, folders, names in os.walk(root / folder):
            folders[:] = sorted(one for one in folders if not one.startswith("."))
            for name in sorted(names):
                path = Path(above, name).relative_to(root).as_posix()
                if path in known or _is_elsewhere(path, name):
                    continue
                en, sv, remedy, remedy_sv = describe_format(name, folder)
                yield (
                    path,
                    Remark("ReadFile", 1, f"{BASE}graph/{path.removeprefix('data/')}", en, sv, remedy, remedy_sv),
                )


def describe_format(name: str, folder: str = "data") -> tuple[str, str, str, str]:
    """Return why a file is not read, in English and Swedish, and what to do, in English and Swedish."""
    lower = name.lower()
    right = next((suffix for suffix in (*_READ, ".csv") if lower.removesuffix(".txt").endswith(suffix)), "")
    if right and folder in ("ontology", "shapes") and right != ".ttl":
        right = ""
    if right and not (right == ".csv" and lower.endswith(".csv")):
        meant = name[: lower.rfind(right)] + right
        return (
            f"the file is passed over: its name does not end in {right}.",
            f"filen läses inte: namnet slutar inte på {right}.",
            f"Rename it to {meant}.",
            f"Döp om den till {meant}.",
        )
    suffix = "." + lower.rpartition(".")[2] if "." in lower else ""
    if lower.endswith(_COPIES):
        return (
            "the file is passed over: it is a copy that a program left.",
            "filen läses inte: den är en kopia som ett program har lämnat.",
            "Remove it.",
            "Ta bort den.",
        )
    if suffix in _RDF:
        return (
            f"the file is passed over: {suffix} is not a format that is read.",
            f"filen läses inte: {suffix} är inget format som läses.",
            "Convert it to Turtle (.ttl), for example with `rapper -o turtle` or rdflib's `rdfpipe -o turtle`.",
            "Gör om den till Turtle (.ttl), till exempel med `rapper -o turtle` eller rdflibs `rdfpipe -o turtle`.",
        )
    if suffix in _SHEETS:
        return (
            f"the file is passed over: {suffix} is not read here.",
            f"filen läses inte: {suffix} läses inte här.",
            "Put its rows into a table of data/tables/ (CSV in UTF-8), or mappings into a .sssom.tsv.",
            "Lägg raderna i en tabell i data/tables/ (CSV i UTF-8), eller mappningar i en .sssom.tsv.",
        )
    if lower.endswith(_PACKED):
        return (
            "the file is passed over: it is packed.",
            "filen läses inte: den är packad.",
            "Unpack it.",
            "Packa upp den.",
        )
    kind, slag = (suffix, suffix) if suffix else ("a name without an ending", "ett namn utan ändelse")
    move = ("Move it out of the folder", "Flytta den ur mappen")
    if suffix in _TEXTS:
        return (
            f"the file is passed over: {kind} is no data.",
            f"filen läses inte: {slag} är inga data.",
            f"{move[0]}, and state what it says in a .ttl file.",
            f"{move[1]}, och skriv det den säger i en .ttl-fil.",
        )
    return (
        f"the file is passed over: {kind} is not a format that is read.",
        f"filen läses inte: {slag} är inget format som läses.",
        f"Use one of {', '.join(_READ)}, or move the file out of the folder.",
        f"Använd ett av {', '.join(_READ)}, eller flytta filen ur mappen.",
    )


def _is_elsewhere(path: str, name: str) -> bool:
    """Return whether a file is not for the readers of data: for other parts, for people, or hidden."""
    if name.startswith((".", "~$")) or name.upper().startswith(_BESIDE):
        return True
    if path.startswith(("data/tables/", "data/registers/")):
        return name.endswith((".csv", "csv-metadata.json"))
    return path == "data/coverage.csv" or path.startswith(_ELSEWHERE)
