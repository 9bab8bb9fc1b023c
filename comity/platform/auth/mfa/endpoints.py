"""POST /factors and below (wire.md 2.1): a user's own second factors."""

from __future__ import annotations

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from comity.core.errors import Problem
from comity.platform.auth import callers, refresh, sessions, users
from comity.platform.auth.mfa import factors, recovery_codes
from comity.platform.auth.wire import Caller, answer, asker, body, caller, endpoint, identity, text

BAD_ID = Problem("validation_failed", 404, "factor_id must be an UUID")
BAD_TYPE = Problem("validation_failed", 400, "factor_type needs to be totp, phone, or webauthn")
NO_PHONE = Problem("mfa_phone_enroll_not_enabled", 422, "MFA enroll is disabled for Phone")
NO_WEBAUTHN = Problem("mfa_webauthn_enroll_not_enabled", 422, "MFA enroll is disabled for WebAuthn")
NO_CODE = Problem("validation_failed", 400, "Code needs to be non-empty")
NO_SESSION = Problem("session_not_found", 403, "A second factor belongs to a session, and this token has none")
CODES_NEED_MORE = Problem("insufficient_aal", 403, "AAL2 required to make recovery codes")


@endpoint
async def enrol(request: Request) -> Response:
    """Begins a factor: its secret, and the picture an app reads it from."""
    found, sent = await caller(request), await body(request)
    kind = text(sent, "factor_type")
    if kind in ("phone", "webauthn"):
        raise NO_PHONE() if kind == "phone" else NO_WEBAUTHN()
    if kind != "totp":
        raise BAD_TYPE()
    name, issuer = text(sent, "friendly_name").strip()[:200], text(sent, "issuer").strip()[:100]
    service = identity(request)
    async with service.db.acting(service.house_keeper(like=found.who)) as tx:
        made = await factors.enrol(service, tx, found.user, name, issuer, found.aal)
    shown = {"qr_code": made.picture, "secret": made.secret, "uri": made.uri}
    return answer({"id": str(made.id), "type": "totp", "friendly_name": made.name, "totp": shown})


@endpoint
async def challenge(request: Request) -> Response:
    """Asks for a code of the factor."""
    found, factor_id, service = await caller(request), factor_named(request), identity(request)
    async with service.db.acting(service.house_keeper(like=found.who)) as tx:
        if await tx.row(factors.q.find, id=factor_id, person=found.user["id"]) is None:
            raise factors.NOT_FOUND()
        made = await factors.challenge(tx, factor_id, asker(request))
        await users.log(tx, "challenge_created", found.user["id"], {"factor_id": str(factor_id)})
    return answer({"id": str(made["id"]), "type": "totp", "expires_at": made["expires_at"]})


@endpoint
async def verify(request: Request) -> Response:
    """Answers with a code: the session is AAL2 from now on, with new tokens."""
    found, factor_id, sent = await caller(request), factor_named(request), await body(request)
    code, challenge_id = text(sent, "code").strip(), callers.uuid_or_none(sent.get("challenge_id"))
    if not code:
        raise NO_CODE()
    if challenge_id is None:
        raise factors.NO_CHALLENGE()
    session_id, service, person = _session(found), identity(request), found.user["id"]
    async with service.db.acting(service.house_keeper()) as tx:
        if await tx.row(factors.q.find, id=factor_id, person=person) is None:
            raise factors.NOT_FOUND()
        await factors.check_challenge(tx, factor_id, challenge_id, asker(request))
    await factors.count_guess(service, person, asker(request))
    async with service.db.acting(service.house_keeper(like=found.who)) as tx:
        method = await factors.accept(service, tx, person, factor_id, code)
        await tx.run(factors.q.answered, id=challenge_id, factor=factor_id)
        await factors.raise_session(tx, person, session_id, factor_id, method)
        token = await refresh.renew(service, tx, session_id, person)
        session = await sessions.answer(service, tx, person, session_id, token)
    await factors.forgive_guesses(service, person, asker(request))
    callers.forget_person(service, person)
    return answer(session)


@endpoint
async def unenrol(request: Request) -> Response:
    """Takes a factor away."""
    found, factor_id, service = await caller(request), factor_named(request), identity(request)
    async with service.db.acting(service.house_keeper(like=found.who)) as tx:
        await factors.remove(service, tx, found.user["id"], factor_id, aal=found.aal)
    return answer({"id": str(factor_id)})


@endpoint
async def renew_codes(request: Request) -> Response:
    """POST /user/recovery_codes, ours: ten new codes, shown this once."""
    found, service = await caller(request), identity(request)
    if found.aal == "aal1":
        raise CODES_NEED_MORE()
    async with service.db.acting(service.house_keeper(like=found.who)) as tx:
        made = await recovery_codes.renew(tx, found.user["id"])
    return answer({"recovery_codes": made})


def factor_named(request: Request) -> UUID:
    """The factor that the address names."""
    found = callers.uuid_or_none(request.path_params["factor_id"])
    if found is None:
        raise BAD_ID()
    return found


def _session(found: Caller) -> UUID:
    if found.session_id is None:
        raise NO_SESSION()
    return found.session_id
