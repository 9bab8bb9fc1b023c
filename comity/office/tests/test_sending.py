"""Mail leaves by whichever provider is configured, each in its documented shape; what they refuse is shown."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from comity.config import Settings
from comity.core import sql
from comity.core.db import Database
from comity.core.who import Who
from comity.office import mail_words, mails, organizations, sending, sigv4
from comity.office.mail_server import Mail, Refused
from comity.office.mail_smtp import Smtp
from comity.office.mail_words import Words
from comity.office.organizations import Person
from comity.office.tests.conftest import PASSWORD, House
from comity.platform.auth.identity import Identity
from tests.listening import listening
from tests.working import Working, until

WAITING = sql.compile_named(
    "waiting", "Mail that waits.", "select id from mails where state = 'queued' and kind = 'test'"
)
ONCE = sql.compile_named(
    "once", "Tried once.",
    "update absurd.t_p1 set max_attempts = 1 where task_name = 'office.send_mail' and state = 'pending'",
)  # fmt: skip
STATE = sql.compile_named(
    "state", "How it is.", "select state, attempts, last_error from mails where org_id = :org_id and id = :id"
)
MAIL = Mail("0190-mail", "ann@b.example", "Ann Lee", "Welcome", "Hello", "<p>Hello</p>")


@dataclass
class Api:
    """A provider's server: answers as told and keeps what it was sent."""

    status: int = 200
    said: Any = field(default_factory=lambda: {"id": "1"})
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    async def answer(self, request: Request) -> Response:
        self.requests.append((request.url.path, dict(request.headers), await request.body()))
        return JSONResponse(self.said, self.status)

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/{rest:path}", self.answer, methods=["POST"])])


@asynccontextmanager
async def provider(**configured: str) -> AsyncIterator[tuple[Api, Any]]:
    api = Api()
    async with listening(api.app()) as url:
        settings = Settings(mail_api_url=url, mail_from="Acme CRM <crm@acme.example>", **configured)  # type: ignore[arg-type]
        yield api, sending.server_of(settings)


async def test_resend() -> None:
    async with provider(resend_api_key="re_123") as (api, server):
        await server.deliver(MAIL)
    [(path, headers, body)] = api.requests
    said = httpx.Response(200, content=body).json()
    assert (path, headers["authorization"], headers["idempotency-key"]) == ("/emails", "Bearer re_123", "0190-mail")
    assert said["from"] == "Acme CRM <crm@acme.example>" and said["to"] == ["Ann Lee <ann@b.example>"]
    assert (said["subject"], said["text"], said["html"]) == ("Welcome", "Hello", "<p>Hello</p>")


async def test_sendgrid() -> None:
    async with provider(sendgrid_api_key="SG.1") as (api, server):
        api.status = 202
        await server.deliver(MAIL)
    [(path, headers, body)] = api.requests
    said = httpx.Response(200, content=body).json()
    assert (path, headers["authorization"]) == ("/v3/mail/send", "Bearer SG.1")
    assert said["from"] == {"email": "crm@acme.example", "name": "Acme CRM"}
    assert said["personalizations"][0]["to"] == [{"email": "ann@b.example", "name": "Ann Lee"}]
    assert [one["type"] for one in said["content"]] == ["text/plain", "text/html"]


