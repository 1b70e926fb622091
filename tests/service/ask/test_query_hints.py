"""Estimates on a query that was refused, while the release changes under many threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from styrka.ask import query_hints
from styrka.engine.interface import Delegate, Edition
from styrka.engine.local import LocalEngine


class Changing(Delegate):
    """The shipped release, under another version each time it is asked which one it is."""

    count = 0

    @property
    def edition(self) -> Edition:
        """The next version."""
        self.count += 1
        return Edition(f"v{self.count % 3}")


def test_the_terms_of_a_release_are_found_while_another_is_taken_up(engine: LocalEngine) -> None:
    changing = Changing(engine)
    query = "SELECT * { ?s a styrka:Strategyy }"

    def hint(_: int) -> list[str]:
        return query_hints.find_hints(query, None, changing)

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(hint, range(60)))
    assert all(any("styrka:Strategy" in one for one in hints) for hints in found)
