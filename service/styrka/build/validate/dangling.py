"""The checks that SHACL cannot make, because they are about what is *not* in the graph.

A term of our own vocabulary that the ontology does not declare, a reference to a thing that no file describes, a node
without an IRI, and a text under a property that the shapes do not read for personal data. A misspelling gets the
nearest name as its remedy.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import pyoxigraph as ox

from styrka.build.validate.engines import ShaclResult
from styrka.build.validate.shapes import Path, ShapesGraph
from styrka.vocabulary import BASE, DEF, PREFIXES, shorten

KNOWN_TERM: Final = BASE + "shape/KnownTerm"
KNOWN_THING: Final = BASE + "shape/KnownThing"
NO_BLANK_NODE: Final = BASE + "shape/NoBlankNode"
CHECKED_TEXT: Final = BASE + "shape/CheckedText"
_TEXT: Final = BASE + "shape/Text"
_OWN: Final = (BASE + "id/", BASE + "scheme/")
_TYPE: Final = PREFIXES["rdf"] + "type"
_REPLACED: Final = PREFIXES["dcterms"] + "isReplacedBy"
_OWL: Final = PREFIXES["owl"]
_VERSIONS: Final = (_OWL + "versionIRI", _OWL + "priorVersion")
_TEXTS: Final = (PREFIXES["xsd"] + "string", PREFIXES["rdf"] + "langString")
_CLASSES: Final = frozenset({_OWL + "Class", PREFIXES["rdfs"] + "Class"})
_PROPERTIES: Final = frozenset(
    {_OWL + "ObjectProperty", _OWL + "DatatypeProperty", _OWL + "AnnotationProperty", PREFIXES["rdf"] + "Property"}
)
# More misspelt names than this, and finding the nearest for each takes longer than it helps.
_GUESSES: Final = 200
_CLASS_COMPONENT: Final = f"<{PREFIXES['sh']}ClassConstraintComponent>"
# A value that breaks one shape in several ways is one finding, under the first of these: the engines know ill-typed
# values unequally well, and agree on patterns best.
_FIRST: Final = [
    f"<{PREFIXES['sh']}{name}ConstraintComponent>" for name in ("Pattern", "Datatype", "NodeKind", "Class", "In", "Or")
]


@dataclass(frozen=True)
class Dangling:
    """One such finding, before it has a file and a line."""

    shape: str
    focus: str
    predicate: str
    value: str
    message_en: str
    message_sv: str
    remedy: str
    remedy_sv: str


@dataclass(frozen=True)
class Vocabulary:
    """What there is: declared classes and properties, described things, and properties read for personal data."""

    classes: frozenset[str]
    properties: frozenset[str]
    things: frozenset[str]
    texts: frozenset[str]

    @classmethod
    def of(cls, quads: Iterable[ox.Quad], ontology: Iterable[ox.Quad], shapes: ShapesGraph) -> Vocabulary:
        """Return what the data and the ontology (both in ``quads``) describe, and the ontology declares."""
        things = frozenset(
            quad.subject.value
            for quad in quads
            if quad.predicate.value == _TYPE and isinstance(quad.subject, ox.NamedNode)
        )
        kinds: dict[str, set[str]] = defaultdict(set)
        for quad in ontology:
            if quad.predicate.value == _TYPE and isinstance(quad.subject, ox.NamedNode):
                kinds[quad.subject.value].add(getattr(quad.object, "value", ""))
        return cls(
            frozenset(term for term, types in kinds.items() if types & _CLASSES),
            frozenset(term for term, types in kinds.items() if types & _PROPERTIES),
            things,
            frozenset(find_checked_texts(shapes)),
        )


def find_checked_texts(shapes: ShapesGraph) -> set[str]:
    """Return the predicates whose values every property shape of <shape/Text> reads."""
    paths = [shapes.path(node) for node in shapes.values(ox.NamedNode(_TEXT), "property")]
    read = [set(_predicates(path)) for path in paths if path]
    return set.intersection(*read) if read else set()


def _predicates(path: Path) -> Iterator[str]:
    if path.kind == "predicate":
        yield path.predicate
    for part in path.parts:
        yield from _predicates(part)


def find_dangling(quads: Iterable[ox.Quad], vocabulary: Vocabulary, *, instances: bool) -> Iterator[Dangling]:
    """Yield what the quads refer to that is not there.

    Parameters:
        quads: the quads to look through.
        vocabulary: what there is.
        instances: whether these are instance data, in which blank nodes are not allowed and texts are read.
    """
    nearest = _NearestName(vocabulary)
    terms = vocabulary.classes | vocabulary.properties
    for quad in quads:
        subject, predicate, value = quad.subject, quad.predicate.value, quad.object
        focus = subject.value if isinstance(subject, ox.NamedNode) else ""
        if predicate.startswith(DEF) and predicate not in vocabulary.properties:
            yield _term(focus, predicate, predicate, nearest(predicate), is_class=False)
        elif isinstance(value, ox.NamedNode):
            iri = value.value
            if (
                iri.startswith(DEF)
                and predicate not in _VERSIONS
                and iri not in (vocabulary.classes if predicate == _TYPE else terms)
            ):
                yield _term(focus, predicate, iri, nearest(iri), is_class=predicate == _TYPE)
            elif iri.startswith(_OWN) and iri not in vocabulary.things:
                yield _thing(focus, predicate, iri, nearest(iri))
            elif instances and iri.startswith(("mailto:", "tel:")) and predicate not in vocabulary.texts:
                yield _text(focus, predicate, str(value))
        elif isinstance(value, ox.Literal):
            if instances and predicate not in vocabulary.texts and value.datatype.value in _TEXTS:
                yield _text(focus, predicate, str(value))
        elif instances and focus:
            yield Dangling(
                NO_BLANK_NODE,
                focus,
                predicate,
                "[]",
                "The thing points at something without an IRI, which nobody can refer to.",
                "Tinget pekar på något utan IRI, som ingen kan hänvisa till.",
                "Give it an IRI, for example <id/amount/...>, instead of square brackets.",
                "Ge det en IRI, till exempel <id/amount/...>, i stället för hakparenteser.",
            )
        # A former name is described by what took its place.
        if focus.startswith(_OWN) and focus not in vocabulary.things and predicate != _REPLACED:
            yield _thing(focus, "", focus, nearest(focus))


def _term(focus: str, predicate: str, term: str, guess: str, *, is_class: bool) -> Dangling:
    name, kind, slag = shorten(term), *(("class", "klass") if is_class else ("term", "term"))
    return Dangling(
        KNOWN_TERM,
        focus,
        predicate,
        f"<{term}>",
        f"{name} is not a {kind} of the vocabulary.",
        f"{name} är ingen {slag} i vokabulären.",
        f"Did you mean {shorten(guess)}?" if guess else "See ontology/ for the terms that there are.",
        f"Menade du {shorten(guess)}?" if guess else "Se ontology/ för de termer som finns.",
    )


def _thing(focus: str, predicate: str, iri: str, guess: str) -> Dangling:
    name = f"<{iri.removeprefix(BASE)}>"
    near_en = f"Did you mean <{guess.removeprefix(BASE)}>? " if guess else ""
    near_sv = f"Menade du <{guess.removeprefix(BASE)}>? " if guess else ""
    return Dangling(
        KNOWN_THING,
        focus,
        predicate,
        f"<{iri}>",
        f"No file describes {name}.",
        f"Ingen fil beskriver {name}.",
        near_en + "Else describe it, with its type and name.",
        near_sv + "Beskriv det annars, med typ och namn.",
    )


def _text(focus: str, predicate: str, value: str) -> Dangling:
    name = shorten(predicate)
    return Dangling(
        CHECKED_TEXT,
        focus,
        predicate,
        value,
        f"Texts under {name} are not read for personal data.",
        f"Texter under {name} granskas inte efter personuppgifter.",
        "Use a property that is, or add this one to the paths of <shape/Text> in shapes/personal-data.ttl.",
        "Använd en som gör det, eller lägg till den bland vägarna i <shape/Text> i shapes/personal-data.ttl.",
    )


class _NearestName:
    """The known name that is most like a misspelt one, among those of its kind; empty when none is near."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._guesses = 0
        self._by_lower = cache(lambda: {thing.lower(): thing for thing in sorted(vocabulary.things)})
        self._of_parent = cache(lambda parent: _children(vocabulary, parent))
        self._cached: dict[str, str] = {}

    def __call__(self, iri: str) -> str:
        if iri not in self._cached:
            self._guesses += 1
            self._cached[iri] = self._guess(iri) if self._guesses <= _GUESSES else ""
        return self._cached[iri]

    def _guess(self, iri: str) -> str:
        if (same := self._by_lower().get(iri.lower())) is not None:
            return same
        parent, _, name = iri.rpartition("/")
        names: Mapping[str, str] = self._of_parent(parent)
        close: Sequence[str] = difflib.get_close_matches(name.lower(), names, 1, 0.7)
        return names[close[0]] if close else ""