async def test_ses() -> None:
    keys = {"ses_access_key_id": "AKID", "ses_secret_access_key": "secret"}
    async with provider(ses_region="eu-central-1", **keys) as (api, server):
        await server.deliver(MAIL)
    [(path, headers, body)] = api.requests
    said = httpx.Response(200, content=body).json()
    assert path == "/v2/email/outbound-emails" and said["Destination"] == {"ToAddresses": ["Ann Lee <ann@b.example>"]}
    assert said["Content"]["Simple"]["Subject"] == {"Data": "Welcome", "Charset": "UTF-8"}
    moment = datetime.strptime(headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    url = f"http://{headers['host']}{path}"
    more = {"content-type": headers["content-type"]}
    expected = sigv4.headers(
        "POST", url, body, region="eu-central-1", service="ses", key_id="AKID", secret="secret", now=moment, more=more
    )
    assert headers["authorization"] == expected["authorization"]


def test_amazon_s_own_example_of_a_signature() -> None:
    """get-vanilla of the test suite AWS publishes for signature version 4."""
    made = sigv4.headers(
        "GET", "https://example.amazonaws.com/", b"", region="us-east-1", service="service", key_id="AKIDEXAMPLE",
        secret="wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", now=datetime(2015, 8, 30, 12, 36, tzinfo=UTC),
    )  # fmt: skip
    signature = made["authorization"].rpartition("=")[2]
    assert signature == "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"


@pytest.mark.parametrize(
    ("configured", "status", "said", "reason", "for_good"),
    [
        (
            {"resend_api_key": "x"},
            422,
            {"name": "validation_error", "message": "Invalid `to` field"},
            "Invalid `to`",
            True,
        ),
        ({"resend_api_key": "x"}, 429, {"message": "Too many requests"}, "429", False),
        ({"sendgrid_api_key": "x"}, 401, {"errors": [{"message": "bad key"}]}, "bad key", True),
        ({"sendgrid_api_key": "x"}, 503, {"errors": []}, "503", False),
        ({"ses_region": "x"}, 400, {"message": "Email address is not verified."}, "not verified", True),
        ({"ses_region": "x"}, 500, "away", "500", False),
    ],
)
async def test_refusals_say_whether_trying_again_helps(
    configured: dict[str, str], status: int, said: Any, reason: str, for_good: bool
) -> None:
    async with provider(**configured) as (api, server):
        api.status, api.said = status, said
        with pytest.raises(Refused, match=reason) as caught:
            await server.deliver(MAIL)
    assert caught.value.for_good is for_good


async def test_nobody_there() -> None:
    async with provider(resend_api_key="x") as (_, server):
        pass
    with pytest.raises(Refused) as caught:
        await server.deliver(MAIL)
    assert not caught.value.for_good


@pytest.mark.parametrize(("code", "for_good"), [(550, True), (451, False)])
async def test_a_mail_server_that_refuses_the_recipient(code: int, for_good: bool) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 here\r\n")
        while line := await reader.readline():
            word = line[:4].upper().strip()
            writer.write(f"{code} no such person\r\n".encode() if word == b"RCPT" else b"250 ok\r\n")
            if word == b"QUIT":
                break
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        there = Smtp.of(f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}?starttls=no")
        with pytest.raises(Refused) as caught:
            await there.deliver(MAIL)
    assert caught.value.for_good is for_good


@pytest.fixture
def leaving() -> Iterator[None]:
    yield
    sending.configure(Settings())


async def _work(db: Database) -> None:
    async def all_sent() -> bool:
        return not await db.once(Who.service(), WAITING)

    async with Working(db, sending.send_mail, patience=10):
        await until(all_sent)


@pytest.mark.slow
async def test_a_refused_mail_is_shown_and_sent_again(house: House, leaving: None) -> None:
    identity: Identity = house.identity
    owner: Person = await organizations.sign_up(identity, email="mailer@m.example", password=PASSWORD)
    stranger = await organizations.sign_up(identity, email="other@n.example", password=PASSWORD)
    api = Api(status=422, said={"message": "The domain is not verified"})
    async with listening(api.app()) as url, house.visitor() as browser, house.visitor() as theirs:
        sending.configure(Settings(resend_api_key="x", mail_api_url=url, home=Path("/nowhere")))
        async with identity.db.acting(owner.who) as tx:
            mail: UUID = await mails.post(tx, "test", to="g@m.example", words=Words("Subject", "Hello", ()))
        await _work(identity.db)
        await browser.post("/sign-in", data={"email": owner.email, "password": PASSWORD})
        shown = await browser.get(f"/outbox/{mail}")
        assert "The domain is not verified" in shown.text and "Send again" in shown.text
        await theirs.post("/sign-in", data={"email": stranger.email, "password": PASSWORD})
        assert (await theirs.post(f"/outbox/{mail}/again")).status_code == 404
        api.status, api.said = 200, {"id": "1"}
        assert (await browser.post(f"/outbox/{mail}/again")).status_code == 200
        await _work(identity.db)
        assert "Send again" not in (await browser.get(f"/outbox/{mail}")).text
        assert [path for path, _, _ in api.requests] == ["/emails", "/emails"]
        assert (await browser.post(f"/outbox/{mail}/again")).status_code == 404, "only what failed"


def test_mail_speaks_the_reader_s_language() -> None:
    from comity.platform.auth.house import Letter
    from comity.web import i18n

    letter = Letter("recovery", UUID(int=1), "a@b.example", "http://x.example", "123456")
    with i18n.speaking("de", "Europe/Berlin"):
        german = mail_words.of_letter(letter)
    with i18n.speaking("en", "UTC"):
        english = mail_words.of_letter(letter)
    assert (german.subject, english.subject) == ("Neues Passwort setzen", "Set a new password")


async def test_a_mail_whose_provider_was_away_each_time_has_failed(
    house: House, leaving: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("comity.core.work.STEP_PAUSES", ())
    db = house.identity.db
    owner = await organizations.sign_up(house.identity, email="away@m.example", password=PASSWORD)
    async with listening(Api(status=503, said={"message": "Later, please"}).app()) as url:
        sending.configure(Settings(resend_api_key="x", mail_api_url=url, home=Path("/nowhere")))
        async with db.acting(owner.who) as tx:
            mail: UUID = await mails.post(tx, "test", to="h@m.example", words=Words("Subject", "Hello", ()))
        await db.once(Who.service(), ONCE)
        await _work(db)
        async with db.acting(owner.who) as tx:
            row = await tx.found(STATE, id=mail)
    assert row["state"] == "failed" and row["attempts"] == 1 and "Later, please" in row["last_error"]
