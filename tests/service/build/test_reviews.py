"""A review stands in the place of the rows before it, whatever table they are in, and leaves nothing when it goes."""

from __future__ import annotations

import pytest

from styrka.build.reviews import settle_reviews
from styrka.build.sources import Source, read_document
from styrka.build.sssom.table import format_sssom
from styrka.errors import SourceError
from styrka.vocabulary import BASE, expand

ROW = {
    "subject_id": "area:x/y",
    "predicate_id": "skos:closeMatch",
    "object_id": "theme:energy",
    "mapping_justification": "semapv:ManualMappingCuration",
    "author_id": "actor:styrka",
    "mapping_date": "2026-01-31",
    "rank": "primary",
}
SECOND = ROW | {"object_id": "theme:food", "rank": "secondary"}
SIGNED = {"reviewer_id": "actor:x", "review_date": "2026-11-29"}
DENIED = {"predicate_modifier": "Not", "rank": ""}
THEMES = {expand(f"styrka:{name}") for name in ("primaryTheme", "secondaryTheme")}


def table(name: str, *rows: dict[str, str]) -> Source:
    path = f"data/mappings/{name}.sssom.tsv"
    text = format_sssom(f"{BASE}graph/mappings/{name}", ("a", "b"), rows, reviewed=name.startswith("reviewed/"))
    return read_document(text.encode(), path)


def themes(*sources: Source) -> dict[str, str]:
    """The theme of the area by its rank, as all sources together state it."""
    return {
        quad.object.value.rsplit("/", 1)[1]: quad.predicate.value.rsplit("/", 1)[1]  # type: ignore[union-attr]
        for source in sources
        for quad in source.quads
        if quad.predicate.value in THEMES
    }


def test_a_denied_theme_is_gone_and_the_others_stay() -> None:
    before = table("old", ROW, SECOND)
    review = table("reviewed/a", ROW | SIGNED | DENIED, SECOND | SIGNED | {"rank": "primary"})
    settled = settle_reviews([before, review])
    assert themes(*settled) == {"food": "primaryTheme"}
    assert all(quad.subject.value != f"{BASE}id/mapping/area-x-y/energy" for quad in settled[0].quads)  # type: ignore[union-attr]
    assert settled[1] == review


def test_a_review_that_is_taken_back_leaves_what_was_before() -> None:
    before, review = table("old", ROW), table("reviewed/a", ROW | SIGNED | DENIED)
    first, _ = settle_reviews([before, review])
    assert first.withheld
    (again,) = settle_reviews([first])
    assert set(again.quads) == set(before.quads)
    assert not again.withheld


def test_a_proposal_that_is_accepted_counts_once() -> None:
    before = table("suggested/x", ROW | {"mapping_justification": "semapv:LexicalMatching"})
    settled = settle_reviews([before, table("reviewed/a", ROW | SIGNED)])
    assert themes(*settled) == {"energy": "primaryTheme"}
    statuses = [
        quad.object.value  # type: ignore[union-attr]
        for one in settled
        for quad in one.quads
        if quad.predicate.value == expand("styrka:mappingStatus")
    ]
    assert statuses == [BASE + "scheme/mapping-status/reviewed"]


@pytest.mark.parametrize(
    ("reviews", "words"),
    [
        (
            [table("reviewed/a", ROW | SIGNED), table("reviewed/b", ROW | SIGNED | DENIED)],
            "reviewed/a.sssom.tsv reviews",
        ),
        ([table("reviewed/a", ROW | SIGNED | DENIED)], "has 0 primary themes"),
        ([table("reviewed/a", SECOND | SIGNED | {"rank": "primary"})], "has 2 primary themes"),
    ],
)
def test_what_cannot_stand_together_is_said_at_the_line(reviews: list[Source], words: str) -> None:
    with pytest.raises(SourceError, match=words) as found:
        settle_reviews([table("old", ROW, SECOND), *reviews])
    assert found.value.evidence["line"]
    assert found.value.detail_sv


def test_without_a_review_nothing_changes() -> None:
    sources = (table("old", ROW, SECOND),)
    assert settle_reviews(sources) == sources
