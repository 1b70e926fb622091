"""Derivations on disk: the same in, the same out, byte for byte."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from styrka.build.infer import compile_rules, infer, read_derivations, write_derivations
from styrka.errors import ReleaseError
from tests.service.build.infer.cases import EXAMPLES, files, graphs, turtle

ROOT = Path(__file__).resolve().parents[4]


@pytest.mark.parametrize("path", files("entails"), ids=lambda path: path.stem)
def test_what_is_written_is_read(path: Path, tmp_path: Path) -> None:
    case = graphs(path)
    inference = infer(case["data"], compile_rules(case["axioms"]))
    write_derivations(inference, tmp_path / "derivations.gz")
    again = read_derivations(tmp_path / "derivations.gz")
    assert again.rules == inference.rules
    assert again.counts() == inference.counts()
    assert list(again) == list(inference)
    assert list(again.quads()) == list(inference.quads())
    for triple, _ in inference:
        assert again.derivation(triple) == inference.derivation(triple)
    assert all(again.derivation(triple) is None for triple in case["data"])


def test_constraints_are_kept_too(tmp_path: Path) -> None:
    rules = compile_rules(turtle(":p a owl:FunctionalProperty ; rdfs:range :C . :A owl:disjointWith :B ."))
    write_derivations(infer([], rules), tmp_path / "derivations.gz")
    assert read_derivations(tmp_path / "derivations.gz").rules == rules


def test_bytes_do_not_depend_on_the_hash_seed(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from tests.service.build.infer.cases import files, graphs\n"
        "from styrka.build.infer import compile_rules, infer, write_derivations\n"
        "cases = [graphs(path) for path in files('entails')]\n"
        "axioms = [t for c in cases for t in c['axioms']]\n"
        "write_derivations(infer([t for c in cases for t in c['data']], compile_rules(axioms)), Path(sys.argv[1]))\n"
    )
    written = []
    for seed in ("1", "2"):
        path = tmp_path / seed
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'service'}"}
        subprocess.run([sys.executable, "-c", script, path], check=True, env=environment, cwd=ROOT)
        written.append(path.read_bytes())
    assert written[0] == written[1]
    assert len(written[0]) > 1000


@pytest.mark.parametrize("content", [b"", b"not gzip", b"\x1f\x8b\x08\x00 cut short"])
def test_a_damaged_file_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "derivations.gz"
    path.write_bytes(content)
    with pytest.raises(ReleaseError, match=r"derivations\.gz cannot be read"):
        read_derivations(path)


def test_a_file_cut_short_anywhere_is_refused(tmp_path: Path) -> None:
    case = graphs(EXAMPLES / "entails" / "chain-from-inferred.trig")
    whole = tmp_path / "whole.gz"
    write_derivations(infer(case["data"], compile_rules(case["axioms"])), whole)
    data = whole.read_bytes()
    for length in range(0, len(data) - 8, 7):
        whole.write_bytes(data[:length])
        with pytest.raises(ReleaseError):
            read_derivations(whole)
