"""What a test reads of an answer."""

from __future__ import annotations

from typing import Any

from werkzeug.test import TestResponse


def json_of(response: TestResponse) -> Any:
    """The JSON of an answer, which the test goes on to index."""
    return response.json
