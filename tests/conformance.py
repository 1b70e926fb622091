"""The W3C SPARQL 1.1 suite over HTTP, against a scratch instance of our own: ``make conformance``.

The suite and its runner are in the shared folder, and not part of the repository.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT, SHARED

KNOWN = ROOT / "tests" / "conformance-known.txt"
TOKEN = "conformance"
_START_SECONDS = 60


@dataclass(frozen=True)
class Result:
    """What the suite gave: how many of each status, the failures with their reasons, and the runner's own table."""

    counts: Counter[str]
    failures: dict[str, str]
    table: str


def known() -> dict[str, str]:
    """The failures that are known, with the reason of each."""
    lines = [line for line in KNOWN.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return {name: reason.strip() for name, _, reason in (line.partition(" ") for line in lines)}


@contextmanager
def serving(*arguments: str, root: Path = ROOT, **environment: str) -> Iterator[str]:
    """A service of our own on a free port: its address. It ends with the block.

    Parameters:
        arguments: for ``styrka serve``.
        root: the folder that it runs in.
        environment: settings, by the names of their variables.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("STYRKA_")}
    settings = {"STYRKA_REQUEST_LOG": "none", "STYRKA_RATE": "", "STYRKA_FILES_AHEAD": "no", **environment}
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "styrka", "serve", *arguments, "--port", str(port)],
            cwd=root,
            env={**inherited, "PYTHONPATH": str(ROOT / "service"), **settings},
            stdout=log,
            stderr=log,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _await(address, process, log)
            yield address
        finally:
            process.terminate()
            process.wait(30)


def run(shared: Path) -> Result:
    """The suite's result against a fresh scratch instance."""
    suite = shared / "conformance"
    with tempfile.TemporaryDirectory() as folder, serving("--scratch", STYRKA_WRITE_TOKEN=TOKEN) as address:
        out = Path(folder) / "results.json"
        done = subprocess.run(
            [
                sys.executable,
                suite / "run_sparql11_http.py",
                "--suite",
                suite / "w3c",
                "--query",
                f"{address}/sparql",
                "--update",
                f"{address}/update",
                "--gsp",
                f"{address}/graphs",
                "--header",
                f"Authorization: Bearer {TOKEN}",
                "--json",
                out,
            ],
            env={**os.environ, "GSP_DIRECT": "direct"},
            capture_output=True,
            text=True,
            check=False,
        )
        if not out.exists():
            raise AssertionError(f"the runner gave no result:\n{done.stdout}\n{done.stderr}")
        tests = json.loads(out.read_text("utf-8"))
    failures = {f"{test['category']}/{test['name']}": test["why"] for test in tests if test["status"] == "fail"}
    table = done.stdout.split("\nFAIL ", 1)[0]
    return Result(Counter(test["status"] for test in tests), failures, table)


def verdict(result: Result) -> list[str]:
    """What is not as the list of known failures says."""
    expected = known()
    return [f"fails: {name}: {why}" for name, why in result.failures.items() if name not in expected] + [
        f"passes now, and can leave {KNOWN.name}: {name}" for name in expected if name not in result.failures
    ]


def main() -> int:
    """Run the suite and print its totals; 1 when something unknown fails, 0 also where there is no suite."""
    if SHARED is None or not (SHARED / "conformance").is_dir():
        print("The W3C suite is not present: set STYRKA_SHARED to the folder that has conformance/.")
        return 0
    result = run(SHARED)
    wrong = verdict(result)
    print(result.table)
    for name, reason in known().items():
        if name in result.failures:
            print(f"known failure  {name}: {reason}")
    print("".join(f"\nWRONG  {line}" for line in wrong))
    counts = result.counts
    print(f"{counts['pass']} pass, {counts['fail']} fail ({len(wrong)} not as known), {counts['skip']} are skipped")
    return 1 if wrong else 0


def _await(address: str, process: subprocess.Popen[bytes], log: object) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"{address}/health/live", timeout=5):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                log.seek(0)  # type: ignore[attr-defined]
                raise AssertionError(f"the service does not start:\n{log.read().decode()}") from None  # type: ignore[attr-defined]
            time.sleep(0.03)


if __name__ == "__main__":
    sys.exit(main())
