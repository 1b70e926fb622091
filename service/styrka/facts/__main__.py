"""``python -m styrka.facts FACTS [--root DIR] [--check]``: write the instance files that the tables in FACTS give."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from styrka import facts
from styrka.errors import StyrkaError


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit code: 0, or 1 when a table is not right or, with --check, a file is stale."""
    parser = argparse.ArgumentParser(prog="python -m styrka.facts", description=__doc__)
    parser.add_argument("facts", type=Path, help="the folder of fact tables")
    parser.add_argument("--root", type=Path, default=Path(), help="the project's root (default: here)")
    parser.add_argument("--check", action="store_true", help="write nothing; say which files would change")
    given = parser.parse_args(arguments)
    try:
        if given.check:
            stale = facts.stale(given.facts, given.root)
            print("\n".join(stale) or "every file is as the tables give it")
            return 1 if stale else 0
        written = facts.convert(given.facts, given.root)
    except StyrkaError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    print(f"{len(written)} files written")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
