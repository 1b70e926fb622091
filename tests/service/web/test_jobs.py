"""What people come for, each with its target in pages, clicks, screens and presses of a key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.queries.conftest import QUESTIONS, example
from tests.service.web.conftest import Server
from tests.service.web.test_browser import ARGUMENTS, CHROMIUM, list_violations, opened

SCREEN: ViewportSize = {"width": 1300, "height": 800}
# Pages of other kinds that have much to list.
LISTS = (
    "/regions",
    "/themes",
    "/find?q=energi",
    "/doc/region/SE122",
    # The longest of all 201 regions, as they were measured.
    "/doc/region/SE124",
    "/doc/region/PL51",
    "/doc/region/PT11?lang=sv",
    "/api",
    "/doc/strategy/se311-2022",
    "/scheme/theme/energy",
    "/scheme/theme/health",  # the longest of the themes
    "/release/latest",
    "/partners?region=SE122&theme=energy",
    "/change",
    "/def",
    "/ask",
)
PHONE = {"width": 360, "height": 800}

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here; `.ci/run` installs it")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser without a window."""
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def start(browser: Browser, server: Server, address: str = "/", **options: object) -> Page:
    given = {"viewport": SCREEN, "java_script_enabled": False, "locale": "en-GB", **options}
    return opened(browser, server, address, **given)


def press_until(page: Page, selector: str, most: int) -> int:
    """How many presses of Tab it takes to come to what a selector names."""
    for presses in range(1, most + 1):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return presses
    raise AssertionError(f"{selector} is not among the first {most} stops")


def find_top(page: Page, selector: str) -> float:
    page.evaluate("document.fonts.ready.then(() => true)")  # until then lines are longer, on a busy machine for seconds
    box = page.locator(selector).first.bounding_box()
    assert box, selector
    return box["y"]


def test_who_shares_our_theme_and_whom_to_call(chromium: Browser, server: Server) -> None:
    page = start(chromium, server)
    presses = 0
    while page.locator(":focus").get_attribute("name") != "region" if page.locator(":focus").count() else True:
        page.keyboard.press("Tab")
        presses += 1
        assert presses <= 20
    page.locator("#region").select_option("SE122")
    page.keyboard.press("Tab")
    page.locator("#theme").select_option("energy")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the second page
    presses += 3
    page.wait_for_url("**/ask/shared-priorities?*")
    text = page.locator("main").inner_text()
    assert "13 of Sweden’s 21 regions" in text.replace("'", "’")
    assert page.locator("main a[href*='regionvastmanland.se']").count()
    assert page.locator("main a[href^='http']:not([href*='127.0.0.1'])").count() > 10  # the documents themselves
    assert find_top(page, "tbody th") < SCREEN["height"]
    assert presses <= 60


def test_any_spelling_is_typed_at_the_door(chromium: Browser, server: Server) -> None:
    page = start(chromium, server, java_script_enabled=True)
    page.locator("#region").press_sequentially("sormland")
    page.locator("#region-list [role=option]").first.wait_for()
    assert page.locator("#region").get_attribute("aria-expanded") == "true"
    assert not list_violations(page)
    page.keyboard.press("ArrowDown")
    assert page.locator("#region").get_attribute("aria-activedescendant") == "region-0"
    page.keyboard.press("Enter")
    assert page.locator("#region").input_value() == "Sörmland (Södermanland County)"
    page.locator("#theme").press_sequentially("energi")
    page.keyboard.press("Enter")  # without a choice from the list
    page.wait_for_url("**/ask/shared-priorities?*")
    assert "13 of Sweden’s 21 regions" in page.locator("main").inner_text().replace("'", "’")


@pytest.mark.parametrize(
    ("path", "field", "typed", "wanted"),
    [
        ("/ask/shared-priorities", "#p-theme", "vattn", "theme=water"),
        ("/change", "#region", "sormland", "region=SE122"),
        ("/ask/shared-priorities?theme=energy", "#p-region", "sormland", "region=SE122"),
        ("/compare?strategy=", "#c-1", "varmland", "strategy="),
    ],
)
def test_any_spelling_is_typed_where_a_region_theme_or_strategy_is_asked_for(
    chromium: Browser, server: Server, path: str, field: str, typed: str, wanted: str
) -> None:
    page = start(chromium, server, path, java_script_enabled=True)
    for folded in page.locator(".asked > summary").all():
        folded.click()
    page.locator(field).fill(typed)
    offers = page.locator(f"{field}-list")
    offers.locator("[role=option]").first.wait_for()
    above, below = page.locator(field).bounding_box(), offers.bounding_box()
    assert above
    assert below
    assert abs(below["x"] - above["x"]) < 20, "the list stands at its field"
    assert 0 <= below["y"] - above["y"] - above["height"] < 20
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: wanted in address and address.count("=") > path.count("="))


