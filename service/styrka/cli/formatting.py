"""``styrka format``: Turtle files in the project's form."""

from __future__ import annotations

from itertools import zip_longest
from pathlib import Path

import click

from styrka.cli.command import command, print_result
from styrka.errors import BadParameter
from styrka.settings import Settings


@command(name="format", short_help="Put Turtle files in the project's form.")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@click.option("--check", "only_check", is_flag=True, help="write nothing; name the files that are not in the form")
def format_files(settings: Settings, *, as_json: bool, files: tuple[Path, ...], only_check: bool) -> int:
    """Write Turtle files in the project's form: order, line breaks and prefixes change, statements and comments stay.

    Without a FILE, all Turtle below data/, ontology/ and shapes/. All files are written or, where one of them is not
    Turtle, none. With --check the exit code is 1 when a file is not in the form.

    
    Examples:
      styrka format
      styrka format data/strategies/se122-2017/region-sormland-2018.ttl
      styrka format --check

    Raises:
        BadParameter: A request's or a question's parameter is missing, unknown or of the wrong kind.
    """
    from styrka.build import source_files, sources
    from styrka.change.governed.graph_files import replace_files
    from styrka.turtle import format_turtle

    paths = files or tuple(path for path in source_files.find_sources(settings.root) if path.suffix == ".ttl")
    for path in paths:
        if path.suffix != ".ttl":
            raise BadParameter(
                f"{path} is not formatted: only Turtle is, in files whose names end in .ttl.", parameter="FILE"
            )
    read = sources.read_sources(paths, settings.root, settings.source_bytes)  # names the line that is wrong
    changed: dict[str, tuple[int, bytes]] = {}
    for path, source in zip(paths, read, strict=True):
        content = path.read_bytes()
        formatted = format_turtle(content.decode("utf-8-sig"), source.path).encode()
        if formatted != content:
            changed[source.path] = (_first_difference(content, formatted), formatted)
    if only_check:
        lines = [
            f"{name}:{line}: not in the form; `styrka format` writes it so." for name, (line, _) in changed.items()
        ]
        found = [{"file": name, "line": line} for name, (line, _) in changed.items()]
        print_result({"not in the form": found}, as_json, "\n".join(lines) or "Every file is in the form.")
        return 1 if changed else 0
    with replace_files(settings.root, {name: content for name, (_, content) in changed.items()}):
        pass
    print_result(
        {"formatted": list(changed)}, as_json, "\n".join((*changed, f"{len(changed)} of {len(paths)} files changed"))
    )
    return 0


def _first_difference(content: bytes, formatted: bytes) -> int:
    """Return the number, from 1, of the first line that differs."""
    pairs = zip_longest(content.split(b"\n"), formatted.split(b"\n"))
    return next(number for number, (old, new) in enumerate(pairs, 1) if old != new)
