"""What is found in a tree that was read: whether it is valid, what follows from it, and the lines of its release."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Final

import pyoxigraph as ox

from styrka import release
from styrka.build import infer as inference_rules
from styrka.build.beside import return_memory, start_beside
from styrka.build.changes import find_changed, find_sound
from styrka.build.computed import compute_descriptions
from styrka.build.dumps import Dumps, canonicalise, make_dumps
from styrka.build.infer import Inference
from styrka.build.infer.places import describe_contradiction, locate_axiom
from styrka.build.progress import Progress, show_nothing
from styrka.build.tree import Tree
from styrka.build.validate import validation
from styrka.build.validate.blame import blame_changes, order_by_owner
from styrka.build.validate.validation import Report
from styrka.errors import Contradiction, InvalidData, UnsupportedAxiom
from styrka.settings import Settings

_SHOWN: Final = 20  # violations in a message; the evidence has all


@dataclass(frozen=True)
class Examined:
    """What is written of a tree beside its files: what was found in it, what follows from it, and all the lines.

    Attributes:
        sound: the registers in which nothing was found, as ``validation.InThings`` has them.
    """

    report: Report
    inference: Inference
    dumps: Dumps
    sound: Mapping[str, str]


def examine_tree(
    tree: Tree,
    settings: Settings,
    progress: Progress = show_nothing,
    changed: Collection[str] = (),
    most: int | None = None,
) -> Examined:
    """Return what a release of the tree has: it is validated and, beside that, reasoned over and described.

    Parameters:
        changed: as of ``validate_tree``.
        most: as of ``infer_from_tree``.

    Raises:
        InvalidData: With all findings, when there is a violation.
        Contradiction: When the data contradict the ontology.
        UnsupportedAxiom: With file and line.
        TooLarge: When more follow.
        SourceError: For a query that cannot be evaluated.
    """
    data, ontology = tree.of("data"), tree.of("ontology")
    engine, sound = settings.validator, find_sound(settings)
    wait = start_beside(partial(_find_apart, tree, engine, sound))
    # The two processes have about as much to do. This one first does what takes little memory: the other has freed what
    # it judges by when the descriptions are computed and the lines made.
    in_values = validation.find_in_values(data, ontology)
    in_graphs = validation.find_in_graphs(data, ontology)
    failure: Exception | None = None
    try:
        inference = infer_from_tree(tree, settings, progress, most)
        computed = compute_descriptions(tree, inference, progress)
        return_memory()
    except Exception as error:
        failure = error
    if failure is None:
        dumps = dump_tree(tree, inference, computed)
    in_things, in_statements = wait()
    # What breaks a shape may contradict an axiom too, and the shape says it better.
    report = _refuse_violations(in_things.report(in_values, (*in_graphs, *in_statements)), tree, settings, changed)
    if failure is not None:
        raise failure
    progress("validate", 1, 1, _summarise(report))
    return Examined(report, inference, dumps, in_things.sound)


def _find_apart(
    tree: Tree, engine: str, sound: Mapping[str, str]
) -> tuple[validation.InThings, tuple[validation.Finding, ...]]:
    """Return what is wrong with things, and with what statements are together; and keep the registers."""
    data, shapes, ontology = tree.of("data"), tree.of("shapes"), tree.of("ontology")
    in_things = validation.find_in_things(data, shapes, ontology, engine=engine, sound=sound)
    in_statements = validation.find_in_statements(data, ontology)
    tree.keep_registers()
    return in_things, in_statements


def validate_tree(
    tree: Tree, settings: Settings, progress: Progress = show_nothing, changed: Collection[str] = ()
) -> Report:
    """Return what the shapes find in the data: warnings and remarks.

    Parameters:
        changed: the paths of the files that the change came with: a fault that two files have together is theirs.

    Raises:
        InvalidData: With all findings, when there is a violation.
    """
    return _refuse_violations(judge_tree(tree, settings, progress), tree, settings, changed)


def judge_tree(
    tree: Tree, settings: Settings, progress: Progress = show_nothing, focus: frozenset[str] | None = None
) -> Report:
    """Return what the shapes find in the data, whatever it is.

    Parameters:
        focus: the IRIs of the things to look at; None for all.
    """
    progress("validate", 0, 0, "")
    report = validation.validate(tree.of("data"), tree.of("shapes"), tree.of("ontology"), focus, settings.validator)
    progress("validate", 1, 1, _summarise(report))
    return report


def infer_from_tree(
    tree: Tree, settings: Settings, progress: Progress = show_nothing, most: int | None = None
) -> Inference:
    """Return what follows from the stated triples.

    Parameters:
        most: how many statements may follow; None: however many do. The reference engine has no such bound.

    Raises:
        TooLarge: When more follow.
        Contradiction: With the triples and where they are stated.
        UnsupportedAxiom: With file and line.
    """
    progress("infer", 0, 0, "")
    stated = [quad for source in tree.sources for quad in source.quads]
    axioms = [quad for source in tree.of("ontology") for quad in source.quads]
    try:
        rules = inference_rules.compile_rules(axioms, partly=settings.reasoner == "owlrl")
    except UnsupportedAxiom as error:
        raise locate_axiom(error, tree.of("ontology")) from None
    if settings.reasoner == "owlrl":
        from styrka.build.infer.owlrl_reasoner import infer_with_owlrl

        inference = infer_with_owlrl(stated, axioms, rules)
    else:
        inference = inference_rules.infer(stated, rules, most)
    clashes = inference_rules.find_contradictions(inference, stated)
    if clashes:
        raise Contradiction(
            "\n".join(
                (f"{len(clashes)} contradictions:", *(describe_contradiction(clash, tree.sources) for clash in clashes))
            ),
            contradictions=[clash.to_json() for clash in clashes],
        )
    progress("infer", 1, 1, f"{len(inference)} statements")
    return inference


def dump_tree(tree: Tree, inference: Inference, computed: tuple[ox.Quad, ...]) -> Dumps:
    """Return the lines of a release: what is stated, what follows and what is computed."""
    return make_dumps(
        {
            release.DATA: tree.lines,
            release.INFERRED: canonicalise(inference.quads()),
            release.COMPUTED: canonicalise(computed),
        }
    )


def _refuse_violations(report: Report, tree: Tree, settings: Settings, changed: Collection[str] = ()) -> Report:
    """Return the report, which has no violation.

    Raises:
        InvalidData: With all findings, when there is one.
    """
    if not report.conforms:
        changed = changed or find_changed(tree, settings)
        found = blame_changes(report, tree.sources, changed).findings
        mine, others = order_by_owner(found, changed)
        violations = [finding for finding in (*mine, *others) if finding.severity == "violation"]
        text = {
            language: "\n".join(finding.text(language) for finding in violations[:_SHOWN]) for language in ("en", "sv")
        }
        if len(violations) > _SHOWN:
            text["en"] += f"\n... and {len(violations) - _SHOWN} more"
            text["sv"] += f"\n... och {len(violations) - _SHOWN} till"
        raise InvalidData(text["en"], sv=text["sv"], findings=[asdict(finding) for finding in (*mine, *others)])
    return report


def _summarise(report: Report) -> str:
    return ", ".join(f"{count} {severity}" for severity, count in report.counts().items())
