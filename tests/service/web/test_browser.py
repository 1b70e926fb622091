"""The pages in a real browser: readable without JavaScript, usable with the keyboard, accessible (WCAG 2.2 AA)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, CDPSession, Page, ViewportSize, sync_playwright

from tests.service.web.conftest import Server
from tests.service.web.pages import PAGES

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text("utf-8")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What passes is not wanted, nor a selector for each element: to make those takes a third of all time.
RULES = {
    "runOnly": {"type": "tag", "values": TAGS},
    "reporter": "no-passes",
    "resultTypes": ["violations"],
    "selectors": False,
    "preload": False,
}
# Whether colours can be told apart takes axe most of its time, so it looks once at what looks alike: of two elements
# whose text has the same colour and size over the same grounds, the other is marked, and left out of this rule.
CONTRAST = "color-contrast"
MARK_ALIKE = """() => {
  const seen = new Set();
  const look = (one) => {
    const { color, fontSize, fontWeight, textShadow } = getComputedStyle(one);
    const found = [color, fontSize, fontWeight, textShadow];
    for (let at = one; at; at = at.parentElement) {
      const { backgroundColor, backgroundImage, opacity } = getComputedStyle(at);
      if (backgroundColor !== 'rgba(0, 0, 0, 0)' || backgroundImage !== 'none' || opacity !== '1') {
        found.push(backgroundColor, backgroundImage, opacity);
      }
    }
    return found.join();
  };
  const mark = (one) => {
    let alike = !one.closest('svg, iframe');
    const texts = [...one.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (texts.length || one.matches('input, select, textarea')) {
      const found = look(one);
      alike = seen.has(found) && alike;
      seen.add(found);
    }
    for (const child of one.children) alike = mark(child) && alike;
    one.toggleAttribute('data-alike', alike);
    return alike;
  };
  for (const one of document.body.children) mark(one);
}"""
UNLIKE = "*:not([data-alike], [data-alike] *)"
RUN_AXE = """async ([rules, contrast, unlike]) => {
  axe.configure({rules: [{id: contrast, selector: unlike}]});
  return (await axe.run(document, rules)).violations;
}"""
WIDTHS = (1600, 1300, 1024, 800, 360, 320)
DEFAULT_SIZE: ViewportSize = {"width": 1280, "height": 720}
# Without its own sandbox, which a container does not allow; it opens nothing but our own pages. Without a processor for
# graphics, which it would imitate. And it compiles nothing for long: what a page runs once does not give that back.
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--js-flags=--no-opt --no-maglev --single-threaded-gc")
# Where nothing is pressed, which waits for what is drawn, nothing need be drawn: that takes a quarter of all time.
UNDRAWN = "--disable-threaded-compositing"
OPENED: dict[tuple[Browser, str], Page] = {}

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here; `.ci/run` installs it")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser without a window."""
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def opened(browser: Browser, server: Server, address: str, **options: object) -> Page:
    """A page of a browser with some options, one for all tests: a new one takes longer than most of what they do.

    Nothing is left of the test before, for the site keeps nothing in a browser: no cookie, and nothing in storage.
    """
    key = browser, repr(sorted(options.items()))
    if key not in OPENED:
        context = browser.new_context(bypass_csp=True, reduced_motion="reduce", **options)  # type: ignore[arg-type]
        OPENED[key] = context.new_page()
    page = OPENED[key]
    page.goto("about:blank")
    page.emulate_media(media="null")
    page.set_viewport_size(options.get("viewport", DEFAULT_SIZE))  # type: ignore[arg-type]
    # The catalogue's first reader waits for the files that it tells of to be made.
    page.goto(server.address + address, timeout=120_000)
    return page


def list_violations(page: Page) -> list[str]:
    """What axe finds on a page, with the elements."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    page.evaluate(MARK_ALIKE)
    found = page.evaluate(RUN_AXE, [RULES, CONTRAST, UNLIKE])
    return [f"{one['id']}: {one['help']}: {[node['html'] for node in one['nodes']]}" for one in found]


def is_too_wide(page: Page, width: int, selector: str = "html") -> bool:
    """Whether something on a page is wider than a window of that width (WCAG 2.2, 1.4.10)."""
    page.set_viewport_size({"width": width, "height": 800})
    return is_wider_than(page, width, selector)


def is_wider_than(page: Page, width: int, selector: str = "html") -> bool:
    """Whether something on a page is wider than its window, which has that width."""
    inner, wide = page.evaluate("selector => [innerWidth, document.querySelector(selector).scrollWidth]", selector)
    assert inner == width
    return bool(wide > width)


@dataclass(frozen=True)
class Reader:
    """A reader of every kind of page: a page of the browser, its language, and the widths that its window has."""

    page: Page
    session: CDPSession
    language: str
    widths: tuple[int, ...]

    def resize(self, width: int) -> None:
        """Give the page a width, and leave the window as it is: to draw that anew takes longer."""
        metrics = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
        self.session.send("Emulation.setDeviceMetricsOverride", metrics)


@pytest.fixture(scope="module")
def readers(browser: Browser) -> Iterator[list[Reader]]:
    """Two readers, who have both languages, both schemes and both layouts: what axe finds depends on one at a time."""
    undrawn = browser.browser_type.launch(executable_path=CHROMIUM, args=(*ARGUMENTS, UNDRAWN))
    found = []
    for language, scheme, widths in (
        ("en", "light", (1300, 800, 320)),
        ("sv", "dark", (360, *sorted({*WIDTHS} - {360}))),
    ):
        context = undrawn.new_context(
            bypass_csp=True,
            reduced_motion="reduce",
            locale=language,
            color_scheme=scheme,  # type: ignore[arg-type]
        )
        context.add_init_script(AXE)
        page = context.new_page()
        found.append(Reader(page, context.new_cdp_session(page), language, widths))
    yield found
    undrawn.close()


@pytest.mark.parametrize(
    ("second", "faults"),
    [("", 1), ("color: #aaa", 1), ("color: #bbb", 2), ("background: #999", 2), ("font-size: 30px", 2)],
)
def test_colours_that_cannot_be_told_apart_are_found_once_where_they_look_alike(
    readers: list[Reader], second: str, faults: int
) -> None:
    page = readers[0].page
    page.set_content(f"<main style='color: #aaa'><h1>1</h1><p>Two</p><p style='{second}'>Three <i>four</i></p></main>")
    found = [one for one in list_violations(page) if one.startswith("color-contrast")]
    assert [one.count("<p") for one in found] == [faults]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_accessible_and_no_wider_than_its_window(readers: list[Reader], server: Server, address: str) -> None:
    for reader in readers:
        page = reader.page
        reader.resize(reader.widths[0])
        # The catalogue's first reader waits for the files that it tells of to be made.
        page.goto(server.address + address, timeout=120_000)
        assert page.locator("html").get_attribute("lang") == reader.language
        assert not list_violations(page)
        for width in reader.widths:
            reader.resize(width)
            assert not is_wider_than(page, width), width


def test_a_question_is_asked_with_the_keyboard_alone_and_no_javascript(browser: Browser, server: Server) -> None:
    page = opened(browser, server, "/?lang=sv", java_script_enabled=False)
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Hoppa till innehållet"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("name") == "region"
    page.keyboard.type("Sörmland")
    page.keyboard.press("Tab")
    page.keyboard.type("Livsmedel")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ask/shared-priorities?theme=food*")
    assert "lang=sv" in page.url
    assert page.locator("tbody tr").count() > 5
    assert page.locator("html").get_attribute("lang") == "sv"


def test_the_start_page_takes_few_presses_of_a_key_and_few_screens(browser: Browser, server: Server) -> None:
    page = opened(browser, server, "/", viewport={"width": 1300, "height": 800}, java_script_enabled=True)
    stops = page.locator("a[href], button, input:not([type=hidden]), select, summary, [tabindex='0']").count()
    assert stops <= 60
    assert page.evaluate("document.documentElement.scrollHeight") <= 5 * 800


@pytest.mark.parametrize("language", ["en", "sv"])
def test_the_header_of_a_phone_has_two_lines_and_all_entries(browser: Browser, server: Server, language: str) -> None:
    page = opened(browser, server, "/regions", locale=language, viewport={"width": 360, "height": 760})
    assert page.evaluate("document.querySelector('header').getBoundingClientRect().height") == 96
    button = page.locator(".look button").bounding_box()
    assert button
    assert button["width"] > 40
    assert button["height"] < 44  # its word stands on one line
    page.locator(".menu a").last.focus()
    entry = page.locator(".menu a").last.bounding_box()
    assert entry
    assert entry["x"] + entry["width"] <= 360


def test_letters_come_from_the_face_of_the_site(browser: Browser, server: Server) -> None:
    page = opened(browser, server, "/", viewport={"width": 1300, "height": 800})
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.fonts.check('16px \"Source Sans 3\"')")
    loaded = page.evaluate("[...document.fonts].filter(one => one.status == 'loaded').map(one => one.family)")
    assert loaded
    small = page.evaluate(
        """[...document.querySelectorAll('body *')].filter(one => one.innerText && one.offsetParent
        && !one.children.length && parseFloat(getComputedStyle(one).fontSize) < 14).map(one => one.outerHTML)"""
    )
    assert not small


def test_nothing_is_loaded_from_elsewhere_and_nothing_is_refused(browser: Browser, server: Server) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    for address in (*PAGES[:8], "/doc/region/SE122", "/scheme/theme/energy", "/dataset/strategies"):  # with data blocks
        page.goto(server.address + address)
    assert {url.split("/")[2] for url in asked} == {server.address.split("/")[2]}
    assert not [text for text in said if "Content Security Policy" in text or "Failed to load" in text]
    assert not context.cookies()
    context.close()


def test_a_wrong_value_is_put_right_with_the_keyboard_alone_and_no_javascript(browser: Browser, server: Server) -> None:
    page = opened(browser, server, "/ask/shared-priorities?theme=enrgy&basis=own&lang=sv", java_script_enabled=False)
    assert page.locator("[role=alert]").inner_text().startswith("Något behöver rättas")
    link = page.locator("[role=alert] a[href='#p-theme']")
    link.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")  # from the field that the link leads to
    assert page.locator("#p-theme").get_attribute("aria-describedby") == "e-theme"
    assert page.locator("#p-theme").input_value() == "enrgy"
    assert page.locator("#p-basis").input_value() == "own"
    page.locator("#e-theme a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/ask/shared-priorities?*theme=energy*")
    assert "basis=own" in page.url
    assert "lang=sv" in page.url
    assert page.locator("tbody tr").count() > 5


def test_a_form_leads_to_an_address_with_what_differs_from_the_defaults(browser: Browser, server: Server) -> None:
    page = opened(browser, server, "/ask/shared-priorities?lang=sv", java_script_enabled=False)
    page.locator("main button").first.click()
    assert page.locator("#e-theme").inner_text() == "Tema: välj eller skriv något."
    page.locator("#p-theme").select_option("energy")
    page.locator("#p-country").select_option(label="Sverige (SE)")
    page.locator("main button").first.click()
    page.wait_for_url("**/ask/shared-priorities?theme=energy&country=SE&lang=sv")
    assert page.locator("tbody tr").count() > 5


def test_themes_are_reviewed_with_the_keyboard_alone_and_no_javascript(browser: Browser, server: Server) -> None:
    page = opened(browser, server, "/review?region=SE122&lang=sv", java_script_enabled=False)
    first = page.locator("fieldset").first
    assert not first.locator(".instead input").is_visible()
    first.locator("input[type=radio]").first.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert page.locator(":focus").get_attribute("value") == "other"
    page.keyboard.press("Tab")
    page.keyboard.type("Livsmedel")
    page.locator("#organisation").focus()
    page.keyboard.type("Maria Exempelsson")
    page.keyboard.press("Enter")
    assert "ser ut som en persons namn" in page.locator("[role=alert]").inner_text()
    assert page.locator("fieldset").first.locator("input[value=other]").is_checked()
    page.locator("[role=alert] a[href='#organisation']").focus()
    page.keyboard.press("Enter")
    page.locator("#organisation").fill("Region Sörmland")
    page.keyboard.press("Enter")
    page.locator("h1", has_text="Din granskning").wait_for()
    assert "1 beslut av Region Sörmland" in page.locator(".lead").inner_text()
    with page.expect_download() as fetched:
        page.locator("main button").click()
    assert fetched.value.suggested_filename.endswith(".sssom.tsv")


def test_what_is_decided_goes_along_to_the_next_page_without_javascript(browser: Browser, server: Server) -> None:
    page = opened(browser, server, "/review?lang=sv")
    assert page.locator("script").count() == 0  # which axe cannot do without
    turn = page.get_by_role("button", name="Nästa sida, med dina beslut")
    assert not turn.is_visible()
    assert page.locator("nav.pages a[rel=next]").is_visible()
    page.locator("fieldset").first.locator("input[value=accept]").check()
    assert not page.locator("nav.pages a[rel=next]").is_visible()
    turn.click()
    page.wait_for_url("**/review?page=2&lang=sv")
    assert page.locator("summary", has_text="1 beslut från andra sidor följer med").is_visible()
    assert list_violations(page) == []
    page.locator("#organisation").fill("Region Sörmland")
    page.keyboard.press("Enter")
    page.locator(".lead", has_text="1 beslut av Region Sörmland").wait_for()
