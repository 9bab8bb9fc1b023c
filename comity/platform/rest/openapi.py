"""The root: an OpenAPI 2.0 description of what the caller may reach (placeholder until written below)."""

from __future__ import annotations

from comity.platform.rest.request import Raw, Request
from comity.platform.rest.response import Answer
from comity.platform.rest.run import Caller, Door
from comity.platform.rest.schema.model import SchemaCache
from comity.platform.rest.settings import RestSettings


async def answer(
    door: Door, settings: RestSettings, caller: Caller, raw: Raw, request: Request, cache: SchemaCache
) -> Answer:
    return Answer(200, {}, b"{}")
