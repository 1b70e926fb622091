"""The command line, run as a process: what is wrong gives one clear message and leaves what is published alone."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from styrka import __version__, release
from styrka.cli.command import show_controls
from tests.service import trees
from tests.service.commands import run_afresh
from tests.service.trees import OTHER, REGIONS, STRATEGY, change, line_of, put, styrka


@dataclass(frozen=True)
class Bad:
    """One way to spoil the tree: what is done, the file that is blamed, the text on the line that is named, and words
    that the message must have; ``focus`` is the thing that is named, where there is one."""

    spoil: Callable[[Path], object]
    file: str
    near: str | None
    words: tuple[str, ...]
    focus: str | None = None
    column: int | None = None


def _instead(old: str, new: str, name: str = STRATEGY) -> Callable[[Path], object]:
    return lambda root: change(root, name, old, new)


def _directory(root: Path) -> None:
    (root / STRATEGY).unlink()
    (root / STRATEGY).mkdir()


def _huge(root: Path) -> None:
    with (root / STRATEGY).open("wb") as file:
        block = bytes(range(256)) * 4096
        for _ in range(100):
            file.write(block)


ENERGY = "<id/area/se12-test/energi>"
TITLE = 'skos:prefLabel "Smart specialisering"@sv, "Smart specialisation"@en ;'
THE_STRATEGY = "<id/strategy/se12-test> a"
THE_REGION = "<id/region/SE> a styrka:Region"
BAD = {
    "broken Turtle": Bad(
        _instead("styrka:order 1 ;", "styrka:order 1"),
        STRATEGY,
        "styrka:order 1\n",
        ("a semicolon is missing", "Write: styrka:order 1 ;"),
        column=19,
    ),
    "wrong encoding": Bad(
        lambda root: put(root, OTHER, trees.DATA[OTHER].encode("latin-1")),
        OTHER,
        "dcterms:description",
        ("0xF6", "UTF-8"),
        column=32,
    ),
    "unknown prefix": Bad(
        _instead("styrka:order 1", "order:is 1"), STRATEGY, "order:is", ("order:", "@prefix"), column=5
    ),
    "undefined term": Bad(
        _instead("styrka:hasPriorityArea", "styrka:hasPriorityAera"),
        STRATEGY,
        THE_STRATEGY,
        ("hasPriorityAera", "hasPriorityArea"),
        "strategy:se12-test",
    ),
    "reference to nothing": Bad(
        _instead("coversRegion <id/region/SE12>", "coversRegion <id/region/SE99>"),
        STRATEGY,
        THE_STRATEGY,
        ("region",),
        "strategy:se12-test",
    ),
    "missing title": Bad(_instead(TITLE, ""), STRATEGY, THE_STRATEGY, ("name", "skos:prefLabel"), "strategy:se12-test"),
    "period reversed": Bad(
        _instead('periodEnd "2027"', 'periodEnd "2020"'),
        STRATEGY,
        THE_STRATEGY,
        ("ends before it starts", "2020"),
        "strategy:se12-test",
    ),
    "area in two lists": Bad(
        _instead("<id/area/se122-test/tillverkning> ;", f"<id/area/se122-test/tillverkning>, {ENERGY} ;", OTHER),
        STRATEGY,
        f"{ENERGY} a",
        ("list",),
        "id/area/se12-test/energi",
    ),
    "partOf cycle": Bad(
        _instead(THE_REGION, THE_REGION + " ; styrka:partOf <id/region/SE122>", REGIONS),
        REGIONS,
        THE_REGION,
        ("part of itself",),
        "region:SE",
    ),
    "e-mail": Bad(
        _instead('"Food"@en', '"Food"@en ; skos:note "Ask info@example.org"@en'),
        STRATEGY,
        "<id/area/se12-test/livsmedel> a",
        ("e-mail",),
        "id/area/se12-test/livsmedel",
    ),
    "ill-typed date": Bad(
        _instead('adoptedOn "2021-02-03"', 'adoptedOn "2021-02-30"'),
        STRATEGY,
        THE_STRATEGY,
        ("2021-02-30",),
        "strategy:se12-test",
    ),
    "empty file": Bad(lambda root: put(root, STRATEGY, ""), STRATEGY, None, ("empty",)),
    "directory": Bad(_directory, STRATEGY, None, ("directory",)),
    "100 MB of garbage": Bad(_huge, STRATEGY, None, ("104857600", "at most")),
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small tree of one's own, with a release."""
    return trees.plant_built(tmp_path)


