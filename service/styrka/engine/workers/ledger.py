"""What the queries of all workers take together, in a piece of memory that the workers of one fork server share.

Each worker writes what its query takes into a slot of its own and reads the others', so that their sum has a bound
without anybody being asked: where it is passed, the query that takes the most ends.
"""

from __future__ import annotations

import mmap
import struct
from typing import Final

SLOTS: Final = 1024
_SLOT: Final = struct.Struct("=q")


class Ledger:
    """The shared slots. To be made before the workers are forked."""

    def __init__(self, limit: int) -> None:
        """Make the slots.

        Parameters:
            limit: the bytes that all queries may take together; 0: no bound.
        """
        self.limit = limit
        self._shared = mmap.mmap(-1, SLOTS * _SLOT.size)
        self._free = list(range(SLOTS - 1, -1, -1))

    def take_slot(self) -> int:
        """Return a slot that no worker has. For the fork server alone."""
        slot = self._free.pop()
        self.note(slot, 0)
        return slot

    def give_slot(self, slot: int) -> None:
        """Take back the slot of a worker that has ended. For the fork server alone."""
        self.note(slot, 0)
        self._free.append(slot)

    def note(self, slot: int, taken: int) -> None:
        """Write how many bytes the query of a worker takes."""
        _SLOT.pack_into(self._shared, slot * _SLOT.size, taken)

    def is_to_end(self, slot: int) -> bool:
        """Return whether the queries together take too much, and the one of this slot the most."""
        if not self.limit:
            return False
        taken = [value for (value,) in _SLOT.iter_unpack(self._shared[:])]
        return sum(taken) > self.limit and taken.index(max(taken)) == slot
