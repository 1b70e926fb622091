"""What a row rests on, as HTML: each source once, with what it is a source of, and its words."""

from __future__ import annotations

from styrka.ask.evidence import Support
from styrka.ask.row_evidence import RowSupport
from styrka.ask.sources import Passage, SourceDescription
from styrka.web.render.evidence import EvidenceWriter, make_why_address

AREA, THEME = ("<http://e/a>", "<http://e/p>", "<http://e/b>"), ("<http://e/a>", "<http://e/t>", '"x & y"')
PLAN = SourceDescription("http://e/plan", "Planen <1>", "sv", "Regionen", "2018")


def shown(pattern: str, statement: tuple[str, str, str], *passages: Passage, source: str = "") -> RowSupport:
    known = PLAN if not source else SourceDescription(source, "", "", "", "", "2026-11-01")
    return RowSupport(Support(pattern, statement, "http://e/g", known.iri, statement), known, passages)


def writer() -> EvidenceWriter:
    return EvidenceWriter(
        lambda iri: "/at?" + iri,
        lambda path: path + "&lang=en",
        lambda key, **values: " ".join((key, *values.values())),
        str.title,
        "en",
    )


def test_a_source_is_written_once_with_all_that_it_is_of() -> None:
    html = writer().write([shown("theme", THEME), shown("area", AREA), shown("area", THEME)])
    assert html.count("<li>") == 1
    assert html.index(">Area</a>") < html.index(">Theme</a>")
    assert html.count(">Area</a>") == 1
    assert '<a href="/at?http://e/plan" lang="sv">Planen &lt;1&gt;</a>, Regionen, 2018' in html


def test_what_is_not_known_of_a_source_is_said() -> None:
    html = writer().write([shown("area", AREA), shown("area", AREA, source="http://e/other")])
    assert html.count("<li>") == 2
    assert ">title_not_recorded</a>, read_on 2026-11-01" in html


def test_words_are_quoted_and_a_place_alone_is_not() -> None:
    quoted, place = Passage("Vi <vill>", "sv", "s. 4"), Passage("", "", "s. 9")
    html = writer().write([shown("area", AREA, quoted), shown("theme", THEME, quoted, place)])
    assert html.count('<blockquote lang="sv"><p>Vi &lt;vill&gt;</p><p class="place">s. 4</p></blockquote>') == 1
    assert '<p class="place">stands_in s. 9</p>' in html


def test_an_address_quotes_its_terms_and_keeps_the_language() -> None:
    address = make_why_address(*THEME)
    assert address == "/why?s=%3Chttp%3A%2F%2Fe%2Fa%3E&p=%3Chttp%3A%2F%2Fe%2Ft%3E&o=%22x+%26+y%22"
    assert f'href="{address.replace("&", "&amp;")}&amp;lang=en"' in writer().write([shown("theme", THEME)])
