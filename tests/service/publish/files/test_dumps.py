"""The downloads are the graph, in every format, with true checksums; and there are none or all of them."""

from __future__ import annotations

import gzip
import hashlib
import itertools
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
import rdflib.compare

from styrka.errors import NotFound, ReleaseError
from styrka.publish.files import dumps
from styrka.publish.files.dumps import Downloads
from styrka.release import Release, open_release
from tests.conftest import ROOT
from tests.service.history import History
from tests.terms import get_value

PARSED = {"nq": ox.RdfFormat.N_QUADS, "ttl": ox.RdfFormat.TURTLE, "jsonld": ox.RdfFormat.JSON_LD}


def plain(made: Downloads, name: str) -> bytes:
    return gzip.decompress(made.read(name))


def test_the_whole_is_every_line_of_the_release(made: Downloads) -> None:
    lines = itertools.chain(*(path.read_bytes().splitlines() for path in made.release.dumps))
    assert plain(made, "styrka.nq.gz").splitlines() == sorted(lines)


@pytest.mark.parametrize("part", ["styrka", "strategies", "regions", "themes", "ontology"])
def test_every_format_holds_the_same_triples(made: Downloads, part: str) -> None:
    graphs = []
    for suffix, format_ in PARSED.items():
        dataset = ox.Dataset(ox.Quad(*quad.triple) for quad in ox.parse(plain(made, f"{part}.{suffix}.gz"), format_))
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        graphs.append(dataset)
    assert graphs[0] == graphs[1] == graphs[2]
    assert len(graphs[0]) == made.parts[part].triples


@pytest.mark.parametrize("suffix", ["nq", "ttl", "jsonld"])
def test_an_independent_parser_reads_the_same(made: Downloads, suffix: str) -> None:
    formats = {"nq": "nquads", "ttl": "turtle", "jsonld": "json-ld"}
    read = rdflib.Dataset().parse(data=plain(made, f"strategies.{suffix}.gz"), format=formats[suffix])
    triples = {(str(s), str(p), str(o)) for s, p, o, _ in read.quads()}
    wanted = {
        (get_value(q.subject), q.predicate.value, get_value(q.object))
        for q in ox.parse(plain(made, "strategies.nq.gz"), ox.RdfFormat.N_QUADS)
    }
    assert triples == wanted


def test_parts_share_no_graph_and_say_how_many_they_have(made: Downloads) -> None:
    seen: set[str] = set()
    for part, facts in made.parts.items():
        if part == "styrka":
            continue
        graphs = {line.rsplit(b" ", 2)[1].decode() for line in plain(made, f"{part}.nq.gz").splitlines()}
        assert len(graphs) == facts.graphs
        assert not graphs & seen
        seen |= graphs


def test_checksums_hold_for_sha256sum(made: Downloads, tmp_path: Path) -> None:
    lines = (made.path / "SHA256SUMS").read_text().splitlines()
    assert {line.split("  ")[1] for line in lines} == set(made.files)
    for line in lines:
        digest, name = line.split("  ")
        assert hashlib.sha256((made.path / name).read_bytes()).hexdigest() == digest


@pytest.mark.parametrize("part", ["styrka", "ontology", "strategies"])
def test_the_canonical_hash_is_that_of_the_whole_algorithm(made: Downloads, part: str) -> None:
    dataset = ox.Dataset(ox.parse(plain(made, f"{part}.nq.gz"), ox.RdfFormat.N_QUADS))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    text = b"".join(sorted((ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b"").splitlines(keepends=True)))
    assert made.parts[part].canonical == hashlib.sha256(text).hexdigest()


def test_the_canonical_hash_does_not_depend_on_names_of_blank_nodes() -> None:
    first = [b"<x:a> <x:p> _:x <x:g> .\n", b'_:x <x:q> "\\u0001 \\"\\n" <x:g> .\n', b"<x:b> <x:p> <x:c> <x:g> .\n"]
    second = [line.replace(b"_:x", b"_:another") for line in reversed(first)]
    assert dumps.hash_canonical(first) == dumps.hash_canonical(second)
    assert dumps.hash_canonical(first) != dumps.hash_canonical(first[:2])


def test_making_them_again_gives_the_same_bytes(grown: History, made: Downloads, tmp_path: Path) -> None:
    shutil.copytree(grown.new.path, tmp_path / grown.new.version, ignore=shutil.ignore_patterns("dumps", "tables"))
    again = dumps.ensure_dumps(grown.settings, open_release(tmp_path / grown.new.version))
    assert {name: one.sha256 for name, one in again.files.items()} == {
        name: one.sha256 for name, one in made.files.items()
    }


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: (folder / "index.json").write_text("{"),
        lambda folder: (folder / "index.json").unlink(),
        lambda folder: (folder / "styrka.nq.gz").unlink(),
        lambda folder: (folder / "styrka.nq.gz").write_bytes(b"half"),
        lambda folder: (folder / "changes.json").unlink(),
    ],
    ids=["broken index", "no index", "a file is missing", "half a file", "no change log"],
)
def test_what_is_not_whole_is_made_anew(grown: History, copied: Release, spoil: Callable[[Path], object]) -> None:
    whole = dumps.ensure_dumps(grown.settings, copied)
    spoil(whole.path)
    assert dumps.find_dumps(copied) is None
    again = dumps.ensure_dumps(grown.settings, copied)
    assert again.read("styrka.nq.gz")
    assert not list(copied.path.glob(".dumps-*"))


def test_a_file_with_other_bytes_is_not_given(grown: History, copied: Release) -> None:
    made = dumps.ensure_dumps(grown.settings, copied)
    path = made.path / "regions.nq.gz"
    content = bytearray(path.read_bytes())
    content[20] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(ReleaseError, match=r"regions\.nq\.gz"):
        made.read("regions.nq.gz")


def test_an_unknown_file_is_not_found(made: Downloads) -> None:
    with pytest.raises(NotFound):
        made.read("../manifest.json")


def test_what_a_killed_process_left_is_removed(grown: History, copied: Release) -> None:
    (copied.path / ".dumps-1").mkdir()
    (copied.path / ".dumps-1" / "styrka.nq.gz").write_bytes(b"half")
    dumps.ensure_dumps(grown.settings, copied)
    assert [path.name for path in copied.path.iterdir() if path.is_dir()] == ["dumps"]


def test_two_processes_at_once_make_them_once(grown: History, copied: Release) -> None:
    script = (
        "import sys; from pathlib import Path; from styrka.publish.files import dumps;"
        "from styrka.settings import Settings; from styrka.release import open_release;"
        "dumps.ensure_dumps(Settings(root=Path(sys.argv[1])), open_release(Path(sys.argv[2])))"
    )
    command = [sys.executable, "-c", script, str(grown.settings.root), str(copied.path)]
    running = [subprocess.Popen(command, cwd=ROOT / "service") for _ in range(2)]
    assert [one.wait() for one in running] == [0, 0]
    made = dumps.find_dumps(copied)
    assert made is not None
    assert made.read("styrka.ttl.gz")


def test_the_index_is_json_that_says_what_it_is(made: Downloads) -> None:
    index = json.loads((made.path / "index.json").read_bytes())
    assert index["version"] == made.release.version
    assert index["previous"] == made.previous
