"""Another site in the same browser: it posts with our cookie, frames our pages, and is turned away everywhere.  SC07"""

from __future__ import annotations

import re
from uuid import uuid4

import httpx
import psycopg
import pytest

from tests.app import App
from tests.tenancy.browse import app_routes
from tests.visits import visit

MACHINES = ("/hooks", "/mcp", "/metrics")  # no cookie opens these
EVIL = (
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": "", "referer": "https://evil.example/"},
    {"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
)


def _paths() -> list[tuple[str, str]]:
    fill = lambda found: str(uuid4()) if found[2] == ":uuid" else "x"  # noqa: E731
    return [
        (method, re.sub(r"\{(\w+)(:\w+)?\}", fill, route.path))
        for route in app_routes()
        for method in sorted((route.methods or set()) - {"GET", "HEAD", "OPTIONS"})
        if not route.path.startswith(MACHINES)
    ]


def test_no_form_of_another_site_is_carried_out(app_server: App) -> None:
    with visit(app_server, app_server.world.owner) as browser:
        del browser.headers["origin"]
        for number, (method, path) in enumerate(_paths()):
            headers = {name: value for name, value in EVIL[number % len(EVIL)].items() if value}
            answer = browser.request(method, path, data={"name": "x"}, headers=headers)
            assert answer.status_code == 403, f"{method} {path} {headers}: {answer.status_code}"
        assert browser.post("/tasks", data={"subject": "Ours"}, headers={"origin": app_server.url}).status_code == 303


def test_nobody_frames_a_page(app_server: App) -> None:
    """Public ones least of all: a chat or a demo under somebody's button is a click they did not mean."""
    with psycopg.connect(app_server.database_url) as connection:
        row = connection.execute(
            "insert into qualifiers (org_id, name, is_public) values (%s, 'Framed', true) returning key",
            [app_server.world.ours.id],
        ).fetchone()
    assert row
    with visit(app_server) as anybody:
        for path in (f"/meet/{row[0]}", "/shown/nothing", "/status", "/sign-in", "/sign-up", "/nowhere", "/contacts"):
            page = anybody.get(path)
            policy = page.headers["content-security-policy"]
            assert page.headers["x-frame-options"] == "DENY" and "frame-ancestors 'none'" in policy, path
            assert "script-src 'self' 'nonce-" in policy and "form-action 'self'" in policy, path
            assert page.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("there", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)",
                                   "/%5Cevil.example", "\t//evil.example", "/\t/evil.example"])  # fmt: skip
def test_no_page_leads_to_another_site(app_server: App, there: str) -> None:
    world = app_server.world
    with visit(app_server) as browser:
        said = {"email": world.owner.email, "password": world.password, "next": there}
        answer = browser.post("/sign-in", params={"next": there}, data=said)
        assert _stays(answer), answer.headers["location"]
        for path, form in (("/notifications/read", {"next": there}), ("/feedback", {"body": "x", "page": there}),
                           ("/preferences", {"next": there, "theme": "dark"})):  # fmt: skip
            answer = browser.post(path, data=form, headers={"referer": f"{app_server.url}/"})
            assert answer.status_code >= 400 or _stays(answer), f"{path}: {answer.headers.get('location')}"


def _stays(answer: httpx.Response) -> bool:
    where = answer.headers.get("location") or answer.headers.get("hx-redirect") or "/"
    return bool(re.match(r"/(?![/\\])", where)) and "\t" not in where


def test_a_visitors_words_are_words(app_server: App) -> None:
    """What is typed into a public chat is shown to whoever reads the lead, and to the visitor again."""
    with psycopg.connect(app_server.database_url) as connection:
        row = connection.execute(
            "insert into qualifiers (org_id, name, greeting, is_public)"
            " values (%s, '<b>X</b>', '<script>alert(2)</script>', true) returning key",
            [app_server.world.ours.id],
        ).fetchone()
    assert row
    odd = "<script>alert(1)</script><img src=x onerror=alert(1)> [x](javascript:alert(1)) =1+1"
    with visit(app_server) as anybody:
        begun = anybody.post(f"/meet/{row[0]}", data={"message": odd})
        assert begun.status_code == 303
        page = anybody.get(begun.headers["location"]).text
        assert "<script>alert" not in page and "<img src=x" not in page and 'href="javascript:' not in page
        assert "&lt;script&gt;alert(1)" in page
        large = anybody.post(f"/meet/{row[0]}", data={"message": "x" * 2_000_000})
        assert 400 <= large.status_code < 500
        for token in ("x", "../../contacts", "%00", "a" * 4000):
            assert anybody.get(f"/meet/{row[0]}/{token}").status_code in (303, 400, 404, 414)
            assert anybody.get(f"/meet/{token}").status_code in (303, 400, 404, 414)
            assert anybody.get(f"/shown/{token}").status_code in (303, 400, 404, 414)
