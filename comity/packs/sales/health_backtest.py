"""How past scores foretold outcomes: each quarter's deals are foretold by what earlier quarters taught.

Pure. Never is a deal foretold by a curve that knew how it ended. Brier's score is the mean square of the miss (0 is
perfect, a coin's is 0.25); skill compares it with always saying the rate known by then; lift is how much oftener the
fifth with the best scores was won than all.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from comity.packs.sales import health_learning
from comity.packs.sales.health_learning import Learned, Scored, Stage

BINS = 5
FEW = 20
"""deals below which a figure is shown as uncertain"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A deal that closed, with the score it had before."""

    stage_id: str | None
    score: int
    won: bool
    closed_on: date
    likelihood: float | None = None

    @property
    def quarter(self) -> tuple[int, int]:
        return self.closed_on.year, (self.closed_on.month - 1) // 3 + 1


@dataclass(frozen=True, slots=True)
class Bin:
    """Deals foretold about alike: what was said, and what came, with where the truth lies nine times of ten."""

    low: float
    high: float
    said: float
    came: float
    deals: int
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Figures:
    """How well a set of deals was foretold."""

    deals: int
    won: int
    brier: float
    base_brier: float
    lift: float | None

    @property
    def skill(self) -> float | None:
        """The part of the base rate's miss that scores take away."""
        return 1 - self.brier / self.base_brier if self.base_brier > 0 else None

    @property
    def few(self) -> bool:
        return self.deals < FEW


@dataclass(frozen=True, slots=True)
class BackTest:
    """Everything a back-test shows."""

    whole: Figures
    quarters: tuple[tuple[str, Figures], ...]
    bins: tuple[Bin, ...]
    calibration_error: float


@dataclass(frozen=True, slots=True)
class _Foretold:
    said: float
    base: float
    score: int
    won: bool


def walk(outcomes: Sequence[Outcome], stages: Sequence[Stage]) -> BackTest:
    """Foretells each quarter from those before it, and compares."""
    by_quarter: dict[tuple[int, int], list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_quarter[outcome.quarter].append(outcome)
    known: list[Outcome] = []
    told: list[tuple[str, list[_Foretold]]] = []
    for (year, number), deals in sorted(by_quarter.items()):
        learned = _learned(known, stages)
        told.append((f"{year} Q{number}", [_foretell(learned, deal) for deal in deals]))
        known += deals
    every = [one for _, ones in told for one in ones]
    found = _bins(every)
    return BackTest(figures(every), tuple((name, figures(ones)) for name, ones in told), found, _error(found))


def figures(told: Sequence[_Foretold]) -> Figures:
    """The figures of a set of foretold deals."""
    if not told:
        return Figures(0, 0, 0.0, 0.0, None)
    many, won = len(told), sum(one.won for one in told)
    brier = math.fsum((one.said - one.won) ** 2 for one in told) / many
    base = math.fsum((one.base - one.won) ** 2 for one in told) / many
    best = sorted(told, key=lambda one: -one.said)[: max(1, round(many / 5))]
    lift = (sum(one.won for one in best) / len(best)) / (won / many) if won else None
    return Figures(many, won, round(brier, 4), round(base, 4), round(lift, 2) if lift is not None else None)


def _learned(known: Sequence[Outcome], stages: Iterable[Stage]) -> Learned:
    """The curve those outcomes teach; stages count what was seen at them only."""
    counts: dict[tuple[str, float], list[int]] = defaultdict(lambda: [0, 0])
    at_stage: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for one in known:
        counts[one.stage_id or "", one.score // 5 * 5 + 2.5][0 if one.won else 1] += 1
        at_stage[one.stage_id or ""][0 if one.won else 1] += 1
    then = [
        replace(s, won=at_stage.get(s.stage_id, (0, 0))[0], lost=at_stage.get(s.stage_id, (0, 0))[1]) for s in stages
    ]
    scored = [Scored(stage, score, won, lost) for (stage, score), (won, lost) in sorted(counts.items())]
    won = sum(one.won for one in known)
    return health_learning.learn({}, (), scored, then, (won, len(known) - won))


def _foretell(learned: Learned, deal: Outcome) -> _Foretold:
    said = health_learning.likelihood(learned, deal.score, deal.stage_id).value
    return _Foretold(said, learned.base_rate, deal.score, deal.won)


def _bins(told: Sequence[_Foretold]) -> tuple[Bin, ...]:
    found = []
    for number in range(BINS):
        low, high = number / BINS, (number + 1) / BINS
        ones = [one for one in told if low <= one.said < high or (high == 1.0 and one.said == 1.0)]
        if ones:
            came = sum(one.won for one in ones) / len(ones)
            said = round(math.fsum(one.said for one in ones) / len(ones), 6)
            found.append(Bin(low, high, said, came, len(ones), *_between(came, len(ones))))
    return tuple(found)


def _between(rate: float, many: int) -> tuple[float, float]:
    """Wilson's interval, nine times of ten."""
    z = 1.645
    middle = (rate + z * z / (2 * many)) / (1 + z * z / many)
    wide = z * math.sqrt(rate * (1 - rate) / many + z * z / (4 * many * many)) / (1 + z * z / many)
    return max(0.0, middle - wide), min(1.0, middle + wide)


def _error(bins: Sequence[Bin]) -> float:
    """How far, on average, what was said lies from what came."""
    many = sum(one.deals for one in bins)
    return round(sum(one.deals * abs(one.said - one.came) for one in bins) / many, 4) if many else 0.0
