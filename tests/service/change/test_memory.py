"""A process without memory is killed, whatever its interpreter makes of it; other errors are left as they are."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from styrka.errors import StyrkaError

SIZE = 1 << 25
SPEND = "kept = []\n        while True: kept.append(bytes(1 << 16))"


def run(block: str) -> subprocess.CompletedProcess[str]:
    code = (
        "from styrka.change.memory import bound_memory\nfrom styrka.errors import StyrkaError\n"
        f"try:\n    with bound_memory({SIZE}):\n        {block}\n"
        "except Exception as error:\n    print(type(error).__name__)"
    )
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds a process's memory so")
@pytest.mark.parametrize(
    "block",
    [
        SPEND,
        f"bytes({2 * SIZE})",
        f"try:\n            {SPEND.replace('        while', '            while')}\n"
        "        except MemoryError: raise SystemError('error return without exception set')",
    ],
    ids=["little by little", "at once", "as another error"],
)
def test_a_process_without_memory_is_killed(block: str) -> None:
    ended = run(block)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert ended.stdout == ""


@pytest.mark.parametrize("name", ["ValueError", StyrkaError.__name__])
def test_another_error_goes_on(name: str) -> None:
    assert run(f"raise {name}('other')").stdout.strip() == name
