"""A dump is read thing by thing, in pieces of any size, with what stands in blank nodes."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from styrka.build.pipeline import build_release
from styrka.publish import archive
from styrka.publish.feeds import pages
from styrka.publish.history import changes, entities
from styrka.release import DATA, Release
from styrka.settings import Settings
from tests.service import trees
from tests.service.history import History
from tests.service.stores.running import small_release

DISJOINT = "graph/ontology/axioms"


@pytest.mark.parametrize("size", [1, 700, 5_000, 64_000, 10_000_000])
def test_the_pieces_together_have_every_thing_once(grown: History, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = dict(entities.list_things(grown.new))
    if size == 1:  # as many pieces as bytes: of a small release
        whole = {subject: lines for subject, lines in whole.items() if b"/region/" in subject}
        monkeypatch.setattr(entities, "PIECE", size)
        path = grown.settings.root / "few"
        made = few(path, whole)
        found = [
            one for number in range(1, entities.count_pieces(made) + 1) for one in entities.list_piece(made, number)
        ]
    else:
        monkeypatch.setattr(entities, "PIECE", size)
        count = entities.count_pieces(grown.new)
        found = [one for number in range(1, count + 1) for one in entities.list_piece(grown.new, number)]
        assert (count == 1) == (size > 1_000_000)
    assert len(found) == len(whole)
    assert dict(found) == whole


def few(path: Path, things: dict[bytes, tuple[bytes, ...]]) -> Release:
    """A release with nothing but these things."""
    path.mkdir()
    (path / DATA).write_bytes(b"".join(line for _, lines in sorted(things.items()) for line in lines))
    return Release("few", path, {"created": "2026-01-01T00:00:00+00:00"})


def test_things_and_their_blank_nodes_are_the_dump(grown: History) -> None:
    lines = {line for _, own in entities.list_things(grown.new) for line in entities.add_blank_nodes(grown.new, own)}
    assert lines == set((grown.new.path / DATA).read_bytes().splitlines(keepends=True))


def test_what_is_about_no_named_thing_belongs_to_its_graph(grown: History) -> None:
    own = entities.find_lines_of(grown.new, f"https://w3id.org/styrka/{DISJOINT}")
    assert any(line.startswith(b"_:") for line in own)
    assert all(
        line.startswith(b"<") for line in entities.find_lines_of(grown.new, "https://w3id.org/styrka/id/region/SE122")
    )


def test_a_release_of_blank_nodes_alone_is_reported(tmp_path: Path) -> None:
    made = small_release(
        tmp_path / "one",
        "one",
        {
            "data/a": [
                "_:a <http://example.org/p> _:b .",
                "_:b <http://example.org/p> _:a .",
                '_:c <http://example.org/p> "c" .',
            ]
        },
    )
    [(subject, lines)] = entities.list_piece(made, 1)
    assert subject == b"<https://w3id.org/styrka/graph/a>"
    assert len(lines) == 3
    assert dict(entities.list_things(made)) == {subject: lines}


def test_an_empty_release_has_one_empty_piece(tmp_path: Path) -> None:
    made = small_release(tmp_path / "one", "one", {})
    assert entities.count_pieces(made) == 1
    assert entities.list_piece(made, 1) == []


def test_a_change_inside_a_blank_node_is_a_change_of_the_thing(tmp_path: Path) -> None:
    root = trees.plant(tmp_path)
    settings = Settings(root=root)
    old = build_release(settings)
    text = (root / "ontology/axioms.ttl").read_text("utf-8")
    assert text.count("owl:AllDisjointClasses") == 1
    trees.put(
        root,
        "ontology/axioms.ttl",
        text.replace("owl:AllDisjointClasses ;", 'owl:AllDisjointClasses ;\n    rdfs:comment "Prov."@sv ;'),
    )
    log = changes.make_change_log(old, build_release(settings))
    assert [thing["iri"] for thing in log["changed"]] == [f"https://w3id.org/styrka/{DISJOINT}"]
    assert log["changed"][0]["properties"] == ["http://www.w3.org/2000/01/rdf-schema#comment"]
    assert (log["changed"][0]["added"], log["changed"][0]["removed"]) == (1, 0)


def test_a_blank_node_with_another_label_is_no_change(tmp_path: Path) -> None:
    def with_label(name: str, label: str) -> Release:
        return small_release(
            tmp_path / name,
            name,
            {
                "data/a": [
                    f"<http://example.org/s> <http://example.org/p> _:{label} .",
                    f'_:{label} <http://example.org/q> "1" .',
                ]
            },
        )

    log = changes.make_change_log(with_label("one", "a"), with_label("two", "zz"))
    assert log["counts"] == {"added": 0, "changed": 0, "removed": 0}


def test_only_whole_releases_are_compared(grown: History, tmp_path: Path) -> None:
    root = tmp_path / "releases"
    shutil.copytree(grown.settings.releases_path, root, symlinks=True)
    settings = replace(grown.settings, releases=root)
    assert changes.find_previous_release(settings, grown.new) is not None
    dump = root / grown.old.version / DATA
    dump.write_bytes(dump.read_bytes().replace(b"Livsmedel", b"Livsmedal"))
    old = changes.find_previous_release(replace(settings), grown.new)
    assert old is None
    assert not archive.is_whole(Release(grown.old.version, dump.parent, grown.old.manifest))
    from styrka.release import list_releases

    assert [one.name for one in pages.list_first_pages(settings, list_releases(root), "")] == [
        f"{grown.new.version}/whole"
    ]
