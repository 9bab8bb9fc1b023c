"""Health learns from outcomes: near the prior while they are few, then near one's own.  seed: AG05, F09"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

import pytest

from comity.packs.sales import health_backtest, health_learning, health_warnings
from comity.packs.sales.health_backtest import Outcome
from comity.packs.sales.health_learning import Learned, Scored, Seen, Stage
from comity.packs.sales.health_rules import PRIOR, Deal, Said, assess

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
STAGES = (Stage("new", "New", 0.1, 0, 0), Stage("offer", "Proposal", 0.65, 0, 0))


def learned(won: int, lost: int, of_won: int, of_lost: int, code: str = "objection.price") -> Learned:
    scored = [Scored("offer", 62.5, of_won, 0), Scored("offer", 37.5, 0, of_lost)]
    return health_learning.learn(PRIOR, [Seen(code, won, lost)], scored, STAGES, (of_won, of_lost))


def test_without_outcomes_the_prior_stands() -> None:
    nothing = health_learning.learn(PRIOR, [], [], STAGES, (0, 0))
    assert nothing.points == {} and nothing.slope == pytest.approx(health_learning.SLOPE)
    likely = health_learning.likelihood(nothing, 50, "offer")
    assert likely.value == pytest.approx(0.65, abs=0.01) and likely.low < 0.5 < 0.75 < likely.high


def test_own_outcomes_are_trusted_as_they_grow() -> None:
    few, some, many = learned(1, 0, 3, 2), learned(10, 4, 30, 20), learned(200, 80, 600, 400)
    trusts = [one.weights[0].trust for one in (few, some, many)]
    assert trusts[0] < 0.2 < trusts[1] < 0.8 < trusts[2]
    prior = PRIOR["objection.price"]
    assert prior == few.weights[0].prior and abs(few.weights[0].points - prior) < 4
    assert many.points["objection.price"] > 0 > prior  # here it stands in won deals: it is no bad sign at all


def test_the_same_outcomes_teach_the_same() -> None:
    assert learned(10, 4, 30, 20) == learned(10, 4, 30, 20)
    assert Learned.from_json(learned(10, 4, 30, 20).to_json()) == learned(10, 4, 30, 20)


def test_likelihood_rises_with_the_score_and_narrows_with_deals() -> None:
    few, many = learned(1, 0, 3, 2), learned(200, 80, 600, 400)
    values = [health_learning.likelihood(many, score, "offer").value for score in range(0, 101, 10)]
    assert values == sorted(values) and 0 < values[0] < values[-1] < 1
    wide, narrow = (health_learning.likelihood(one, 50, "offer") for one in (few, many))
    assert narrow.high - narrow.low < wide.high - wide.low
    unknown = health_learning.likelihood(many, 50, "gone", prior=0.4)
    assert 0 < unknown.low < unknown.value < unknown.high < 1


def test_points_of_their_own_move_the_score() -> None:
    said = [_said("objection", "price")]
    deal = Deal(NOW, next_step=True)
    usual, ours = assess(said, deal), assess(said, deal, {"objection.price": 8.0})
    assert usual.score < 50 < ours.score


def test_the_back_test_knows_only_what_was_known() -> None:
    random = Random(7)
    outcomes = []
    for number in range(600):
        score = random.randrange(5, 96)
        won = random.random() < health_learning.sigmoid((score - 50) / 12)
        outcomes.append(Outcome("offer", score, won, date(2025, 1, 1) + timedelta(days=number)))
    test = health_backtest.walk(outcomes, STAGES)
    assert test.whole.deals == 600 and len(test.quarters) == 7
    assert test.whole.brier < test.whole.base_brier and (test.whole.lift or 0) > 1.3
    assert test.calibration_error < 0.12
    assert sum(one.deals for one in test.bins) == 600
    for one in test.bins:
        assert one.low <= one.said <= one.high and one.least <= one.came <= one.most
    backwards = health_backtest.walk(list(reversed(outcomes)), STAGES)
    assert backwards == test  # the order rows come in does not matter


def test_a_score_that_knows_nothing_has_no_lift() -> None:
    random = Random(3)
    outcomes = [
        Outcome("offer", random.randrange(100), random.random() < 0.4, date(2025, 1, 1) + timedelta(days=n))
        for n in range(500)
    ]
    test = health_backtest.walk(outcomes, STAGES)
    assert abs(test.whole.skill or 0) < 0.25 and 0.6 < (test.whole.lift or 0) < 1.5


def test_nothing_closed_is_a_page_too() -> None:
    test = health_backtest.walk([], STAGES)
    assert test.whole.deals == 0 and test.bins == () and test.calibration_error == 0


def _said(kind: str, value: str, days: int = 0, side: str = "customer") -> Said:
    at = NOW - timedelta(days=days)
    return Said(UUID(int=1), at, kind, value, -0.5, 0.8, side, f"words of {value}", 3, 9, "Claire")


OLD = {"created_at": NOW - timedelta(days=60), "last_contact_at": NOW - timedelta(days=1), "next_step": True}
CASES = [
    ("quiet", [], {"last_contact_at": NOW - timedelta(days=20)}, 1),
    ("quiet", [], {"last_contact_at": None}, 2),
    ("no_next_step", [], {"next_step": False}, 1),
    ("single_threaded", [], {"people": 1, "stage_number": 1}, 1),
    ("close_date", [], {"expected_close_on": date(2026, 11, 10)}, 1),
    ("close_date", [], {"close_moves": 3, "expected_close_on": date(2027, 1, 1)}, 2),
    ("stage_stale", [], {"rots_at": NOW - timedelta(days=1), "stage_entered_at": NOW - timedelta(days=30)}, 1),
    ("competitor", [_said("competitor", "preferred")], {}, 2),
    ("power", [_said("budget", "none"), _said("budget", "approved", days=9)], {}, 2),
    ("power", [_said("authority", "needs_others")], {}, 1),
    ("sentiment", [], {"moods": (0.4, 0.3, -0.1)}, 1),
]


@pytest.mark.parametrize(("code", "said", "facts", "severity"), CASES)
def test_each_warning(code: str, said: list[Said], facts: dict[str, object], severity: int) -> None:
    found = health_warnings.warn(said, Deal(NOW, **{**OLD, **facts}))  # type: ignore[arg-type]
    assert [(w.code, w.severity) for w in found] == [(code, severity)]
    told = found[0].to_json()
    assert (told["quote"], told["start"]) == (said[0].quote, 3) if said else "quote" not in told


def test_a_sound_deal_warns_of_nothing_and_neither_does_a_closed_one() -> None:
    assert health_warnings.warn([_said("authority", "needs_others")], Deal(NOW, decider=True, **OLD)) == ()  # type: ignore[arg-type]
    assert health_warnings.warn([_said("competitor", "preferred")], Deal(NOW, open=False)) == ()
    assert {case[0] for case in CASES} == set(health_warnings.KINDS)