def _children(vocabulary: Vocabulary, parent: str) -> dict[str, str]:
    everything: Iterable[str] = vocabulary.classes | vocabulary.properties if parent + "/" == DEF else vocabulary.things
    return {iri.rpartition("/")[2].lower(): iri for iri in sorted(everything) if iri.rpartition("/")[0] == parent}


def drop_repetitions(
    results: Iterable[ShaclResult], loose: Sequence[Dangling]
) -> tuple[list[ShaclResult], list[Dangling]]:
    """Return both, without what repeats another.

    A thing that no file describes has no class either; a text where a link should be need not be read; and one value
    that breaks a shape in two ways breaks it once.
    """
    missing = {(item.focus, item.value) for item in loose if item.shape == KNOWN_THING}
    first: dict[tuple[str, ...], ShaclResult] = {}
    for result in sorted(results, key=_preference, reverse=True):
        if result.component != _CLASS_COMPONENT or (result.focus[1:-1], result.value) not in missing:
            first[result.focus, result.path, result.value, result.shape] = result
    reported = {(result.focus[1:-1], result.value) for result in first.values()}
    return list(first.values()), [
        item for item in loose if item.shape != CHECKED_TEXT or (item.focus, item.value) not in reported
    ]


def _preference(result: ShaclResult) -> tuple[object, ...]:
    component = result.component
    return (_FIRST.index(component) if component in _FIRST else len(_FIRST), component, result)
