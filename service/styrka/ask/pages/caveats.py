"""What must be known beside the sentence of an answer: how old, how sure and of what kind it is.

Each function looks at the whole answer and returns a sentence, or nothing where there is nothing to say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

from styrka.ask.answer import AnsweredQuestion
from styrka.ask.pages.counts import Condition, choose_rows, find_nested
from styrka.ask.pages.reader import Reader
from styrka.ask.pages.template import Value, fill_template, make_genitive, parse_template
from styrka.text.locale import format_date, format_number

NO_DATE: Final = "date not recorded"
LATER: Final = "a later list is known, its areas are not all recorded"
OPEN: Final = "a list is incomplete or an area has no decided theme"
UNKNOWN: Final = "not recorded"
_NAMED: Final = 3  # larger regions that are named; the others are counted
_WORDS: Final = {
    "overviews": (
        "{n} of the {of} {of|source|sources} of priorities {n|is an overview|are overviews} by someone else, not the "
        "strategy itself.",
        "{n} av {of} {of|källa|källor} till prioriteringar är {n|en översikt|översikter} av någon annan, inte själva "
        "strategin.",
    ),
    "undated": ("{n} of {of} {n|has|have} no date.", "{n} av {of} saknar datum."),
    "oldest": (
        "The oldest is from {least}, the newest from {most}.",
        "Den äldsta är från {least}, den nyaste från {most}.",
    ),
    "one age": ("All are from {least}.", "Alla är från {least}."),
    "single": ("It is from {least}.", "Den är från {least}."),
    "later": (
        "For {n} of {of} a newer strategy exists whose priorities are not all recorded here.",
        "För {n} av {of} finns en nyare strategi vars prioriteringar inte alla är registrerade här.",
    ),
    "uncertain": (
        "In {n} of the regions without it the theme may be missing only here: a strategy is not recorded in full, or a "
        "priority has no decided theme.",
        "I {n} av regionerna utan det kan temat saknas bara här: en strategi är inte helt registrerad, eller en "
        "prioritering har inget beslutat tema.",
    ),
    "unknown": (
        "For {n} {n|region|regions} no priorities are recorded; that does not mean that there are none.",
        "För {n} {n|region|regioner} är inga prioriteringar registrerade; det betyder inte att det inte finns några.",
    ),
}
_SENTENCES: Final = {key: tuple(map(parse_template, pair)) for key, pair in _WORDS.items()}
_NESTED: Final = {
    "en": ("{whose} strategy covers {n} of the regions inside it", "{whose} {n}", "those of {n} others {m}", "and",
           "; each of these strategies is counted once.", "; it is counted once."),
    "sv": ("{whose} strategi omfattar {n} av regionerna inom", "{whose} {n}", "{n} andras {m}", "och",
           "; var och en av dem räknas en gång.", "; den räknas en gång."),
}  # fmt: skip


def describe_overviews(asked: AnsweredQuestion, reader: Reader) -> str:
    """Return how many of the lists are overviews by someone else."""
    return _write_caveat("overviews", reader, n=_count_lists(asked, "listKind", "overview"), of=_count_lists(asked))


def describe_undated(asked: AnsweredQuestion, reader: Reader) -> str:
    """Return how many of the lists have no date."""
    return _write_caveat("undated", reader, n=_count_lists(asked, "asOf", NO_DATE), of=_count_lists(asked))


def describe_oldest(asked: AnsweredQuestion, reader: Reader) -> str:
    """Return how old the oldest list is, and the newest."""
    dates = sorted({row["asOf"].value for row in asked.rows if "asOf" in row} - {NO_DATE})
    if not dates:
        return ""
    years = [format_date(one[:4], reader.language) for one in (dates[0], dates[-1])]
    key = "oldest" if years[0] != years[1] else "one age" if _count_lists(asked) > 1 else "single"
    return _write_caveat(key, reader, n=1, least=years[0], most=years[1])


def describe_later(asked: AnsweredQuestion, reader: Reader) -> str:
    """Return for how many of the lists a later one is known whose areas are not recorded."""
    column = "standing" if "standing" in asked.columns else "why"
    return _write_caveat("later", reader, n=_count_lists(asked, column, LATER), of=_count_lists(asked))


def describe_uncertain(asked: AnsweredQuestion, reader: Reader) -> str:
    """Return in how many regions a theme may be missing only in what is recorded."""
    return _write_caveat("uncertain", reader, n=len(choose_rows(asked.rows, [Condition("certainty", OPEN)])))


def describe_unknown(asked: AnsweredQuestion, reader: Reader) -> str:
    """Return for how many regions nothing is recorded."""
    return _write_caveat("unknown", reader, n=len(choose_rows(asked.rows, [Condition("state", UNKNOWN)])))


def describe_nested(asked: AnsweredQuestion, reader: Reader) -> str:
    """Return which larger regions' strategies cover how many others of the answer, which are counted with them."""
    count = next((one for one in asked.query.page.counts.values() if one.through), None)
    nested = find_nested(asked.rows, count.column, count.through, reader.larger) if count else {}
    if not nested:
        return ""
    first, more, others, and_, end, end_of_one = _NESTED[reader.language]
    sizes = sorted(Counter(nested.values()).items(), key=lambda one: (-one[1], one[0]))
    parts = [
        (more if at else first).format(
            whose=make_genitive(reader.name(region), reader.language), n=format_number(size, reader.language)
        )
        for at, (region, size) in enumerate(sizes[:_NAMED])
    ]
    if rest := sizes[_NAMED:]:
        parts.append(others.format(n=len(rest), m=format_number(sum(size for _, size in rest), reader.language)))
    joined = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {and_} {parts[-1]}"
    return joined + (end if len(parts) > 1 else end_of_one)


CAVEATS: Final[Mapping[str, Callable[[AnsweredQuestion, Reader], str]]] = {
    "nested": describe_nested,
    "overviews": describe_overviews,
    "undated": describe_undated,
    "oldest": describe_oldest,
    "later": describe_later,
    "uncertain": describe_uncertain,
    "unknown": describe_unknown,
}


def _write_caveat(key: str, reader: Reader, *, n: int, **values: Value) -> str:
    if not n:
        return ""
    return fill_template(_SENTENCES[key][reader.language == "sv"], {"n": n, **values}, reader.language)


def _count_lists(asked: AnsweredQuestion, column: str = "", value: str = "") -> int:
    """Return how many lists the answer has; rows, where it names no lists. With a column, those that have the value."""
    rows = choose_rows(asked.rows, [Condition(column, value)] if column else [])
    return len({row["list"].value for row in rows if "list" in row}) if "list" in asked.columns else len(rows)
