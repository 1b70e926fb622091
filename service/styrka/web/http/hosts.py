"""Under which names the service may be reached, because they get into the addresses that its answers give."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from flask import Flask, request

from styrka.errors import BadParameter
from styrka.settings import Settings

_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
_ANY: Final = ("0.0.0.0", "::", "")  # noqa: S104 (what an operator may have set, and no address that is listened on)
_PROBED: Final = ("/health/", "/metrics")  # asked by address, and without an address in the answer


def list_trusted_hosts(settings: Settings) -> tuple[str, ...]:
    """Return the names that a request may have in its Host header; none where any may, because none is used.

    With ``STYRKA_BASE`` all addresses begin with that; without it, with what the request was sent to.
    """
    if settings.base:
        return ()
    named = [name.strip("[]").lower() for name in settings.trusted_hosts.replace(",", " ").split()]
    return tuple(dict.fromkeys((*_LOOPBACK, *((settings.host,) if settings.host not in _ANY else ()), *named)))


def register(app: Flask, settings: Settings) -> None:
    """Refuse requests under a name that is not the service's own."""
    trusted = list_trusted_hosts(settings)

    @app.before_request
    def check_host() -> None:
        name = urlsplit(f"//{request.environ.get('HTTP_HOST', '')}").hostname or ""
        if not trusted or not name or name in trusted or request.path.startswith(_PROBED):
            return
        raise BadParameter(
            f"This service is not known as {name}. Whoever runs it sets STYRKA_BASE to its public address, or "
            "STYRKA_TRUSTED_HOSTS to the names that it has.",
            sv=f"Tjänsten heter inte {name}. Den som driver den anger dess adress med STYRKA_BASE, eller dess namn med "
            "STYRKA_TRUSTED_HOSTS.",
            parameter="Host",
        )
