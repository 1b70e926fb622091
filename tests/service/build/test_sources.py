"""Files become sources: graphs, digests, the line of each subject; and one clear error for what cannot be read."""

from __future__ import annotations

import hashlib
import os
import random
import time
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from styrka.build.line_numbers import find_jsonld_lines, find_turtle_lines
from styrka.build.source_files import digest_file, find_sources
from styrka.build.sources import Source, read_source, read_sources
from styrka.errors import InvalidData, SourceError
from styrka.vocabulary import BASE
from tests.conftest import ROOT
from tests.cut import cut_root
from tests.terms import get_value

HEAD = "@base <https://w3id.org/styrka/> .\n@prefix styrka: <https://w3id.org/styrka/def/> .\n"
SHIPPED = find_sources(ROOT)


def write(root: Path, name: str, content: str | bytes) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def source(root: Path, content: str | bytes, name: str = "data/one.ttl") -> Source:
    return read_source(write(root, name, content), root)


def error(root: Path, content: str | bytes, name: str = "data/one.ttl") -> SourceError:
    with pytest.raises(SourceError) as caught:
        source(root, content, name)
    assert str(caught.value).startswith(name)
    assert caught.value.evidence["remedy"]
    return caught.value


def test_a_file_is_a_graph_named_by_its_path(tmp_path: Path) -> None:
    found = source(tmp_path, HEAD + "<id/region/SE1> a styrka:Region .", "data/documents/regions.ttl")
    graph = ox.NamedNode(BASE + "graph/documents/regions")
    assert found.graph == graph.value
    assert {quad.graph_name for quad in found.quads} == {graph}
    assert found.path == "data/documents/regions.ttl"
    assert found.folder == "data"


def test_the_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    text = HEAD + '<a> styrka:note "å"@sv .'
    assert source(tmp_path, text).digest == hashlib.sha256(text.encode()).hexdigest()
    assert digest_file(tmp_path / "data/one.ttl", tmp_path) == hashlib.sha256(text.encode()).hexdigest()


def test_relative_iris_are_below_the_base_even_without_a_base_line(tmp_path: Path) -> None:
    quad = source(tmp_path, "<id/region/SE1> <def/partOf> <id/region/SE> .").quads[0]
    assert quad.subject == ox.NamedNode(BASE + "id/region/SE1")


def test_lexical_forms_are_kept(tmp_path: Path) -> None:
    found = source(
        tmp_path,
        HEAD + "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
        '<a> styrka:value "2017-13-45"^^xsd:date, "01"^^xsd:integer, 1.50 .',
    )
    assert [get_value(quad.object) for quad in found.quads] == ["2017-13-45", "01", "1.50"]


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    assert source(tmp_path, "\ufeff" + HEAD + "<a> a styrka:Region .").lines == {BASE + "a": 3}


def test_the_default_graph_of_trig_and_json_ld_is_the_files_graph(tmp_path: Path) -> None:
    trig = source(tmp_path, HEAD + "<a> a styrka:Region . <graph/x> { <b> a styrka:Region }", "data/one.trig")
    assert [get_value(quad.graph_name) for quad in trig.quads] == [BASE + "graph/one", BASE + "graph/x"]
    jsonld = source(tmp_path, f'{{"@id": "a", "@type": "{BASE}def/Region"}}', "data/two.jsonld")
    assert [(get_value(quad.subject), get_value(quad.graph_name)) for quad in jsonld.quads] == [
        (BASE + "a", BASE + "graph/two")
    ]


def test_blank_nodes_have_the_same_labels_in_every_reading_and_differ_between_files(tmp_path: Path) -> None:
    text = HEAD + "<a> styrka:x [ styrka:y (1 2) ], _:z ."
    first, again = source(tmp_path, text), source(tmp_path, text)
    other = source(tmp_path, text, "data/two.ttl")
    assert first.quads == again.quads

    def labels(found: Source) -> set[str]:
        return {
            term.value for quad in found.quads for term in (quad.subject, quad.object) if isinstance(term, ox.BlankNode)
        }

    assert len(labels(first)) == 4
    assert not labels(first) & labels(other)


def test_hidden_files_and_other_suffixes_are_not_discovered(tmp_path: Path) -> None:
    for name in (
        "data/b.ttl",
        "data/a/c.sssom.tsv",
        "data/.hidden.ttl",
        "data/.git/d.ttl",
        "data/coverage.csv",
        "ontology/computed/x.rq",
        "ontology/x.ttl",
        "shapes/x.ttl",
        "shapes/x.trig",
    ):
        write(tmp_path, name, "x")
    found = [path.relative_to(tmp_path).as_posix() for path in find_sources(tmp_path)]
    assert found == ["ontology/x.ttl", "shapes/x.ttl", "data/a/c.sssom.tsv", "data/b.ttl"]


# -- what cannot be read


def test_broken_turtle_names_line_and_column(tmp_path: Path) -> None:
    found = error(tmp_path, HEAD + "<a> a styrka:Region\n<b> a styrka:Region .")
    assert (found.evidence["line"], found.evidence["column"]) == (3, len("<a> a styrka:Region") + 1)


