"""What a request must be before anything looks at it: of a bearable size, well-formed, and not one of too many."""

from __future__ import annotations

import ipaddress
import re
import threading
import time
from http import HTTPStatus
from typing import Final
from urllib.parse import unquote_to_bytes

from flask import Flask, Response, g, request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from werkzeug.exceptions import MethodNotAllowed

from styrka.errors import BadParameter, TooLarge, TooManyRequests, UnsupportedMediaType, UriTooLong
from styrka.formats import FORM
from styrka.settings import Settings
from styrka.web.http import write_access
from styrka.web.http.environ import ROUTE

_GUESSES: Final = "20/minute"  # wrong tokens of one client
_SWEEP: Final = 10.0  # seconds between two looks for counts that have expired
_FREE: Final = ("/health/", "/metrics", "/static/")
_BROKEN: Final = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_HOST: Final = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")  # RFC 3986 section 3.2.2
_CONTROL: Final = re.compile(rb"[\x00-\x1f\x7f]")
_NULL: Final = re.compile(rb"\x00")
_SPECIAL: Final = re.compile(rb"[\x00\x80-\xff]|%00|%[89A-Fa-f]")  # without one of these it is text, and has no null


class Counts(MemoryStorage):
    """Counts in memory, of which those that have expired are looked for a few times a minute.

    As the library has it, nearly every request starts a thread to look for them ten milliseconds later, which takes
    longer than to count.
    """

    @property
    def timer(self) -> threading.Timer:
        """What looks for them next, once somebody is counted after it has."""
        return self._timer

    @timer.setter
    def timer(self, timer: threading.Timer) -> None:
        timer.interval, timer.daemon = _SWEEP, True  # it is started after this
        self._timer = timer


def register(app: Flask, settings: Settings) -> None:
    """Let every request of an application pass the gate first."""
    app.before_request(lambda: _measure(settings))
    if settings.write_token:
        _slow_guesses(app)
    if settings.rate and not settings.scratch:
        limiter, rate = SlidingWindowCounterRateLimiter(Counts()), _rate(settings.rate)
        policy = f'"client";q={rate.amount};w={rate.get_expiry()}'

        @app.after_request
        def add_rate_headers(response: Response) -> Response:
            """Add how much is left, so that a client need not find out by a refusal (draft-ietf-httpapi-ratelimit)."""
            if "left" in g:
                response.headers["RateLimit-Policy"] = policy
                response.headers["RateLimit"] = g.left
            return response

        @app.before_request
        def count() -> None:
            client = name_client(request.remote_addr or "")
            if request.path.startswith(_FREE) or request.method == "OPTIONS":
                return
            taken = limiter.hit(rate, client)
            left = limiter.get_window_stats(rate, client)
            wait = max(1, int(left.reset_time - time.time()) + 1)
            g.left = f'"client";r={left.remaining};t={wait}'
            if taken:
                return
            raise TooManyRequests(
                f"More than {settings.rate} came from your address. Wait {wait} s; an answer that was asked for lately "
                "is free. For all of the data, take the dump instead of many questions.",
                sv=f"Mer än {settings.rate} kom från din adress. Vänta {wait} s; ett svar som nyligen gavs är fritt. "
                "Den som vill ha alla data hämtar hellre filen än ställer många frågor.",
                retry_after=wait,
                limit=settings.rate,
            )


def _slow_guesses(app: Flask) -> None:
    """Let a client that sends wrong tokens wait, the right one too: otherwise the answer would still tell."""
    limiter, rate = SlidingWindowCounterRateLimiter(Counts()), parse(_GUESSES)

    def guesses() -> bool:
        return "Authorization" in request.headers and write_access.is_write(request.path)

    @app.before_request
    def refuse_guess() -> None:
        client = name_client(request.remote_addr or "")
        if guesses() and not limiter.test(rate, client):
            wait = max(1, int(limiter.get_window_stats(rate, client).reset_time - time.time()) + 1)
            raise TooManyRequests(
                f"More than {_GUESSES} wrong tokens came from your address. Wait {wait} s.",
                sv=f"Fler än {_GUESSES} felaktiga nycklar kom från din adress. Vänta {wait} s.",
                retry_after=wait,
                limit=_GUESSES,
            )

    @app.after_request
    def count_guess(response: Response) -> Response:
        if response.status_code == HTTPStatus.UNAUTHORIZED and guesses():
            limiter.hit(rate, name_client(request.remote_addr or ""))
        return response


