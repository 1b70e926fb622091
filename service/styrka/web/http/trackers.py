"""Parameters that others add to an address to follow who came from where: no page or answer depends on them."""

from __future__ import annotations

from typing import Final
from urllib.parse import unquote_plus

_BEGINNINGS: Final = ("utm_", "mtm_", "pk_", "hsa_")
_NAMES: Final = frozenset(
    {
        "dclid",
        "fbclid",
        "gbraid",
        "gclid",
        "gclsrc",
        "igshid",
        "li_fat_id",
        "mc_cid",
        "mc_eid",
        "mkt_tok",
        "msclkid",
        "ttclid",
        "twclid",
        "wbraid",
        "yclid",
        "_ga",
        "_gl",
        "_hsenc",
        "_hsmi",
    }
)


def drop_trackers(query: str) -> str:
    """Return a query string without the parameters of trackers; the others as they are.

    >>> drop_trackers("theme=energy&utm_source=x&fbclid=y")
    'theme=energy'
    """
    return "&".join(part for part in query.split("&") if not _is_tracker(part.partition("=")[0]))


def _is_tracker(name: str) -> bool:
    plain = unquote_plus(name).lower()
    return plain in _NAMES or plain.startswith(_BEGINNINGS)
