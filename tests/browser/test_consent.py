"""A program asks for access: its person reads what for, agrees, and takes it back; no stranger answers for them."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from tests.app import App
from tests.browser import steps
from tests.browser.steps import expect, go

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

BACK = "http://127.0.0.1:9/back"
VERIFIER = "a verifier of the program, which is quite long enough"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")


def registered(app: App) -> dict[str, Any]:
    body = {"client_name": "Field Helper", "redirect_uris": [BACK], "token_endpoint_auth_method": "none"}
    return dict(httpx.post(f"{app.url}/auth/v1/oauth/clients/register", json=body).raise_for_status().json())


def asking(program: dict[str, Any]) -> str:
    said = {
        "client_id": program["client_id"], "redirect_uri": BACK, "response_type": "code", "scope": "openid email",
        "state": "s-1", "code_challenge": CHALLENGE, "code_challenge_method": "S256",
    }  # fmt: skip
    return f"/auth/v1/oauth/authorize?{urlencode(said)}"


def test_a_person_lets_a_program_in_and_out_again(page: Page, browser: Browser, app_server: App) -> None:
    program = registered(app_server)
    email = steps.sign_up(page, name="Ida Lund", organization="Lund")
    go(page, asking(program))
    expect(page.locator("h1")).to_contain_text("Field Helper asks for access")
    expect(page.locator("main")).to_contain_text(email)
    expect(page.locator("main")).to_contain_text("see your address")
    expect(page.locator("main")).to_contain_text("127.0.0.1")
    here = page.url
    with steps.visitor(browser, app_server.url) as stranger:
        steps.sign_up(stranger, name="Eve Stone", organization="Stone")
        go(stranger, here)
        expect(stranger.locator("body")).to_contain_text("answered already, or is too old")
    page.click("button[name=action][value=approve]")
    onward = page.locator("a.button-primary")
    expect(onward).to_be_visible()
    said = {name: values[0] for name, values in parse_qs(urlsplit(onward.get_attribute("href") or "").query).items()}
    assert said["state"] == "s-1"
    form = {
        "grant_type": "authorization_code", "code": said["code"], "redirect_uri": BACK,
        "client_id": program["client_id"], "code_verifier": VERIFIER,
    }  # fmt: skip
    tokens = httpx.post(f"{app_server.url}/auth/v1/oauth/token", data=form).json()
    bearer = {"authorization": f"Bearer {tokens['access_token']}"}
    assert httpx.get(f"{app_server.url}/auth/v1/oauth/userinfo", headers=bearer).json()["email"] == email
    go(page, "/settings/sessions")
    row = page.locator("li.row", has_text="Field Helper").first
    row.get_by_role("button", name="Take access back").click()
    page.locator("dialog[open] button[value=yes]").click()
    expect(
        page.locator("li.row", has_text="Field Helper").get_by_role("button", name="Take access back")
    ).to_have_count(0)
    assert httpx.get(f"{app_server.url}/auth/v1/oauth/userinfo", headers=bearer).status_code == 403


def test_a_no_is_told_to_the_program(page: Page, app_server: App) -> None:
    steps.sign_in(page)
    go(page, asking(registered(app_server)))
    page.click("button[name=action][value=deny]")
    href = page.locator("a.button-primary").get_attribute("href") or ""
    assert "error=access_denied" in href and "code=" not in href
