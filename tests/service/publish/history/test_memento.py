"""Which release tells of a moment, and how a moment is written (RFC 7089)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from styrka.errors import BadParameter
from styrka.publish.history import memento
from tests.service import history
from tests.service.history import History


def states(grown: History, iri: str) -> list[tuple[str, bool]]:
    found = memento.list_states(grown.settings.releases_path, iri)
    return [(state.release.version, state.recorded) for state in found]


def test_a_thing_has_a_state_for_each_change(grown: History) -> None:
    old, new = grown.old.version, grown.new.version
    assert states(grown, history.LIST) == [(old, True), (new, True)]
    assert states(grown, history.REMOVED) == [(old, True), (new, False)]
    assert states(grown, history.NEW) == [(new, True)]
    assert states(grown, history.BASE + "id/region/SE122") == [(old, True)]
    assert states(grown, history.LOST_GRAPH) == [(old, True), (new, False)]
    assert states(grown, history.BASE + "id/region/XX") == []


def test_the_state_of_a_moment_is_the_last_that_began_before_it(grown: History) -> None:
    found = memento.list_states(grown.settings.releases_path, history.LIST)
    first, second = (state.moment for state in found)
    for when, wanted in (
        (first - timedelta(days=1), 0),
        (first, 0),
        (second - timedelta(seconds=1), 0),
        (second, 1),
        (second + timedelta(days=999), 1),
    ):
        assert memento.find_state(found, when) == found[wanted]


def test_a_moment_after_the_removal_leads_to_the_last_description(grown: History) -> None:
    found = memento.list_states(grown.settings.releases_path, history.REMOVED)
    assert memento.find_state(found, datetime.now(UTC)) == found[0]
    assert memento.find_state([], datetime.now(UTC)) is None


def test_a_moment_is_read_as_it_is_written() -> None:
    when = datetime(2026, 11, 22, 9, 5, 3, tzinfo=UTC)
    assert memento.format_http_date(when) == "Sun, 22 Nov 2026 09:05:03 GMT"
    assert memento.parse_datetime("Sun, 22 Nov 2026 09:05:03 GMT") == when


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2026-11-22",
        "2026-11-22T09:00:00Z",
        "Sun, 22 Nov 2026 09:05:03",
        "Sun, 32 Nov 2026 09:05:03 GMT",
        "Sun, 22 Nov 2026 25:05:03 GMT",
        "Sun, 22 Nov 2026 09:05:03 +0100",
        "22 Nov 2026 09:05:03 GMT",
        "Sun, 22 nov 2026 09:05:03 GMT",
    ],
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(BadParameter, match="Accept-Datetime"):
        memento.parse_datetime(text)


def test_a_timemap_lists_what_is_recorded(grown: History) -> None:
    found = memento.list_states(grown.settings.releases_path, history.REMOVED)
    text = memento.write_timemap(found, "https://x/doc/a", "https://x/timemap/doc/a", "https://x/")
    assert '<https://x/doc/a>; rel="original timegate"' in text
    assert text.count("memento") == 1
    assert f'<https://x/release/{grown.old.version}/doc/a>; rel="first last memento"' in text
