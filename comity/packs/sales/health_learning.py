"""What won and lost deals teach: each sign's points, and the way from score to likelihood; shrunk while they are few.

Pure and deterministic. A sign's own weight is the logarithm of how much oftener it stood in won deals than in lost
ones; the house's points are the prior. Both are normal in logits, so what is used is prior + trust * (own - prior) with
trust = spread / (spread + own variance): near 0 after three deals, near 1 after three hundred. The spread itself is
taken from the data by moments (empirical Bayes). The likelihood is a logistic curve over the score around the rate of
the deal's stage, fitted with a prior, so that it is there from day one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

PER_LOGIT = 25.0
"""points of health that are worth one logit"""
SPREAD = (0.03, 0.15, 0.6)
"""least, usual and most spread of own weights around the prior"""
MOST = 40.0
STAGE_DEALS = 8.0
"""deals of one's own that count as much as what a stage is said to be worth"""
SHIFT_SD, SLOPE, SLOPE_SD = 0.5, 0.7, 0.35
Z80 = 1.2816


@dataclass(frozen=True, slots=True)
class Seen:
    """How often a sign stood in the last score of deals that were won, and lost."""

    code: str
    won: int
    lost: int


@dataclass(frozen=True, slots=True)
class Stage:
    """How deals went that came to a stage; `prior` is the probability people gave it."""

    stage_id: str
    name: str
    prior: float
    won: int
    lost: int

    @property
    def rate(self) -> float:
        """The share that is won from here, shrunk towards what people said."""
        return (self.prior * STAGE_DEALS + self.won) / (STAGE_DEALS + self.won + self.lost)

    @property
    def variance(self) -> float:
        """Of the rate's logit."""
        many = STAGE_DEALS + self.won + self.lost + 1
        return 1 / (self.rate * many) + 1 / ((1 - self.rate) * many)


@dataclass(frozen=True, slots=True)
class Weight:
    """What a sign is worth, and why."""

    code: str
    prior: float
    own: float
    trust: float
    points: float
    won: int
    lost: int


@dataclass(frozen=True, slots=True)
class Scored:
    """Deals that had about this score at this stage before they closed."""

    stage_id: str
    score: float
    won: int
    lost: int


@dataclass(frozen=True, slots=True)
class Learned:
    """Everything that was learned. `errors`: variances of shift and slope, and their covariance."""

    won: int = 0
    lost: int = 0
    scored: int = 0
    base_rate: float = 0.3
    spread: float = SPREAD[1]
    shift: float = 0.0
    slope: float = SLOPE
    errors: tuple[float, float, float] = (SHIFT_SD**2, SLOPE_SD**2, 0.0)
    stages: tuple[Stage, ...] = ()
    weights: tuple[Weight, ...] = ()

    @property
    def points(self) -> dict[str, float]:
        """The points of each sign."""
        return {weight.code: weight.points for weight in self.weights}

    def to_json(self) -> dict[str, Any]:
        """For deal_health_models."""
        made = asdict(self)
        made["stages"] = [asdict(stage) | {"rate": stage.rate} for stage in self.stages]
        return made

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Learned:
        """The inverse."""
        stages = tuple(Stage(**{k: v for k, v in one.items() if k != "rate"}) for one in row["stages"])
        weights = tuple(Weight(**one) for one in row["weights"])
        plain = {k: row[k] for k in ("won", "lost", "scored", "base_rate", "spread", "shift", "slope")}
        return cls(**plain, errors=tuple(row["errors"]), stages=stages, weights=weights)


@dataclass(frozen=True, slots=True)
class Likelihood:
    """How likely a deal is won, and between what eight times of ten."""

    value: float
    low: float
    high: float


def learn(
    prior: Mapping[str, float],
    signs: Iterable[Seen],
    scored: Sequence[Scored],
    stages: Iterable[Stage],
    deals: tuple[int, int],
) -> Learned:
    """Learns from outcomes: signs in the last scores, scores with what became of them, and stages."""
    known = tuple(stages)
    won, lost = sum(one.won for one in scored), sum(one.lost for one in scored)
    own = [_own(sign, prior[sign.code], won, lost) for sign in signs if sign.code in prior]
    spread = _spread(own)
    weights = sorted((_shrunk(*one, spread) for one in own), key=lambda w: (-abs(w.points - w.prior), w.code))
    all_won, all_lost = deals
    base = (0.3 * STAGE_DEALS + all_won) / (STAGE_DEALS + all_won + all_lost)
    shift, slope, errors = fit(scored, {stage.stage_id: stage.rate for stage in known}, base)
    return Learned(all_won, all_lost, won + lost, base, spread, shift, slope, errors, known, tuple(weights))


