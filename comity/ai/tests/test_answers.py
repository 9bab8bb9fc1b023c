"""Short answers to our questions about money, time and who decides are heard; evasions and other talk are not."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from comity.ai.offline import engine
from comity.ai.offline.transcript import read
from comity.ai.schemas import Signal

NOW = datetime(2026, 11, 18)


def answer(us: str, customer: str) -> list[Signal]:
    transcript = read(f"Sales Rep: Thank you for taking the time. {us}\nCustomer: {customer}")
    found = engine.extract(engine.prepare(transcript, NOW)).signals
    for each in found:
        assert transcript.text[each.evidence.start : each.evidence.end] == each.evidence.quote
    return [s for s in found if s.evidence.side == "customer" and s.kind in ("budget", "timeline", "authority")]


@pytest.mark.parametrize(
    ("us", "customer", "heard"),
    [
        ("What's your budget for this?", "It's around forty thousand.", "budget.stated"),
        ("What's your budget?", "Somewhere between 40 and 50 thousand.", "budget.stated"),
        ("How much would you like to spend?", "Not more than 5k a month.", "budget.stated"),
        ("What's your budget?", "We don't really have one.", "budget.none"),
        ("What is your timeline?", "End of Q1.", "timeline.stated"),
        ("When would you like to start?", "In January, ideally.", "timeline.stated"),
        ("Who else is involved?", "Just me.", "authority.decides"),
        ("Who else is involved?", "Nobody, it's just me.", "authority.decides"),
        ("Who decides on your side?", "My co-founder and our head of sales.", "authority.needs_others"),
        ("Wer entscheidet bei Ihnen?", "Unser Vorstand, aber ich bereite das vor.", "authority.needs_others"),
        ("Wie hoch ist Ihr Budget dafür?", "So um die vierzigtausend.", "budget.stated"),
    ],
)
def test_short_answers_say_what_was_asked(us: str, customer: str, heard: str) -> None:
    assert [f"{s.kind}.{s.value}" for s in answer(us, customer)] == [heard]


@pytest.mark.parametrize(
    ("us", "customer"),
    [
        ("What's your budget?", "I'd rather not say."),
        ("What's your budget? And how is the weather?", "It's around forty degrees here, thousands at the beach."),
        ("What is your timeline?", "Hard to tell."),
        ("How was your holiday?", "Just me and the sea for two weeks, around four thousand photographs."),
        ("Who else is involved?", "What do you mean by that?"),
    ],
)
def test_evasions_and_other_talk_say_nothing(us: str, customer: str) -> None:
    assert answer(us, customer) == []


def test_the_day_of_the_answer_is_the_day_that_counts() -> None:
    (said,) = answer("How soon would you need it?", "By the end of March.")
    assert (said.kind, said.due) == ("timeline", date(2027, 3, 31))


def test_what_was_heard_already_is_not_heard_twice() -> None:
    heard = answer("What's your budget?", "Our budget is 40,000 euros.")
    assert [(s.value, s.amount_low) for s in heard] == [("stated", 40000)]
