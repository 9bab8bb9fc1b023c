"""The office's server functions: mail, imports, what a new one starts with.  seed: F20, F22-F26, F28, F29, F33"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

from pydantic import BaseModel, Field

from comity.core import rates
from comity.core.errors import NOT_FOUND, Problem
from comity.core.roles import ADMINS, WRITERS
from comity.core.work import start
from comity.office import health, mails, own_data
from comity.office.connections import upkeep as connections
from comity.office.files import place
from comity.office.imports import flow, jobs
from comity.office.imports.targets import registry
from comity.office.mail_words import Words
from comity.office.webhooks import inbox
from comity.office.webhooks.signatures import Message
from comity.platform.auth import callers
from comity.platform.functions import Call, Function, Stream, function, refusals
from comity.web import i18n
from comity.web.i18n import gettext as _


class Mail(BaseModel):
    """A plain mail of the organisation to one person."""

    to: str = Field(min_length=3, max_length=320, pattern=r"^[^@\s]+@[^@\s]+$")
    name: str = Field(default="", max_length=200)
    subject: str = Field(min_length=1, max_length=300)
    text: str = Field(min_length=1, max_length=50_000)


class Posted(BaseModel):
    """The mail's id in the outbox."""

    mail_id: UUID


class ImportAsked(BaseModel):
    """Rows as text, the way they would stand in a file; what they are, and the file's name."""

    kind: str = "contacts"
    name: str = Field(default="rows.csv", max_length=200)
    text: str = Field(max_length=20_000_000)
    check: bool = True


class ImportNamed(BaseModel):
    """An import that is there already."""

    import_id: UUID


class ImportSeen(BaseModel):
    """How far an import is."""

    import_id: UUID
    status: str
    total_rows: int


class Pong(BaseModel):
    """Alive, and with a database."""

    status: str
    functions: str = "warm"


@function("send-email", roles=WRITERS, per_minute=30)
async def send_email(call: Call, given: Mail) -> Posted:
    """Puts a mail into the organisation's outbox; it leaves at once where a mail server is configured."""
    paragraphs = tuple(part.strip() for part in given.text.split("\n\n") if part.strip())
    words = Words(subject=given.subject, heading=given.subject, paragraphs=paragraphs)
    with i18n.speaking(call.who.language, call.who.timezone):
        async with call.tx() as tx:
            return Posted(mail_id=await mails.post(tx, "message", to=given.to, name=given.name, words=words))


@function("create-import-job", roles=WRITERS)
async def create_import_job(call: Call, given: ImportAsked) -> ImportSeen:
    """Takes rows in as an import and checks them in the background."""
    if given.kind not in {target.kind for target in registry}:
        raise Problem("import_kind", 422, str(_("There is no import of this kind.")), field="kind")
    job_id, name = uuid4(), place.file_name(given.name)
    folder = flow.room_for(call.who.org_id, job_id)
    try:
        await place.keep(_once(given.text.encode()), folder / name)
        async with call.tx() as tx:
            await flow.begin(tx, given.kind, job_id, name)
            if given.check:
                await flow.start(tx, job_id, "checking")
            return _seen(await jobs.get(tx, job_id))
    except BaseException:
        place.remove(folder)
        raise


@function("process-import", roles=WRITERS)
async def process_import(call: Call, given: ImportNamed) -> ImportSeen:
    """Loads a checked import in the background; the tray shows how far it is."""
    async with call.tx() as tx:
        await flow.start(tx, given.import_id, "loading")
        return _seen(await jobs.get(tx, given.import_id))


@function("seed-new-org", roles=ADMINS, per_minute=5)
async def seed_new_org(call: Call) -> dict[str, Any]:
    """Gives the organisation what a new one starts with, as far as it is not there."""
    seeds = [seed for plate in call.request.app.state.plates for seed in plate.seeds]
    async with call.tx() as tx:
        for seed in seeds:
            await seed(tx)
    return {"seeded": len(seeds)}


@function("ping-functions", access="anyone", per_minute=600)
async def ping(call: Call) -> Pong:
    """Says that functions are warm and the database answers."""
    await call.db.once(call.who.service(agent="health"), health.q.state)
    return Pong(status="ok")


@function("export-user-data", per_minute=5)
async def export_user_data(call: Call) -> Stream:
    """A copy of what is kept about the caller and of the records they look after, as one JSON document."""
    return Stream(own_data.document(call.db, call.who), "application/json")


class Erasure(BaseModel):
    """One's own address, repeated: this cannot be taken back."""

    email: str = Field(max_length=320)


@function("delete-user-data", per_minute=5, methods=("POST",))
async def delete_user_data(call: Call, given: Erasure) -> dict[str, Any]:
    """Erases what is kept about the caller in this organisation, and ends their membership."""
    if given.email.strip().lower() != (call.who.email or "").lower():
        raise Problem("not_confirmed", 422, _("That is not your address."), field="email")
    async with call.tx() as tx:
        erased: dict[str, Any] = await tx.value(own_data.q.erase)
    if call.who.user_id is not None:
        callers.forget_person(call.request.state.identity, call.who.user_id)
    return erased


@function("refresh-oauth-tokens", roles=ADMINS, per_minute=2)
async def refresh_oauth_tokens(call: Call) -> dict[str, bool]:
    """Renews what runs out within a day now, as every hour does; once however often it is asked."""
    async with call.tx() as tx:
        await start(tx, connections.refresh_all, {})
    return {"started": True}


@function("process-webhooks", roles=ADMINS, per_minute=10)
async def process_webhooks(call: Call) -> dict[str, int]:
    """Reads every stored message that could not be read once more."""
    return {"started": await inbox.waiting_again(call.db, call.who)}


@function("webhook-receiver", access="anyone", per_minute=0, methods=("POST",))
async def webhook_receiver(call: Call) -> dict[str, Any]:
    """Takes a message in as /hooks does, at webhook-receiver/{provider}/{endpoint}."""
    provider, _slash, endpoint_id = call.path.partition("/")
    try:
        endpoint = await inbox.endpoint_of(call.db, provider, UUID(endpoint_id))
    except ValueError:
        raise NOT_FOUND() from None
    if await rates.take(call.db, f"hook:{endpoint.id}", inbox.PER_MINUTE):
        raise refusals.TOO_MANY()
    body = await call.request.body()
    if len(body) > inbox.LARGEST:
        raise refusals.TOO_LARGE()
    url = f"{call.settings.site_url}{call.request.url.path}"
    headers = {name.lower(): value for name, value in call.request.headers.items()}
    new = await inbox.receive(call.db, endpoint, Message("POST", url, headers, body, time.time()))
    return {"new": new}


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data


def _seen(found: jobs.Import) -> ImportSeen:
    return ImportSeen(import_id=found.id, status=found.status, total_rows=found.total_rows or 0)


FUNCTIONS: tuple[Function, ...] = (
    send_email, create_import_job, process_import, seed_new_org, ping, export_user_data, delete_user_data,
    refresh_oauth_tokens,
    process_webhooks, webhook_receiver,
)  # fmt: skip
