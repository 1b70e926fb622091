"""The page of an answer in a real browser: accessible, no wider than the window, and of use without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from tests.service.web.conftest import Server
from tests.service.web.test_browser import CHROMIUM, WIDTHS, browser, is_too_wide, list_violations, opened

__all__ = ["browser"]
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here; `.ci/run` installs it")
ADDRESSES = (
    "/ask/shared-priorities?theme=energy&country=SE",
    "/ask/priorities-of-a-region?region=SE122&lang=sv",
    "/ask/similar-regions?region=SE311",
    "/ask/old-lists?country=SE&sort=-asOf",
)
FORM = "/ask/common-themes"  # its fields are for text with suggestions


@pytest.mark.parametrize("address", [*ADDRESSES, FORM])
def test_an_answer_is_accessible_and_no_wider_than_the_window(browser: Browser, server: Server, address: str) -> None:
    page = opened(browser, server, address, viewport={"width": 1300, "height": 800}, java_script_enabled=True)
    closed = "" if address == FORM else "table"
    for width in WIDTHS if closed else ():
        assert not is_too_wide(page, width), width
        assert not is_too_wide(page, width, closed), width
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    for width in (360, 1300):
        page.set_viewport_size({"width": width, "height": 800})
        assert not list_violations(page)


def test_order_and_facets_work_without_javascript(browser: Browser, server: Server) -> None:
    page = opened(browser, server, ADDRESSES[0] + "&lang=en", java_script_enabled=False)
    page.get_by_role("link", name="Overview by someone else").click()
    assert page.locator("tbody tr").count() == 3
    page.locator("thead a", has_text="Region").click()
    assert "sort=" in page.url
    assert "listKind=overview" in page.url
    assert page.locator("th[aria-sort]").count() == 1


@pytest.mark.parametrize("address", ADDRESSES[:2])
def test_a_printed_answer_has_its_documents_by_number(browser: Browser, server: Server, address: str) -> None:
    page = opened(browser, server, address, viewport={"width": 1300, "height": 800}, java_script_enabled=True)
    assert not page.locator(".cited").is_visible()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 673, "height": 950})  # an A4 between its margins
    assert page.locator(".why > sup").first.is_visible()
    assert page.locator(".why > sup").first.inner_text().startswith("1")
    assert page.locator(".cited li").last.is_visible()
    assert not page.locator(".why summary").first.is_visible()
    assert not is_too_wide(page, 673, "table")
    assert re.search(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True))