def _measure(settings: Settings) -> None:
    request.environ[ROUTE] = request.url_rule.rule if request.url_rule else "none"
    size = len(request.environ["PATH_INFO"]) + len(request.query_string)
    if size > settings.url_bytes:
        raise UriTooLong(
            f"The address has {size} bytes; the limit is {settings.url_bytes}. Send a long query by POST.",
            sv=f"Adressen har {size} byte; gränsen är {settings.url_bytes}. Skicka en lång fråga med POST.",
            limit=settings.url_bytes,
            size=size,
        )
    # HTTP/1.1 must have one Host, and no other number of them (RFC 9112 section 3.2).
    old = request.environ.get("SERVER_PROTOCOL") == "HTTP/1.0"
    if not _HOST.fullmatch(request.environ.get("HTTP_HOST", "localhost" if old else "")):
        raise BadParameter(
            "The Host header is not one host's name with a port.",
            sv="Huvudet Host är inte ett värdnamn med en port.",
            parameter="Host",
        )
    if request.url_rule is not None and request.environ["REQUEST_METHOD"] != request.method:
        # Methods are case-sensitive (RFC 9110 section 9.1).
        raise MethodNotAllowed(valid_methods=sorted(request.url_rule.methods or ()))
    coding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if coding != "identity" and request.method not in ("GET", "HEAD"):
        raise UnsupportedMediaType(
            f"The body's coding is {coding}; send it as it is.",
            sv=f"Innehållet är kodat med {coding}; skicka det som det är.",
            accepted=["identity"],
        )
    _readable(unquote_to_bytes(request.environ["PATH_INFO"].encode("latin-1")), "path", settings, encoded=False)
    _readable(request.query_string, "query string", settings)
    if request.method in ("POST", "QUERY") and request.mimetype == FORM.media_type:
        # Who has the token may send more than others, as a form too.
        most = write_access.find_body_limit(request.path, request.headers.get("Authorization"), settings)
        request.max_content_length = request.max_form_memory_size = most
        _readable(request.get_data(cache=True), "form", settings)


def _readable(text: bytes, part: str, settings: Settings, *, encoded: bool = True) -> None:
    """Raise BadParameter for what is not percent-encoded UTF-8 (RFC 3986 section 2.1, WHATWG URL section 5.1).

    Raises:
        BadParameter: A request's or a question's parameter is missing, unknown or of the wrong kind.
        TooLarge: The request is larger than the published limit.
    """
    if text.count(b"&") >= settings.form_fields:
        raise TooLarge(
            f"The {part} has more than {settings.form_fields} parameters.",
            sv=f"Förfrågan har fler än {settings.form_fields} parametrar.",
            limit=settings.form_fields,
            parameter=part,
        )
    if encoded and (broken := _BROKEN.search(text)) is not None:
        raise BadParameter(
            f"The {part} has a % at byte {broken.start() + 1} that two hexadecimal digits do not follow; write %25 for "
            "the sign itself.",
            sv=f"Förfrågan har ett % (byte {broken.start() + 1} i {part}) utan två hexadecimala siffror efter; skriv "
            "%25 för tecknet självt.",
            parameter=part,
        )
    if part == "query string" and (raw := _CONTROL.search(text)) is not None:
        # It would stand in the Location of a redirect as it came (RFC 3986 section 2, RFC 9110 section 5.5).
        sign = text[raw.start()]
        raise BadParameter(
            f"The query string has the control character U+{sign:04X} at byte {raw.start() + 1}; write %{sign:02X}.",
            sv=f"Förfrågan har styrtecknet U+{sign:04X} (byte {raw.start() + 1} i query string); skriv %{sign:02X}.",
            parameter=part,
        )
    if encoded and not _SPECIAL.search(text):
        return  # whatever it stands for is ASCII
    plain = unquote_to_bytes(text) if encoded else text
    if (found := (_CONTROL if part == "path" else _NULL).search(plain)) is not None:
        character = f"U+{plain[found.start()]:04X}"
        raise BadParameter(
            f"The {part} has the control character {character}.",
            sv=f"Förfrågan har styrtecknet {character} ({part}).",
            parameter=part,
        )
    try:
        plain.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadParameter(
            f"The {part} is not UTF-8: byte {error.start + 1} of what it stands for is not text.",
            sv=f"Förfrågan är inte UTF-8: byte {error.start + 1} av det den står för är inte text ({part}).",
            parameter=part,
        ) from None


def _rate(text: str) -> RateLimitItem:
    try:
        return parse(text)
    except ValueError:
        raise BadParameter(f"The rate is {text!r}; it must be such as 100/minute.", parameter="rate") from None


def name_client(address: str) -> str:
    """Return who is counted together: an IPv4 address, or the 64 bits of an IPv6 address that one customer has."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address) and not parsed.ipv4_mapped:
        return str(ipaddress.ip_network(f"{parsed}/64", strict=False).network_address)
    return str(parsed)
