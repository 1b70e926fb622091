"""A request whose files stay in memory: what somebody sends to be checked is written to no disk, not even for a moment.

Every body has a limit (see ``limits``), so that it fits.
"""

from __future__ import annotations

from io import BytesIO
from typing import IO

from flask import Request


class UnwrittenRequest(Request):
    """A request whose files are read into memory, however large they are."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        """Return where a file of a form is read into; Werkzeug's own would be a temporary file for a large one."""
        return BytesIO()
