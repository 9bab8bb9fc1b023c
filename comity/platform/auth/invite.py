"""POST /invite (wire.md 2.1): a user who sets a password after following a mailed link."""

from __future__ import annotations

from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response

from comity.platform.auth import addresses, admin, identities, letters, users
from comity.platform.auth.house import Newcomer
from comity.platform.auth.letters import Asked
from comity.platform.auth.wire import answer, asker, body, endpoint, identity, mapping


@endpoint
async def invite(request: Request) -> Response:
    """Makes the user, unless there is an unconfirmed one, and sends the letter."""
    admin.require(request)
    service, sent = identity(request), await body(request)
    email, data = addresses.checked(sent.get("email")), mapping(sent, "data")
    chosen = uuid4()
    keeper = service.house_keeper(org_id=uuid4(), user_id=chosen, like=asker(request))
    async with service.db.acting(keeper) as tx:
        user = await users.find_by_email(tx, email)
        if user is not None and user["email_confirmed_at"] is not None:
            raise admin.EXISTS()
        if user is not None:
            await identities.disown(service, tx, user["id"])
        else:
            user = await users.create(
                tx,
                service.policy,
                email=email,
                password_hash=None,
                data=data,
                confirmed=False,
                invited=True,
                user_id=chosen,
            )
            await service.house.welcome(tx, Newcomer(chosen, email, data))
        await tx.run(admin.q.invited, id=user["id"])
        await letters.invitation(service, tx, user, Asked("wire", request.query_params.get("redirect_to")))
        await users.log(tx, "user_invited", user["id"], {"email": email})
        return answer(users.as_json(await admin.find(tx, user["id"])))
