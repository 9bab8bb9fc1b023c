"""A to-do is read by others: `you` and `me` are said by name in it, or stay as they were."""

from __future__ import annotations

from datetime import datetime

import pytest

from comity.ai.offline import engine
from comity.ai.offline.addressed import called, resolved
from comity.ai.offline.transcript import read

AT = datetime(2026, 11, 20, 10)


def to_do(text: str) -> list[tuple[str | None, str]]:
    found = engine.extract(engine.prepare(read(text), AT))
    return [(item.owner, item.text) for item in found.action_items]


@pytest.mark.parametrize(
    ("said", "is_read"),
    [
        ("call you on Friday", "call Sofia on Friday"),
        ("send you your contract and call you back", "send Sofia their contract and call them back"),
        ("get back to you with the numbers you asked for", "get back to you with the numbers you asked for"),
        ("review the call you had with Ben", "review the call you had with Ben"),
        ("set it up for you", "set it up for Sofia"),
        ("make sure you're ready", "make sure you're ready"),
    ],
)
def test_a_promise_names_the_one_it_was_given_to(said: str, is_read: str) -> None:
    sofia, hans = called("Sofia Marchetti", "us"), called("Hans Wyss", "customer")
    assert resolved(said, speaker=hans, listener=sofia, asked=False) == is_read


def test_both_sides_by_their_names() -> None:
    said = to_do(
        "Sofia Marchetti: Could you send me your measurements by Monday? Our prices are in the offer.\n"
        "Hans Wyss: Sure. And I will call you on Friday, I'm looking for a decision.\n"
        "Sofia Marchetti: I'll send you the offer tomorrow."
    )
    assert said == [
        ("Hans Wyss", "Send Sofia your measurements by Monday"),
        ("Hans Wyss", "Call Sofia on Friday"),
        ("Sofia Marchetti", "Send Hans the offer tomorrow"),
    ]


def test_roles_are_no_names() -> None:
    said = to_do(
        "Sales Rep: I'll set up your trial and send you an invite.\n"
        "Customer: Great, and I'll call you on Friday. Please send me the price list."
    )
    assert said == [
        ("Sales Rep", "Set up the customer's trial and send them an invite"),
        ("Customer", "Call us on Friday"),
        ("Sales Rep", "Send the customer the price list"),
    ]


def test_a_farewell_is_nothing_to_do() -> None:
    assert to_do("Ann Lee: We'll talk to you tomorrow.\nBen Ray: Thanks so much for your help, Ann.") == []


def test_the_last_of_several_things_is_kept() -> None:
    assert to_do("Sales Rep: I'll prepare your figures, a plan, and forecasts.\nCustomer: Thank you.") == [
        ("Sales Rep", "Prepare the customer's figures, a plan, and forecasts")
    ]


def test_what_we_will_do_with_what_is_yours_is_something_to_do() -> None:
    said = to_do("Ann Lee: I'll send the contract today.\nBen Ray: We'll review your contract by Monday.")
    assert said[1] == ("Ben Ray", "Review Ann's contract by Monday")
