"""Every setting, once: its name, its default and a line of help.

The command line, the environment (``STYRKA_<NAME>``), the documentation and a test read this one dataclass.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from styrka.errors import BadParameter


def _setting(default: Any, help_text: str) -> Any:
    return field(default=default, metadata={"help": help_text})


@dataclass(frozen=True)
class Settings:
    """How this instance of Styrka runs. Sizes are in bytes, times in seconds."""

    root: Path = _setting(Path(), "the folder with ontology/, shapes/, data/ and queries/")
    releases: Path = _setting(Path("var/releases"), "where releases are written; relative to root")
    base: str = _setting("", "the address under which people reach the service; empty: as the request says")
    host: str = _setting("127.0.0.1", "the address that the web server listens on")
    port: int = _setting(8000, "the port that the web server listens on")
    keep_releases: int = _setting(5, "how many releases are kept beside the current one")
    validator: str = _setting("fast", "the SHACL engine: fast or pyshacl (the reference)")
    reasoner: str = _setting("compiled", "the OWL 2 RL engine: compiled or owlrl (the reference)")
    source_bytes: int = _setting(32_000_000, "the largest source file that is read")
    query_seconds: float = _setting(10.0, "the time a query may take")
    query_memory: int = _setting(1 << 30, "the memory a query may take")
    answer_bytes: int = _setting(10_000_000, "the largest answer to an anonymous client")
    query_bytes: int = _setting(1_000_000, "the largest query text")
    body_bytes: int = _setting(2_000_000, "the largest request body")
    public_workers: int = _setting(4, "how many processes answer queries that anybody sends")
    reserved_workers: int = _setting(2, "how many processes answer the look-ups that pages make")
    queue: int = _setting(8, "how many queries may wait for a worker; more are refused with 503")
    queue_seconds: float = _setting(5.0, "how long a query may wait for a worker")
    backlog: int = _setting(200, "how many requests may wait for a thread; more are refused with 503")
    body_seconds: float = _setting(10.0, "how long a request's body may take to arrive")
    threads: int = _setting(24, "how many requests the web server works on at a time")
    publisher: str = _setting("https://w3id.org/styrka/id/actor/styrka", "the IRI of the data's publisher")
    licence: str = _setting("http://creativecommons.org/licenses/by/4.0/", "the licence of the data")

    @property
    def releases_path(self) -> Path:
        """The releases' folder, absolute or below root."""
        return self.releases if self.releases.is_absolute() else self.root / self.releases


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return "STYRKA_" + name.upper()


def load(environment: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
    """The settings of this run: the defaults, then the environment, then ``overrides`` that are not None.

    Parameters:
        environment: the variables to read; the process's own when None.
        overrides: values from the command line, already of the right type.

    Raises BadParameter when a variable's value is not of the setting's type.
    """
    environment = os.environ if environment is None else environment
    values: dict[str, Any] = {}
    for setting in fields(Settings):
        text = environment.get(variable(setting.name))
        if text is not None:
            values[setting.name] = _parse(variable(setting.name), text, type(setting.default))
    values.update({name: value for name, value in overrides.items() if value is not None})
    return replace(Settings(), **values)


def _parse(name: str, text: str, kind: type) -> Any:
    try:
        return kind(text)
    except ValueError:
        wanted = {int: "a whole number", float: "a number"}.get(kind, kind.__name__)
        raise BadParameter(f"{name} is {text!r}; it must be {wanted}.", parameter=name) from None