def test_an_open_string_names_where_it_begins(tmp_path: Path) -> None:
    found = error(tmp_path, HEAD + '<a> styrka:note "never closed .\n<b> a styrka:Region .\n')
    assert found.evidence["line"] == 3
    assert "never closed" in str(found)


def test_an_unknown_prefix_is_named_and_a_well_known_one_is_given(tmp_path: Path) -> None:
    found = error(tmp_path, HEAD + "<a> ex:note 1 .")
    assert (found.evidence["line"], found.evidence["column"]) == (3, 5)
    assert "ex:" in str(found)
    assert "@prefix skos: <http://www.w3.org/2004/02/skos/core#> ." in str(error(tmp_path, HEAD + "<a> skos:note 1 ."))


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "cp1252"])
def test_another_encoding_names_the_first_wrong_byte(tmp_path: Path, encoding: str) -> None:
    found = error(tmp_path, (HEAD + '<a> styrka:note "Sörmland"@sv .').encode(encoding))
    assert "UTF-8" in str(found)
    assert found.evidence["line"] == (1 if encoding == "utf-16" else 3)
    assert found.evidence["column"] == (1 if encoding == "utf-16" else 19)


@pytest.mark.parametrize("name", ["data/one.ttl", "data/one.trig", "data/one.jsonld", "data/one.sssom.tsv"])
def test_an_empty_file_is_an_error(tmp_path: Path, name: str) -> None:
    assert "empty" in str(error(tmp_path, "", name))


def test_a_file_of_comments_is_an_error(tmp_path: Path) -> None:
    assert "no statement" in str(error(tmp_path, HEAD + "# nothing yet\n"))


def test_a_directory_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "data/one.ttl").mkdir(parents=True)
    assert find_sources(tmp_path) == (tmp_path / "data/one.ttl",)
    with pytest.raises(SourceError, match=r"data/one\.ttl: this is a directory"):
        read_source(tmp_path / "data/one.ttl", tmp_path)


