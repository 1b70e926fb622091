"""Development: what an author changes shows at the next request (``styrka serve --reload``).

Templates, static files, questions and the words in ``text/`` are read again when one of them has changed. Responses are
not cached, here or by browsers. A change of other Python code needs a new start.
"""

from __future__ import annotations

import importlib
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from flask import Flask, Response, request

from styrka.ask.question import Query, load_questions

_PACKAGE: Final = Path(__file__).parents[2]
_CONDITIONS: Final = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")


def register(app: Flask, queries: Path, questions: dict[str, Query]) -> None:
    """Have every request of an application look for changed files first.

    Parameters:
        queries: the folder of the questions.
        questions: the questions by slug that the application answers from; replaced in place.
    """
    app.config["TEMPLATES_AUTO_RELOAD"] = True
    app.jinja_env.auto_reload = True
    lock = threading.Lock()
    seen = dict(_find_files(queries))

    @app.before_request
    def reload_what_changed() -> None:
        for header in _CONDITIONS:
            request.environ.pop(header, None)
        with lock:
            found = dict(_find_files(queries))
            changed = {path for path in found.keys() | seen.keys() if found.get(path) != seen.get(path)}
            if not changed:
                return
            if any(path.is_relative_to(queries) for path in changed):
                fresh = load_questions(queries)  # a file that is wrong leaves the old ones in place, and is shown
                questions.clear()
                questions.update(fresh)
            for path in sorted(changed):
                name = f"styrka.text.{path.stem}"
                if path.parent == _PACKAGE / "text" and name in sys.modules:
                    importlib.reload(sys.modules[name])
            seen.clear()
            seen.update(found)

    @app.after_request
    def forbid_storing(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        for header in ("ETag", "Last-Modified"):
            response.headers.pop(header, None)
        return response


def _find_files(queries: Path) -> Iterator[tuple[Path, tuple[int, int]]]:
    """Yield every file that is looked at, with its time of change in nanoseconds and its size in bytes."""
    for folder in (queries, _PACKAGE / "text", _PACKAGE / "web" / "render"):
        for path in folder.rglob("*"):
            if path.suffix in (".rq", ".yaml", ".py", ".html", ".txt", ".css", ".svg"):
                state = path.stat()
                yield path, (state.st_mtime_ns, state.st_size)
