"""What every command has in common: its options, its settings, what it prints, and how it fails."""

from __future__ import annotations

import contextlib
import errno
import functools
import inspect
import io
import json
import os
import re
import sys
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, Final, NoReturn

import click

from styrka import settings
from styrka.build.progress import Progress, choose_progress, show_nothing
from styrka.errors import StyrkaError
from styrka.settings import Settings

INTERRUPTED: Final = 130
ENVIRONMENT: Final = 4
# All but the tab and the end of a line; and what turns the direction of text (UAX 9).
_CONTROLS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_SETTINGS: Final = {setting.name: setting for setting in fields(Settings)}
_MACHINE: Final = {
    errno.ENOSPC: "The disk is full. Make room and try again.",
    errno.EDQUOT: "The quota of the disk is used up. Make room and try again.",
    errno.EFBIG: "A file would be larger than this process may write. Raise the limit (ulimit -f) and try again.",
    errno.EACCES: "Permission is denied.",
    errno.EROFS: "The file system is read-only.",
    errno.EADDRINUSE: "The port is taken. Choose another with --port.",
    errno.EMFILE: "Too many files are open. Raise the limit (ulimit -n) and try again.",
}


def setting(name: str) -> Callable[[Any], Any]:
    """Return the option of a setting, with its help and its default.

    The environment variable is read by ``load_settings``.
    """
    field = _SETTINGS[name]
    kind: Any = click.Choice(settings.CHOICES[name]) if name in settings.CHOICES else type(field.default)
    if isinstance(field.default, Path):
        kind = click.Path(path_type=Path)
    return click.option(
        "--" + name.replace("_", "-"),
        name,
        type=kind,
        default=None,
        help=f"{field.metadata['help']}  [{settings.get_variable_name(name)}; default: {field.default}]",
    )


def command(*names: str, **attributes: Any) -> Callable[[Callable[..., int | None]], click.Command]:
    """Return a command whose function takes ``Settings`` first and returns its exit code (None: 0).

    Parameters:
        names: the settings that are options of this command beside root and releases.
        attributes: for ``click.command``.
    """

    def decorate(function: Callable[..., int | None]) -> click.Command:
        @functools.wraps(function)
        def run(*, debug: bool, as_json: bool, **values: Any) -> None:
            given = {name: values.pop(name) for name in ("root", "releases", *names)}
            swedish = bool(values.get("swedish"))
            sys.exit(
                _guarded(
                    lambda: function(settings.load_settings(**given), as_json=as_json, **values),
                    debug,
                    as_json,
                    swedish=swedish,
                )
            )

        wrapped: Any = run
        for name in reversed(("root", "releases", *names)):
            wrapped = setting(name)(wrapped)
        wrapped = click.option("--debug", is_flag=True, help="show where in the program an error arose")(wrapped)
        wrapped = click.option("--json", "as_json", is_flag=True, help="print JSON on standard output")(wrapped)
        made: click.Command = click.command(**{"help": _get_help(function), **attributes})(wrapped)
        return made

    return decorate


def _get_help(function: Callable[..., int | None]) -> str:
    """Return a docstring without the sections for who calls the function from Python."""
    return re.split(r"^(?:Parameters|Raises|Returns):", inspect.getdoc(function) or "", maxsplit=1, flags=re.M)[0]


def progress_for(as_json: bool) -> Progress:
    """Progress on standard error; none beside JSON, where a program listens."""
    return show_nothing if as_json else choose_progress(sys.stderr)


def print_result(value: Any, as_json: bool, text: str) -> None:
    """Print the value as JSON, or else the text."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1) if as_json else show_controls(text))


def show_controls(text: str) -> str:
    """Return a text whose control characters are shown and not obeyed: a source's names could move the cursor.

    >>> show_controls("a" + chr(27) + "[2Jb")
    'a\\\\x1b[2Jb'
    """
    return _CONTROLS.sub(
        lambda found: f"\\x{ord(found[0]):02x}" if found[0] < "\u0100" else f"\\u{ord(found[0]):04x}", text
    )


def write_bytes(chunks: Iterable[bytes]) -> None:
    """Copy bytes to standard output, and end a last line that is not ended."""
    last = b"\n"
    for chunk in chunks:
        sys.stdout.buffer.write(chunk)
        last = chunk[-1:] or last
    if last != b"\n":
        sys.stdout.buffer.write(b"\n")
    sys.stdout.buffer.flush()


def format_table(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Return columns of text, as wide as the terminal allows; the last one is never cut."""
    cells = [[row.get(column, "") for column in columns] for row in rows]
    widths = [max(map(len, column)) for column in zip(columns, *cells, strict=True)]
    lines = [[*columns], ["-" * width for width in widths], *cells]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def _guarded(work: Callable[[], int | None], debug: bool, as_json: bool, *, swedish: bool = False) -> int:
    _show_any_letter()
    try:
        code = work() or 0
        sys.stdout.flush()
    except StyrkaError as error:
        title, detail = error.title_sv if swedish else error.title, error.get_detail("sv" if swedish else "en")
        return _fail(title, detail, error.exit_code, debug, as_json, dict(error.evidence))
    except KeyboardInterrupt:
        return _fail("Interrupted", "Interrupted; what is published stays as it was.", INTERRUPTED, debug, as_json)
    except BrokenPipeError:
        # Whoever read has gone, as `head` does; Python would complain once more when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except MemoryError:
        return _fail("The machine is in the way", "There is not enough memory.", ENVIRONMENT, debug, as_json)
    except OSError as error:
        detail = _MACHINE.get(error.errno or 0, f"{os.strerror(error.errno or 0)}.")
        return _fail("The machine is in the way", detail, ENVIRONMENT, debug, as_json)
    except click.ClickException:
        raise
    except Exception as error:
        detail = (
            f"This is a fault in Styrka itself ({type(error).__name__}: {error}). Run again with --debug and report it."
        )
        return _fail("A fault in Styrka", detail, 70, debug, as_json)
    return code


def _show_any_letter() -> None:
    """Have what the terminal's encoding has no letter for shown as its number, rather than end the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            with contextlib.suppress(ValueError, OSError):
                stream.reconfigure(errors="backslashreplace")


def _fail(
    title: str, detail: str, code: int, debug: bool, as_json: bool, evidence: Mapping[str, Any] | None = None
) -> int:
    if debug:
        traceback.print_exc()
    if as_json:
        click.echo(
            json.dumps(
                {"error": title, "detail": detail, "exit": code, **(evidence or {})},
                ensure_ascii=False,
                indent=1,
                default=str,
            )
        )
    else:
        detail = show_controls(detail)
        click.echo(f"{title}:\n{detail}" if "\n" in detail else f"{title}: {detail}", err=True)
    return code


def refuse_option(message: str) -> NoReturn:
    """Raise the usage error of click (exit code 2).

    Raises:
        UsageError: The command line is wrong.
    """
    raise click.UsageError(message)
