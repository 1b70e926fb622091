"""The pool of real processes that the engine tests use, for SERVICE over it."""

from tests.service.engine.conftest import pool as pool
