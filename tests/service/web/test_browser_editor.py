"""The SPARQL editor in a real browser: what it suggests, underlines and shares; by keyboard alone, and without it."""

from __future__ import annotations

import ast
import gzip
import re
import shlex
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from styrka.vocabulary import DEF, PREFIXES
from styrka.web.render import static_files
from tests.service.web.conftest import Server
from tests.service.web.test_browser import ARGUMENTS, CHROMIUM, RULES

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here; `.ci/run` installs it")

WHOLE = 150_000  # bytes of script that the page may load, compressed
HEAD = f"PREFIX styrka: <{DEF}>\n"
# Playwright writes a style into a page for some of what it does; only what the page itself does is counted.
WATCH = (
    "window.refused = []; addEventListener('securitypolicyviolation', (event) => refused.push(event.violatedDirective))"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """The page at ``/sparql`` with the editor in it, for one check after the other."""
    context = browser.new_context(locale="en", reduced_motion="reduce", viewport={"width": 1300, "height": 800})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(server.address + "/sparql")
    page.wait_for_selector("form[data-ready]", timeout=60_000)
    yield page
    assert page.evaluate("refused") == []
    context.close()


def write(page: Page, text: str) -> None:
    """Write a text in the place of all that stands in the editor; brackets that it closes by itself are typed over."""
    page.locator(".cm-content").focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(text)
    page.keyboard.press("Escape")


def read(page: Page) -> str:
    return "\n".join(page.locator(".cm-line").all_inner_texts()).replace("\n\n\n", "\n\n")


def offers(page: Page) -> list[str]:
    page.wait_for_selector(".cm-tooltip-autocomplete li")
    return page.locator(".cm-tooltip-autocomplete .cm-completionLabel").all_inner_texts()


def test_a_term_is_offered_that_fits_the_subject_and_its_prefix_is_declared(page: Page) -> None:
    write(page, "SELECT * { ?r a styrka:Region ; ")
    page.keyboard.type("own")
    assert offers(page)[0] == "styrka:ownPriorityArea"
    page.wait_for_timeout(100)  # what is pressed sooner was meant for the text
    page.keyboard.press("Enter")
    assert read(page) == HEAD + "SELECT * { ?r a styrka:Region ; styrka:ownPriorityArea"
    page.keyboard.type(" ?area . ?")
    assert offers(page) == ["?area", "?r"]
    page.keyboard.press("Escape")


def test_what_the_subject_cannot_have_is_not_offered(page: Page) -> None:
    write(page, HEAD + "SELECT * { ?list a styrka:Strategy ; ")
    page.keyboard.type("styrka:cov")
    assert "styrka:coversRegion" in offers(page)
    write(page, HEAD + "SELECT * { ?actor a styrka:Actor ; ")
    page.keyboard.type("styrka:")
    found = offers(page)
    assert "styrka:memberOf" in found
    assert not {"styrka:coversRegion", "styrka:nutsLevel"} & set(found)


def test_a_theme_is_found_by_its_name(page: Page) -> None:
    write(page, HEAD + "SELECT * { ?area styrka:concerns ")
    page.keyboard.type("vindkr")
    page.locator(".cm-tooltip-autocomplete li", has_text="theme:").first.click()
    assert re.search(r"styrka:concerns theme:[a-z-]+$", read(page))
    assert f"PREFIX theme: <{PREFIXES['theme']}>" in read(page)


def test_a_misspelt_term_is_underlined_named_and_mended(page: Page) -> None:
    write(page, HEAD + "SELECT ?a {\n  ?r styrka:ownPriorityAera ?a }")
    remark = page.locator("#remarks li")
    expect(remark).to_contain_text("styrka:ownPriorityAera is not defined; did you mean styrka:ownPriorityArea")
    assert page.locator(".cm-lintRange-warning").inner_text() == "styrka:ownPriorityAera"
    page.get_by_role("button", name="Change to styrka:ownPriorityArea").first.click()
    assert "styrka:ownPriorityArea ?a" in read(page)
    expect(remark).to_have_count(0)


def test_an_error_stands_at_its_line(page: Page) -> None:
    write(page, "SELECT ?s {\n  ?s skos:prefLabel ?o }")
    expect(page.locator("#remarks li")).to_contain_text("skos: is not declared")
    assert page.locator(".cm-lintRange-error").inner_text() == "skos:prefLabel"
    page.get_by_role("button", name="Declare skos:").click()
    assert read(page).startswith(f"PREFIX skos: <{PREFIXES['skos']}>\nSELECT")


def test_the_query_is_run_beside_what_is_written_and_shared_by_its_address(page: Page) -> None:
    query = HEAD + "SELECT ?a { ?r styrka:ownPriorityAera ?a }"
    write(page, query)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#result [data-said]")).to_contain_text("0 rows in")
    assert "did you mean" in page.locator("#result .doubts").inner_text()
    assert parse_qs(urlsplit(page.url).query)["query"] == [query]
    assert page.evaluate("document.activeElement.className") == "editor"
    page.click("#share")
    assert page.input_value("#copied-text") == page.url
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    write(page, "SELECT * { ?s ?p")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#result h2")).to_have_text("The query is not valid SPARQL")
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize(
    "query", [HEAD + 'SELECT * { ?r a styrka:Region ; ?p "it\'s \\\\ `${x}` )-\\"" }', "DESCRIBE <a:b>"]
)
def test_the_lines_of_a_program_hold_the_query_as_it_is(page: Page, query: str) -> None:
    write(page, query)
    page.click("[data-copy=curl]")
    words = shlex.split(page.input_value("#copied-text"))
    assert f"query={query}" in words
    page.click("[data-copy=python]")
    tree = ast.parse(page.input_value("#copied-text"))
    assert query in {
        one.value.strip() for one in ast.walk(tree) if isinstance(one, ast.Constant) and isinstance(one.value, str)
    }
    page.click("[data-copy=javascript]")
    first = page.input_value("#copied-text").split(";\nconst answer")[0]
    assert page.evaluate(f"(() => {{ {first}; return query.trim(); }})()") == query
    page.click("[data-copy=r]")
    assert re.search(r'r"(-*)\(\n' + re.escape(query) + r'\n\)\1"', page.input_value("#copied-text"))


@pytest.mark.parametrize(
    ("query", "formatted"),
    [
        (
            "prefix s: <a:b#> select * where{?a s:b ?c;s:d ?e,?f.optional{?a s:b/s:c* ?g}filter(?g>1)}order by ?a",
            "PREFIX s: <a:b#>\nSELECT * WHERE {\n  ?a s:b ?c ;\n    s:d ?e, ?f .\n  OPTIONAL {\n    ?a s:b/s:c* ?g\n"
            "  }\n  FILTER(?g>1)\n}\nORDER BY ?a",
        ),
        (
            "# one\nASK { # two\n { ?a ?b ?c } union { ?a ?b 'x.{' }\n # three\n values (?a ?b) { (1 2) } }",
            "# one\nASK { # two\n  {\n    ?a ?b ?c\n  } UNION {\n    ?a ?b 'x.{'\n  }\n  # three\n"
            "  VALUES (?a ?b) { (1 2) }\n}",
        ),
    ],
)
def test_a_query_is_put_in_one_layout(page: Page, query: str, formatted: str) -> None:
    write(page, query)
    page.click("#tidy")
    assert read(page) == formatted
    page.click("#tidy")
    assert read(page) == formatted
    page.locator(".cm-content").focus()
    page.keyboard.press("ControlOrMeta+z")
    assert read(page) == query


def test_an_example_is_found_and_put_into_the_editor(page: Page) -> None:
    write(page, "ASK {}")
    shown = page.locator("#examples li:visible")
    page.fill("#filter", "EVIDÈNCE choice")
    assert 0 < shown.count() < 5
    name = shown.first.inner_text()
    shown.first.locator("a").click()
    expect(page.locator(".cm-line").first).to_have_text(f"# {name}")
    page.fill("#filter", "")
    page.locator("#terms summary").get_by_text("Regions", exact=True).click()
    write(page, "SELECT * { ?r a ")
    page.locator("#terms button", has_text=re.compile(r"^styrka:Region$")).click()
    assert read(page) == HEAD + "SELECT * { ?r a styrka:Region"


def test_the_keyboard_gets_into_the_editor_and_out_of_it(page: Page) -> None:
    write(page, "ASK {}")
    expect(page.locator("#remarks li")).to_have_count(0)
    page.locator(".language a").focus()
    for _ in range(4):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "editor":
            break
    assert page.evaluate("document.activeElement.className") == "editor"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "editor"  # there it indents
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Run"


@pytest.mark.parametrize(("language", "scheme", "width"), [("en", "light", 1300), ("sv", "dark", 360)])
def test_the_editor_is_accessible_and_speaks_the_readers_language(
    browser: Browser, server: Server, language: str, scheme: str, width: int
) -> None:
    context = browser.new_context(
        bypass_csp=True,
        locale=language,
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": width, "height": 800},
    )
    page = context.new_page()
    page.goto(server.address + "/sparql")
    page.wait_for_selector("form[data-ready]")
    content = page.locator(".cm-content")
    label = {"en": "Your query, in SPARQL", "sv": "Din fråga, i SPARQL"}[language]
    assert content.get_attribute("aria-label") == label
    page.keyboard.press("Control+Enter")
    write(page, "SELECT ?a { ?r a styrka:Regoin ; styrka:own")
    page.wait_for_selector("#remarks li")
    page.keyboard.type("P")
    offers(page)
    page.click("#share") if width > 400 else page.locator("#share").press("Enter")
    found = Axe().run(page, options=RULES)
    assert not found.violations_count, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_the_same_query_runs_without_the_script(browser: Browser, server: Server) -> None:
    context = browser.new_context(java_script_enabled=False, locale="sv")
    page = context.new_page()
    page.goto(server.address + "/sparql?lang=sv")
    assert not page.locator("#share").is_visible()
    page.locator("a[data-example]").first.click()
    assert page.input_value("#query").startswith("# ")
    page.fill("#query", HEAD + "SELECT ?a { ?r styrka:ownPriorityAera ?a }")
    page.locator("#query").press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sparql?query=*lang=sv*#answer")
    assert "0 rader på" in page.locator("#result").inner_text()
    page.locator(".doubts a").first.click()
    page.wait_for_url("**/sparql?query=*ownPriorityArea+*")
    assert page.locator("#result tbody tr").count() > 100
    context.close()


def test_the_script_is_small_and_of_this_page_alone(browser: Browser, server: Server) -> None:
    assert len(gzip.compress(static_files.read_file("editor.js"), 6)) <= WHOLE
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for address in ("/", "/ask/adoption", "/def"):
        page.goto(server.address + address)
    assert not [url for url in asked if "editor" in url]
    context.close()