def test_the_keyboard_comes_to_the_first_row_and_to_the_data(chromium: Browser, server: Server) -> None:
    page = start(chromium, server, "/ask/shared-priorities?theme=energy&country=SE")
    before = 9  # from the start page to here, as above
    data = press_until(page, ".take a[href*='.csv']", 30)
    past = press_until(page, ".past a", 10)
    page.keyboard.press("Enter")
    row = press_until(page, "tbody th a", 30)
    assert before + data + past + row <= 60


@pytest.mark.parametrize("asked", ["energy&country=SE", "food&country=SE", "energy", "energy&country=SE&region=SE122"])
def test_on_a_phone_the_first_row_is_two_screens_down(chromium: Browser, server: Server, asked: str) -> None:
    page = start(chromium, server, f"/ask/shared-priorities?theme={asked}", viewport=PHONE)
    assert find_top(page, "tbody th") < 2 * PHONE["height"]
    facet = page.locator(".facets h3").first
    assert not facet.is_visible()
    page.locator(".narrowing > summary").click()
    assert facet.is_visible()


@pytest.mark.parametrize("language", ["en", "sv"])
def test_the_first_row_of_all_of_europe_is_on_the_first_screen(
    chromium: Browser, server: Server, language: str
) -> None:
    page = start(chromium, server, f"/ask/shared-priorities?theme=energy&lang={language}")
    assert find_top(page, "tbody th") < SCREEN["height"]
    assert page.locator(".facets h3").first.is_visible()
    assert not page.locator(".narrowing > summary").is_visible()


def test_the_map_is_one_click_away_and_in_the_answer(chromium: Browser, server: Server) -> None:
    page = start(chromium, server)
    page.locator(".menu a", has_text="Map").click()
    assert page.locator("svg.map a").count() > 100
    page.goto(f"{server.address}/ask/shared-priorities?theme=energy&country=SE")
    assert page.locator(".view svg.map a").count() == 21
    states = page.locator(".view svg.map .own a").count(), page.locator(".view svg.map .joint a").count()
    assert states == (10, 3)
    table, figure = page.locator("table.rows").bounding_box(), page.locator("figure.view").bounding_box()
    assert table
    assert figure
    assert figure["x"] >= table["x"] + table["width"]  # beside it
    page.goto(f"{server.address}/ask/shared-priorities?theme=energy&country=SE&basis=own")
    assert page.locator(".view svg.map .own a").count() == 10
    assert page.locator(".view svg.map .joint a").count() == 0  # as the answer says, not as all of the data


def test_how_a_strategy_has_changed_stands_on_the_regions_page_and_in_full_a_click_away(
    chromium: Browser, server: Server
) -> None:
    page = start(chromium, server, "/doc/region/SE311")
    assert page.locator(".fates").count()
    page.locator("a[href*='/change?region=SE311']").click()
    assert page.locator(".sentence").inner_text() == (
        "Värmland from 2015 to 2022: 3 continued, 1 under another name, 3 new, 2 not found again."
    )
    assert page.locator(".fates div").count() == 4
    page.goto(f"{server.address}/change?region=varmland")
    assert page.url.endswith("/change?region=SE311")
    page.goto(f"{server.address}/change?region=SE122")
    assert "What is missing" in page.locator(".sentence").inner_text()


def test_an_answer_is_taken_along_without_scrolling(chromium: Browser, server: Server) -> None:
    page = start(chromium, server, "/ask/shared-priorities?theme=energy&country=SE")
    for kind in ("xlsx", "csv"):
        assert find_top(page, f".take a[href*='.{kind}']") < SCREEN["height"]
    page.locator("footer a.version").click()
    assert "/release/" in page.url
    assert page.url.endswith("/ask/shared-priorities?theme=energy&country=SE")
    assert page.locator("tbody tr").count() == 16


def test_no_table_is_wider_than_its_page_and_no_page_longer_than_five_screens(
    chromium: Browser, server: Server
) -> None:
    page = start(chromium, server)
    wide, long = {}, {}
    widths = [SCREEN["width"], 900]
    for slug, query in sorted(QUESTIONS.items()):
        page.goto(f"{server.address}/ask/{slug}?{urlencode(example(query))}")
        paged = page.locator(".pages").count()
        for width in widths:
            page.set_viewport_size({"width": width, "height": SCREEN["height"]})
            over, height = page.evaluate(
                "document.fonts.ready.then(() => [Math.max(0, ...[...document.querySelectorAll('table.rows')]"
                ".map(one => one.scrollWidth - one.parentElement.clientWidth)), document.documentElement.scrollHeight])"
            )
            if over > 0:
                wide[slug, width] = over
            if width == SCREEN["width"] and not paged:
                long[slug] = height / SCREEN["height"]
        widths.reverse()  # the next page comes in the width that this one ends with
    page.set_viewport_size(SCREEN)
    for address in LISTS:
        page.goto(server.address + address, timeout=120_000)  # the files of a release are made when first asked for
        height = page.evaluate("document.fonts.ready.then(() => document.documentElement.scrollHeight)")
        long[address] = height / SCREEN["height"]
    assert not wide
    assert not {slug: screens for slug, screens in long.items() if screens > 5}


