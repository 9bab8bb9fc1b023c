"""Campaigns and sign-ups: where clients come from.  seed: D41, D42, C40, C41"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import Problem, on_constraint
from comity.core.roles import WRITERS
from comity.platform.functions import Call, Function, function
from comity.web.i18n import gettext as _

q = sql.load(__file__)
Kind = Literal["discovery", "outreach", "marketing", "tracking"]
on_constraint("campaigns_code_once", Problem("campaign_code", 409, _("Another campaign has this code."), field="code"))
on_constraint(
    "campaigns_code_form",
    Problem("campaign_code_form", 422, _("A code has letters, digits, dots and dashes only."), field="code"),
)
on_constraint(
    "campaigns_name_length",
    Problem("campaign_name", 422, _("A campaign needs a name of at most 200 letters."), field="name"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signup:
    """Somebody who signed up, and where they came from."""

    campaign: UUID | None = None
    email: str | None = None
    name: str | None = None
    source: str = "direct"
    medium: str | None = None
    page: str | None = None
    value: Decimal | None = None
    currency: str | None = None
    contact: UUID | None = None


class SignedUp(BaseModel):
    """A sign-up as a website tells it; `campaign` is the code that its links carry as utm_campaign."""

    email: str | None = Field(default=None, max_length=320)
    name: str | None = Field(default=None, max_length=200)
    campaign: str | None = Field(default=None, max_length=60)
    source: str = Field(default="direct", min_length=1, max_length=200)
    medium: str | None = Field(default=None, max_length=200)
    page: str | None = Field(default=None, max_length=2000)
    value: Decimal | None = None
    currency: str | None = Field(default=None, pattern="^[A-Z]{3}$")


class SignupKept(BaseModel):
    """The sign-up's id, and whether its campaign is known."""

    id: UUID
    campaign_id: UUID | None


async def add(
    tx: Tx, name: str, kind: Kind, *, code: str | None = None, cost: Decimal | None = None, currency: str | None = None,
    description: str = "",
) -> UUID:  # fmt: skip
    """A new campaign."""
    made: UUID = await tx.value(
        q.add, name=name, kind=kind, code=code, cost=cost, currency=currency, description=description
    )
    return made


async def sign_up(tx: Tx, signup: Signup) -> UUID:
    """Somebody signed up."""
    made: UUID = await tx.value(q.sign_up, **asdict(signup))
    return made


async def move(tx: Tx, campaign_id: UUID, *, gone: bool) -> None:
    """Into the trash, or out of it; its sign-ups stay where they are."""
    await tx.touch(q.trash if gone else q.restore, id=campaign_id)


@function("track-signup", roles=WRITERS, per_minute=600)
async def track_signup(call: Call, given: SignedUp) -> SignupKept:
    """Keeps a sign-up with its source; it finds its campaign by code and its contact by address."""
    async with call.tx() as tx:
        campaign = await tx.value(q.by_code, code=given.campaign) if given.campaign else None
        said: dict[str, Any] = given.model_dump(exclude={"campaign"})
        made = await sign_up(tx, Signup(campaign=campaign, **said))
    return SignupKept(id=made, campaign_id=campaign)


FUNCTIONS: tuple[Function, ...] = (track_signup,)
