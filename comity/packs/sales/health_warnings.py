"""What to look at in a deal, in eight kinds, each with why and since when. Pure and deterministic."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from comity.packs.sales.health_rules import Deal, Said

KINDS = (
    "quiet", "no_next_step", "single_threaded", "close_date", "stage_stale", "competitor", "power", "sentiment",
)  # fmt: skip
QUIET_DAYS = 14
FRESH_DAYS = 5
"""a deal this young may still lack a next step and a second person"""
FALL = 0.2
_RIVALS = ("preferred", "considering", "named")
_NO_MONEY = ("none", "tight")


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing to look at; severity 2 wants somebody today."""

    code: str
    severity: Literal[1, 2] = 1
    days: int | None = None
    count: int | None = None
    said: Said | None = None

    def to_json(self) -> dict[str, Any]:
        """For deal_health_scores.warnings."""
        made: dict[str, Any] = {
            "code": self.code,
            "severity": self.severity,
            "days": self.days,
            "count": self.count,
        }
        if self.said is not None:
            made |= {
                "call_id": str(self.said.call_id), "quote": self.said.quote, "start": self.said.start,
                "end": self.said.end, "speaker": self.said.speaker, "value": f"{self.said.kind}.{self.said.value}",
            }  # fmt: skip
        return {key: value for key, value in made.items() if value is not None}


def warn(said: Sequence[Said], deal: Deal) -> tuple[Alert, ...]:
    """Everything to look at, the gravest first."""
    if not deal.open:
        return ()
    found = (
        *_quiet(deal), *_no_next_step(said, deal), *_single_threaded(deal), *_close_date(deal), *_stage_stale(deal),
        *_competitor(said), *_power(said, deal), *_sentiment(deal),
    )  # fmt: skip
    return tuple(sorted(found, key=lambda w: (-w.severity, KINDS.index(w.code))))


def _quiet(deal: Deal) -> Iterable[Alert]:
    since = deal.last_contact_at or deal.created_at
    if since is not None and (days := (deal.now - since).days) > QUIET_DAYS:
        yield Alert("quiet", 2 if days > 2 * QUIET_DAYS else 1, days=days)


def _no_next_step(said: Sequence[Said], deal: Deal) -> Iterable[Alert]:
    if deal.next_step or deal.open_tasks or _young(deal):
        return
    last = max((each.call_at for each in said), default=None)
    ahead = [s for s in said if s.kind == "next_step" and s.value != "vague" and s.call_at == last]
    if not any(step.due is None or step.due >= deal.now.date() for step in ahead):
        yield Alert("no_next_step")


def _single_threaded(deal: Deal) -> Iterable[Alert]:
    if deal.people is not None and deal.people <= 1 and deal.stage_number > 0 and not _young(deal):
        yield Alert("single_threaded", count=deal.people)


def _close_date(deal: Deal) -> Iterable[Alert]:
    late = 0
    if deal.expected_close_on is not None:
        late = max(0, (deal.now.date() - deal.expected_close_on).days)
    if late or deal.close_moves >= 2:
        severity: Literal[1, 2] = 2 if late > 14 or deal.close_moves >= 3 else 1
        yield Alert("close_date", severity, days=late or None, count=deal.close_moves or None)


def _stage_stale(deal: Deal) -> Iterable[Alert]:
    if deal.rots_at is not None and deal.rots_at < deal.now and deal.stage_entered_at is not None:
        yield Alert("stage_stale", days=(deal.now - deal.stage_entered_at).days)


def _competitor(said: Sequence[Said]) -> Iterable[Alert]:
    for value in _RIVALS:
        found = [s for s in said if s.kind == "competitor" and s.value == value and s.side != "us"]
        if found:
            yield Alert("competitor", 2 if value == "preferred" else 1, said=_latest(found), count=len(found))
            return


def _power(said: Sequence[Said], deal: Deal) -> Iterable[Alert]:
    """No money, or nobody at the table who may say yes."""
    money = [s for s in said if s.kind == "budget" and s.side != "us"]
    if money and _latest(money).value in _NO_MONEY:
        yield Alert("power", 2 if _latest(money).value == "none" else 1, said=_latest(money))
        return
    yes = [s for s in said if s.kind == "authority" and s.side != "us" and s.value in ("needs_others", "decides")]
    if yes and _latest(yes).value == "needs_others" and not deal.decider:
        yield Alert("power", said=_latest(yes))


def _sentiment(deal: Deal) -> Iterable[Alert]:
    *before, last = deal.moods or (0.0,)
    if before and (fall := sum(before) / len(before) - last) >= FALL:
        yield Alert("sentiment", 2 if last < -0.2 else 1, count=round(fall * 100))


def _latest(said: Sequence[Said]) -> Said:
    return max(said, key=lambda s: (s.call_at, s.confidence, -s.start))


def _young(deal: Deal) -> bool:
    return deal.created_at is not None and (deal.now - deal.created_at).days < FRESH_DAYS
