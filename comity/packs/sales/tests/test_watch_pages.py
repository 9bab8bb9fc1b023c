"""Every page that watches over deals, as ours, in German, as the stranger; with and without anything to show."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from uuid import uuid4

import httpx
import pytest

from tests.app import App
from tests.visits import browser_of, visit

PAGES = (
    "/deal-health", "/deal-health?warning=quiet&color=red&owner=me", "/deal-health?warning=nonsense&owner=x",
    "/deal-health/back-test", "/deal-health/back-test?days=30", "/deal-health/back-test?days=-1", "/deal-health/signs",
    "/ghosts", "/ghosts?owner=me", "/revivals", "/customer-health", "/customer-health?color=red", "/plans",
    "/plans?kind=onboarding", "/plans?kind=x", "/forecast", "/forecast/accuracy",
)  # fmt: skip


rep = browser_of(lambda world: world.rep)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_there_in_both_languages(rep: httpx.Client, path: str) -> None:
    for language in ("en", "de"):
        answer = rep.get(path, headers={"accept-language": language}, follow_redirects=True)
        assert answer.status_code == 200, unescape(answer.text)[-1500:]
        assert "<h1" in answer.text


@pytest.fixture(scope="module")
def ours(app_server: App) -> Iterator[httpx.Client]:
    """Somebody new, with an organisation of their own and its pipeline."""
    with httpx.Client(
        base_url=app_server.url, timeout=60, headers={"accept": "text/html", "origin": app_server.url}
    ) as one:
        email = f"{uuid4().hex[:8]}@new.example"
        answer = one.post(
            "/sign-up",
            data={"name": "Ada", "organization": "Hart", "email": email, "password": "a calm and quiet house"},
        )
        assert answer.status_code == 303, unescape(answer.text)[-800:]
        yield one


def test_the_palette_answers_part_by_part(ours: httpx.Client) -> None:
    with ours.stream("GET", "/palette", params={"q": "open leads over 10k", "stream": "1"}) as answer:
        parts = answer.read().decode().split("<!-- part -->")  # seed: RT03
    assert answer.status_code == 200 and len(parts) == 3 and "data-answer" in parts[0]
    assert "Search everything" in parts[1] and "Search everything" not in parts[0]
    page = ours.get("/search", params={"q": "who might leave us before long"}).text
    assert "A model reads" not in page  # there is none, so nobody is kept waiting
    assert ours.get("/search/read", params={"q": "who might leave us"}).status_code == 200


def test_a_won_deal_shows_its_plan_and_ticks_it_off(ours: httpx.Client, app_server: App) -> None:
    rep = ours
    made = rep.post("/leads", data={"title": "Plan me"}, follow_redirects=False)
    assert made.status_code == 303, unescape(made.text)[-800:]
    lead = made.headers["location"].split("?")[0]
    assert rep.post(f"{lead}/closure", data={"outcome": "won"}).status_code in (200, 303)
    assert rep.post(f"{lead}/onboarding").status_code == 303
    page = rep.get(lead).text
    assert 'id="lead-plans"' in page and "Kick-off" in page
    step = page.split('action="/plans/')[1].split('"')[0]
    assert rep.post(f"/plans/{step}").status_code == 303
    assert "Onboarding: Plan me" in rep.get("/plans").text
    with visit(app_server, app_server.world.stranger) as stranger:
        assert stranger.post(f"/plans/{step}").status_code == 404
        assert stranger.post(f"{lead}/onboarding").status_code == 404
        assert "Plan me" not in stranger.get("/plans").text
