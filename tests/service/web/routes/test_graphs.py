"""``/graphs``: the Graph Store Protocol, on a scratch instance, and through the pipeline on a governed one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest
import rdflib
import requests

from styrka.build.pipeline import build_release
from styrka.build.sssom.table import COLUMNS, format_sssom
from styrka.change.governed import GovernedWriter
from styrka.engine.local import open_local
from styrka.settings import Settings
from styrka.web.app import create_app
from tests.service import trees
from tests.service.trees import OTHER
from tests.service.web.instances import AREA, AUTHORITY, GRAPH, TOKEN, TURTLE, UPDATE, Instance, governed, scratch

TEXT = trees.DATA[OTHER]
BETTER = TEXT.replace('"Tillverkning"@sv', '"Tillverkning och mer"@sv').replace("<graph/", "# A remark.\n<graph/", 1)
WRONG = TEXT.replace("coversRegion <id/region/SE122>", "coversRegion <id/region/SE999>")
HERE = f"/graphs?graph={GRAPH}"
ROW = next(line for line in trees.DATA[trees.MAPPING].splitlines() if line.startswith("area:se12-test/energi"))
SMALL = "<http://e/s> <http://e/p> 'å', <http://e/o> ."


@pytest.fixture(scope="module")
def pad(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """A scratch instance."""
    with scratch(tmp_path_factory.mktemp("scratch")) as instance:
        yield instance


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """A governed instance that may be written to."""
    with governed(tmp_path_factory.mktemp("governed"), STYRKA_WRITE_TOKEN=TOKEN, STYRKA_QUERY_SECONDS="1") as instance:
        yield instance


@pytest.fixture
def as_it_was(tree: Instance) -> Iterator[Instance]:
    """The governed instance; it is put back afterwards."""
    release, files = tree.release(), tree.files()
    yield tree
    tree.put_back(release, files)


# A scratch instance: direct.


@pytest.mark.parametrize("name", ["?default", "?graph=http://e/new", "/direct/name.ttl"])
def test_a_graph_is_put_read_added_to_and_deleted(pad: Instance, name: str) -> None:
    path = f"/graphs{name}"
    assert pad.send("PUT", path, SMALL, TURTLE).status_code == (204 if "default" in name else 201)
    assert pad.send("PUT", path, SMALL, TURTLE).status_code == 204
    assert pad.send("POST", path, "<http://e/s> <http://e/p> 3 .", TURTLE).status_code == 204
    found = pad.send("GET", path, headers={"Accept": "text/turtle"})
    assert len(rdflib.Graph().parse(data=found.content, format="turtle")) == 3
    head = pad.send("HEAD", path, headers={"Accept": "text/turtle; charset=utf-8"})
    assert (head.status_code, head.content, head.headers["ETag"]) == (200, b"", found.headers["ETag"])
    assert pad.send("DELETE", path, headers=AUTHORITY).status_code == 204
    assert pad.send("GET", path).status_code == (200 if "default" in name else 404)
    assert pad.send("DELETE", path, headers=AUTHORITY).status_code == (204 if "default" in name else 404)


@pytest.mark.parametrize(
    ("media_type", "name"),
    [
        ("text/turtle", "turtle"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "xml"),
        ("application/ld+json", "json-ld"),
        ("application/trig", "trig"),
        ("application/n-quads", "nquads"),
    ],
)
def test_a_graph_comes_in_the_format_that_is_asked_for(pad: Instance, media_type: str, name: str) -> None:
    pad.send("PUT", "/graphs?graph=http://e/formats", SMALL, TURTLE)
    found = pad.send("GET", "/graphs?graph=http://e/formats", headers={"Accept": media_type})
    assert found.headers["Content-Type"].split(";")[0] == media_type
    parsed = rdflib.Dataset()
    parsed.parse(data=found.content.decode(), format=name)
    assert len(list(parsed.quads())) == 2


@pytest.mark.parametrize("media_type", ["application/n-triples", "application/rdf+xml", "application/ld+json"])
def test_a_graph_may_be_sent_in_every_format(pad: Instance, media_type: str) -> None:
    name = {"application/n-triples": "nt", "application/rdf+xml": "xml", "application/ld+json": "json-ld"}[media_type]
    body = rdflib.Graph().parse(data=SMALL, format="turtle").serialize(format=name)
    put = pad.send("PUT", "/graphs?graph=http://e/sent", body, {**AUTHORITY, "Content-Type": media_type})
    assert put.status_code in (201, 204)
    assert len(pad.values("SELECT ?o { GRAPH <http://e/sent> { ?s ?p ?o } }")) == 2


def test_the_parts_of_a_form_are_added_together(pad: Instance) -> None:
    parts = [("file", (f"{number}.ttl", f"_:x <http://e/p> {number} .", "text/turtle")) for number in range(3)]
    assert pad.send("POST", "/graphs?graph=http://e/parts", b"", AUTHORITY).status_code == 415
    sent = requests.post(f"{pad.address}/graphs?graph=http://e/parts", files=parts, headers=AUTHORITY, timeout=60)
    assert sent.status_code == 201
    # A blank node's label is of its document alone.
    assert pad.values("SELECT (COUNT(DISTINCT ?s) AS ?n) { GRAPH <http://e/parts> { ?s ?p ?o } }") == ["3"]


@pytest.mark.parametrize("path", ["100%25", "q%252Fr", "å%20b", "a:b@c"])
def test_the_address_of_a_graph_is_its_name(pad: Instance, path: str) -> None:
    assert pad.send("PUT", f"/graphs/{path}", SMALL, TURTLE).status_code == 201
    iri = f"{pad.address}/graphs/{quote(path, safe='/:@%')}"
    assert iri in pad.values("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
    assert pad.send("GET", "/graphs?graph=" + quote(iri, safe="")).status_code == 200
    assert pad.send("DELETE", f"/graphs/{path}", headers=AUTHORITY).status_code == 204


def test_a_graph_with_an_encoded_slash_is_named_by_the_parameter(pad: Instance) -> None:
    encoded = "/graphs?graph=" + quote(f"{pad.address}/graphs/q%2Fr", safe="")
    assert pad.send("PUT", encoded, SMALL, TURTLE).status_code == 201
    assert pad.send("GET", "/graphs/q/r").status_code == 404  # another address (RFC 3986 section 2.2)
    assert pad.send("DELETE", encoded, headers=AUTHORITY).status_code == 204


def test_a_graph_without_a_name_gets_one(pad: Instance) -> None:
    sent = pad.send("POST", "/graphs", SMALL, TURTLE)
    assert sent.status_code == 201
    path = sent.headers["Location"].removeprefix(pad.address)
    assert pad.send("GET", path).status_code == 200
    assert pad.send("GET", "/graphs", params={"graph": sent.headers["Location"]}).status_code == 200


def test_an_empty_graph_is_a_graph(pad: Instance) -> None:
    assert pad.send("PUT", "/graphs?graph=http://e/empty", "", TURTLE).status_code == 201
    assert pad.send("GET", "/graphs?graph=http://e/empty").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status"),
    [
        ("GET", "/graphs", "", {}, 400),
        ("GET", "/graphs?default&graph=http://e/g", "", {}, 400),
        ("GET", "/graphs?graph=relative", "", {}, 400),
        ("GET", "/graphs?graph=http://e/%3Cg%3E", "", {}, 400),
        ("GET", "/graphs?graph=http://e/none", "", {}, 404),
        ("GET", "/graphs?default", "", {"Accept": "image/png"}, 406),
        ("PATCH", "/graphs?default", "", AUTHORITY, 415),
        ("PATCH", "/graphs?default", SMALL, TURTLE, 415),
        ("PATCH", "/graphs?default", "DELETE WHERE { ?s ?p ?o }", {"Content-Type": UPDATE["Content-Type"]}, 401),
        ("PATCH", "/graphs?default", "DELETE WHERE { ?s ?p }", UPDATE, 400),
        ("PATCH", "/graphs?default", b"DELETE WHERE { ?s ?p '\xff' }", UPDATE, 400),
        ("PATCH", "/graphs?default", "SELECT * { ?s ?p ?o }", UPDATE, 400),
        ("PATCH", "/graphs?default", "INSERT DATA { GRAPH <http://e/x> { <a:a> <a:b> 1 } }", UPDATE, 422),
        ("PATCH", "/graphs?default", "WITH <http://e/x> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", UPDATE, 422),
        ("PATCH", "/graphs?default", "LOAD SILENT <http://127.0.0.1/x>", UPDATE, 422),
        ("PATCH", "/graphs?graph=http://e/none", "DELETE WHERE { ?s ?p ?o }", UPDATE, 404),
        ("PUT", "/graphs?default", "<a> <b> ", TURTLE, 400),
        ("PUT", "/graphs?default", b"<a:a> <a:b> '\xff' .", TURTLE, 400),
        ("PUT", "/graphs?default", SMALL, {**AUTHORITY, "Content-Type": "text/plain"}, 415),
        ("PUT", "/graphs?default", SMALL, {**AUTHORITY, "Content-Type": "text/turtle; charset=utf-16"}, 415),
        ("PUT", "/graphs?default", SMALL, AUTHORITY, 415),
        ("PUT", "/graphs?default", SMALL, {"Content-Type": "text/turtle"}, 401),
        ("DELETE", "/graphs?default", "", {"Authorization": "Bearer wrong"}, 401),
        ("DELETE", "/graphs?default", "", {"Authorization": f"Basic {TOKEN}"}, 401),
    ],
)
def test_what_is_wrong_has_its_status(
    pad: Instance, method: str, path: str, body: str, headers: dict[str, str], status: int
) -> None:
    found = pad.send(method, path, body, headers)
    assert found.status_code == status
    assert found.json()["detail"]
    assert ("WWW-Authenticate" in found.headers) == (status == 401)
    assert found.headers.get("WWW-Authenticate", "Bearer").startswith("Bearer")


@pytest.mark.parametrize("name", ["?default", "?graph=http://e/patched", "/direct/patched"])
def test_a_graph_is_patched_and_no_other(pad: Instance, name: str) -> None:
    path, other = f"/graphs{name}", "/graphs?graph=http://e/unpatched"
    for one in (path, other):
        assert pad.send("PUT", one, "<http://e/s> <http://e/p> 1, 2 .", TURTLE).status_code in (201, 204)
    patch = "DELETE { ?s ?p 1 } INSERT { ?s ?p 3 , ?n } WHERE { ?s ?p 1 { SELECT (COUNT(*) AS ?n) { ?a ?b ?c } } }"
    tag = pad.send("GET", path, headers={"Accept": "application/n-triples"}).headers["ETag"]
    assert pad.send("PATCH", path, patch, {**UPDATE, "If-Match": '"other.nt"'}).status_code == 412
    assert pad.send("PATCH", path, patch, {**UPDATE, "If-Match": tag}).status_code == 204
    triples = {one: pad.send("GET", one, headers={"Accept": "application/n-triples"}).text for one in (path, other)}
    assert sorted(line.split('"')[1] for line in triples[path].splitlines()) == ["2", "3"]
    assert sorted(line.split('"')[1] for line in triples[other].splitlines()) == ["1", "2"]
    for one in (path, other):
        assert pad.send("DELETE", one, headers=AUTHORITY).status_code == 204


def test_what_patches_are_read_is_reported(pad: Instance) -> None:
    for method in ("GET", "OPTIONS"):
        found = pad.send(method, "/graphs?default")
        assert found.headers["Accept-Patch"] == "application/sparql-update"
    assert "PATCH" in found.headers["Allow"]
    assert pad.send("PATCH", "/graphs?default", "", AUTHORITY).headers["Accept-Patch"] == "application/sparql-update"


def test_a_response_without_a_body_has_no_media_type(pad: Instance) -> None:
    put = pad.send("PUT", "/graphs?graph=http://e/bare", SMALL, TURTLE)
    assert (put.content, put.headers.get("Content-Type")) == (b"", None)


def test_a_syntax_error_tells_the_line(pad: Instance) -> None:
    problem = pad.send("PUT", "/graphs?default", "<a:a> <a:b> 1 .\n<a:a> <a:b> 1 2 .", TURTLE).json()
    assert problem["line"] == 2


def test_a_graph_that_has_changed_since_it_was_read_is_not_overwritten(pad: Instance) -> None:
    path = "/graphs?graph=http://e/conditional"
    assert pad.send("PUT", path, SMALL, {**TURTLE, "If-Match": "*"}).status_code == 412
    assert pad.send("PUT", path, SMALL, {**TURTLE, "If-None-Match": "*"}).status_code == 201
    assert pad.send("PUT", path, SMALL, {**TURTLE, "If-None-Match": "*"}).status_code == 412
    tag = pad.send("GET", path, headers={"Accept": "application/n-triples"}).headers["ETag"]
    assert pad.send("GET", path, headers={"Accept": "application/n-triples", "If-None-Match": tag}).status_code == 304
    assert pad.send("POST", path, "<a:a> <a:b> 1 .", {**TURTLE, "If-Match": tag}).status_code == 204
    assert pad.send("POST", path, "<a:a> <a:b> 2 .", {**TURTLE, "If-Match": tag}).status_code == 412
    assert pad.send("DELETE", path, headers={**AUTHORITY, "If-Match": tag}).status_code == 412


def test_who_has_the_token_may_send_more(pad: Instance) -> None:
    large = "".join(f"<http://e/{number}> <http://e/p> '{'x' * 1000}' .\n" for number in range(3000))
    assert pad.send("PUT", "/graphs?graph=http://e/large", large, {"Content-Type": "text/turtle"}).status_code == 413
    assert pad.send("PUT", "/graphs?graph=http://e/large", large, TURTLE).status_code == 201
    assert pad.send("DELETE", "/graphs?graph=http://e/large", headers=AUTHORITY).status_code == 204


# A governed instance: through the pipeline.


def test_a_valid_graph_is_a_new_release(as_it_was: Instance) -> None:
    before = as_it_was.release()
    put = as_it_was.send("PUT", HERE, BETTER, TURTLE)
    assert put.status_code == 200
    assert put.json()["release"] == as_it_was.release() != before
    assert "Tillverkning och mer" in as_it_was.names()
    # The sender's own words, with remarks and layout.
    assert (as_it_was.root / OTHER).read_text("utf-8") == BETTER


def test_an_invalid_graph_is_refused_with_the_report_and_nothing_changes(tree: Instance) -> None:
    before, files = tree.release(), tree.files()
    put = tree.send("PUT", HERE, WRONG, {**TURTLE, "Accept": "*/*"})
    assert (put.status_code, put.headers["Content-Type"].split(";")[0]) == (422, "application/problem+json")
    assert "SE999" in put.text
    finding = put.json()["findings"][0]
    assert (finding["source"], finding["severity"]) == (OTHER, "violation")
    assert finding["line"] == TEXT[: TEXT.index("<id/strategy/se122-test>")].count("\n") + 1
    assert (tree.release(), tree.files()) == (before, files)
    assert "Tillverkning" in tree.names()


@pytest.mark.parametrize(
    ("body", "status", "accept", "words"),
    [
        (
            TEXT.replace("<id/area/se122-test/tillverkning> a", "<id/area/se12-test/energi> a"),
            422,
            "text/turtle",
            "id/area/se12-test/energi",
        ),
        (TEXT + "<id/region/SE122> styrka:partOf <id/region/SE122> .", 422, "text/plain", "Region-partOfAcyclic"),
        (
            TEXT + "<id/strategy/se122-test> skos:note 'Ask info@example.org'@en .",
            422,
            "text/html,*/*;q=0.5",
            "info@example.org",
        ),
        (TEXT.replace("@base", "@bas"), 400, "*/*", "@bas"),
        ("", 422, "*/*", "no statement"),
    ],
    ids=["area of two lists", "part of itself", "e-mail", "syntax", "empty"],
)
def test_what_the_pipeline_refuses_is_said_in_each_format_and_leaves_all_as_it_was(
    tree: Instance, body: str, status: int, accept: str, words: str
) -> None:
    before, files = tree.release(), tree.files()
    put = tree.send("PUT", HERE, body, {**TURTLE, "Accept": accept})
    wanted = "application/problem+json" if accept == "*/*" else accept.split(",")[0]
    assert (put.status_code, put.headers["Content-Type"].split(";")[0]) == (status, wanted)
    assert words in unescape(put.text)
    if wanted == "text/turtle":
        report = rdflib.Graph().parse(data=put.content, format="turtle")
        assert (None, rdflib.SH.focusNode, rdflib.URIRef(f"https://w3id.org/styrka/{words}")) in report
    assert (tree.release(), tree.files()) == (before, files)


def test_statements_are_added_to_a_file(as_it_was: Instance) -> None:
    more = f"<{AREA}> <http://www.w3.org/2004/02/skos/core#altLabel> 'Industri'@sv ."
    assert as_it_was.send("POST", HERE, more, TURTLE).status_code == 200
    graph = rdflib.Graph().parse(as_it_was.root / OTHER, format="turtle")
    assert len(graph) == len(rdflib.Graph().parse(data=TEXT, format="turtle")) + 1
    assert as_it_was.send("POST", HERE, more, TURTLE).status_code == 204  # nothing changes, no release


def test_a_graph_is_patched_through_the_pipeline(as_it_was: Instance) -> None:
    label = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
    before, files = as_it_was.release(), as_it_was.files()
    empty = as_it_was.send("PATCH", HERE, f"DELETE WHERE {{ <{AREA}> {label} ?name }}", UPDATE)
    assert (empty.status_code, as_it_was.release(), as_it_was.files()) == (422, before, files)
    assert empty.json()["findings"]
    nothing = as_it_was.send("PATCH", HERE, f"DELETE WHERE {{ <{AREA}> {label} 'Nothing' }}", UPDATE)
    assert (nothing.status_code, as_it_was.release()) == (204, before)
    old, new = (f"<{AREA}> {label} '{name}'@sv" for name in ("Tillverkning", "Verk"))
    change = f"DELETE {{ {old} }} INSERT {{ {new} }} WHERE {{ {old} }}"
    patched = as_it_was.send("PATCH", HERE, change, UPDATE)
    assert patched.status_code == 200, patched.text
    assert patched.json()["files"] == [OTHER]
    assert "Verk" in as_it_was.names()
    assert "Tillverkning" not in as_it_was.names()


def test_a_patch_of_one_label_changes_one_line_of_a_file_by_hand(as_it_was: Instance) -> None:
    tree = as_it_was
    assert tree.send("PUT", "/graphs/documents/sormland", trees.SORMLAND, TURTLE).status_code == 201
    by_hand = trees.read_sormland().replace("se122-2017/region-sormland-2018>", "se122-sormland-2017>")
    assert tree.send("PUT", "/graphs/strategies/se122-sormland-2017", by_hand, TURTLE).status_code == 201
    by_hand = (tree.root / "data/strategies/se122-sormland-2017.ttl").read_text("utf-8")
    digital = "?area <http://www.w3.org/2004/02/skos/core#prefLabel>"
    change = (
        f"DELETE {{ {digital} 'Verksamhetsnära digitala tjänster'@sv }} INSERT {{ {digital} 'Digitala tjänster'@sv }} "
        f"WHERE {{ {digital} 'Verksamhetsnära digitala tjänster'@sv }}"
    )
    patched = tree.send("PATCH", "/graphs/strategies/se122-sormland-2017", change, UPDATE)
    assert patched.status_code == 200, patched.text
    now = (tree.root / "data/strategies/se122-sormland-2017.ttl").read_text("utf-8")
    assert now == by_hand.replace('"Verksamhetsnära digitala tjänster"@sv', '"Digitala tjänster"@sv') != by_hand
    assert "# " in now


def test_statements_are_added_to_a_file_whose_comments_stay(as_it_was: Instance) -> None:
    assert as_it_was.send("PUT", HERE, BETTER, TURTLE).status_code == 200
    insert = f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <{AREA}> <http://www.w3.org/2004/02/skos/core#note> 'N'@sv }} }}"
    assert as_it_was.send("POST", "/update", insert, UPDATE).status_code == 200
    assert "# A remark.\n<graph/" in (as_it_was.root / OTHER).read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "status"),
    [("?default", 403), ("/ontology/area", 403), ("/strategies/none", 404)],
)
def test_a_graph_that_is_no_data_file_is_not_patched(tree: Instance, name: str, status: int) -> None:
    files = tree.files()
    assert tree.send("PATCH", f"/graphs{name}", "DELETE WHERE { ?s ?p ?o }", UPDATE).status_code == status
    assert tree.files() == files


def test_a_patch_without_end_is_ended(tree: Instance) -> None:
    files = tree.files()
    product = " . ".join(f"?a{number} ?b{number} ?c{number}" for number in range(12))
    runaway = f"INSERT {{ <a:a> <a:b> ?n }} WHERE {{ SELECT (COUNT(*) AS ?n) {{ {product} }} }}"
    found = tree.send("PATCH", HERE, runaway, UPDATE)
    assert (found.status_code, found.json()["cause"]) == (503, "time")
    assert tree.files() == files


def test_a_graph_is_deleted_with_its_file_and_made_anew(as_it_was: Instance) -> None:
    path = "/graphs/strategies/se122-test"
    assert as_it_was.send("DELETE", path, headers=AUTHORITY).status_code == 200
    assert not (as_it_was.root / OTHER).exists()
    assert as_it_was.names() == []
    assert as_it_was.send("GET", path).status_code == 404
    assert as_it_was.send("PUT", path, TEXT, TURTLE).status_code == 201


def test_a_graph_that_others_refer_to_is_not_deleted(tree: Instance) -> None:
    files = tree.files()
    assert tree.send("DELETE", "/graphs/documents/regions", headers=AUTHORITY).status_code == 422
    assert tree.files() == files


@pytest.mark.parametrize(
    "name",
    [
        "graph=https://w3id.org/styrka/graph/ontology/area",
        "graph=https://w3id.org/styrka/graph/shapes/area",
        "default",
        "graph=https://w3id.org/styrka/graph/inferred/x",
        "graph=https://w3id.org/styrka/graph/mappings/se12-test",
        "graph=https://w3id.org/styrka/graph/../../etc/x",
        "graph=http://example.org/graph",
        "graph=https://w3id.org/styrka/graph/",
        "graph=https://w3id.org/styrka/graph/strategies/.hidden",
    ],
)
def test_a_graph_that_is_no_data_file_is_not_written(tree: Instance, name: str) -> None:
    files = tree.files()
    found = tree.send("PUT", f"/graphs?{name}", SMALL, TURTLE)
    assert found.status_code == 403
    assert found.json()["detail"]
    assert tree.files() == files


def test_a_graph_has_the_tag_of_its_file_and_not_of_the_release(as_it_was: Instance) -> None:
    turtle = {"Accept": "text/turtle"}
    tag = as_it_was.send("GET", HERE, headers=turtle).headers["ETag"]
    other = as_it_was.send("GET", "/graphs/strategies/se12-test", headers=turtle).headers["ETag"]
    assert as_it_was.send("PUT", HERE, BETTER, {**TURTLE, "If-Match": other}).status_code == 412
    assert as_it_was.send("PUT", HERE, BETTER, {**TURTLE, "If-Match": tag}).status_code == 200
    assert as_it_was.send("PUT", HERE, TEXT, {**TURTLE, "If-Match": tag}).status_code == 412
    assert as_it_was.send("GET", "/graphs/strategies/se12-test", headers=turtle).headers["ETag"] == other


def test_drafts_in_the_tree_are_not_published_by_a_write(tree: Instance) -> None:
    draft = tree.root / trees.STRATEGY
    before = draft.read_bytes()
    draft.write_bytes(before + b"# a draft\n")
    try:
        found = tree.send("PUT", HERE, BETTER, TURTLE)
        assert found.status_code == 409
        assert trees.STRATEGY in found.json()["detail"]
    finally:
        draft.write_bytes(before)


def test_writing_is_off_where_there_is_no_token(tmp_path: Path) -> None:
    chosen = Settings(root=trees.plant_built(tmp_path))
    release = build_release(chosen)
    engine = open_local(release.dumps, release.version)
    client = create_app(chosen, engine, {}, writer=GovernedWriter(chosen)).test_client()
    for method in ("PUT", "POST", "DELETE", "PATCH"):
        for headers in (TURTLE, {"Content-Type": "text/turtle", "Authorization": "Bearer "}, {}):
            found = client.open(HERE, method=method, data=TEXT, headers=headers)
            assert found.status_code == 403
            assert "STYRKA_WRITE_TOKEN" in json.loads(found.data)["detail"]
    assert client.get(HERE).status_code == 200


def test_a_review_is_put_as_a_table_and_taken_back(tree: Instance) -> None:
    own = "/graphs/mappings/reviewed/2026-11-29-styrka-1"
    area = "https://w3id.org/styrka/id/area/se12-test/energi"
    count = f"SELECT ?t {{ <{area}> <https://w3id.org/styrka/def/primaryTheme> ?t }}"
    cells = dict(zip(COLUMNS, ROW.split("\t"), strict=True)) | {"object_id": "theme:food", "object_label": "Food"}
    denied = dict(zip(COLUMNS, ROW.split("\t"), strict=True)) | {"predicate_modifier": "Not", "rank": ""}
    signed = {"reviewer_id": "actor:styrka", "review_date": "2026-11-29"}
    graph = f"https://w3id.org/styrka/graph{own.removeprefix('/graphs')}"
    text = format_sssom(graph, ("Prov", "Test"), [denied | signed, cells | signed], reviewed=True)
    table = {**AUTHORITY, "Content-Type": "text/tab-separated-values"}
    before = tree.files()
    assert tree.send("PUT", own, TEXT, TURTLE).status_code == 415
    assert tree.send("POST", own, SMALL, TURTLE).status_code == 403
    update = f"INSERT DATA {{ GRAPH <{graph}> {{ <{graph}> a <{graph}> }} }}"
    assert tree.send("POST", "/update", update, UPDATE).status_code == 403
    assert tree.send("PUT", own, text).status_code == 401
    assert tree.files() == before
    put = tree.send("PUT", own, text, table)
    assert put.status_code == 201, put.text
    assert tree.values(count) == ["https://w3id.org/styrka/scheme/theme/food"]
    assert (tree.root / "data/mappings/reviewed/2026-11-29-styrka-1.sssom.tsv").read_text("utf-8") == text
    assert tree.send("DELETE", own, headers=AUTHORITY).status_code in (200, 204)
    assert tree.values(count) == ["https://w3id.org/styrka/scheme/theme/energy"]
    assert tree.files() == before
