"""The pipeline: what comes out, what is not done twice, and what stops it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from styrka import release
from styrka.build.check.checking import check_tree
from styrka.build.pipeline import build_release, find_current_release
from styrka.errors import Contradiction, InvalidData, SourceError
from styrka.release import Release
from styrka.settings import Settings
from styrka.vocabulary import BASE, DEF, PREFIXES
from tests.service import trees
from tests.terms import get_value

DUMPS = (release.DATA, release.INFERRED, release.COMPUTED, release.DERIVATIONS, release.REPORT, release.REPORT_GRAPH)


@pytest.fixture
def tree(tmp_path: Path) -> Settings:
    return Settings(root=trees.plant(tmp_path))


def graph(found: Release, name: str) -> set[ox.Quad]:
    return set(ox.parse((found.path / name).read_bytes(), ox.RdfFormat.N_QUADS))


def contents(found: Release) -> dict[str, bytes]:
    return {name: (found.path / name).read_bytes() for name in DUMPS}


def node(path: str) -> ox.NamedNode:
    return ox.NamedNode(BASE + path)


def test_a_release_holds_what_is_stated_inferred_and_computed(tree: Settings) -> None:
    found = build_release(tree)
    stated, inferred = graph(found, release.DATA), graph(found, release.INFERRED)
    energy = node("id/area/se12-test/energi")
    assert (
        ox.Quad(node("id/strategy/se12-test"), node("def/hasPriorityArea"), energy, node("graph/strategies/se12-test"))
        in stated
    )
    assert (
        ox.Quad(energy, node("def/primaryTheme"), node("scheme/theme/energy"), node("graph/mappings/se12-test"))
        in stated
    )
    graphs = {get_value(quad.graph_name) for quad in stated}
    assert {BASE + "graph/ontology/axioms", BASE + "graph/shapes/strategy"} <= graphs
    joint = [quad for quad in inferred if quad.subject == node("id/region/SE122") and quad.object == energy]
    assert node("def/jointPriorityArea") in {quad.predicate for quad in joint}
    assert all(get_value(quad.graph_name).startswith(BASE + "graph/inferred/") for quad in inferred)
    assert not {quad.triple for quad in inferred} & {quad.triple for quad in stated}


def test_a_later_list_for_the_same_region_supersedes_by_computation(tree: Settings) -> None:
    trees.put(
        tree.root,
        "data/strategies/se122-later.ttl",
        trees.DATA[trees.OTHER].replace("se122-test", "se122-later").replace('"2017"', '"2022"'),
    )
    computed = graph(build_release(tree), release.COMPUTED)
    assert (
        ox.Quad(
            node("id/strategy/se122-test"),
            node("def/supersededBy"),
            node("id/strategy/se122-later"),
            node("graph/computed/superseded-by"),
        )
        in computed
    )


def test_the_version_is_the_newest_modification_and_the_digest_of_the_tree(tree: Settings) -> None:
    found = build_release(tree)
    assert found.version == f"2026-01-31-{found.manifest['tree'][:12]}"
    assert release.open_current(tree.releases_path, checksums=True) == found


def test_the_manifest_tells_what_went_in_and_how_much_there_is(tree: Settings) -> None:
    manifest = build_release(tree).manifest
    assert manifest["base"] == BASE
    assert set(trees.DATA) < set(manifest["inputs"])
    assert "ontology/computed/superseded-by.rq" in manifest["inputs"]
    assert manifest["tools"]["pyoxigraph"]
    counts = manifest["counts"]
    assert counts["classes"][DEF + "Region"] == 4
    assert counts["classes"][DEF + "PriorityArea"] == 3
    assert counts["graphs"][BASE + "graph/documents/regions"] > 40
    assert counts["properties"][PREFIXES["skos"] + "prefLabel"] > 100
    assert counts["triples"]["inferred"] == len(graph(build_release(tree), release.INFERRED))


def test_dumps_are_sorted_and_hold_each_statement_once(tree: Settings) -> None:
    for path in build_release(tree).dumps:
        lines = path.read_bytes().splitlines()
        assert lines == sorted(set(lines))


def test_lexical_forms_are_published_as_they_were_written(tree: Settings) -> None:
    trees.change(tree.root, trees.STRATEGY, "styrka:order 2", 'styrka:order "02"^^xsd:integer')
    assert b'"02"^^' in build_release(tree).dumps[0].read_bytes()


def test_two_builds_of_the_same_tree_give_the_same_bytes(tree: Settings, tmp_path: Path) -> None:
    other = Settings(root=tmp_path / "elsewhere", releases=tmp_path / "other releases")
    shutil.copytree(tree.root, other.root)
    first, second = build_release(tree), build_release(other)
    assert first.version == second.version
    assert contents(first) == contents(second)
    assert first.path != second.path


def test_two_processes_give_the_same_bytes(tree: Settings, tmp_path: Path) -> None:
    for name in ("one", "two"):
        done = trees.styrka(tree.root, "build", "--releases", tmp_path / name)
        assert done.returncode == 0, done.stderr
    found = [release.open_current(tmp_path / name) for name in ("one", "two")]
    assert found[0] is not None
    assert found[1] is not None
    assert contents(found[0]) == contents(found[1])


def test_an_unchanged_tree_is_not_built_again(tree: Settings) -> None:
    first = build_release(tree)
    steps: list[str] = []
    again = build_release(tree, lambda step, done, total, note: steps.append(step))
    assert again == first
    assert steps == []
    assert find_current_release(tree) == first


def test_force_builds_again_and_keeps_the_release_when_nothing_differs(tree: Settings) -> None:
    first = build_release(tree)
    steps: list[str] = []
    again = build_release(tree, lambda step, done, total, note: steps.append(step), force=True)
    assert {"read", "validate", "infer", "describe", "publish"} <= set(steps)
    assert again.manifest == first.manifest


def test_a_change_that_is_taken_back_publishes_the_release_that_there_was(tree: Settings) -> None:
    first = build_release(tree)
    trees.change(tree.root, trees.STRATEGY, '"Food"@en', '"Foods"@en')
    second = build_release(tree)
    assert second.version != first.version
    trees.change(tree.root, trees.STRATEGY, '"Foods"@en', '"Food"@en')
    assert build_release(tree) == first
    assert release.read_current_version(tree.releases_path) == first.version


def test_a_damaged_release_is_built_anew(tree: Settings) -> None:
    first = build_release(tree)
    kept = contents(first)
    (first.path / release.INFERRED).write_bytes(b"")
    assert find_current_release(tree) is None
    assert contents(build_release(tree)) == kept
    (first.path / release.MANIFEST).unlink()
    assert contents(build_release(tree)) == kept


def test_old_releases_are_pruned(tree: Settings) -> None:
    settings = Settings(root=tree.root, keep_releases=2)
    for number in range(5):
        trees.change(tree.root, trees.OTHER, 'styrka:asOf "201', f'skos:note "{number}"@en ; styrka:asOf "201')
        build_release(settings)
    assert len(release.list_releases(tree.releases_path)) == 3


def test_a_changed_file_is_blamed_for_what_breaks_in_another(tree: Settings) -> None:
    first = build_release(tree)
    trees.change(tree.root, trees.SOURCES, "<id/source/page> a styrka:Source", "<id/source/pages> a styrka:Source")
    with pytest.raises(InvalidData) as caught:
        build_release(tree)
    broken = {finding["focus"] for finding in caught.value.evidence["findings"] if finding["severity"] == "violation"}
    assert {BASE + "graph/strategies/se12-test", BASE + "graph/strategies/se122-test"} <= broken
    assert release.open_current(tree.releases_path) == first


def test_a_removed_file_is_missed_by_what_referred_to_it(tree: Settings) -> None:
    build_release(tree)
    (tree.root / trees.SOURCES).unlink()
    with pytest.raises(InvalidData) as caught:
        build_release(tree)
    assert f"{trees.STRATEGY}:" in str(caught.value)


def test_warnings_are_published_with_the_data(tree: Settings) -> None:
    first = json.loads((build_release(tree).path / release.REPORT).read_bytes())
    unmapped = BASE + "id/area/se122-test/tillverkning"
    assert unmapped in {finding["focus"] for finding in first["findings"]}
    trees.change(tree.root, trees.STRATEGY, '"Food"@en', '"Foods"@en')
    second = json.loads((build_release(tree).path / release.REPORT).read_bytes())
    assert second == first


def test_a_contradiction_stops_publication_and_names_the_statements(tree: Settings) -> None:
    first = build_release(tree)
    trees.change(
        tree.root,
        trees.OTHER,
        "<id/area/se122-test/tillverkning> a styrka:PriorityArea",
        "<id/area/se122-test/tillverkning> a styrka:PriorityArea, styrka:Region",
    )
    with pytest.raises((Contradiction, InvalidData)):
        build_release(tree)
    assert release.open_current(tree.releases_path) == first


def test_the_reference_engines_agree(tree: Settings, tmp_path: Path) -> None:
    """By some of the shapes: ``tests/shapes/test_engines.py`` is about all of them."""
    for path in (tree.root / "shapes").iterdir():
        if path.stem not in {"area", "personal-data", "profile", "region", "strategy", "thing"}:
            path.unlink()
    slow = Settings(root=tree.root, validator="pyshacl", releases=tmp_path / "slow")
    assert contents(build_release(tree)) == contents(build_release(slow))


def test_a_query_that_is_no_construct_is_reported(tree: Settings) -> None:
    trees.put(tree.root, "ontology/computed/wrong.rq", "SELECT * WHERE { ?s ?p ?o } LIMIT 1")
    with pytest.raises(SourceError, match=r"ontology/computed/wrong\.rq: this is no CONSTRUCT"):
        build_release(tree)
    trees.put(tree.root, "ontology/computed/wrong.rq", "CONSTRUCT")
    with pytest.raises(SourceError, match=r"ontology/computed/wrong\.rq: this is not SPARQL"):
        build_release(tree)


def test_a_folder_without_data_is_reported(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="nothing to read"):
        build_release(Settings(root=tmp_path))


def test_a_file_is_examined_against_the_rest_and_only_its_own_things_are_reported(tree: Settings) -> None:
    whole = check_tree(tree).report
    own = check_tree(tree, files=[tree.root / trees.OTHER]).report
    assert {finding.focus for finding in own.findings} == {BASE + "id/area/se122-test/tillverkning"}
    assert len(whole.findings) > len(own.findings)


def test_a_file_from_elsewhere_is_examined_with_the_tree(tree: Settings, tmp_path: Path) -> None:
    text = trees.DATA[trees.OTHER].replace("se122-test", "se122-theirs").replace("id/region/SE122", "id/region/SE999")
    theirs = trees.put(tmp_path, "from them/our strategy.ttl", text)
    report = check_tree(tree, files=[theirs]).report
    assert not report.conforms
    assert {finding.focus for finding in report.findings if finding.severity == "violation"} == {
        BASE + "id/strategy/se122-theirs"
    }
