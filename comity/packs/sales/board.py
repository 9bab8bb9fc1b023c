"""The board: a pipeline's columns with their counts and sums, and as many cards of each as fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import NOT_FOUND
from comity.platform.rest import inprocess as rest

q = sql.load(__file__)
CARDS = 20
"""How many cards a column shows before it asks for more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A lead on the board."""

    id: UUID
    stage_id: UUID
    position: Decimal
    title: str
    company: str | None
    contact_id: UUID | None
    amount: Decimal | None
    currency: str | None
    amount_base: Decimal | None
    status: str
    health_score: int | None
    health_partial: bool
    stale: bool | None
    expected_close_on: date | None
    owner_id: UUID | None
    stage_entered_at: datetime
    last_contact_at: datetime | None
    owner: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A stage on the board: everything in it counted, some of it shown."""

    id: UUID
    name: str
    kind: str
    probability: int
    rotting_days: int | None
    required_fields: list[str]
    leads: int = 0
    amount_base: Decimal = Decimal(0)
    weighted_base: Decimal = Decimal(0)
    cards: list[Card] = field(default_factory=list)

    @property
    def more(self) -> bool:
        """Whether there are cards that are not shown."""
        return self.leads > len(self.cards)


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A way of selling."""

    id: UUID
    name: str
    is_default: bool


@dataclass(frozen=True, slots=True)
class Board:
    """One pipeline, as this person may see it."""

    pipeline: Pipeline
    pipelines: list[Pipeline]
    columns: list[Column]
    currency: str

    @property
    def open_sum(self) -> Decimal:
        """What the open columns come to."""
        return sum((column.amount_base for column in self.columns if column.kind == "open"), Decimal(0))

    @property
    def weighted_sum(self) -> Decimal:
        """The same, each lead weighted by its probability."""
        return sum((column.weighted_base for column in self.columns if column.kind == "open"), Decimal(0))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What part of the board was asked for."""

    owner_id: UUID | None = None
    words: str | None = None


async def pipelines(tx: Tx) -> list[Pipeline]:
    """Every pipeline, the default first."""
    return await tx.into(Pipeline, q.pipelines)


def choose(known: Sequence[Pipeline], pipeline_id: UUID | None) -> Pipeline | None:
    """The pipeline that was asked for, else the default one; None where there is none at all."""
    chosen = next((one for one in known if pipeline_id in (None, one.id)), None)
    if chosen is None and pipeline_id is not None:
        raise NOT_FOUND()
    return chosen


async def show(tx: Tx, pipeline_id: UUID | None, wanted: Wanted = Wanted()) -> Board | None:
    """The board of a pipeline, of the default one when none is named; None where there is no pipeline."""
    known = await pipelines(tx)
    chosen = choose(known, pipeline_id)
    if chosen is None:
        return None
    asked = {"owner_id": wanted.owner_id, "words": wanted.words, "pipeline_id": chosen.id}
    stages, cards, base = await tx.many(
        [(q.stages, {"pipeline_id": chosen.id}), (q.cards, {**asked, "limit": CARDS}), (q.base_currency, {})]
    )
    sums = {row.pop("stage_id"): row for row in await rest.remembered(tx, ["leads"], q.sums, **asked)}
    made = [Column(**stage, **sums.get(stage["id"], {})) for stage in stages]
    _deal(made, [Card(**card) for card in cards])
    return Board(chosen, known, made, base[0]["base_currency"])


async def more(tx: Tx, stage_id: UUID, position: Decimal, after: UUID, wanted: Wanted = Wanted()) -> list[Card]:
    """The cards of a column that follow the last one shown."""
    return await tx.into(
        Card, q.more_cards, stage_id=stage_id, position=position, after=after, limit=CARDS,
        owner_id=wanted.owner_id, words=wanted.words,
    )  # fmt: skip


def _deal(columns: Sequence[Column], cards: Sequence[Card]) -> None:
    by_stage = {column.id: column for column in columns}
    for card in cards:
        by_stage[card.stage_id].cards.append(card)
