"""A dry run of a harvest, against the service itself and against servers that misbehave."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer

import pytest
import rdflib
from werkzeug.serving import make_server

from styrka.engine.local import open_local
from styrka.engine.serialisation import RDF
from styrka.errors import BadParameter, SourceError
from styrka.publish.catalogue import dcat
from styrka.publish.catalogue.check import quality, trial_harvest
from styrka.web.app import create_app
from tests.queries.conftest import QUESTIONS
from tests.service import trees
from tests.service.history import History


@contextmanager
def running(server: HTTPServer) -> Iterator[str]:
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def address(grown: History) -> Iterator[str]:
    """A running service over the second release."""
    engine = open_local(grown.new.dumps, grown.new.version, created=grown.new.created)
    app = create_app(grown.settings, engine, QUESTIONS)
    with running(make_server("127.0.0.1", 0, app, threaded=True)) as found:
        yield found


@pytest.mark.parametrize("profile", dcat.PROFILES)
def test_every_address_answers_and_every_promise_holds(address: str, profile: str) -> None:
    triples = trial_harvest.fetch_catalogue(address, profile)
    answers = trial_harvest.follow_addresses(triples)
    assert len(answers) > 20
    assert [one for one in answers if not one.well] == []
    found = quality.rate_indicators(triples, {one.address: one.well for one in answers}, True)
    assert quality.sum_points(found) == quality.WHOLE
    assert not any(one.assumed for one in found)


def test_the_command_line_rehearses(address: str, grown: History) -> None:
    done = trees.styrka(grown.settings.root, "catalogue", "check", "--harvest", address, "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["points"], told["well"]) == (0, 405, True), done.stderr
    assert all(one["head"] == one["get"] == 200 for one in told["answers"])


def test_the_command_line_predicts_without_a_server(grown: History) -> None:
    done = trees.styrka(grown.settings.root, "catalogue", "check")
    assert "of 405 points" in done.stdout
    assert "assumed" in done.stdout
    assert "STYRKA_CONTACT_EMAIL" in done.stdout
    # The tree has no questions, so nobody could measure the answer of the question that stands for the REST interface.
    assert done.returncode == 1
    assert "dataset/styrka/rest> dcat:byteSize ?" in done.stdout


@pytest.mark.parametrize("suffix", ["ttl", "rdf", "jsonld", "nt"])
def test_the_command_line_shows_the_catalogue(grown: History, suffix: str) -> None:
    import pyoxigraph as ox

    done = trees.styrka(
        grown.settings.root, "catalogue", "show", "--format", suffix, "--base", "https://styrka.example"
    )
    formats = {offer.suffix: format_ for offer, format_ in RDF.items()}
    assert done.returncode == 0, done.stderr
    assert len(list(ox.parse(done.stdout.encode(), formats[suffix]))) > 500
    assert "https://styrka.example/release/" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--shapes", "."), 3, "no shapes"),
        (("--harvest", "nonsense"), 2, "no address"),
        (("--harvest", "http://127.0.0.1:9/"), 1, "no catalogue comes"),
        (("--profile", "unknown"), 2, "dcat-ap-se"),
    ],
)
def test_the_command_line_says_what_is_wrong(grown: History, arguments: tuple[str, ...], code: int, said: str) -> None:
    done = trees.styrka(grown.settings.root, "catalogue", "check", *arguments)
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr


class Broken(BaseHTTPRequestHandler):
    """A server whose catalogue promises what it does not keep."""

    catalogue = b""
    kind = "application/n-triples"

    def answer(self, *, body: bool) -> None:
        path, content, status = self.path.split("?")[0], b"12345", 200
        if path == "/datasets/dcat":
            content = self.catalogue
        if path == "/gone" or (path == "/headless" and not body):
            status = 410
        self.send_response(status)
        self.send_header("Content-Type", self.kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if body:
            self.wfile.write(content)

    def do_GET(self) -> None:
        self.answer(body=True)

    def do_HEAD(self) -> None:
        self.answer(body=False)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def broken() -> Iterator[str]:
    with running(ThreadingHTTPServer(("127.0.0.1", 0), Broken)) as found:
        yield found


def offered(host: str, path: str, *more: str) -> str:
    distribution = f"{host}/d{path}"
    return "\n".join(
        [
            f"<{distribution}> <{rdflib.RDF.type}> <{rdflib.DCAT.Distribution}> .",
            f"<{distribution}> <http://www.w3.org/ns/dcat#downloadURL> <{host}{path}> .",
            *(f"<{distribution}> {one} ." for one in more),
            "",
        ]
    )


def test_what_is_not_kept_is_reported(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    size = '<http://www.w3.org/ns/dcat#byteSize> "{}"^^<http://www.w3.org/2001/XMLSchema#nonNegativeInteger>'
    spdx = "http://spdx.org/rdf/terms#"
    text = "".join(
        [
            offered(broken, "/well", size.format(5)),
            offered(broken, "/gone"),
            offered(broken, "/headless"),
            offered(broken, "/short", size.format(6)),
            offered(broken, "/forged", f"<{spdx}checksum> <{broken}/sum>"),
            f"<{broken}/sum> <{spdx}algorithm> <{spdx}checksumAlgorithm_sha256> .\n",
            f'<{broken}/sum> <{spdx}checksumValue> "00" .\n',
        ]
    )
    monkeypatch.setattr(Broken, "catalogue", text.encode())
    triples = trial_harvest.fetch_catalogue(broken)
    answers = {one.address.removeprefix(broken): one for one in trial_harvest.follow_addresses(triples)}
    assert answers["/well"].well
    assert {path for path, one in answers.items() if not one.well} == {"/gone", "/headless", "/short", "/forged"}
    assert answers["/gone"].get == 410
    assert answers["/headless"].head == 410
    assert "byteSize" in answers["/short"].problem
    assert "checksum" in answers["/forged"].problem
    found = {
        one.name: one for one in quality.rate_indicators(triples, {one.address: one.well for one in answers.values()})
    }
    assert found["download address answers"].points == 30 * 1 / 5


@pytest.mark.parametrize("kind", ["text/html", "application/n-triples"])
def test_what_is_no_catalogue_is_refused(broken: str, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr(Broken, "catalogue", b"<html>")
    monkeypatch.setattr(Broken, "kind", kind)
    with pytest.raises(SourceError, match="no RDF"):
        trial_harvest.fetch_catalogue(broken)


@pytest.mark.parametrize("address", ["", "ftp://x/", "file:///etc/passwd", "127.0.0.1:8000"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(BadParameter):
        trial_harvest.fetch_catalogue(address)
