"""One question asked of one release: its values checked against the data, its rows, and the words for what is shown."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from styrka.ask.question import Parameter, Query
from styrka.engine.interface import Answer, Engine, Row, select_rows
from styrka.errors import BadParameter
from styrka.formats import Format
from styrka.labels import PATH as LABEL_PATH
from styrka.labels import collect_labels
from styrka.vocabulary import shorten, sparql_prefixes


@dataclass(frozen=True)
class AnsweredQuestion:
    """A question with the values it was asked with, its columns and its rows."""

    query: Query
    values: Mapping[str, str | None]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    labels: Mapping[str, Mapping[str, str]]


def answer_question(engine: Engine, query: Query, given: Mapping[str, str]) -> AnsweredQuestion:
    """The answer to a question.

    Parameters:
        given: values by parameter name, as people write them.

    Raises BadParameter for a value of the wrong kind or a thing that the release does not know, with near names.
    """
    found = select_rows(engine, prepare_query(engine, query, given))
    return AnsweredQuestion(query, query.values(given), query.columns, tuple(found), {})


def answer_as(engine: Engine, query: Query, given: Mapping[str, str], format_: Format) -> Answer:
    """The answer to a question, serialised by the engine. Raises as ``ask``."""
    return engine.run(prepare_query(engine, query, given), format_)


def prepare_query(engine: Engine, query: Query, given: Mapping[str, str]) -> str:
    """The SPARQL of a question with its values in place, each IRI known to the release. Raises BadParameter."""
    text = query.bind(given)
    for name, value in query.values(given).items():
        parameter = query.parameter(name)
        if parameter.type == "iri" and value is not None:
            _check_known(engine, parameter, value)
    return text


def find_choices(engine: Engine, class_: str) -> dict[str, dict[str, str]]:
    """The things of a class that a parameter can name: labels by language by IRI."""
    return collect_labels(select_rows(engine, f"SELECT ?x ?label {{ ?x a <{class_}> ; {LABEL_PATH} ?label }}"))


def _check_known(engine: Engine, parameter: Parameter, value: str) -> None:
    iri = parameter.iri(value)
    if select_rows(
        engine, sparql_prefixes() + f"SELECT ?x {{ BIND(<{iri}> AS ?x) ?x a <{parameter.class_}> }} LIMIT 1"
    ):
        return
    known = find_choices(engine, parameter.class_)
    names = {iri.rsplit("/", 1)[-1]: iri for iri in known}
    names |= {label.lower(): iri for iri, labels in known.items() for label in labels.values()}
    near = difflib.get_close_matches(value.rsplit("/", 1)[-1].lower(), [name.lower() for name in names], 3, 0.5)
    close = [
        iri.rsplit("/", 1)[-1]
        for iri in dict.fromkeys(names.get(name, names.get(name.upper(), "")) for name in near)
        if iri
    ]
    raise BadParameter(
        f"{parameter.name} is {value!r}; no {shorten(parameter.class_).rsplit(':', 1)[-1]} of that name is recorded."
        + (f" Did you mean {' or '.join(close)}?" if close else ""),
        sv=f"{parameter.name} är {value!r}; inget med det namnet är registrerat."
        + (f" Menade du {' eller '.join(close)}?" if close else ""),
        parameter=parameter.name,
        allowed=close or None,
        value=value,
    )
