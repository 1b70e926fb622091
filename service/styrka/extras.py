"""Packages that come with an extra: whatever needs one that is not installed names it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from styrka.errors import MissingExtra


@contextmanager
def needs_extra(extra: str) -> Iterator[None]:
    """Turn an import that fails inside the block into MissingExtra, which names the extra to install.

    Raises:
        MissingExtra: What was asked for needs a package that is not installed here.
        ModuleNotFoundError: The module is one of this package.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "styrka").partition(".")[0] == "styrka":
            raise
        raise MissingExtra(
            f"This needs {error.name}, which comes with the extra {extra}: pip install 'styrka[{extra}]'",
            sv=f"Detta kräver {error.name}, som följer med tillägget {extra}: pip install 'styrka[{extra}]'",
            extra=extra,
        ) from None
