"""Every setting, once: its name, its default and a line of help.

The command line, the environment (``STYRKA_<NAME>``), the documentation and a test read this one dataclass.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final

PREFIX: Final = "STYRKA_"


def _setting(default: Any, help_text: str) -> Any:
    return field(default=default, metadata={"help": help_text})


def _limit(default: Any, unit: str, help_text: str, hjalp: str) -> Any:
    """Return a setting that /about/limits shows to clients, in English and Swedish.

    ``unit`` as schema:unitText.
    """
    return field(default=default, metadata={"help": help_text, "help_sv": hjalp, "unit": unit})


@dataclass(frozen=True)
class Limit:
    """One published limit: its setting's name and value, the unit (``s``, ``B`` or none), and words by language."""

    name: str
    value: int | float | str
    unit: str
    words: Mapping[str, str]


@dataclass(frozen=True)
class Settings:
    """How this instance of Styrka runs. Sizes are in bytes, times in seconds."""

    root: Path = _setting(Path(), "the folder with ontology/, shapes/, data/ and queries/")
    releases: Path = _setting(Path("var/releases"), "where releases are written; relative to root")
    base: str = _setting("", "the address under which people reach the service; empty: as in the request")
    trusted_hosts: str = _setting(
        "", "where base is empty, the names beside localhost under which the service may be reached"
    )
    host: str = _setting("127.0.0.1", "the address that the web server listens on")
    port: int = _setting(8000, "the port that the web server listens on")
    engine: str = _setting(
        "", "the SPARQL endpoint of a store, filled by `styrka publish`, that answers; empty: the embedded engine"
    )
    engine_look: float = _setting(10.0, "after how long that store is asked again which release it holds")
    keep_releases: int = _setting(
        0, "how many releases stay beside the current one; 0: all, so that what was cited stays"
    )
    files_ahead: bool = _setting(
        True, "make a release's files and tables as soon as it is served, rather than when somebody first asks for them"
    )
    validator: str = _setting("fast", "the SHACL engine: fast or pyshacl (the reference)")
    reasoner: str = _setting("compiled", "the OWL 2 RL engine: compiled or owlrl (the reference)")
    source_bytes: int = _setting(32_000_000, "the largest source file that is read")
    harvest_licences: str = _setting(
        "open", "what `styrka harvest` takes: open (no licence that forbids business or changes), or any"
    )
    query_seconds: float = _limit(10.0, "s", "the time a query may take", "så lång tid får en fråga ta")
    query_memory: int = _limit(1 << 30, "B", "the memory a query may take", "så mycket minne får en fråga ta")
    answer_bytes: int = _limit(
        10_000_000, "B", "the largest answer to an anonymous client", "det största svaret till en anonym klient"
    )
    token_answer_bytes: int = _setting(
        1_000_000_000,
        "the largest answer to a query of who has the token for writing; over answer_bytes it goes through a file",
    )
    query_bytes: int = _limit(1_000_000, "B", "the largest query text", "den största frågetexten")
    body_bytes: int = _limit(2_000_000, "B", "the largest request body", "den största förfrågan (dess kropp)")
    url_bytes: int = _limit(
        32_768,
        "B",
        "the longest path and query string of an address; send a longer query by POST",
        "den längsta adressen; skicka en längre fråga med POST",
    )
    header_bytes: int = _limit(65_536, "B", "the largest request line and headers together", "de största huvudena")
    form_fields: int = _limit(
        1000, "", "how many parameters a query string or a form may have", "så många parametrar får en förfrågan ha"
    )
    rate: str = _limit(
        "6000/minute",
        "",
        "how many requests a client may send; cached answers do not count; empty: no limit",
        "så många förfrågningar får en klient skicka; svar som finns i minnet räknas inte",
    )
    public_workers: int = _limit(
        4, "", "how many processes answer queries that anybody sends", "så många processer svarar på allas frågor"
    )
    reserved_workers: int = _setting(2, "how many processes answer the look-ups that pages make")
    queue_seconds: float = _limit(
        0.9,
        "s",
        "how long a query may wait for a worker, before it is refused with 503",
        "så länge får en fråga vänta på sin tur innan den avvisas med 503",
    )
    heavy_seconds: float = _limit(
        0.3,
        "s",
        "the time after which a query is heavy: it runs on with a low priority, beside the others",
        "efter så lång tid är en fråga tung: den fortsätter med låg prioritet, vid sidan av de andra",
    )
    heavy_queries: int = _limit(
        4,
        "",
        "how many heavy queries may run at a time, half of them of one client; more are refused with 503",
        "så många tunga frågor får pågå samtidigt, hälften av dem från en klient; fler avvisas med 503",
    )
    heavy_memory: int = _limit(
        2 << 30,
        "B",
        "the memory that all queries may take together; the one that takes the most ends with 503; 0: no limit",
        "så mycket minne får alla frågor ta tillsammans; den som tar mest avslutas med 503; 0: ingen gräns",
    )
    services: str = _limit(
        "",
        "",
        "the SPARQL endpoints that SERVICE may name, with spaces or commas between them; none: SERVICE is refused",
        "de SPARQL-adresser som SERVICE får nämna; inga: SERVICE avvisas",
    )
    service_seconds: float = _limit(
        5.0, "s", "how long one call of SERVICE may take", "så lång tid får ett anrop med SERVICE ta"
    )
    service_bytes: int = _limit(
        5_000_000,
        "B",
        "the largest answer taken from an endpoint that SERVICE names",
        "det största svaret som tas emot från en adress som SERVICE nämner",
    )
    service_rows: int = _limit(
        10_000, "", "how many rows one call of SERVICE may bring", "så många rader får ett anrop med SERVICE ge"
    )
    service_calls: int = _limit(
        4, "", "how many times a query may use SERVICE", "så många gånger får en fråga använda SERVICE"
    )
    service_queries: int = _limit(
        4,
        "",
        "how many queries may wait for other endpoints at a time; more are refused with 503",
        "så många frågor får vänta på andra adresser samtidigt; fler avvisas med 503",
    )
    backlog: int = _setting(2000, "how many requests may wait for a thread; more are refused with 503")
    body_seconds: float = _limit(
        10.0, "s", "how long a request's body may take to arrive", "så lång tid får en förfrågan ta att komma fram"
    )
    header_seconds: float = _limit(
        10.0, "s", "how long a request's headers may take to arrive", "så lång tid får huvudena ta att komma fram"
    )
    stop_seconds: int = _setting(15, "how long requests in hand may take to finish when the service is asked to stop")
    threads: int = _setting(24, "how many requests the web server works on at a time")
    proxies: int = _setting(0, "how many trusted proxies stand before the service and add the client's address")
    cache_bytes: int = _setting(64_000_000, "the memory for cached answers; 0: none are cached")
    cache_answers: int = _setting(10_000, "how many answers are cached")
    cache_answer_bytes: int = _setting(4_000_000, "the largest answer that is cached")
    max_age: int = _setting(60, "for how many seconds others may cache an answer without asking again")
    request_log: str = _setting(
        "json", "one line a request on standard output: json (route and program), questions (what was asked), or none"
    )
    write_token: str = field(
        default="",
        repr=False,
        metadata={"help": "who sends this token may write, at /graphs and /update; empty: nobody may"},
    )
    write_seconds: float = _limit(
        180.0, "s", "how long a write may take before it is released", "så lång tid får en ändring ta innan den släpps"
    )
    write_memory: int = _limit(2 << 30, "B", "the memory a write may take", "så mycket minne får en ändring ta")
    write_statements: int = _limit(
        500_000,
        "",
        "how many statements a write may add, those that follow from it included",
        "så många påståenden får en ändring lägga till, de som följer av den inräknade",
    )
    check_seconds: float = _limit(
        120.0,
        "s",
        "how long checking a document before it is sent may take",
        "så lång tid får det ta att kontrollera ett dokument innan det skickas",
    )
    check_memory: int = _limit(
        2 << 30, "B", "the memory that such a check may take", "så mycket minne får en sådan kontroll ta"
    )
    reload: bool = _setting(False, "read templates, questions and words again when they change; for development")
    scratch: bool = _setting(False, "serve an empty store that takes any graph, instead of the release")
    scratch_bytes: int = _setting(4 << 30, "the memory that a scratch store may take")
    publisher: str = _setting(
        "https://w3id.org/styrka/id/actor/styrka",
        "the IRI of the data's publisher; for dataportal.se http://dataportal.se/organisation/SE and ten digits",
    )
    publisher_name: str = _setting("Styrka", "the name of the publishing organisation")
    publisher_type: str = _setting(
        "", "what the publisher is, in the words of http://purl.org/adms/publishertype/, such as RegionalAuthority"
    )
    contact_name: str = _setting("Styrka", "who answers questions about the data: an organisation, never a person")
    contact_email: str = _setting(
        "", "the organisation's e-mail address for questions; empty: the catalogue gives none"
    )
    corrections: str = _setting(
        "", "the function mailbox that takes corrections; empty: a reader copies the text and sends it as they like"
    )
    licence: str = _setting("http://creativecommons.org/licenses/by/4.0/", "the licence of the data")

    @property
    def limits(self) -> tuple[Limit, ...]:
        """The limits that are shown to clients, with the values of this instance."""
        return tuple(
            Limit(
                one.name,
                getattr(self, one.name),
                one.metadata["unit"],
                {"en": one.metadata["help"], "sv": one.metadata["help_sv"]},
            )
            for one in fields(self)
            if "unit" in one.metadata
        )

    @property
    def releases_path(self) -> Path:
        """The releases' folder, absolute or below root."""
        return self.releases if self.releases.is_absolute() else self.root / self.releases


def get_variable_name(name: str) -> str:
    """Return the name of a setting's environment variable."""
    return PREFIX + name.upper()
