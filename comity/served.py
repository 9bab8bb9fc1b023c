"""The web application: every room's pages and every endpoint of the wire, over one database.

Beside `app.py`, which makes one program of the rooms: who only works, or answers a command, does without all this.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from itertools import chain
from typing import Any

from starlette.applications import Starlette
from starlette.routing import BaseRoute

from comity.app import PACKS, functions, opened, seeds
from comity.config import Settings
from comity.office import health
from comity.office import identity as office_identity
from comity.office.status.incidents import Board
from comity.platform.auth.routes import routes as auth_routes
from comity.platform.functions.routes import routes as functions_routes
from comity.platform.gateway.http import STATE
from comity.platform.gateway.limits import ApiLimits
from comity.platform.realtime.api import routes as realtime_routes
from comity.platform.realtime.hub import Hub
from comity.platform.realtime.server import Realtime
from comity.platform.rest import inprocess as rest
from comity.platform.rest.house import engine_of
from comity.platform.rest.routes import routes as rest_routes
from comity.platform.rest.service import RestService
from comity.platform.storage.routes import routes as storage_routes
from comity.web import live, present, render
from comity.web.middleware import shell_middleware
from comity.web.problems import handlers
from comity.web.routes import routes as web_routes


def create(settings: Settings) -> Starlette:
    """The web application. Its lifespan opens the database; everything a request needs is in request.state."""
    render.setup(cache_folder=settings.home / "cache" / "templates", dev=settings.dev)
    app = Starlette(
        routes=routes(settings),
        middleware=shell_middleware(),
        exception_handlers=handlers,
        lifespan=lambda _: _lifespan(settings),
    )
    app.state.plates = PACKS
    return app


def routes(settings: Settings) -> list[BaseRoute]:
    """Every page, fragment and endpoint."""
    pages = chain.from_iterable(pack.routes for pack in PACKS)
    return [
        *rest_routes(settings),
        *auth_routes(settings),
        *realtime_routes(),
        *storage_routes(settings),
        *health.ROUTES,
        *web_routes(dev=settings.dev),
        *live.ROUTES,
        *present.ROUTES,
        *pages,
        *functions_routes(functions(settings)),
    ]


@asynccontextmanager
async def _lifespan(settings: Settings) -> AsyncIterator[Mapping[str, Any]]:
    async with opened(settings) as db:
        engine = engine_of(db, settings)
        await rest.ready(db)
        identity = await office_identity.build(db, settings, seeds=seeds())
        hub = Hub()
        hub.taps.append(engine.totals.heard)
        hub.gaps.append(engine.totals.lost)
        realtime = Realtime(db, identity, hub, settings.realtime_url, poll=settings.realtime_poll)
        board = Board()
        tasks = [asyncio.create_task(one) for one in (realtime.run(), engine.schema.listen(), board.follow(db))]
        try:
            limits = ApiLimits.of(settings)
            wire = RestService(engine, identity, settings, limits)
            yield {
                STATE: wire,
                "limits": limits,
                "settings": settings,
                "db": db,
                "identity": identity,
                "hub": hub,
                "realtime": realtime,
                "board": board,
            }
        finally:
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
