"""How the providers are doing, as this process saw it: who is down is left out until a health check says otherwise.

seed: AC17
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

import structlog

from comity.ai import ways
from comity.ai.providers.base import Failure, Model
from comity.config import Settings

log = structlog.get_logger(__name__)
BLOCK_SECONDS = 60.0
"""How long a refused key or model is left alone."""
SLOW_SECONDS: Final = 30.0
PROBE_SECONDS = 10.0
IN_A_ROW: Final = 3
Place = tuple[str, str, str, int]


@dataclass
class Standing:
    """One model behind one key."""

    failures: int = 0
    down_until: float = 0.0
    slow_until: float = 0.0
    problem: str = ""
    told: str = ""
    """the problem the log was told of"""


_known: dict[Place, Standing] = {}
_probes: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[Place, asyncio.Task[None]]] = WeakKeyDictionary()


def place_of(model: Model) -> Place:
    """One model of one server, with one key."""
    return model.provider, model.base_url, model.name, hash(model.key)


def of(model: Model) -> Standing:
    """What is known of a model."""
    return _known.get(place_of(model)) or Standing()


def down(model: Model) -> bool:
    """Whether it is left out for now."""
    return of(model).down_until > time.monotonic()


def ordered(models: tuple[Model, ...]) -> list[Model]:
    """The same models, those that hang at the moment last."""
    now = time.monotonic()
    return sorted(models, key=lambda model: of(model).slow_until > now)


def worked(model: Model) -> None:
    """It answered."""
    _known.pop(place_of(model), None)


def slow(model: Model, settings: Settings) -> None:
    """A person waited too long for it: others first, until it is seen to be well."""
    known = _known.setdefault(place_of(model), Standing())
    known.slow_until = time.monotonic() + SLOW_SECONDS
    _probe(model, settings)


def failed(model: Model, failure: Failure, settings: Settings) -> None:
    """It did not answer well. Refused: left alone. Out of order several times: down until it is seen to be well."""
    known = _known.setdefault(place_of(model), Standing())
    known.problem = failure.problem
    if failure.blocked:
        known.down_until = time.monotonic() + BLOCK_SECONDS
        return
    if not failure.outage:
        return
    known.failures += 1
    if known.failures >= IN_A_ROW:
        known.down_until = time.monotonic() + BLOCK_SECONDS
        _probe(model, settings)


def forget() -> None:
    """Everybody is well again; for tests."""
    _known.clear()


async def close() -> None:
    """Ends the health checks of this loop."""
    for task in _probes.pop(asyncio.get_running_loop(), {}).values():
        task.cancel()
        await asyncio.wait([task])


def _probe(model: Model, settings: Settings) -> None:
    tasks, place = _probes.setdefault(asyncio.get_running_loop(), {}), place_of(model)
    if place not in tasks or tasks[place].done():
        tasks[place] = asyncio.create_task(_watch(model, settings))


async def _watch(model: Model, settings: Settings) -> None:
    """Looks every few seconds; whoever answers is asked again, whoever does not stays left out."""
    place = place_of(model)
    while (known := _known.get(place)) is not None:
        try:
            await model.alive(ways.client(model, settings))
        except Failure as failure:
            known.problem = failure.problem
            known.down_until = time.monotonic() + PROBE_SECONDS * 2
            if known.told != failure.problem:  # what is still so is not news
                known.told = failure.problem
                log.warning("a provider is down", provider=model.provider, problem=failure.problem)
            await asyncio.sleep(PROBE_SECONDS)
            continue
        if known.told:
            log.info("a provider is well again", provider=model.provider)
        known.failures, known.down_until, known.told = 0, 0.0, ""
        return
