"""The sales kit over HTTP, as a browser without scripts sends it; and what strangers and visitors get."""

from __future__ import annotations

import base64
import hmac
import json
import re
import time
from collections.abc import Iterator
from html import unescape
from uuid import uuid4

import httpx
import pytest

from comity.packs.sales.tests import papers
from tests.app import App
from tests.visits import visit


@pytest.fixture(scope="module")
def anyone(app_server: App) -> Iterator[httpx.Client]:
    with visit(app_server) as browser:
        yield browser


def sent(browser: httpx.Client, path: str, **form: str) -> str:
    """Where a form led."""
    answer = browser.post(path, data=form)
    assert answer.status_code == 303, f"{path} {answer.status_code} {unescape(answer.text)[-1500:]}"
    return answer.headers["location"]


def page(browser: httpx.Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, f"{path} {answer.status_code} {unescape(answer.text)[-1500:]}"
    return unescape(answer.text)


def bring(browser: httpx.Client, lead: str, data: bytes, name: str = "agreement.pdf") -> str:
    form = {"lead_id": lead.rpartition("/")[2], "title": "Framework"}
    answer = browser.post("/contracts/new", data=form, files={"file": (name, data)})
    assert answer.status_code == 303, unescape(answer.text)[-1500:]
    return answer.headers["location"]


def read(browser: httpx.Client, path: str) -> str:
    """The contract's page once Comity is done with it."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        text = page(browser, path)
        if "How far Comity is" not in text:
            return text
        time.sleep(0.1)
    raise AssertionError("not read in time")


def test_a_contract_from_file_to_signature(owner: httpx.Client, stranger: httpx.Client, lead: str) -> None:
    data = papers.pdf([papers.AGREEMENT[:4], papers.AGREEMENT[4:]])
    path = bring(owner, lead, data)
    text = read(owner, path)
    assert "High risk" in text and "Exclusivity" in text and "page 1 of 2" in text
    link = re.search(rf'href="({path}\?page=2)#(e-\d+)"', text)
    assert link is not None and f'id="{link[2]}"' in page(owner, link[1])
    assert "Last day to stop the renewal" in page(owner, f"{path}?tab=duties")
    sent(owner, "/settings/contracts", kind="governing_law", text="The laws of France apply.")
    compared = page(owner, f"{path}?tab=standard")
    assert "<del>" in compared and "<ins>" in compared
    sent(owner, f"{path}/tasks/removal")
    assert "3 tasks made" in owner.get(sent(owner, f"{path}/tasks")).text
    sent(owner, f"{path}/status", status="declined", reason="Too dear")
    assert "Declined" in page(owner, path) and "Framework" in page(owner, lead)
    version = re.search(rf"{path}/versions/[0-9a-f-]+/file", text)
    assert version is not None and owner.get(version[0]).content == data
    for place in (path, version[0], f"{path}/versions/new"):
        assert stranger.get(place).status_code == 404, place
    for place in ("", "/status", "/tasks", "/processing", "/trash", "/versions"):
        assert stranger.post(path + place, data={"status": "signed", "title": "x"}).status_code == 404, place
    assert "Framework" not in stranger.get("/contracts").text
    refused = owner.post(
        "/contracts/new", data={"lead_id": lead.rpartition("/")[2]}, files={"file": ("a.txt", b"words")}
    )
    assert refused.status_code == 422 and "PDF or a Word file" in refused.text


def test_docusign_signs_a_contract(owner: httpx.Client, anyone: httpx.Client, lead: str) -> None:
    """IN04: a message signed over its raw bytes; a forged one changes nothing."""
    path = bring(owner, lead, papers.pdf([[str(uuid4())]]), "small.pdf")
    named, key = str(uuid4()), "a key of Connect"
    sent(owner, path, envelope=named)
    form = {"name": "DocuSign", "provider": "docusign", "secret": key}
    made = owner.post("/settings/webhooks/in", data=form)
    hook = re.search(r"/hooks/docusign/[0-9a-f-]{36}", made.text)
    assert hook is not None, unescape(made.text)[-1500:]
    about = {"status": "completed", "completedDateTime": "2030-01-03T10:00:00Z"}
    told = {"event": "envelope-completed", "data": {"envelopeId": named, "envelopeSummary": about}}
    body = json.dumps(told).encode()
    signature = base64.b64encode(hmac.digest(key.encode(), body, "sha256")).decode()
    headers = {"content-type": "application/json", "x-docusign-signature-1": signature}
    assert anyone.post(hook[0], content=body + b" ", headers=headers).status_code == 401
    assert anyone.post(hook[0], content=body, headers=headers).status_code == 200
    assert anyone.post(hook[0], content=body, headers=headers).status_code == 200
    deadline = time.monotonic() + 120
    while "Signed" not in head(page(owner, path)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert "Signed" in head(page(owner, path))
    assert page(owner, lead).count("Signed: Framework") == 1


def head(text: str) -> str:
    """The head of a record's page."""
    return text.partition('id="contract-head"')[2].partition("</header>")[0]


def test_a_playbook_is_written_and_followed(owner: httpx.Client, stranger: httpx.Client, lead: str) -> None:
    name = f"Ours {uuid4().hex[:6]}"
    form = {"name": name, "step_title": ["Second", "First", ""], "step_order": ["2", "1", "3"],
            "step_stage": ["", "New", ""], "step_goal": ["", "", ""], "step_questions": ["", "Why now?\nWho else?", ""],
            "step_do": ["Send it", "", ""], "step_done_when": ["", "", ""]}  # fmt: skip
    made = owner.post("/playbooks/new", data=form)
    assert made.status_code == 303, unescape(made.text)[-1500:]
    path = made.headers["location"]
    text = page(owner, path)
    assert text.index("1. First") < text.index("2. Second")
    sent(owner, f"{lead}/playbooks", playbook=path.rpartition("/")[2])
    ticks = re.search(rf'action="({lead}/playbooks/[0-9a-f-]+/ticks)"', page(owner, lead))
    assert ticks is not None
    sent(owner, ticks[1], step="First", item="Why now?")
    assert "1 of 3 done" in page(owner, lead) and "1/3" in page(owner, path)
    assert (
        stranger.get(path).status_code == 404
        and stranger.post(ticks[1], data={"step": "a", "item": "b"}).status_code == 404
    )
    assert name in page(owner, "/playbooks") and name not in page(stranger, "/playbooks")


def test_a_battle_card_is_written(owner: httpx.Client, stranger: httpx.Client) -> None:
    path = sent(owner, "/battle-cards/new", name=f"Verre {uuid4().hex[:6]}", aliases="Verre, MV")
    sent(owner, f"{path}/points", section="objections", text="You are dear", answer="We last longer")
    text = page(owner, path)
    assert "You are dear" in text and "We last longer" in text
    owner.post(f"{path}/pages", data={"url": "file:///etc/passwd"})
    assert "file:///" not in page(owner, path)
    assert stranger.get(path).status_code == 404
    assert stranger.post(f"{path}/points", data={"text": "x"}).status_code == 404


@pytest.mark.usefixtures("pipeline")
def test_a_visitor_talks_without_signing_in(owner: httpx.Client, stranger: httpx.Client, anyone: httpx.Client) -> None:
    sent(owner, "/settings/qualifier", name="Web site")
    found = re.search(r'action="(/settings/qualifier/[0-9a-f-]+)"', page(owner, "/settings/qualifier"))
    assert found is not None
    sent(owner, found[1], name="Web site", need="What <b>brings</b> you here?", is_public="true", accent="#2f6f4f")
    address = re.search(r'href="(/meet/[0-9a-f]{32})"', page(owner, "/settings/qualifier"))
    assert address is not None
    begun = anyone.get(address[1])
    assert begun.status_code == 200 and "What &lt;b&gt;brings&lt;/b&gt; you here?" in begun.text
    talk = sent(anyone, address[1], message="We need a new shop system <script>alert(1)</script>").partition("#")[0]
    for answer in ("40,000 euros", "I decide alone", "next month", "Vera Klein", "no address"):
        said = anyone.post(talk, data={"message": answer})
    assert said.status_code == 422 and "e-mail address" in said.text
    sent(anyone, talk, message=f"{uuid4().hex[:8]}@klein.example")
    done = anyone.get(talk)
    assert "<script>alert" not in done.text and "<textarea" not in done.text
    deadline = time.monotonic() + 120
    while "Meeting: Vera Klein" not in page(owner, "/settings/qualifier") and time.monotonic() < deadline:
        time.sleep(0.1)
    assert "Meeting: Vera Klein" in page(owner, "/settings/qualifier")
    assert "Web site" not in page(stranger, "/settings/qualifier").partition("<main")[2]
    assert stranger.post(found[1], data={"name": "x"}).status_code == 404
    assert anyone.get("/meet/" + "0" * 32).status_code == 404
    trap = anyone.post(address[1], data={"message": "Buy", "website": "https://spam.example"})
    assert trap.status_code == 200 and "<textarea" not in trap.text


def test_a_persona_and_a_demo(owner: httpx.Client, stranger: httpx.Client, anyone: httpx.Client, lead: str) -> None:
    sent(owner, f"{lead}/persona")
    assert "Role: Head of retail" in page(owner, lead)
    path = sent(owner, "/demos", lead_id=lead.rpartition("/")[2], title="Demo for Fontaine")
    sent(owner, f"{path}/fields/headline", value="A new shop", version="1")
    conflict = owner.post(f"{path}/fields/headline", data={"value": "Another", "version": "1"})
    assert conflict.status_code == 409 and "A new shop" in conflict.text and "Another" in conflict.text
    sent(owner, f"{path}/draft")
    shared = owner.post(f"{path}/links", data={"days": "7"})
    link = re.search(r'href="[^"]*(/shown/[\w-]+)"', shared.text)
    assert link is not None
    seen = anyone.get(link[1])
    assert seen.status_code == 200 and "A new shop" in seen.text and seen.headers["x-robots-tag"] == "noindex"
    assert anyone.get("/shown/nothing").status_code == 404 and anyone.get(path).status_code in (302, 303)
    assert stranger.get(path).status_code == 404
    for place in ("", "/fields/headline", "/draft", "/links", "/trash"):
        answer = stranger.post(path + place, data={"value": "x", "version": "1", "title": "x", "days": "1"})
        assert answer.status_code == 404, place
    assert stranger.post(f"{lead}/persona").status_code == 404
    assert stranger.post("/demos", data={"lead_id": lead.rpartition("/")[2]}).status_code == 404


def test_the_kit_shows_everything(owner: httpx.Client) -> None:
    text = page(owner, "/selling")
    for place in ("/contracts", "/playbooks", "/battle-cards", "/settings/qualifier", "/demos"):
        assert f'href="{place}"' in text
        page(owner, place)
