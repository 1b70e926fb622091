"""The choices of a form: the things that a parameter can name, with their labels, listed once for each release."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from styrka.ask.answer import find_choices
from styrka.ask.parameters import Parameter
from styrka.engine.interface import Engine
from styrka.labels import choose_label
from styrka.text.locale import sort_key


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that a parameter can name: its IRI, the value that a form sends for it, and its label."""

    iri: str
    value: str
    label: str


class Choices:
    """A cache of the choices of forms, so that a page looks none up that another has. Safe to share among threads.

    It has the lists of one release: as many as there are classes that questions name, in each language.
    """

    def __init__(self) -> None:
        self._version = ""
        self._lists: dict[tuple[str, str, str], tuple[Choice, ...]] = {}
        self._lock = threading.Lock()

    def find(self, engine: Engine, parameter: Parameter, language: str, class_: str = "") -> tuple[Choice, ...]:
        """Return what a parameter of type ``iri`` can name, in the order of the labels in the reader's language.

        Parameters:
            class_: the IRI of a narrower class whose members are wanted; the parameter's own class when empty.

        Raises:
            StyrkaError: As ``Engine.run``.
        """
        class_ = class_ or parameter.class_
        version, key = engine.version, (class_, parameter.class_, language)
        with self._lock:
            if self._version == version and key in self._lists:
                return self._lists[key]
        made = _list_choices(engine, class_, parameter, language)
        with self._lock:
            if self._version != version:
                self._version, self._lists = version, {}
            self._lists[key] = made
        return made


def _list_choices(engine: Engine, class_: str, parameter: Parameter, language: str) -> tuple[Choice, ...]:
    found = find_choices(engine, class_)
    choices = (Choice(iri, _shorten(parameter, iri), choose_label(found[iri], language)) for iri in found)
    return tuple(sorted(choices, key=lambda one: sort_key(one.label, language)))


def _shorten(parameter: Parameter, iri: str) -> str:
    """Return the last segment of an IRI where that names the thing, else the IRI."""
    last = iri.rsplit("/", 1)[-1]
    return last if ":" not in last and last and parameter.iri(last) == iri else iri
