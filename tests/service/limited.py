"""An engine whose answers have a limit of bytes, as those to a service have."""

from __future__ import annotations

from styrka.engine.interface import Answer, Budget, Dataset, Delegate, Engine
from styrka.formats import Format


class Limited(Delegate):
    """Answers as another engine does, and refuses what has more bytes: any answer, or only that of one query."""

    def __init__(self, engine: Engine, bytes_: int, only: str = "") -> None:
        super().__init__(engine)
        self._budget, self._only = Budget(600, 1 << 40, bytes_), only

    def run(
        self, query: str, format_: Format, *, dataset: Dataset | None = None, budget: Budget | None = None
    ) -> Answer:
        limited = query == self._only or not self._only
        return super().run(query, format_, dataset=dataset, budget=self._budget if limited else budget)
