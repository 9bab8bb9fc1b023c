"""A request without any key: anon, or nobody where the operator wants a key (surface.md, COMITY_REST_ANON_ROLE)."""

from __future__ import annotations

import pytest

from comity.config import Misconfigured, load
from comity.core.db import Database
from comity.core.who import Who
from comity.platform.rest.engine import Engine
from comity.platform.rest.errors import RestError
from comity.platform.rest.house import caller_of
from comity.platform.rest.settings import from_settings

NOBODY = Who()
WITH_THE_PUBLIC_KEY = Who(role="anon", claims={"role": "anon"})


def engine(db: Database, given: dict[str, str]) -> Engine:
    return Engine(db, from_settings(load({}, given)))


async def test_whoever_brings_no_key_is_anon_or_refused(db: Database) -> None:
    assert caller_of(engine(db, {}), NOBODY).role == "anon"
    closed = engine(db, {"COMITY_REST_ANON_ROLE": "none"})
    with pytest.raises(RestError) as refused:
        caller_of(closed, NOBODY)
    assert (refused.value.code, refused.value.status) == ("PGRST302", 401)
    known = caller_of(closed, WITH_THE_PUBLIC_KEY)
    assert known.role == "anon" and not known.signed_in


def test_no_other_role_is_given_to_whoever_brings_nothing() -> None:
    with pytest.raises(Misconfigured, match="COMITY_REST_ANON_ROLE must be anon, or none"):
        from_settings(load({}, {"COMITY_REST_ANON_ROLE": "service_role"}))