@pytest.mark.parametrize("case", BAD.values(), ids=[name.replace(" ", "-") for name in BAD])
def test_what_is_wrong_is_reported_once_and_what_is_published_stays(tree: Path, case: Bad) -> None:
    before = release.open_current(tree / "var/releases", checksums=True)
    case.spoil(tree)
    line = _line(tree / case.file, case.near) if case.near else None
    began = time.monotonic()
    built, checked = styrka(tree, "build"), styrka(tree, "check")
    assert time.monotonic() - began < 20
    assert (built.returncode, checked.returncode) == (1, 1)
    for told in (built.stderr, checked.stdout + checked.stderr):
        assert "Traceback" not in told
        assert str(tree) not in told
        where = case.file + (f":{line}" if line else "") + (f":{case.column}" if case.column else "")
        # What follows from the fault may be reported too, but the fault itself once.
        assert told.count(f"{where}: violation" if case.focus else f"{where}:") == 1, told
        for word in (*case.words, *([case.focus] if case.focus else ())):
            assert word in told, told
    assert release.open_current(tree / "var/releases", checksums=True) == before
    assert len(release.list_releases(tree / "var/releases")) == 1


def _line(path: Path, near: str) -> int:
    text = path.read_text("utf-8", "replace")
    assert near in text
    return text.split(near)[0].count("\n") + 1


def test_check_of_a_good_tree_is_zero_and_shows_warnings(tree: Path) -> None:
    done = styrka(tree, "check")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{OTHER}:{line_of(tree, OTHER, '<id/area/se122-test/tillverkning> a')}: info" in done.stdout
    assert "0 violation" in done.stdout


def test_check_of_a_file_tells_its_findings_only(tree: Path) -> None:
    change(tree, STRATEGY, 'periodEnd "2027"', 'periodEnd "2020"')
    assert styrka(tree, "check", OTHER).returncode == 0
    own = styrka(tree, "check", STRATEGY)
    assert own.returncode == 1
    assert OTHER not in own.stdout
    missing = styrka(tree, "check", "data/none.ttl")
    assert missing.returncode == 1
    assert "data/none.ttl: the file cannot be opened" in missing.stderr


def test_check_and_build_speak_json(tree: Path) -> None:
    report = json.loads(styrka(tree, "check", "--json").stdout)
    assert report["conforms"] is True
    assert {finding["severity"] for finding in report["findings"]} <= {"warning", "info"}
    built = json.loads(styrka(tree, "build", "--json").stdout)
    assert built["unchanged"] is True
    change(tree, STRATEGY, 'periodEnd "2027"', 'periodEnd "2020"')
    failed = styrka(tree, "build", "--json")
    assert failed.returncode == 1
    said = json.loads(failed.stdout)
    assert said["exit"] == 1
    assert [one["source"] for one in said["findings"] if one["severity"] == "violation"] == [STRATEGY]
    broken = json.loads(styrka(tree, "check", "--json", put(tree, "data/empty.ttl", "")).stdout)
    assert (broken["path"], broken["line"]) == ("data/empty.ttl", 1)


def test_progress_goes_to_standard_error_in_plain_lines(tree: Path) -> None:
    change(tree, STRATEGY, '"Food"@en', '"Foods"@en')
    done = styrka(tree, "build")
    steps = [line.split()[0] for line in done.stderr.splitlines()]
    assert steps == ["read", "infer", "describe", "validate", "publish"]
    assert "\x1b" not in done.stderr
    assert done.stdout.startswith("Release 2026-01-31-")