@pytest.mark.parametrize("address", ["/map?theme=energy&view=se", "/ask/shared-priorities?theme=energy&country=SE"])
def test_a_map_says_what_is_pointed_at_and_arrow_keys_walk_on_it(
    chromium: Browser, server: Server, address: str
) -> None:
    page = start(chromium, server, address, java_script_enabled=True)
    links, line = page.locator("svg.map a[aria-label]"), page.locator(".pointed")
    assert line.inner_text() == ""
    links.nth(3).dispatch_event("pointerover")
    words = links.nth(3).get_attribute("aria-label")
    assert words
    assert line.inner_text() == words
    links.nth(0).focus()
    page.keyboard.press("ArrowLeft")  # past the first, to the last
    assert page.locator(":focus").get_attribute("aria-label") == links.last.get_attribute("aria-label")
    page.keyboard.press("ArrowRight")
    assert line.inner_text() == links.nth(0).get_attribute("aria-label")
    assert not list_violations(page)


def test_a_name_in_the_address_of_the_door_is_as_good(chromium: Browser, server: Server) -> None:
    page = start(chromium, server, "/show?region=sormland&theme=energi")
    assert "13 of Sweden’s 21 regions" in page.locator("main").inner_text().replace("'", "’")
    for width in (320, 360, 800, 1024, 1300, 1600):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.locator("html").evaluate("one => one.scrollWidth") <= width


def test_two_regions_are_compared_in_three_clicks(chromium: Browser, server: Server) -> None:
    page = start(chromium, server)
    page.locator(".menu a", has_text="Compare").click()
    selects = page.locator("select[name=region]")
    selects.nth(0).select_option("SE122")
    selects.nth(1).select_option("ITC4")
    page.locator(".compare button").click()
    assert page.locator(".sentence").inner_text().startswith("Sörmland and Lombardy share 5 themes")
    assert find_top(page, ".matrix tbody tr") < SCREEN["height"]
    cell = page.locator(".matrix td.own summary").first
    cell.click()  # the third: what is behind a cell
    assert page.locator(".matrix details[open] a").first.is_visible()


def test_partners_are_two_clicks_away(chromium: Browser, server: Server) -> None:
    page = start(chromium, server)
    page.locator(".menu a", has_text="Partners").click()
    page.locator("#p-region").select_option("SE122")
    page.locator("#p-theme").select_option("energy")
    page.locator("main form button").click()
    assert "27 organisations outside Sörmland" in page.locator(".sentence").inner_text()
    assert find_top(page, ".partners > li") < SCREEN["height"]
    assert page.locator(".partners > li").first.locator("a[href*='regionvastmanland.se']").count()


# Each region in one language, and one of them in both.
@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("SE122", "en"),
        ("SE122", "sv"),
        ("SE124", "sv"),
        ("SE311", "en"),
        ("PT11", "sv"),
        ("ITI4", "en"),
        ("CZ080", "sv"),
        ("PT20", "en"),
    ],
)
def test_a_region_is_printed_on_one_sheet(chromium: Browser, server: Server, code: str, language: str) -> None:
    page = opened(chromium, server, f"/doc/region/{code}/brief?lang={language}")
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    page.emulate_media(media="print")
    assert page.locator(".printed").is_visible()
    assert f"/doc/region/{code}/brief" in page.locator(".printed").inner_text()
    assert not page.locator(".menu").is_visible()


def test_what_a_long_list_folds_stands_open_on_paper(chromium: Browser, server: Server) -> None:
    page = start(chromium, server, "/doc/region/SE124")
    every, shown = page.locator(".areas > li, .fates dd"), page.locator(":is(.areas > li, .fates dd):visible")
    assert 0 < shown.count() < every.count()
    page.emulate_media(media="print")
    assert shown.count() == every.count()


@pytest.mark.parametrize(
    ("address", "sheets"),
    [
        ("/doc/region/SE122", 2),
        ("/change?region=SE311", 2),
        ("/compare?region=SE122&region=ITC4", 2),
        ("/map?theme=food&view=se", 2),
    ],
)
def test_a_dark_page_is_printed_in_light_colours_without_what_is_pressed(
    chromium: Browser, server: Server, address: str, sheets: int
) -> None:
    page = opened(chromium, server, address, color_scheme="dark")
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True))) <= sheets
    page.emulate_media(media="print")
    for name, colour in (("--map-own", "#0b5a7a"), ("--derived-ink", "#274a86"), ("--guess-ink", "#7a4a06")):
        assert (
            page.locator("body").evaluate("(one, name) => getComputedStyle(one).getPropertyValue(name)", name) == colour
        )
    assert not page.locator("form:visible, nav:visible, .formats:visible, a.button:visible").count()
    assert page.locator("h1").is_visible()
    # A heading with nothing below it says nothing.
    assert not page.locator("section:visible:not(:has(:not(h2, h2 *, :is(form, .formats) *, form, .formats)))").count()
