"""``styrka diff``: what came, changed and went from one release to another, in words, as JSON and as rows."""

from __future__ import annotations

import csv
import io
import json
import subprocess

from tests.service import trees
from tests.service.history import BASE, LIST, NEW, REMOVED, RENAMED, History


def diff(grown: History, *arguments: str) -> subprocess.CompletedProcess[str]:
    return trees.styrka(grown.settings.root, "diff", *arguments)


def test_two_releases_are_compared_in_words_by_thing(history_to_copy: History) -> None:
    grown = history_to_copy
    shown = diff(grown, grown.old.version, grown.new.version, "--all").stdout
    assert f"From {grown.old.version} to {grown.new.version}" in shown
    came, went = shown.split("\nCame (")[1], shown.split("\nWent (")[1]
    assert f"Priority area “Manufacturing” <{NEW.removeprefix(BASE)}>".lower() in came.split("\nChanged (")[0].lower()
    assert f"<{REMOVED.removeprefix(BASE)}>" in went
    changed = shown.split("\nChanged (")[1].split("\nWent (")[0]
    strategy = changed.split(f"<{LIST.removeprefix(BASE)}>\n")[1].split("\n  ")[0:3]
    assert any("“Sörmlandsstrategin” (sv) became “Sörmlands strategi” (sv)" in line for line in strategy)


def test_the_words_are_swedish_where_that_is_asked_for(history_to_copy: History) -> None:
    shown = diff(history_to_copy, "--sv").stdout  # from the release before the published one
    assert f"Från {history_to_copy.old.version} till {history_to_copy.new.version}" in shown
    assert "“Sörmlandsstrategin” (sv) blev “Sörmlands strategi” (sv)" in shown
    assert "Försvann (" in shown


def test_json_and_rows_have_the_same_changes(history_to_copy: History) -> None:
    pair = (history_to_copy.old.version, history_to_copy.new.version)
    found = json.loads(diff(history_to_copy, *pair, "--format", "json").stdout)
    assert found == json.loads(diff(history_to_copy, *pair, "--json").stdout)
    assert (found["old"], found["new"]) == pair
    kinds = {one["iri"]: one["kind"] for one in found["things"]}
    assert (kinds[NEW], kinds[REMOVED], kinds[RENAMED], kinds[LIST]) == ("added", "removed", "removed", "changed")
    assert found["counts"]["added"] == sum(one["kind"] == "added" for one in found["things"])
    rows = list(csv.DictReader(io.StringIO(diff(history_to_copy, *pair, "--format", "csv").stdout)))
    assert len(rows) == found["counts"]["statements_added"] + found["counts"]["statements_removed"]
    row = next(
        one for one in rows if one["thing"] == LIST and one["side"] == "added" and "prefLabel" in one["property"]
    )
    assert (row["change"], row["value"], row["class"]) == ("changed", "Sörmlands strategi", BASE + "def/Strategy")


def test_a_release_that_is_not_stored_is_said_with_those_that_are(history_to_copy: History) -> None:
    for arguments in (("nothing",), (history_to_copy.old.version, "../etc")):
        done = diff(history_to_copy, *arguments)
        assert done.returncode == 3
        assert f"There is no release {arguments[-1]}. There are: " in done.stderr
        assert history_to_copy.new.version in done.stderr
    done = diff(history_to_copy, history_to_copy.new.version, history_to_copy.new.version)
    assert done.returncode == 0
    assert "Nothing that is stated has changed." in done.stdout
    first = diff(history_to_copy, "", history_to_copy.old.version)
    assert first.returncode == 3
    assert "There is no release before" in first.stderr
