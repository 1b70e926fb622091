"""SHACL validation: the results of the shapes on the data, file by file and line by line.

The data graph is the union of the asserted data and the ontology; the foci are the things that those files describe, or
the ones that are asked for. pySHACL is the reference engine, shacl-rust does the bulk: see ``engines``. References to
terms and things that do not exist are found in Python: see ``dangling``; so is what depends on the graph that a
statement is in: see ``sourcing``; and personal data wherever they can stand: see ``personal``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

import pyoxigraph as ox

from styrka.build.locations import SourceLocations
from styrka.build.validate import (
    addresses,
    agents,
    choices,
    dangling,
    engines,
    heads,
    licences,
    namesakes,
    namespaces,
    pasting,
    personal,
    remarks,
    shape_faults,
    sourcing,
    values,
)
from styrka.build.validate.registers import identifiers, judging, observations
from styrka.build.validate.registers.neighbours import select_about, select_touched
from styrka.build.validate.report import Finding, Report
from styrka.build.validate.shapes import RDF, Severity, Shape, ShapesGraph
from styrka.vocabulary import shorten

if TYPE_CHECKING:
    from styrka.build.sources import Source

__all__ = ["Engine", "Finding", "Report", "Severity", "validate"]

Engine = Literal["fast", "pyshacl"]
_TYPE = ox.NamedNode(RDF + "type")
_SHAPES: Final = "shapes"  # what the key of the shapes stands under, among the paths of registers


def validate(
    data: Sequence[Source],
    shapes: Sequence[Source],
    ontology: Sequence[Source],
    focus: frozenset[str] | None = None,
    engine: Engine | str = "fast",
) -> Report:
    """Return the findings of the shapes in the data.

    Parameters:
        data, shapes, ontology: the sources; data and ontology are validated together as one graph.
        focus: the IRIs of the things that findings are wanted for; None for every thing that data and ontology
            describe.
        engine: ``fast`` (shacl-rust) or ``pyshacl``, the reference.

    Faults in the shapes themselves are findings too, when everything is validated.
    """
    in_things = find_in_things(data, shapes, ontology, focus, engine)
    in_values = find_in_values(select_touched(data, focus), ontology, focus)
    return in_things.report(
        in_values, (*find_in_graphs(data, ontology, focus), *find_in_statements(data, ontology, focus))
    )


@dataclass(frozen=True)
class InThings:
    """What is wrong with things.

    Attributes:
        findings: what is wrong.
        reported: subject and value, in N-Triples, of what the shapes have found.
        sound: the key of the large registers where nothing was found in them (``judging``), and that of the shapes.
    """

    findings: tuple[Finding, ...]
    reported: frozenset[tuple[str, str]]
    sound: Mapping[str, str]

    def report(self, in_values: Iterable[Finding], others: Iterable[Finding]) -> Report:
        """Return the report of this and of all others: a value that breaks a shape is wrong once."""
        fresh = (
            finding
            for finding in in_values
            if finding.shape == addresses.FULL_ADDRESS or (finding.focus, finding.value) not in self.reported
        )
        return Report.of((*self.findings, *fresh, *others))


def find_in_things(
    data: Sequence[Source],
    shapes: Sequence[Source],
    ontology: Sequence[Source],
    focus: frozenset[str] | None = None,
    engine: Engine | str = "fast",
    sound: Mapping[str, str] = MappingProxyType({}),
) -> InThings:
    """Return what is wrong with things, their values and the terms that they are described in.

    Parameters:
        data, shapes, ontology, focus, engine: as of ``validate``.
        sound: what an earlier call returned: registers, and shapes, that have the same key are not judged again.
    """
    described = [*data, *ontology]
    shape_quads = [quad for source in shapes for quad in source.quads]
    graph = ShapesGraph.of(shape_quads)
    if focus is None:
        judged = judging.judge_all(data, ontology, shape_quads, engine, sound)
    else:
        judged = judging.judge_focus(data, ontology, shape_quads, focus, engine)
    results, asked = judged.results, judged.asked
    # After the engine, which needs more memory than all that follows.
    vocabulary = dangling.Vocabulary.of(
        (quad for source in described for quad in source.under(_TYPE)),
        (quad for source in ontology for quad in source.quads),
        graph,
    )
    loose = [
        item
        for sources, instances in ((asked, True), (ontology, False))
        for source in sources
        for item in dangling.find_dangling(select_about(source.quads, focus), vocabulary, instances=instances)
    ]
    remaining, loose = dangling.drop_repetitions(results, loose)
    locations = SourceLocations(
        described, {result.focus[1:-1] for result in remaining} | {item.focus for item in loose}
    )
    named = graph.named()
    reported = frozenset((result.focus[1:-1], result.value) for result in remaining)
    terms = namespaces.Terms.of(chain((quad for source in ontology for quad in source.quads), shape_quads))
    near = tuple(namespaces.find_near_namespaces(asked, terms, focus))
    spoilt = tuple(finding.value[1:-1] for finding in near)
    loose = [item for item in loose if item.shape != dangling.CHECKED_TEXT or not item.predicate.startswith(spoilt)]
    quads = [quad for source in described for quad in source.quads]
    menu = choices.Choices(quads)
    paste = pasting.Pasting(quads)
    key = shape_faults.make_key((*shapes, *ontology))
    is_asked = focus is None and sound.get(_SHAPES) != key
    faults = tuple(shape_faults.list_findings(graph, vocabulary, shapes)) if is_asked else ()
    found = tuple(
        chain(
            (_finding(result, named.get(result.shape[1:-1]), locations, paste) for result in remaining),
            (paste.extend(menu.extend(_reference(item, locations))) for item in loose),
            personal.find_personal_data(asked, reported, focus),
            near,
            faults,
        )
    )
    flawed = {finding.source for finding in found}
    own = {} if focus is not None or faults else {_SHAPES: key}
    return InThings(found, reported, own | {path: key for path, key in judged.keys.items() if path not in flawed})


def find_in_values(
    data: Sequence[Source], ontology: Sequence[Source], focus: frozenset[str] | None = None
) -> tuple[Finding, ...]:
    """Return what is wrong with texts and addresses by themselves: nothing of it needs the shapes.

    Parameters:
        data, ontology, focus: as of ``validate``.
    """
    typed = (quad.subject for source in (*data, *ontology) for quad in source.under(_TYPE))
    things = frozenset(subject.value for subject in typed if isinstance(subject, ox.NamedNode))
    return tuple(
        chain(
            values.find_unwanted_values(data, focus=focus),
            addresses.find_loose_addresses(data, things, focus),
        )
    )


def find_in_graphs(
    data: Sequence[Source], ontology: Sequence[Source], focus: frozenset[str] | None = None
) -> tuple[Finding, ...]:
    """Return what is wrong with graphs, with what they name and with observations: nothing of it needs the shapes.

    Parameters:
        data, ontology, focus: as of ``validate``.
    """
    touched = select_touched(data, focus)
    return tuple(
        chain(
            agents.find_named_persons(touched, focus),
            licences.find_restrictive_licences(touched, focus),
            heads.find_headless([*touched, *ontology], focus),
            heads.find_foreign_graphs(data, focus),
            remarks.find_remarks(touched, focus),
            namesakes.find_namesakes(data, focus),
            identifiers.find_wrong_identifiers(data, focus),
            observations.find_wrong_observations(data, focus),
        )
    )


def find_in_statements(
    data: Sequence[Source], ontology: Sequence[Source], focus: frozenset[str] | None = None
) -> tuple[Finding, ...]:
    """Return what is wrong with what statements are together: nothing of it needs the shapes.

    Parameters:
        data, ontology, focus: as of ``validate``.
    """
    described = [*select_touched(data, focus), *ontology]
    return tuple(
        chain(
            sourcing.find_repeated(described, focus),
            sourcing.find_undocumented(described, focus),
            sourcing.find_knowledge(described, focus),
        )
    )


def _finding(
    result: engines.ShaclResult, shape: Shape | None, locations: SourceLocations, paste: pasting.Pasting
) -> Finding:
    focus, path = result.focus[1:-1], shape.path if shape else None
    # Of many properties, the one that has the value: people look for that, and a table has its cell.
    stated = locations.find_property(focus, result.value, path) if path and path.kind == "alternative" else ""
    predicate = stated or result.path[1:-1]
    simple = result.path if result.path.startswith("<") and result.path.count("<") == 1 else ""
    source, line, column, others = locations.of(focus, predicate, result.value)
    en, remedy = shape.message("en") if shape else ("The shape is broken.", "")
    sv, remedy_sv = shape.message("sv") if shape else ("Formen bryts.", "")
    # For a rule about the thing itself the engines give the thing as the value.
    value = "" if result.value == result.focus and not path else result.value
    more, mer = paste.suggest(focus, predicate or (path.predicate if path else ""), value)
    if "xsd:date" in remedy:
        more, mer = pasting.suggest_day(value)
    if result.shape.endswith(("/Thing-language>", "/Thing-titleLanguage>")):
        more, mer = values.suggest_text(value)
    return Finding(
        source,
        line,
        focus,
        shorten(stated) if stated else str(path) if path else shorten(simple[1:-1]),
        value,
        result.shape[1:-1],
        shape.severity if shape else "violation",
        en,
        sv,
        f"{remedy} {more}".strip(),
        f"{remedy_sv} {mer}".strip(),
        result.component[1:-1],
        path.turtle() if path else simple,
        column,
        others,
    )


def _reference(item: dangling.Dangling, locations: SourceLocations) -> Finding:
    source, line, column, others = locations.of(item.focus, item.predicate, item.value)
    return Finding(
        source,
        line,
        item.focus,
        shorten(item.predicate),
        item.value,
        item.shape,
        "violation",
        item.message_en,
        item.message_sv,
        item.remedy,
        item.remedy_sv,
        item.shape,
        f"<{item.predicate}>" if item.predicate else "",
        column,
        others,
    )
