"""The engine of our own database: one per process and database, made once it is open."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from comity.config import Settings
from comity.core.db import Database
from comity.core.who import Who
from comity.platform.rest import errors
from comity.platform.rest.engine import Engine
from comity.platform.rest.run import Caller
from comity.platform.rest.settings import RestSettings, from_settings

_engines: WeakKeyDictionary[Database, Engine] = WeakKeyDictionary()


def engine_of(db: Database, settings: Settings | None = None) -> Engine:
    """The engine over this database; the first call decides its settings."""
    engine = _engines.get(db)
    if engine is None:
        engine = _engines[db] = Engine(db, from_settings(settings) if settings else RestSettings())
    return engine


def caller_of(engine: Engine, who: Who) -> Caller:
    """Who asks over the wire. PGRST302 where the operator wants a key (COMITY_REST_ANON_ROLE) and none was brought."""
    if not who.claims and not engine.settings.anonymous:
        raise errors.no_anonymous()
    return Caller(who, who.role, signed_in=who.role != "anon")


def any_engine() -> Engine | None:
    """The engine of this process, if there is one."""
    for engine in reversed(list(_engines.values())):
        return engine
    return None


def only_engine() -> Engine:
    """The engine of this process, for those who have a relation and a query but no database at hand."""
    engine = any_engine()
    if engine is not None:
        return engine
    raise RuntimeError("the REST engine is not ready: await inprocess.ready(db) first")
