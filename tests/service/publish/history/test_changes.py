"""The change log says what a diff of the dumps says."""

from __future__ import annotations

import pyoxigraph as ox

from styrka.publish.files.dumps import Downloads
from styrka.publish.history import changes
from styrka.release import DATA, Release
from tests.service import history
from tests.service.history import History


def stated(release: Release) -> set[tuple[str, str, str]]:
    return {
        (str(q.subject), str(q.predicate), str(q.object))
        for q in ox.parse((release.path / DATA).read_bytes(), ox.RdfFormat.N_QUADS)
        if isinstance(q.subject, ox.NamedNode)
    }


def test_the_log_agrees_with_a_diff_of_the_dumps(grown: History, made: Downloads) -> None:
    old, new, log = stated(grown.old), stated(grown.new), made.changes()
    touched = {s for s, p, o in old ^ new if not o.startswith("_:")}
    told = {f"<{thing['iri']}>" for kind in changes.KINDS for thing in log[kind]}
    assert told == touched
    then, now = ({subject for subject, _, _ in statements} for statements in (old, new))
    for kind, wanted in (("added", touched - then), ("removed", touched - now)):
        assert {f"<{thing['iri']}>" for thing in log[kind] if "replaced" not in thing} == wanted
    for kind in changes.KINDS:
        for thing in log[kind]:
            subject = f"<{thing['iri']}>"
            assert thing["added"] == len({t for t in new - old if t[0] == subject})
            assert thing["removed"] == len({t for t in old - new if t[0] == subject})


def test_each_kind_has_what_we_changed(made: Downloads) -> None:
    log = made.changes()
    found = {kind: {thing["iri"]: thing for thing in log[kind]} for kind in changes.KINDS}
    assert history.NEW in found["added"]
    assert found["changed"][history.LIST]["label"] == {"sv": "Sörmlands strategi"}
    assert found["removed"][history.REMOVED]["label"] == {"sv": "Livsmedel", "en": "Food"}
    assert found["removed"][history.RENAMED]["replaced"] == history.NEW
    assert log["counts"] == {kind: len(found[kind]) for kind in changes.KINDS}


def test_the_first_release_has_nothing_to_be_compared_with(grown: History) -> None:
    log = changes.make_change_log(changes.find_previous_release(grown.settings, grown.old), grown.old)
    assert log["previous"] is None
    assert log["counts"] == {"added": 0, "changed": 0, "removed": 0}


def test_a_release_and_itself_are_the_same(grown: History) -> None:
    assert changes.make_change_log(grown.new, grown.new)["counts"] == {"added": 0, "changed": 0, "removed": 0}
