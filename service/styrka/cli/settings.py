"""``styrka settings``: every setting, for a terminal, as JSON, or as the page ``docs/settings.md``."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import click

from styrka.cli.command import command, format_table, print_result
from styrka.settings import CHOICES, Settings, get_variable_name
from styrka.text.settings import WHEN_TO_CHANGE

_HEAD = """# Settings

Each is an environment variable; those that a command also takes as an option are in its `--help`. `styrka settings`
prints them with the values of this run. An unknown `STYRKA_` variable, a wrong type or a value out of bounds is an
error before anything starts. This page is written by `styrka settings --markdown`.

| variable | default | unit | what it is | change it when |
|---|---|---|---|---|
"""


@command(short_help="List every setting with its value.")
@click.option("--markdown", is_flag=True, help="print the page docs/settings.md")
def settings(settings: Settings, *, as_json: bool, markdown: bool) -> None:
    """List every setting: its variable, its value in this run, its unit and what it is.

    \b
    Examples:
      styrka settings
      styrka settings --markdown > docs/settings.md
    """
    if markdown:
        click.echo(write_page(), nl=False)
        return
    listed = [
        {
            **one,
            "value": "(set)" if one["secret"] and getattr(settings, one["name"]) else getattr(settings, one["name"]),
        }
        for one in list_settings()
    ]
    rows = [
        {"variable": one["variable"], "value": _show(one["value"]), "unit": one["unit"], "what it is": one["help"]}
        for one in listed
    ]
    print_result(
        [{key: str(value) if key == "value" else value for key, value in one.items()} for one in listed],
        as_json,
        format_table(("variable", "value", "unit", "what it is"), rows),
    )


def list_settings() -> list[dict[str, Any]]:
    """Return every setting as its name, variable, default, unit, help, choices, and whether its value is secret."""
    return [
        {
            "name": one.name,
            "variable": get_variable_name(one.name),
            "default": _show(one.default),
            "unit": one.metadata.get("unit") or _unit(one.name, one.default),
            "help": one.metadata["help"],
            "choices": list(CHOICES.get(one.name, ())),
            "secret": not one.repr,
        }
        for one in fields(Settings)
    ]


def write_page() -> str:
    """Return the page of all settings as Markdown."""
    rows = [
        f"| `{one['variable']}` | {one['default'] and '`' + one['default'] + '`'} | {one['unit']} | {one['help']} "
        f"| {WHEN_TO_CHANGE[one['name']]} |\n"
        for one in list_settings()
    ]
    return _HEAD + "".join(rows)


def _show(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else f"{value}"


def _unit(name: str, default: object) -> str:
    if name.endswith("_bytes"):
        return "B"
    if name.endswith("_seconds") or name in ("max_age", "engine_look"):
        return "s"
    return "true or false" if isinstance(default, bool) else ""
