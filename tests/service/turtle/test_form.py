"""How a text looks in the form, what happens to comments, and that the project's own files are in it."""

from __future__ import annotations

import difflib
from pathlib import Path

import pyoxigraph as ox
import pytest

from styrka.errors import SourceError
from styrka.turtle import change_turtle, format_turtle, write_turtle
from styrka.vocabulary import BASE
from tests.conftest import ROOT
from tests.service.turtle.texts import canonical

pytestmark = pytest.mark.slow

FOLDERS = ("data", "ontology", "shapes", "tests/examples")
FILES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.ttl"))
LABELLED = [path for path in FILES if path.is_relative_to(ROOT / "data") and "prefLabel" in path.read_text("utf-8")]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def triples(text: str) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(text, ox.RdfFormat.TURTLE, base_iri=BASE)]


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_every_file_is_in_the_form(path: Path) -> None:
    text = path.read_text("utf-8")
    assert format_turtle(text, name_of(path)) == text, f"styrka format {name_of(path)}"


def test_the_form() -> None:
    text = """
    # A file.
    @prefix unused: <http://example.org/unused/> . @prefix x: <http://example.org/> .
    @prefix terms: <http://purl.org/dc/terms/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    # The first
    <https://w3id.org/styrka/id/b> terms:source x:s ; skos:prefLabel "z"@de, 'b'@en # English
      , "ö"@sv ; a x:T
      # two
      , x:U . <id/b> x:count 01 , "1"^^<http://www.w3.org/2001/XMLSchema#decimal>, 1.50 .

    # Heading

    _:l x:p _:n . _:n x:q (1 [ x:r true ]) .
    # end
    """
    assert (
        format_turtle(text, "x.ttl")
        == """\
# A file.
@base <https://w3id.org/styrka/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix x: <http://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

# The first
<id/b>
    a
        x:T,
        # two
        x:U ;
    skos:prefLabel
        "ö"@sv,
        "b"@en, # English
        "z"@de ;
    x:count 01, "1"^^xsd:decimal, 1.50 ;
    dcterms:source x:s .

# Heading

[] x:p [ x:q ( 1 [ x:r true ] ) ] .

# end
"""
    )


def test_a_string_with_line_breaks_has_them() -> None:
    text = '<a> <b> """SELECT *\nWHERE {}""", "one \\"line\\"" .'
    assert '"""SELECT *\nWHERE {}"""' in format_turtle(text, "x.ttl")
    assert '"one \\"line\\""' in format_turtle(text, "x.ttl")


def test_comments_stay_where_they_are() -> None:
    text = (
        "# top\n\n# of the base\n@base <https://w3id.org/styrka/> . # base\n"
        "@prefix x: <http://example.org/> . # for x\n\n"
        "# above\n<id/a> a x:T ; # type\n    # above q\n    x:q (\n        # in a list\n        1\n        2 # two\n"
        "        # last\n    ) ;\n    # nothing more\n    .\n\n# end\n\n# very end\n"
    )
    assert format_turtle(text, "x.ttl") == text


@pytest.mark.parametrize(
    "text",
    [
        "<a> <b> <c> .\n<a> <b> <<( <a> <b> <c> )>> .",
        "<a> <b> <c> .\n<< <a> <b> <c> >> <d> <e> .",
        "<a> <b> <c> .\n<a> <b> <d> {| <e> <f> |} .",
        "<a> <b> <c> .\n<a> <b> <d> ~ <e> .",
        '<a> <b> <c> .\nVERSION "1.2"',
        "<a> <b> <c> .\n<a> <b> " + "[ <p> " * 200 + "1" + " ]" * 200 + " .",
    ],
    ids=["triple term", "reified", "annotated", "reifier", "version", "deep"],
)
def test_what_cannot_be_formatted_is_named_with_its_line(text: str) -> None:
    assert triples(text)
    with pytest.raises(SourceError, match=r"^x\.ttl:2: .*") as caught:
        format_turtle(text, "x.ttl")
    assert caught.value.evidence["line"] == 2


def test_what_is_no_turtle_is_refused() -> None:
    with pytest.raises(SyntaxError):
        format_turtle("<a> <b>\n<c", "x.ttl")


def test_long_lists_and_long_chains_are_written() -> None:
    members = " ".join(map(str, range(1500)))
    written = write_turtle(triples(f"<a> <b> ( {members} ) ."))
    assert written.count("\n") == 1500 + 5
    chain = "".join(f"_:n{number} <p> _:n{number + 1} .\n" for number in range(220))
    assert canonical(write_turtle(triples(chain))) == canonical(chain)
    formatted = format_turtle(chain, "x.ttl")
    assert format_turtle(formatted, "x.ttl") == formatted


def test_a_graph_begins_with_what_it_is_about() -> None:
    text = "<id/b> a <T> . <id/a2> a <T> . <id/a10> a <T> . <id/z> a <T> ."
    subjects = [line.split()[0] for line in write_turtle(triples(text), first=[BASE + "id/z"]).splitlines()[2::2]]
    assert subjects == ["<id/z>", "<id/a2>", "<id/a10>", "<id/b>"]


@pytest.mark.parametrize("path", LABELLED, ids=name_of)
def test_one_changed_label_is_one_changed_line(path: Path) -> None:
    text = path.read_text("utf-8")
    stated = triples(text)
    labels = (
        (one, one.object)
        for one in stated
        if one.predicate.value.endswith("prefLabel") and isinstance(one.object, ox.Literal)
    )
    old, label = next(labels)
    new = ox.Triple(old.subject, old.predicate, ox.Literal(f"X{label.value[1:]}", language=label.language))
    changed = change_turtle(text, [new, *(one for one in stated if one != old)], name_of(path))
    assert [line[0] for line in difflib.ndiff(text.splitlines(), changed.splitlines()) if line[0] in "+-"] == ["-", "+"]


def test_statements_come_and_go_where_their_subject_is() -> None:
    text = """\
@base <https://w3id.org/styrka/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

# Things

# the first
<id/a> skos:prefLabel "A"@sv, "A"@en ; # the name
    skos:note "stays" .

# Others

# goes
<id/b> skos:note "goes" .

<id/c> skos:note "stays" .
"""
    wanted = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<id/a> skos:prefLabel "A"@sv, "B"@en ; skos:altLabel "AA" ; skos:note "stays" .
<id/c> skos:note "stays", "new" . <id/d> skos:note "new" .
"""
    assert (
        change_turtle(text, triples(wanted), "x.ttl")
        == """\
@base <https://w3id.org/styrka/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

# Things

# the first
<id/a> skos:prefLabel "A"@sv, "B"@en ; # the name
    skos:altLabel "AA" ;
    skos:note "stays" .

# Others

<id/c> skos:note "stays", "new" .

<id/d> skos:note "new" .
"""
    )


def test_comments_in_brackets_and_lists_stay() -> None:
    text = """\
@base <https://w3id.org/styrka/> .
@prefix x: <http://example.org/> .

(
    # an empty list
) x:p 1 .

[] x:p # between
        ( 1 2 # two
        3 ) ; # of no name
    x:q "old" .

<id/a> x:p
    # above
    [
        # in it
        x:q "old" ; # the value
        x:r (
            # none
        )
    ] .
"""
    formatted = format_turtle(text, "x.ttl")
    assert formatted.count("#") == text.count("#")
    assert change_turtle(text, triples(text), "x.ttl") == formatted
    wanted = triples(text.replace('"old"', '"new"').replace("1 2 #", "1 5 #"))
    assert change_turtle(text, wanted, "x.ttl") == formatted.replace('"old"', '"new"').replace("2 # two", "5 # two")