def likelihood(learned: Learned, score: float, stage_id: str | None, prior: float | None = None) -> Likelihood:
    """How likely a deal of this score at this stage is won; `prior` for stages nobody learned of."""
    stage = next((one for one in learned.stages if one.stage_id == stage_id), None)
    stage = stage or Stage("", "", min(0.97, max(0.03, learned.base_rate if prior is None else prior)), 0, 0)
    x = (score - 50.0) / PER_LOGIT
    middle = logit(stage.rate) + learned.shift + learned.slope * x
    shift, slope, both = learned.errors
    wide = Z80 * math.sqrt(max(0.0, stage.variance + shift + slope * x * x + 2 * both * x))
    return Likelihood(sigmoid(middle), sigmoid(middle - wide), sigmoid(middle + wide))


def fit(scored: Sequence[Scored], rates: Mapping[str, float], base: float) -> tuple[float, float, tuple[Any, ...]]:
    """The likeliest shift and slope under their priors, by Newton's method, and how sure they are."""
    points = [(logit(rates.get(s.stage_id, base)), (s.score - 50.0) / PER_LOGIT, s.won, s.lost) for s in scored]
    shift, slope = 0.0, SLOPE
    for _turn in range(12):
        g0, g1 = -shift / SHIFT_SD**2, -(slope - SLOPE) / SLOPE_SD**2
        h00, h11, h01 = 1 / SHIFT_SD**2, 1 / SLOPE_SD**2, 0.0
        for offset, x, won, lost in points:
            p = sigmoid(offset + shift + slope * x)
            rest, w = won - (won + lost) * p, (won + lost) * p * (1 - p)
            g0, g1 = g0 + rest, g1 + rest * x
            h00, h01, h11 = h00 + w, h01 + w * x, h11 + w * x * x
        det = h00 * h11 - h01 * h01
        shift += max(-1.0, min(1.0, (h11 * g0 - h01 * g1) / det))
        slope += max(-1.0, min(1.0, (h00 * g1 - h01 * g0) / det))
    return shift, max(0.0, slope), (h11 / det, h00 / det, -h01 / det)


def logit(p: float) -> float:
    """The logarithm of the odds."""
    p = min(0.999, max(0.001, p))
    return math.log(p / (1 - p))


def sigmoid(x: float) -> float:
    """The inverse of logit."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, x))))


Own = tuple[Seen, float, float, float]
"""a sign, its prior, its own weight and that weight's variance: in logits"""


def _own(sign: Seen, prior: float, won: int, lost: int) -> Own:
    a, b, many_won, many_lost = sign.won + 0.5, sign.lost + 0.5, won + 1.0, lost + 1.0
    weight = math.log(a / many_won) - math.log(b / many_lost)
    variance = max(1 / a - 1 / many_won + 1 / b - 1 / many_lost, 0.01)
    return sign, prior / PER_LOGIT, max(-MOST, min(MOST, weight * PER_LOGIT)) / PER_LOGIT, variance


def _spread(own: Sequence[Own]) -> float:
    """How far own weights really lie from the prior: their squares less what chance alone does, pulled to the usual."""
    weights = [1 / (SPREAD[1] + variance) ** 2 for *_, variance in own]
    found = sum(w * ((o - p) ** 2 - v) for w, (_, p, o, v) in zip(weights, own, strict=True))
    usual = 1 / (SPREAD[1] + 0.3) ** 2 * 6  # as if six signs of middling sureness had the usual spread
    return min(SPREAD[2], max(SPREAD[0], (found + usual * SPREAD[1]) / (sum(weights) + usual)))


def _shrunk(sign: Seen, prior: float, own: float, variance: float, spread: float) -> Weight:
    trust = spread / (spread + variance)
    used = prior + trust * (own - prior)
    return Weight(
        sign.code, round(prior * PER_LOGIT, 1), round(own * PER_LOGIT, 1), round(trust, 3),
        round(used * PER_LOGIT, 1), sign.won, sign.lost,
    )  # fmt: skip
