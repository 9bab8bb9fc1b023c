"""A call at a glance: what must be known to win a deal, as far as it was said, each with the words it rests on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal

from comity.packs.sales import call_words
from comity.web.i18n import gettext as _

Row = Mapping[str, Any]
QUESTIONS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("need", ("need",)),
    ("budget", ("budget",)),
    ("timeline", ("timeline",)),
    ("authority", ("authority",)),
    ("objection", ("objection", "competitor", "risk")),
    ("next_step", ("next_step",)),
)
"""What is asked, and the kinds of signals that answer it."""
OURS: Final = frozenset(
    ("budget.price_quoted", "budget.price_asked", "authority.who_asked", "timeline.asked", "next_step.vague")
)
"""Questions and words of ours that answer nothing."""
MEETINGS: Final = frozenset(("meeting", "trial"))
QUOTED: Final = frozenset(("need", "objection"))
"""Said best in the customer's own words."""
NAMES: Final = {
    "need": _("Need"),
    "budget": _("Budget"),
    "timeline": _("When"),
    "authority": _("Who decides"),
    "objection": _("In the way"),
    "next_step": _("Next step"),
}
UNSAID: Final = {"objection": _("Nothing voiced"), "next_step": _("None agreed")}


@dataclass(frozen=True, slots=True)
class Fact:
    """One question about a deal and what the call says to it; `start` is None where it says nothing."""

    name: str
    icon: str
    label: str
    tone: Literal["good", "danger", "neutral"] = "neutral"
    quote: str = ""
    verbatim: bool = False
    amount_low: Decimal | None = None
    amount_high: Decimal | None = None
    currency: str | None = None
    due: date | None = None
    start: int | None = None


def of_call(heard: Sequence[Row], items: Sequence[Row]) -> list[Fact]:
    """The six questions in order, from a call's signals and action items."""
    return [_fact(question, _answer(question, kinds, heard, items)) for question, kinds in QUESTIONS]


def _answer(question: str, kinds: tuple[str, ...], heard: Sequence[Row], items: Sequence[Row]) -> Row | None:
    """A next step is a meeting that was agreed; else what somebody promised to do; else what else was said of it."""
    if question != "next_step":
        return _best(heard, kinds)
    met = [signal for signal in heard if signal["value"] in MEETINGS]
    return _best(met, kinds) or _promised(items) or _best(heard, kinds)


def _best(heard: Sequence[Row], kinds: tuple[str, ...]) -> Row | None:
    """The surest answer, rather with a number or a day, rather the customer's and their last word."""
    asked = [s for s in heard if s["kind"] in kinds and f"{s['kind']}.{s['value']}" not in OURS]
    if "risk" in kinds:
        asked = [s for s in asked if s["polarity"] < 0]
    return max(asked, key=_weight(kinds), default=None)


def _weight(kinds: tuple[str, ...]) -> Callable[[Row], tuple[bool, bool, float, int]]:
    def weight(signal: Row) -> tuple[bool, bool, float, int]:
        firm = signal["amount_low"] is not None or signal["due_on"] is not None
        sure = round(signal["confidence"] * (1 - 0.2 * kinds.index(signal["kind"])), 2)
        return firm, signal["side"] != "us" or signal["kind"] == "next_step", sure, signal["span_start"]

    return weight


def _promised(items: Sequence[Row]) -> Row | None:
    """What is to be done first: by its day, then as it was said."""
    said = [item for item in items if item["span_start"] is not None]
    return min(said, key=lambda item: (item["due_on"] or date.max, item["span_start"]), default=None)


def _fact(question: str, found: Row | None) -> Fact:
    name, icon = str(NAMES[question]), call_words.ICONS[question]
    if found is None:
        return Fact(name, icon, str(UNSAID.get(question, _("Not said"))))
    if "kind" not in found:  # an action item
        return Fact(
            name, icon, found["text"], quote=found["quote"] or "", due=found["due_on"], start=found["span_start"]
        )
    return Fact(
        name,
        icon,
        found["detail"] or call_words.value_of(found["kind"], found["value"]),
        tone="danger" if found["polarity"] < 0 else "good",
        quote=found["quote"],
        verbatim=question in QUOTED and not found["detail"],
        amount_low=found["amount_low"],
        amount_high=found["amount_high"],
        currency=found["currency"],
        due=found["due_on"],
        start=found["span_start"],
    )