def test_releases_and_rollback(tree: Path) -> None:
    first = json.loads(styrka(tree, "releases", "--json").stdout)["releases"][0]["version"]
    change(tree, STRATEGY, '"Food"@en', '"Foods"@en')
    second = json.loads(styrka(tree, "build", "--json").stdout)["version"]
    listed = json.loads(styrka(tree, "releases", "--json", "--verify").stdout)
    assert [(one["version"], one["published"]) for one in listed["releases"]] == [(second, True), (first, False)]
    assert styrka(tree, "rollback").stdout == f"Published: {first}\n"
    assert f"*  {first}" in styrka(tree, "releases").stdout
    assert styrka(tree, "rollback").returncode == 3
    assert styrka(tree, "rollback", "none").returncode == 3
    assert json.loads(styrka(tree, "rollback", second, "--json").stdout)["version"] == second


def test_a_damaged_release_is_reported_with_the_way_out(tree: Path) -> None:
    (tree / "var/releases/current/data.nq").write_bytes(b"")
    done = styrka(tree, "ask", "ASK {}")
    assert done.returncode == 4
    assert "damaged" in done.stderr
    assert "styrka build --force" in done.stderr
    listed = styrka(tree, "releases")
    assert listed.returncode == 4
    assert "data.nq has 0 bytes" in listed.stdout
    assert styrka(tree, "build").returncode == 0
    assert styrka(tree, "ask", "ASK {}").returncode == 0


# -- asking


def test_ask_answers_in_a_table_and_in_formats(tree: Path) -> None:
    select = "SELECT ?area { region:SE122 styrka:prioritises ?area . ?area a styrka:PriorityArea } ORDER BY ?area"
    shown = styrka(tree, "ask", select).stdout
    assert "id/area/se12-test/energi" in shown
    assert "(3 rows)" in shown
    assert styrka(tree, "ask", select, "--format", "csv").stdout.splitlines()[0] == "area"
    assert len(json.loads(styrka(tree, "ask", select, "--json").stdout)["results"]["bindings"]) == 3
    assert styrka(tree, "ask", "ASK { region:SE122 styrka:prioritises theme:energy }").stdout == "yes\n"
    graph = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o . FILTER(?s = region:SE) }"
    assert "geo:lat" in styrka(tree, "ask", graph).stdout
    assert isinstance(json.loads(styrka(tree, "ask", graph, "--json").stdout), list | dict)
    piped = styrka(tree, "ask", "-", input="ASK {\n region:SE122 a styrka:Region }")
    assert piped.stdout == "yes\n"


@pytest.mark.parametrize(
    ("query", "code", "words"),
    [
        ("SELECT * {\n ?s styrka:partOf }", 2, ("Line 2",)),
        ("SELECT * {\n ?s unknown:partOf ?o }", 2, ("Line 2",)),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", 2, ("INSERT",)),
        ("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }", 2, ("SERVICE",)),
        ("", 2, ("empty",)),
    ],
)
def test_a_query_that_is_not_answered_says_why(tree: Path, query: str, code: int, words: tuple[str, ...]) -> None:
    done = styrka(tree, "ask", query)
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr


def test_a_format_that_does_not_fit_is_a_usage_error(tree: Path) -> None:
    assert styrka(tree, "ask", "ASK {}", "--format", "turtle").returncode == 2
    assert styrka(tree, "ask", "DESCRIBE region:SE", "--format", "csv").returncode == 2


QUERY = """\
#+ summary: The parts of a region
#+ summary-sv: En regions delar
#+ description: The regions within it.
#+ description-sv: Regionerna i den.
#+ parameters:
#+   region: {type: iri, class: styrka:Region, example: SE12}
#+   level: {type: integer, default: 3}
#+ expect: {columns: [part]}
SELECT ?part WHERE { ?part styrka:partOf $region ; styrka:nutsLevel $level } ORDER BY ?part
"""


