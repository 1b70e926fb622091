"""What people come for, each with its target in pages, clicks, screens and presses of a key."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.service.web.conftest import Server
from tests.service.web.test_browser import CHROMIUM, opened

SCREEN = {"width": 1300, "height": 800}

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here; `.ci/run` installs it")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser without a window."""
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def start(browser: Browser, server: Server, address: str = "/") -> Page:
    return opened(browser, server, address, viewport=SCREEN, java_script_enabled=False, locale="en-GB")


def find_top(page: Page, selector: str) -> float:
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
    assert find_top(page, "tbody th") < 2 * SCREEN["height"]
    assert presses <= 60
    page.context.close()


def test_a_name_in_the_address_of_the_door_is_as_good(chromium: Browser, server: Server) -> None:
    page = start(chromium, server, "/show?region=sormland&theme=energi")
    assert "13 of Sweden’s 21 regions" in page.locator("main").inner_text().replace("'", "’")
    for width in (320, 360, 800, 1024, 1300, 1600):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.locator("html").evaluate("one => one.scrollWidth") <= width
    page.context.close()


def test_two_regions_are_compared_in_three_clicks(chromium: Browser, server: Server) -> None:
    page = start(chromium, server)
    page.locator(".menu a", has_text="Compare").click()
    first, second = page.locator("select[name=region]").all()
    first.select_option("SE122")
    second.select_option("ITC4")
    page.locator(".compare button").click()
    assert page.locator(".sentence").inner_text().startswith("Sörmland and Lombardy share 5 themes")
    assert find_top(page, ".matrix tbody tr") < SCREEN["height"]
    cell = page.locator(".matrix td.own summary").first
    cell.click()  # the third: what is behind a cell
    assert page.locator(".matrix details[open] a").first.is_visible()
    page.context.close()


def test_partners_are_two_clicks_away(chromium: Browser, server: Server) -> None:
    page = start(chromium, server)
    page.locator(".menu a", has_text="Partners").click()
    page.locator("#p-region").select_option("SE122")
    page.locator("#p-theme").select_option("energy")
    page.locator("main form button").click()
    assert "27 organisations outside Sörmland" in page.locator(".sentence").inner_text()
    assert find_top(page, ".partners > li") < SCREEN["height"]
    assert page.locator(".partners > li").first.locator("a[href*='regionvastmanland.se']").count()
    page.context.close()


@pytest.mark.parametrize("code", ["SE122", "SE124", "SE311", "PT11", "ITI4", "CZ080", "PT20"])
@pytest.mark.parametrize("language", ["en", "sv"])
def test_a_region_is_printed_on_one_sheet(chromium: Browser, server: Server, code: str, language: str) -> None:
    page = opened(chromium, server, f"/doc/region/{code}/brief?lang={language}")
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    page.emulate_media(media="print")
    assert page.locator(".printed").is_visible()
    assert f"/doc/region/{code}/brief" in page.locator(".printed").inner_text()
    assert not page.locator(".menu").is_visible()
    page.context.close()
