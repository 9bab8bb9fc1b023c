"""The seeds' functions, as ours and as the stranger.  seed: F01, F04-F09, F20, F24-F26, F28, F33"""

from __future__ import annotations

import pytest

from tests.wire.functions.conftest import Served
from tests.wire.functions.test_calls import Tokens, call

pytestmark = pytest.mark.wire
TALK = """Remy Duval: Thank you for your time today.
Claire Fontaine: The price is too high for us, our budget is 20,000 euros.
Remy Duval: I will send you the revised proposal by Friday.
Claire Fontaine: Good, let us speak again on Monday."""


@pytest.fixture(scope="module")
def seeded(served: Served, tokens: Tokens) -> None:
    for name in ("owner", "stranger"):
        assert call(served, "/api/seed-new-org", tokens[name]).status_code == 200
    assert call(served, "/api/seed-new-org", tokens["rep"]).status_code == 403


def test_a_call_is_taken_in_understood_and_not_the_strangers(served: Served, tokens: Tokens) -> None:
    taken = call(served, "/functions/v1/ingest-call", tokens["rep"], json={"transcript": TALK, "title": "First"})
    assert taken.status_code == 200 and taken.json()["new"]
    named = {"call_id": taken.json()["call_id"]}
    signals = call(served, "/functions/v1/extract-signals", tokens["rep"], json=named)
    assert signals.status_code == 200 and signals.json()["action_items"], signals.text
    brief = call(served, "/functions/v1/generate-brief", tokens["rep"], json={"transcript": TALK})
    assert brief.status_code == 200 and brief.json()["summary"]
    for name in ("extract-signals", "generate-brief", "transcribe", "orchestrate-agents"):
        theirs = call(served, f"/functions/v1/{name}", tokens["stranger"], json=named)
        assert theirs.status_code == 404, (name, theirs.text)


def test_leads_are_found_by_question_and_their_health_reckoned(served: Served, tokens: Tokens, seeded: None) -> None:
    found = call(served, "/functions/v1/search-leads", tokens["owner"], json={"query": "open leads"})
    assert found.status_code == 200 and found.json()["relation"] == "leads", found.text
    ours = {row["id"] for row in found.json()["rows"]}
    assert ours
    theirs = call(served, "/functions/v1/search-leads", tokens["stranger"], json={"query": "open leads"})
    assert not ours & {row["id"] for row in theirs.json()["rows"]}
    lead = {"lead_id": next(iter(ours))}
    assert 0 <= call(served, "/functions/v1/calculate-deal-health", tokens["owner"], json=lead).json()["score"] <= 100
    assert call(served, "/functions/v1/calculate-deal-health", tokens["stranger"], json=lead).status_code == 404


def test_rows_become_an_import(served: Served, tokens: Tokens) -> None:
    asked = {"kind": "contacts", "text": "Name,E-mail\nAnna Ahorn,anna@ahorn.example\n"}
    made = call(served, "/functions/v1/create-import-job", tokens["owner"], json=asked)
    assert made.status_code == 200 and made.json()["status"] == "checking", made.text
    named = {"import_id": made.json()["import_id"]}
    assert call(served, "/functions/v1/process-import", tokens["stranger"], json=named).status_code == 404
    asked["kind"] = "nonsense"
    assert call(served, "/functions/v1/create-import-job", tokens["owner"], json=asked).status_code == 422


def test_mail_goes_to_the_outbox(served: Served, tokens: Tokens) -> None:
    mail = {"to": "claire@example.com", "subject": "Hello", "text": "One.\n\nTwo."}
    made = call(served, "/functions/v1/send-email", tokens["rep"], json=mail)
    assert made.status_code == 200 and made.json()["mail_id"], made.text
    assert call(served, "/functions/v1/send-email", tokens["rep"], json={**mail, "to": "x"}).status_code == 422
    assert call(served, "/functions/v1/send-email", served.anon, json=mail).status_code == 401


def test_webhooks_come_in_by_function_too_and_are_read_again(served: Served, tokens: Tokens) -> None:
    nowhere = call(served, "/functions/v1/webhook-receiver/stripe/0190000a-0000-7000-8000-000000000001", content=b"{}")
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "not_found")
    assert call(served, "/functions/v1/webhook-receiver/x", content=b"{}").status_code == 404
    assert call(served, "/functions/v1/process-webhooks", tokens["owner"]).json() == {"started": 0}
    assert call(served, "/functions/v1/process-webhooks", tokens["rep"]).status_code == 403


def test_ping(served: Served) -> None:
    assert call(served, "/functions/v1/ping-functions").json() == {"status": "ok", "functions": "warm"}


def test_tokens_are_renewed_when_asked(served: Served, tokens: Tokens) -> None:
    assert call(served, "/functions/v1/refresh-oauth-tokens", tokens["owner"]).json() == {"started": True}
    assert call(served, "/functions/v1/refresh-oauth-tokens", tokens["rep"]).status_code == 403
