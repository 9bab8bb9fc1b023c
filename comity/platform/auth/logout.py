"""POST /logout?scope=global|local|others (wire.md 2.1)."""

from starlette.requests import Request
from starlette.responses import Response

from comity.core.errors import Problem
from comity.platform.auth import callers, sessions, users
from comity.platform.auth.wire import caller, endpoint, identity


@endpoint
async def logout(request: Request) -> Response:
    """Ends sessions: this one, the others, or all. What ends is out at once here, within seconds elsewhere."""
    scope = request.query_params.get("scope") or "global"
    if scope not in ("global", "local", "others"):
        raise Problem("validation_failed", 400, f'Unsupported logout scope "{scope}"')
    service, found = identity(request), await caller(request)
    person = found.user["id"]
    async with service.db.acting(service.house_keeper(like=found.who)) as tx:
        await users.log(tx, "logout", person, {"scope": scope}, found.who.org_id)
        if scope == "local" and found.session_id is not None:
            await tx.run(sessions.q.end_one, id=found.session_id, person=person)
        else:
            keep = found.session_id if scope == "others" else None
            await tx.run(sessions.q.end_others, person=person, keep=keep)
    callers.forget_person(service, person)
    return Response(status_code=204)
