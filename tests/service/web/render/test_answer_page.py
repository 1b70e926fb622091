"""The page of an answer in a real browser: accessible, no wider than the window, and of use without JavaScript."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.service.web.conftest import Server
from tests.service.web.test_browser import CHROMIUM, RULES, browser, opened

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
@pytest.mark.parametrize("width", [360, 1300])
def test_an_answer_is_accessible(browser: Browser, server: Server, address: str, width: int) -> None:
    page = opened(browser, server, address, viewport={"width": width, "height": 800}, java_script_enabled=True)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    found = Axe().run(page, options=RULES)
    assert not found.violations_count, found.generate_report()
    page.context.close()


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_answer_is_no_wider_than_the_window(browser: Browser, server: Server, address: str) -> None:
    page = opened(browser, server, address)
    for width in (320, 360, 800, 1024, 1300, 1600):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("document.querySelector('table').scrollWidth") <= width
    page.context.close()


def test_order_and_facets_work_without_javascript(browser: Browser, server: Server) -> None:
    page = opened(browser, server, ADDRESSES[0] + "&lang=en", java_script_enabled=False)
    page.get_by_role("link", name="Overview by someone else").click()
    assert page.locator("tbody tr").count() == 3
    page.locator("thead a", has_text="Region").click()
    assert "sort=" in page.url
    assert "listKind=overview" in page.url
    assert page.locator("th[aria-sort]").count() == 1
    page.context.close()
