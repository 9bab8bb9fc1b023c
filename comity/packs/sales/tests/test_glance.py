"""A call at a glance: six questions, each with the best answer the call gives, or that it gives none."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from comity.ai.offline import engine
from comity.ai.offline.transcript import read
from comity.packs.sales import glance
from comity.packs.sales.glance import Fact

AT = datetime(2026, 11, 20, 10)


def heard(text: str) -> list[Fact]:
    """As the page has it: rows as they are kept."""
    found = engine.extract(engine.prepare(read(text), AT))
    signals: list[dict[str, Any]] = [
        {**s.model_dump(), "due_on": s.due, "side": s.evidence.side, "quote": s.evidence.quote,
         "span_start": s.evidence.start} for s in found.signals
    ]  # fmt: skip
    items = [
        {"text": i.text, "due_on": i.due, "quote": i.evidence.quote, "span_start": i.evidence.start}
        for i in found.action_items
    ]
    return glance.of_call(signals, items)


def test_what_was_said_and_what_was_not() -> None:
    text = (
        "Sales Rep: What budget do you have in mind?\n"
        "Customer: We need four bedrooms and a quiet garden. Our budget is 3,660,000 euros.\n"
        "Customer: My only concern is the retaining wall.\n"
        "Sales Rep: I'll send you the survey by Friday."
    )
    need, budget, when, decides, against, step = heard(text)
    assert need.verbatim and need.quote == "We need four bedrooms and a quiet garden."
    assert (budget.amount_low, budget.currency) == (3_660_000, "EUR")
    assert (when.label, when.start) == ("Not said", None) == (decides.label, decides.start)
    assert against.quote == "My only concern is the retaining wall." and against.tone == "danger"
    assert step.label == "Send the survey by Friday" and str(step.due) == "2026-11-27"
    said = read(text).text
    for fact in (need, budget, against, step):
        assert fact.start is not None and said[fact.start :].startswith(fact.quote)


def test_a_meeting_goes_before_a_promise_and_the_last_word_before_the_first() -> None:
    *_rest, step = heard(
        "Customer: Please send me the price list tomorrow.\n"
        "Sales Rep: Of course. Could we schedule a demo next Tuesday at 10 AM?\nCustomer: That works for me."
    )
    assert str(step.due) == "2026-11-24"


def test_our_own_price_is_nobodys_budget() -> None:
    budget = heard("Sales Rep: The price is 9,000 dollars.\nCustomer: I see, and what would the delivery cost?")[1]
    assert (budget.label, budget.start) == ("Not said", None)


def test_a_call_that_says_nothing() -> None:
    facts = heard("Sales Rep: Hello.\nCustomer: Hello, it is a lovely morning.")
    assert [fact.start for fact in facts] == [None] * 6
    assert [fact.label for fact in facts[4:]] == ["Nothing voiced", "None agreed"]
