"""Health: 0 to 100, the right colour, every reason with its words, the same for the same."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest

from comity.packs.sales.health_rules import Deal, Said, assess, color_of

NOW = datetime(2026, 11, 20, tzinfo=UTC)
CALL, OLDER = UUID(int=1), UUID(int=2)


def said(name: str, *, call: UUID = CALL, days: int = 0, side: str = "customer", confidence: float = 0.8) -> Said:
    kind, value = name.split(".")
    good = 1.0 if value in ("yes", "approved") else -1.0
    return Said(call, NOW - timedelta(days=days), kind, value, good, confidence, side, f"the words of {name}", 10, 40,
                "Claire", date(2026, 11, 24))  # fmt: skip


@pytest.mark.parametrize(("score", "color"), [(81, "green"), (80, "yellow"), (50, "yellow"), (49, "red"), (0, "red")])
def test_colours(score: int, color: str) -> None:
    assert color_of(score) == color


def test_nothing_known_is_in_the_middle_and_says_so() -> None:
    health = assess([], Deal(NOW))
    assert (health.score, health.color, health.complete) == (50, "yellow", False)
    assert health.missing[0] == "calls" and health.reasons == ()


def test_a_good_call_is_green_and_a_bad_one_red() -> None:
    good = assess([said(n) for n in ("commitment.yes", "budget.approved", "next_step.meeting", "authority.decides",
                                     "need.pain", "timeline.stated")], Deal(NOW))  # fmt: skip
    bad = assess(
        [said(n) for n in ("commitment.refused", "budget.none", "competitor.preferred", "risk.unhappy")], Deal(NOW)
    )
    assert good.color == "green" and good.complete and bad.color == "red"
    assert 0 <= bad.score < good.score <= 100


def test_every_reason_has_its_words() -> None:
    health = assess([said("objection.price"), said("commitment.yes")], Deal(NOW))
    assert {(r.code, r.sign) for r in health.reasons if r.call_id} == {("objection.price", -1), ("commitment.yes", 1)}
    for reason in health.reasons:
        if reason.call_id:
            assert reason.quote == f"the words of {reason.code}" and (reason.start, reason.end) == (10, 40)
    assert [abs(r.weight) for r in health.reasons] == sorted((abs(r.weight) for r in health.reasons), reverse=True)


def test_saying_it_again_counts_less_each_time() -> None:
    scores = [assess([said("objection.price")] * n, Deal(NOW)).score for n in range(4)]
    steps = [before - after for before, after in pairwise(scores)]
    assert steps[0] >= steps[1] >= steps[2] >= 0


def test_our_own_words_hardly_count() -> None:
    ours, theirs = (
        assess([said("budget.approved", side=side)], Deal(NOW, open=False)).score for side in ("us", "customer")
    )
    assert 50 <= ours < theirs


def test_the_latest_call_counts_most() -> None:
    now_good = assess([said("commitment.yes"), said("commitment.refused", call=OLDER, days=30)], Deal(NOW))
    now_bad = assess([said("commitment.refused"), said("commitment.yes", call=OLDER, days=30)], Deal(NOW))
    assert now_good.score > now_bad.score


def test_silence_and_standing_still_cool_a_deal() -> None:
    words = [said("next_step.meeting")]
    warm = assess(words, Deal(NOW, last_contact_at=NOW))
    cold = assess(words, Deal(NOW, last_contact_at=NOW - timedelta(days=60), rots_at=NOW - timedelta(days=5),
                              stage_entered_at=NOW - timedelta(days=40), expected_close_on=date(2026, 11, 1),
                              overdue_promises=2))  # fmt: skip
    assert cold.score < warm.score - 20
    codes = {reason.code: reason for reason in cold.reasons}
    assert codes["deal.silent"].days == 60 and codes["deal.overdue_promises"].count == 2


def test_a_closed_deal_does_not_cool() -> None:
    assert assess([said("commitment.yes")], Deal(NOW, open=False, last_contact_at=NOW - timedelta(days=400))).score > 50


def test_partial_names_what_is_missing() -> None:
    health = assess([said("need.pain")], Deal(NOW, lacks=("speakers", "times")))
    assert not health.complete and health.missing == ("speakers", "budget", "timeline", "authority")


def test_values_a_model_made_up_count_by_their_polarity() -> None:
    up = Said(CALL, NOW, "need", "loves_it", 1.0, 0.9, "customer", "q", 1, 2)
    assert assess([up], Deal(NOW, open=False)).score > 50


def test_the_same_gives_the_same_in_any_order() -> None:
    words = [said("objection.price"), said("commitment.yes"), said("need.pain", call=OLDER, days=9)]
    assert assess(words, Deal(NOW)) == assess(list(reversed(words)), Deal(NOW))
