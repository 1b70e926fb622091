"""Maps as SVG: each territory once, the smaller over the larger, and no text that could be markup."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from styrka.release import Shape, View
from styrka.web.render.map.drawing import JOINT, NONE, OWN, WITHOUT, Caption, Drawn, draw_map
from styrka.web.render.map.frame import frame_country, frame_insets
from styrka.web.render.map.locator import draw_locator
from styrka.web.render.map.outline import enclose, is_inside, measure_rings

VIEW = View(
    "europe",
    (0, 0, 5000, 4500),
    {"PT2": (0, 4000, 400, 400)},
    {"en": "Drawn by hand. For tests.", "sv": "Ritat för hand."},
    {
        "AA": Shape(0, "M1000 1000l1000 0 0 1000-1000 0z"),
        "AA1": Shape(1, "M1000 1000l500 0 0 1000-500 0z"),
        "AA11": Shape(2, "M1100 1100l20 0 0 20z"),
        "BB": Shape(0, "M3000 1000l500 0 0 500zM50 4050l100 0 0 100z"),
        "BB2": Shape(1, "M50 4050l100 0 0 100z"),
    },
    ("M0 0l9 0 0 9z",),
    {"AA11": (1110, 1108)},
)
CAPTION = Caption("Energy & <regions>", "A description", {"PT2": "Azores"}, [(OWN, "Own: 1")], "By hand. For tests.")


def territory(code: str, state: str, larger: bool = False, name: str = "") -> Drawn:
    return Drawn((code,), VIEW.shapes[code].level, state, larger, f"{name or code}: {state}", f"/doc/region/{code}")


def drawn(*territories: Drawn, whole: bool = False) -> str:
    return str(draw_map(VIEW, territories, CAPTION, whole=whole))


def test_smaller_territories_lie_over_larger_ones_and_countries_without_a_state_are_grey() -> None:
    svg = drawn(territory("AA11", WITHOUT), territory("AA1", JOINT), territory("AA", OWN, larger=True))
    assert re.findall(r'href="/doc/region/(\w+)"', svg) == ["AA", "AA1", "AA11"]
    assert svg.count(VIEW.shapes["AA"].path) == 1
    assert f'<g class="country"><path d="{VIEW.shapes["BB"].path}"/></g>' in svg
    assert svg.index('class="country"') < svg.index('class="larger"')


def test_each_territory_is_a_link_with_its_state_in_words_and_stripes_where_it_is_joint_or_holds_others() -> None:
    svg = drawn(territory("AA1", JOINT), territory("BB", OWN, larger=True), territory("AA11", NONE, larger=True))
    assert '<a href="/doc/region/AA1" aria-label="AA1: joint">' in svg
    assert '<g class="joint" fill="url(#joint-europe)">' in svg
    assert '<g class="larger" fill="url(#larger-europe)">' in svg
    assert '<g class="none">' in svg
    assert 'id="joint-europe"' in svg
    assert "style" not in svg  # the page's policy would refuse it


@pytest.mark.parametrize("whole", [False, True])
def test_a_map_is_well_formed_whatever_the_names_hold(whole: bool) -> None:
    svg = drawn(territory("AA", OWN, name='"><script>alert(1)</script>'), whole=whole)
    root = ElementTree.fromstring(svg)
    assert not [one for one in root.iter() if one.tag.endswith("script")]
    assert "Energy & <regions>" in [one.text for one in root.iter() if one.tag.endswith("title")]


def test_a_file_has_its_colours_legend_and_notice_and_a_page_has_them_beside_the_map() -> None:
    page, file = drawn(territory("AA", OWN)), drawn(territory("AA", OWN), whole=True)
    assert "Own: 1" not in page
    assert "#0b5a7a" not in page
    assert {"Own: 1", "By hand.", "For tests."} <= set(re.findall(r">([^<>]+)</text>", file))
    assert 'xmlns="http://www.w3.org/2000/svg"' in file
    assert 'class="own" fill="#0b5a7a"' in file


def test_the_lines_of_a_file_are_as_wide_on_paper_in_a_part_of_the_view() -> None:
    part = replace(VIEW, box=(1000, 1000, 1000, 1000))
    for view, width in ((VIEW, 4), (part, 1)):
        svg = draw_map(view, [territory("AA1", OWN)], CAPTION, whole=True)
        assert f'<g class="own" fill="#0b5a7a" stroke="#5c6873" stroke-width="{width}">' in svg
        left, top, wide, high = view.box
        assert f'<rect x="{left}" y="{top}" width="{wide}"' in svg
        # What reaches below the part is covered before the legend is written.
        covered = svg.index(f'<rect x="{left}" y="{top + high}" width="{wide}"')
        assert svg.index("</a></g>") < covered < svg.index(">Energy &amp; &lt;regions&gt;</text>")
        assert 'width="1000"' in svg


def test_a_territory_of_several_units_has_the_shapes_of_all_and_one_without_any_is_left_out() -> None:
    both = Drawn(("AA1", "BB2"), 1, OWN, False, "both", "/both")
    nowhere = Drawn(("ZZ",), 1, OWN, False, "nowhere", "/nowhere")
    svg = drawn(both, nowhere)
    assert f'd="{VIEW.shapes["AA1"].path}{VIEW.shapes["BB2"].path}"' in svg
    assert "/nowhere" not in svg


def test_rings_are_measured_by_their_boxes() -> None:
    assert list(measure_rings("M10 20l5 0 0-8zM-3-4l1 0 0 1z")) == [(10, 12, 5, 8), (-3, -4, 1, 1)]
    assert enclose([(0, 0, 1, 1), (5, 5, 5, 1)]) == (0, 0, 10, 6)


def test_a_locator_shows_a_small_region_with_a_ring_in_its_country_and_an_outermost_one_in_its_inset() -> None:
    small = str(draw_locator(VIEW, ["AA11"], "AA", "AA11 in <AA>"))
    assert 'aria-label="AA11 in &lt;AA&gt;"' in small
    assert '<circle class="ring" cx="1110" cy="1108"' in small
    assert 'viewBox="959 959 1082 1082"' in small
    assert "circle" not in str(draw_locator(VIEW, ["AA1"], "AA", "AA1"))
    assert 'viewBox="-17 3983 434 434"' in str(draw_locator(VIEW, ["BB2"], "BB", "BB2"))
    assert 'viewBox="2979 979' in str(draw_locator(VIEW, ["BB"], "BB", "BB"))
    assert str(draw_locator(VIEW, ["ZZ"], "AA", "ZZ")) == ""


def test_a_country_is_framed_without_what_lies_in_an_inset_which_has_a_frame_of_its_own() -> None:
    framed = frame_country(VIEW, "BB")
    assert set(framed.shapes) == {"BB"}  # nothing of AA, nor what is seen in the inset alone
    assert framed.shapes["BB"].path == "M3000 1000l500 0 0 500z"
    assert is_inside((3000, 1000, 500, 500), framed.box)
    assert framed.box[2] < 600
    (inset,) = frame_insets(VIEW, "BB").values()
    assert (set(inset.shapes), inset.box, inset.name) == ({"BB", "BB2"}, (0, 4000, 400, 400), "europe-pt2")
    assert frame_insets(VIEW, "AA") == {}
    assert frame_country(VIEW, "ZZ") is VIEW
