"""The library's server function, in the shape the old app called: generate-image.  seed: AG18"""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from comity.core.roles import WRITERS
from comity.packs.library import pictures
from comity.platform.functions import Call, Function, function


class PictureWish(BaseModel):
    """A picture as described."""

    prompt: str = Field(min_length=1, max_length=4000)
    size: Literal["1024x1024", "1536x1024", "1024x1536"] = "1024x1024"


class PictureMade(BaseModel):
    """The picture: where it is, and who made it for how much."""

    id: UUID
    url: str
    media_type: str
    engine: str
    model: str
    cost_usd: float


@function("generate-image", roles=WRITERS, seconds=120, per_minute=20)
async def generate_image(call: Call, given: PictureWish) -> PictureMade:
    """Has a picture made by a provider that makes them, and keeps it in the library."""
    made = await pictures.draw(call.db, call.who, given.prompt, given.size)
    url = f"{call.settings.site_url}/library/{made.material_id}/content"
    return PictureMade(
        id=made.material_id, url=url, media_type=made.media_type, engine=made.engine, model=made.model,
        cost_usd=made.cost_usd,
    )  # fmt: skip


FUNCTIONS: tuple[Function, ...] = (generate_image,)