def test_query_lists_and_answers_questions(tree: Path) -> None:
    put(tree, "queries/parts.rq", QUERY)
    assert "parts  --region SE12" in styrka(tree, "query").stdout
    assert json.loads(styrka(tree, "query", "--json").stdout)[0]["parameters"] == ["region", "level"]
    assert "region:SE122" in styrka(tree, "query", "parts", "--region", "SE12").stdout
    assert styrka(tree, "query", "parts", "--region=SE12", "--level", "2", "--format", "csv").stdout == "part\n"
    for name in ("se12", "Östra Mellansverige", "ostra mellansverige", "region:SE12"):
        assert "region:SE122" in styrka(tree, "query", "parts", "--region", name).stdout
    found = json.loads(styrka(tree, "query", "parts", "--region", "SE", "--json").stdout)
    assert len(found["results"]["bindings"]) == 1


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["pats"], 3, ("Did you mean parts?",)),
        (["parts"], 2, ("region is missing",)),
        (["parts", "--region"], 2, ("--region has no value",)),
        (["parts", "--regoin", "SE"], 2, ("no parameter 'regoin'",)),
        (["parts", "SE"], 2, ("no parameter",)),
        (["parts", "--region", "SE13"], 2, ("SE12",)),
        (["parts", "--region", "SE12", "--level", "x"], 2, ("whole number",)),
    ],
)
def test_a_question_that_is_not_right_says_what_would_be(
    tree: Path, arguments: list[str], code: int, words: tuple[str, ...]
) -> None:
    put(tree, "queries/parts.rq", QUERY)
    done = styrka(tree, "query", *arguments)
    assert done.returncode == code, done.stderr
    for word in words:
        assert word in done.stderr


def test_explain_goes_down_to_the_documents(tree: Path) -> None:
    done = styrka(tree, "explain", "SE122", "prioritises", "energy")
    assert done.returncode == 0, done.stderr
    for word in (
        "inferred",
        "graph/strategies/se12-test",
        "Smart specialisering",
        "graph/mappings/se12-test",
        "<id/source/page>",
    ):
        assert word in done.stdout
    tree_of_reasons = json.loads(styrka(tree, "explain", "SE122", "prioritises", "energy", "--json").stdout)
    assert tree_of_reasons["status"] == "inferred"
    assert "härlett" in styrka(tree, "explain", "--sv", "SE122 prioritises energy").stdout
    nothing = styrka(tree, "explain", "SE122", "prioritises", "tourism")
    assert nothing.returncode == 3
    assert "does not mean that it is not so" in nothing.stderr
    assert styrka(tree, "explain", "SE122").returncode == 2


# -- the command itself


def test_help_and_version(tmp_path: Path) -> None:
    shown = styrka(tmp_path, "--help").stdout
    assert "Exit codes" in shown
    assert styrka(tmp_path, "--version").stdout == f"styrka {__version__}\n"
    for name in ("check", "build", "serve", "query", "ask", "explain", "releases", "rollback"):
        assert f"\n  {name} " in shown
        help_text = styrka(tmp_path, name, "--help")
        assert help_text.returncode == 0
        assert "styrka " + name in help_text.stdout
        assert "Raises:" not in help_text.stdout
        assert "Parameters:" not in help_text.stdout
        assert "--json" in help_text.stdout


def test_usage_errors_are_two(tmp_path: Path) -> None:
    assert styrka(tmp_path, "nothing").returncode == 2
    assert styrka(tmp_path, "build", "--nothing").returncode == 2
    assert styrka(tmp_path, "build", "--validator", "none").returncode == 2
    assert styrka(tmp_path, "serve", "--port", "x").returncode == 2


