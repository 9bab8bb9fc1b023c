"""The way to a provider and back: code with PKCE, and a state that fits one session and works once (RFC 9700)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import orjson

from comity.core import sql
from comity.core.db import Database
from comity.core.errors import Problem
from comity.core.who import Who
from comity.office.connections import provider as talk
from comity.office.connections.apps import App, app_of
from comity.office.connections.problems import DECLINED, FORGED, NOT_CONNECTED, UNKNOWN, Dead, Unfit
from comity.platform import vault
from comity.platform.auth import pkce, secrets
from comity.platform.outside import OutsideFailure
from comity.platform.vault import Unsealable

q = sql.load(__file__)
PURPOSE = "connected"


def callback_of(site: str, name: str) -> str:
    """Where the provider sends people back to: one address for each, so that answers cannot be mixed up."""
    return f"{site}/settings/connections/{name}/callback"


async def begin(db: Database, who: Who, name: str, site: str) -> str:
    """The provider's address to send the browser to."""
    app = await _located(db, who, name)
    assert who.org_id is not None
    state, nonce, verifier = secrets.make(), secrets.make(16), secrets.make(48)
    sealed = await vault.seal(
        db, who.org_id, _flow(state), orjson.dumps({"verifier": verifier, "nonce": nonce, "issuer": app.issuer})
    )
    await db.once(
        _house(who), q.begin, state=secrets.hex_digest(state), person=who.user_id, session=who.session_id,
        provider=name, sealed=sealed,
    )  # fmt: skip
    query = dict(app.extra) | {
        "client_id": app.client_id, "redirect_uri": callback_of(site, name), "response_type": "code", "state": state,
    }  # fmt: skip
    if app.scopes:
        query["scope"] = app.scopes
    if "openid" in app.scopes.split():
        query["nonce"] = nonce
    if app.pkce:
        query |= {"code_challenge": pkce.challenge_of(verifier).challenge, "code_challenge_method": "S256"}
    return f"{app.authorize_url}{'&' if '?' in app.authorize_url else '?'}{urlencode(query)}"


async def finish(db: Database, who: Who, name: str, site: str, said: Mapping[str, str]) -> str:
    """Whoever began comes back: the tokens are sealed and kept. The account's name; raises a Problem or Unfit."""
    kept = await _taken(db, who, name, said.get("state", ""))
    if said.get("iss") and kept["issuer"] and said["iss"].rstrip("/") != kept["issuer"].rstrip("/"):
        raise FORGED()
    if said.get("error") or not said.get("code"):
        raise DECLINED()
    app = await _located(db, who, name)
    try:
        made = await talk.exchange(
            db, who, app, code=said["code"], redirect_uri=callback_of(site, name), verifier=kept["verifier"]
        )
    except Dead:
        raise DECLINED() from None
    if made.nonce and made.nonce != kept["nonce"]:
        raise FORGED()
    assert who.org_id is not None
    sealed = await vault.seal(db, who.org_id, PURPOSE, made.packed())
    async with db.acting(_house(who)) as tx:
        account = await tx.value(
            q.keep, person=who.user_id, provider=name, account=made.account, sealed=sealed, scopes=list(made.scopes),
            expires=made.expires_at, refreshable=bool(made.refresh),
        )  # fmt: skip
        await tx.run(q.announce, kind="office.account_connected", id=account, provider=name, person=who.user_id)
    return made.account or app.title


async def disconnect(db: Database, who: Who, name: str) -> bool:
    """Forgets an account and revokes its tokens where the provider lets us; whether it was told."""
    async with db.acting(_house(who)) as tx:
        row = await tx.row(q.forget, person=who.user_id, provider=name)
        if row is None:
            raise NOT_CONNECTED()
        await tx.run(q.announce, kind="office.account_disconnected", id=row["id"], provider=name, person=who.user_id)
    return await revoke(db, who, name, bytes(row["sealed"]))


async def revoke(db: Database, who: Who, name: str, sealed: bytes) -> bool:
    """Tells the provider that these tokens are used no more; False when it could not be told."""
    assert who.org_id is not None
    try:
        tokens = orjson.loads(await vault.opened(db, who.org_id, PURPOSE, sealed))
        return await talk.revoke(db, who, await _located(db, who, name), tokens)
    except (Unfit, OutsideFailure, Unsealable, Problem):
        return False


async def mine(db: Database, who: Who) -> dict[str, dict[str, Any]]:
    """The caller's accounts by provider, without what is sealed."""
    return {row["provider"]: row for row in await db.once(who, q.mine)}


async def _located(db: Database, who: Who, name: str) -> App:
    app = await app_of(db, who, name)
    if app is None:
        raise UNKNOWN()
    return await talk.located(db, who, app)


async def _taken(db: Database, who: Who, name: str, state: str) -> dict[str, str]:
    """What belongs to a state, which is used up whoever brings it; FORGED unless it is this session's own."""
    assert who.org_id is not None
    if not 20 <= len(state) <= 200:
        raise FORGED()
    rows = await db.once(
        _house(who), q.take, state=secrets.hex_digest(state), person=who.user_id, session=who.session_id, provider=name
    )
    if not rows:
        raise FORGED()
    try:
        kept: dict[str, str] = orjson.loads(await vault.opened(db, who.org_id, _flow(state), bytes(rows[0]["sealed"])))
    except Unsealable:
        raise FORGED() from None
    return kept


def _flow(state: str) -> str:
    return f"connect flow:{secrets.hex_digest(state)}"


def _house(who: Who) -> Who:
    return Who.service(who.org_id, agent="connections")
