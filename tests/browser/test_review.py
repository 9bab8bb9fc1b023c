"""A call reviewed by two people at once: comments on words appear on both pages.  seed: RT02, U05"""

from __future__ import annotations

import pytest

from tests.app import App
from tests.browser import steps
from tests.browser.steps import expect, go
from tests.world import PASSWORD

playwright = pytest.importorskip("playwright.sync_api")
Browser, Page = playwright.Browser, playwright.Page

MARK = """() => {
  const place = [...document.querySelectorAll(".said p[data-start]")].find((p) => p.textContent.includes("price"));
  const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.data.indexOf("price");
    if (at >= 0) { range.setStart(node, at); range.setEnd(node, at + 5); break; }
  }
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  place.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
}"""


def test_two_people_review_one_call(page: Page, app_server: App, browser: Browser) -> None:
    email = steps.sign_up(page)
    call = steps.call(page, steps.lead(page, "Chalet Review"))
    expect(page.locator("#call-health .reasons li").first).to_be_visible()
    with steps.visitor(browser, app_server.url) as other:
        steps.sign_in(other, email, PASSWORD)
        go(other, call)
        expect(other.locator("#call-comments")).to_be_visible()
        page.evaluate(MARK)
        expect(page.locator("#comment-form [data-quote]")).to_have_text("price")
        page.fill("#comment-body", "Name the value <b>first</b>")
        page.click("#comment-form button[type=submit]")
        expect(page.locator("#call-comments .comment .quote")).to_have_text("“price”")
        theirs = other.locator("#call-comments .comment")
        expect(theirs).to_contain_text("Name the value <b>first</b>")
        other.fill("#call-comments .comment input[name=body]", "Will do")
        other.press("#call-comments .comment input[name=body]", "Enter")
        expect(page.locator("#call-comments .answer")).to_contain_text("Will do")
        other.locator("#call-head h1").click()  # whoever types is not disturbed; they are done
        page.locator("#call-comments .comment").get_by_role("button", name="Settle").click()
        expect(theirs.get_by_role("button", name="Open again")).to_be_visible()
        other.locator("#call-comments .comment .quote").click()
        other.wait_for_url(lambda url: "#e-" in url)


def test_without_scripts_a_turn_is_commented(page: Page, app_server: App, browser: Browser) -> None:
    email = steps.sign_up(page)
    call = steps.call(page, steps.lead(page, "Plain review"))
    expect(page.locator("#call-health .reasons li").first).to_be_visible()
    with steps.visitor(browser, app_server.url, scripts=False) as other:
        steps.sign_in(other, email, PASSWORD)
        other.goto(call + "?turn=1#comment-form")
        expect(other.locator("#comment-form [data-quote]")).to_contain_text("Our budget is approved")
        other.fill("#comment-body", "Good answer")
        other.click("#comment-form button[type=submit]")
        expect(other.locator("#call-comments .comment .quote")).to_contain_text("Our budget is approved")
