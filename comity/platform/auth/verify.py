"""GET and POST /verify (wire.md 2.1): the links and codes of letters, exchanged for a session."""

from starlette.requests import Request
from starlette.responses import Response

from comity.core.errors import Problem
from comity.platform.auth import addresses, one_time, pkce, redirects, sessions, verification
from comity.platform.auth.wire import answer, asker, body, endpoint, identity, text

NO_TYPE = Problem("validation_failed", 400, "Verify requires a verification type")
NO_TOKEN = Problem("validation_failed", 400, "Verify requires a token or a token hash")
ONE_OF_BOTH = Problem("validation_failed", 400, "Verify requires either a token or a token hash")
ONLY_HASH = Problem("validation_failed", 400, "Only the token_hash and type should be provided")
NO_ADDRESS = Problem("validation_failed", 400, "Only an email address or phone number should be provided on verify")
_TEXTED = ("sms", "phone_change")
_PKCE_METHODS = {
    "signup": "email/signup",
    "invite": "email/signup",
    "recovery": "recovery",
    "magiclink": "magiclink",
    "email": "magiclink",
    "email_change": "email_change",
}


@endpoint
async def follow(request: Request) -> Response:
    """A link was clicked: on to the application, with a session or an error in the fragment."""
    token, kind = request.query_params.get("token", ""), request.query_params.get("type", "")
    if not kind:
        raise NO_TYPE()
    if not token:
        raise NO_TOKEN()
    service, who = identity(request), asker(request)
    there = service.policy.redirect(request.query_params.get("redirect_to"))
    try:
        async with service.db.acting(service.house_keeper(like=who)) as tx:
            verified = await verification.by_link(service, tx, kind, token)
            if verified.user is None:
                return redirects.go(there, {"message": verification.HALF_WAY})
            if token.startswith(pkce.PREFIX):
                code = await pkce.issue(tx, verified.user["id"], _PKCE_METHODS[verified.kind])
                return redirects.go(there, {}, query={"code": code})
            session = await sessions.grant(service, tx, verified.user, verified.method, who)
    except Problem as problem:
        return redirects.refuse(there, problem, pkce=token.startswith(pkce.PREFIX))
    return redirects.session(there, session, type=kind)


@endpoint
async def exchange(request: Request) -> Response:
    """A code was typed, or an application got hold of the link's secret."""
    sent = await body(request)
    kind, code, secret = text(sent, "type"), text(sent, "token"), text(sent, "token_hash")
    if not kind:
        raise NO_TYPE()
    if bool(code) == bool(secret):
        raise ONE_OF_BOTH()
    service, who = identity(request), asker(request)
    if secret and any(text(sent, name) for name in ("email", "phone", "redirect_to")):
        raise ONLY_HASH()
    taken = None
    if code and kind in _TEXTED:
        addresses.checked_phone(text(sent, "phone"))
        raise one_time.CODE_INVALID()  # no code was ever sent to a phone
    if code:
        if not text(sent, "email"):
            raise NO_ADDRESS()
        taken = await verification.by_code(service, kind, text(sent, "email"), code, who)
    async with service.db.acting(service.house_keeper(like=who)) as tx:
        if taken is None:
            verified = await verification.by_link(service, tx, kind, secret)
        else:
            verified = await verification.apply(service, tx, kind, taken)
        if verified.user is None:
            return answer({"msg": verification.HALF_WAY, "code": "200"})
        return answer(await sessions.grant(service, tx, verified.user, verified.method, who))
