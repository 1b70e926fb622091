"""Compressed answers: which coding a client takes (RFC 9110 section 12.5.3), and the bytes in it."""

from __future__ import annotations

import sys
import zlib
from typing import Final

import brotli
from werkzeug.datastructures import Accept

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

IDENTITY: Final = ""
SMALLEST: Final = 1024  # below this, the headers that a coding needs outweigh what it saves
# The server's order where the client likes several equally: the fastest for its size first.
CODINGS: Final = ("zstd", "br", "gzip")
_TEXTUAL: Final = ("json", "xml", "javascript", "n-triples", "n-quads", "trig", "sparql")


def choose_encoding(accepted: Accept) -> str:
    """Return the coding that a client likes best, ``IDENTITY`` when it names none of ours or likes none better."""
    best = max(CODINGS, key=lambda coding: (accepted.quality(coding), -CODINGS.index(coding)))
    plain = accepted.quality("identity") if "identity" in accepted.values() else 0
    return best if accepted.quality(best) > max(plain, 0) else IDENTITY


def is_compressible(mimetype: str) -> bool:
    """Return whether bytes of a media type become smaller."""
    return mimetype.startswith("text/") or any(mimetype.endswith(word) for word in _TEXTUAL)


def compress(body: bytes, coding: str) -> bytes:
    """Return the body in a coding: Zstandard (RFC 8878), Brotli (RFC 7932) or gzip (RFC 1952)."""
    if coding == "zstd":
        return zstd.compress(body, level=6)
    if coding == "br":
        return bytes(brotli.compress(body, quality=5))
    if coding == "gzip":
        packer = zlib.compressobj(6, zlib.DEFLATED, 16 + zlib.MAX_WBITS)  # no time stamp: same bytes for same answer
        return packer.compress(body) + packer.flush()
    return body