def test_a_pipe_does_not_hold_the_reader(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    os.mkfifo(tmp_path / "data/one.ttl")
    with pytest.raises(SourceError, match="not a regular file"):
        read_source(tmp_path / "data/one.ttl", tmp_path)


def test_a_missing_file_and_a_broken_link_are_errors(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/link.ttl").symlink_to("nowhere")
    for name in ("data/link.ttl", "data/none.ttl"):
        with pytest.raises(SourceError, match="cannot be opened"):
            read_source(tmp_path / name, tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, "data/one.ttl", HEAD).chmod(0)
    with pytest.raises(SourceError, match="cannot be opened"):
        read_source(tmp_path / "data/one.ttl", tmp_path)


def test_a_hundred_megabytes_are_refused_without_being_read(tmp_path: Path) -> None:
    path = write(tmp_path, "data/one.ttl", "")
    with path.open("wb") as file:
        file.truncate(100_000_000)
    began = time.monotonic()
    with pytest.raises(SourceError, match="has 100000000 bytes; a source has at most 32000000"):
        read_source(path, tmp_path)
    assert time.monotonic() - began < 0.2


def test_garbage_below_the_limit_is_refused(tmp_path: Path) -> None:
    garbage = random.Random(1).randbytes(1_000_000)
    error(tmp_path, garbage)
    error(tmp_path, b"\0" * 1_000_000)
    error(tmp_path, b"(" * 1_000_000)


def test_a_context_elsewhere_is_not_fetched(tmp_path: Path) -> None:
    found = error(tmp_path, '{"@context": "https://example.org/context", "@id": "a"}', "data/one.jsonld")
    assert "not fetched" in str(found)


def test_a_statement_about_a_statement_is_refused(tmp_path: Path) -> None:
    assert error(tmp_path, HEAD + "<a> a styrka:Region .\n<< <a> a <b> >> styrka:note 1 .").evidence["line"] == 4


def test_several_broken_files_are_told_together(tmp_path: Path) -> None:
    paths = [
        write(tmp_path, f"data/{name}.ttl", text)
        for name, text in {"one": "", "two": HEAD + "<a> a styrka:Region .", "three": "<a> a"}.items()
    ]
    with pytest.raises(InvalidData) as caught:
        read_sources(paths, tmp_path)
    assert [found["path"] for found in caught.value.evidence["errors"]] == ["data/one.ttl", "data/three.ttl"]
    with pytest.raises(SourceError):
        read_sources(paths[:2], tmp_path)


# -- lines


TRICKY = '''\
@base <https://w3id.org/styrka/> .
@prefix ex: <http://example.org/> . # <no> ex:no "no
PREFIX rel: <relative#>
<a> a ex:b ; ex:c "x . <no> y", """long "string"
 <no> <no> . "" \\""" """ ; ex:d 1.5, 1. ex:f.g a ex:h.
# comment <no> <no> .

<id/\u00e5\\u00e4> ex:p "x"@sv-SE.
[ a ex:X ; ex:q [ ex:r <no> ] ] ex:y ex:z .
( 1 2.0e3 <no> ) ex:y .5, -1.5E-3, true .
[] a ex:Z .
_:node a ex:Z .
rel:x\\,y a 'it', \'\'\'s . ' <no> .\'\'\' .
<b>a<c>.<d>a<e>,"q\\"". ex:p.q\\.r a ex:s.
@base <other/> . <f> a ex:b .
<https://w3id.org/styrka/a> a ex:again .
ex: a ex:empty . ex:%41b a ex:percent, <no.no> .
'''
TRICKY_LINES = {
    BASE + "a": 4,
    "http://example.org/f.g": 5,
    BASE + "id/\u00e5\u00e4": 8,
    BASE + "relative#x,y": 13,
    BASE + "b": 14,
    BASE + "d": 14,
    "http://example.org/p.q.r": 14,
    BASE + "other/f": 15,
    "http://example.org/": 17,
    "http://example.org/%41b": 17,
}


def test_lines_of_subjects_in_tricky_turtle() -> None:
    assert find_turtle_lines(TRICKY, BASE) == TRICKY_LINES
    assert {
        quad.subject.value
        for quad in ox.parse(TRICKY, ox.RdfFormat.TURTLE, base_iri=BASE)
        if isinstance(quad.subject, ox.NamedNode)
    } == set(TRICKY_LINES)


def test_lines_count_as_editors_do() -> None:
    assert find_turtle_lines("<a> a <b> .\r\n<c> a <d> .\r\n", BASE) == {BASE + "a": 1, BASE + "c": 2}


def test_lines_of_subjects_in_trig() -> None:
    text = "@prefix ex: <http://e/> . ex:g { <a> a <b> .\n<c> a <d> }\nGRAPH <h> {\n<i> a <j> . }\n<k> a <l> ."
    assert find_turtle_lines(text, "http://e/") == {
        "http://e/g": 1,
        "http://e/a": 1,
        "http://e/c": 2,
        "http://e/h": 3,
        "http://e/i": 4,
        "http://e/k": 5,
    }


def test_lines_of_descriptions_in_json_ld_are_not_those_of_references() -> None:
    text = """{"@context": {"ex": "http://example.org/", "id": "@id"},
"id": "a",
"ex:knows": [{"@id": "ex:b"}, {"id": "ex:c",
  "ex:name": "C"}],
"ex:more": {
  "ex:name": "B", "id": "http://example.org/b"}}"""
    subjects = frozenset({BASE + "a", "http://example.org/b", "http://example.org/c"})
    assert find_jsonld_lines(text, subjects, BASE) == {
        BASE + "a": 2,
        "http://example.org/b": 6,
        "http://example.org/c": 3,
    }


def test_lines_are_found_in_any_text_that_a_serialiser_writes() -> None:
    chance = random.Random(4)
    letters = "a.b-c_1:åß日 \"'\\\n#<>@;,[]()^{}"
    quads = {
        ox.Quad(
            ox.NamedNode(f"http://e/{number}/s.{number}"),
            ox.NamedNode("http://e/p"),
            ox.Literal("".join(chance.choices(letters, k=chance.randrange(20)))),
        )
        for number in range(300)
    }
    text = (ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes={"e": "http://e/"}) or b"").decode()
    lines = text.split("\n")
    found = find_turtle_lines(text, BASE)
    assert set(found) == {get_value(quad.subject) for quad in quads}
    assert all(f"/s.{iri.rsplit('.', 1)[1]}" in lines[line - 1] for iri, line in found.items())


@cache
def read_shipped() -> dict[str, Source]:
    """Return the sources by path, all read at once: tables refer to one another, and one alone takes as long as all."""
    return {found.path: found for found in read_sources(find_sources(cut_root()), cut_root())}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_shipped_file_is_read_and_every_subject_has_its_line(path: Path) -> None:
    found = read_shipped()[path.relative_to(ROOT).as_posix()]
    named = {quad.subject.value for quad in found.quads if isinstance(quad.subject, ox.NamedNode)}
    assert named <= set(found.lines)
    text = (cut_root() / found.path).read_text("utf-8").splitlines()
    for iri in named if path.suffix == ".ttl" else ():
        assert iri.rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1] in text[found.lines[iri] - 1]


def test_a_linked_folder_is_refused_with_its_path(tmp_path: Path) -> None:
    write(tmp_path, "elsewhere/one.ttl", HEAD + "<a> a styrka:Region .")
    write(tmp_path, "data/two.ttl", HEAD + "<b> a styrka:Region .")
    (tmp_path / "data/linked").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SourceError, match="data/linked: this folder is a link"):
        find_sources(tmp_path)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("data/deep.ttl", "<a> <b> " + "<<( <a> <b> " * 20_000 + "<c>" + " )>>" * 20_000 + " ."),
        ("data/deep.jsonld", '{"http://e/p":' * 20_000 + "1" + "}" * 20_000),
        ("data/brackets.ttl", "<a> <b> " + "[ <b> " * 100_000),
    ],
)
def test_a_hostile_file_is_an_error_with_its_path(tmp_path: Path, name: str, content: str) -> None:
    with pytest.raises(SourceError) as caught:
        source(tmp_path, content, name)
    assert caught.value.evidence["path"] == name