def test_a_folder_that_is_no_tree_is_reported(tmp_path: Path) -> None:
    for command in ("check", "build", "serve"):
        done = styrka(tmp_path, command)
        assert done.returncode == 1
        assert "there is nothing to read" in done.stderr
    done = styrka(tmp_path, "ask", "ASK {}")
    assert done.returncode == 4
    assert "styrka build" in done.stderr
    assert "no release yet" in styrka(tmp_path, "releases").stdout


# A name for examples (RFC 2606) is refused as a contact; .alt is reserved too (RFC 9476), and nobody can have it.
@pytest.mark.parametrize(("base", "told"), [("https://s3.region.alt", True), ("http://127.0.0.1:8000", False)])
def test_who_serves_the_world_is_told_what_the_catalogue_lacks(
    base: str, told: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    from styrka.cli import startup_warnings
    from styrka.settings import load_settings

    startup_warnings.print_warnings(load_settings({"STYRKA_BASE": base, "STYRKA_CONTACT_EMAIL": "s3@region.alt"}))
    said = capsys.readouterr().err
    assert ("warning: STYRKA_PUBLISHER is not set: " in said) == told
    assert "STYRKA_CONTACT_EMAIL" not in said


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[2Jb", "a\\x1b[2Jb"),
        ("a\x9b1mb", "a\\x9b1mb"),
        ("a\rb\x07", "a\\x0db\\x07"),
        ("a\u202eb", "a\\u202eb"),
        ("å\tb\n", "å\tb\n"),
    ],
)
def test_control_characters_of_a_source_are_shown_and_not_obeyed(text: str, shown: str) -> None:
    assert show_controls(text) == shown


def test_ones_own_findings_come_first_and_those_of_other_files_are_counted(tree: Path) -> None:
    put(tree, "data/strategies/own.ttl", trees.head("strategies/own", "strategies") + OWN)
    done = styrka(tree, "check", "data/strategies/own.ttl")
    shown = [line for line in done.stdout.splitlines() if ": violation: " in line or ": warning: " in line]
    assert done.returncode == 1
    assert all(line.startswith("data/strategies/own.ttl:") for line in shown)
    assert [line.split(": ")[1] for line in shown] == ["violation", "warning"]
    assert f"also {STRATEGY}:" in done.stdout
    swedish = styrka(tree, "check", "--sv", "data/strategies/own.ttl")
    assert f"också {STRATEGY}:" in swedish.stdout


OWN = """<id/strategy/se12-test> skos:prefLabel "Ett annat namn"@sv ; skos:note "Slutet är "@sv .
"""


def test_what_nobody_reads_is_named(tree: Path) -> None:
    put(tree, "data/strategies/plan.ttl.txt", "x")
    done = styrka(tree, "check", "--sv")
    assert "data/strategies/plan.ttl.txt: warning: Filen läses inte" in done.stdout
    assert "data/strategies/plan.ttl.txt" in styrka(tree, "build").stderr


def test_no_file_is_an_error_of_the_program_whatever_the_terminal_can_show(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    put(tree, "data/strategies/direction.ttl", '<id/a> <id/b> "x"@sv--ltr .')
    put(tree, "data/strategies/quotes.ttl", "<id/a> <id/b> “Hållbar”@sv .")
    put(tree, "data/strategies/base.ttl", "@base <urn:a:> .\n<x> a <y> .")
    for arguments in (("check", "--sv"), ("format",), ("check", "data/strategies/base.ttl")):
        done = run_afresh(tree, arguments)
        assert done.returncode == 1, done.stderr
        assert "fault in Styrka" not in done.stdout + done.stderr


@pytest.mark.parametrize("arguments", [("--seconds", "nan"), ("--tries", "1")])
def test_no_address_is_an_error_of_the_program(tree: Path, arguments: tuple[str, ...]) -> None:
    done = styrka(tree, "harvest", "http://127.0.0.1:9/å", *arguments, "--graph", "x")
    assert done.returncode in (2, 4), done.stderr
    assert "fault in Styrka" not in done.stdout + done.stderr
