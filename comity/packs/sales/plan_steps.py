"""What a plan consists of: from the deal's own calls and warnings, each step with the words that ask for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from comity.packs.sales import call_words
from comity.packs.sales.plans import Row, Step
from comity.web.i18n import gettext as _

_ACTIONS = {
    "quiet": (_("Call {contact}: nobody was in touch for {days} days"), 0),
    "no_next_step": (_("Agree one next step with a date with {contact}"), 1),
    "single_threaded": (_("Ask {contact} for a second person to speak to"), 3),
    "close_date": (_("Agree the close date anew with {contact}, or move the deal"), 2),
    "stage_stale": (_("Decide: does this deal move on, or is it none?"), 2),
    "competitor": (_("Answer the rival: what {contact} would miss there"), 1),
    "power": (_("Find out who decides and what money there is"), 2),
    "sentiment": (_("Listen to {contact}: what went wrong?"), 0),
}
_DOUBTS = {
    "objection.price": _("Answer the doubt about the price with what it brings"),
    "objection.trust": _("Give {contact} a reference customer to speak to"),
    "objection.missing_feature": _("Say honestly what is missing, and when it comes"),
    "objection.terms": _("Go through the terms with {contact}"),
    "risk.unhappy": _("Make good what {contact} is unhappy about"),
    "risk.stalling": _("Ask {contact} what must happen before a decision"),
    "risk.organisation": _("Find out what changes at {company} mean for the deal"),
    "commitment.refused": _("Ask {contact} what a yes would need, or close the deal"),
    "deal.overdue_promises": _("Do what was promised in calls and is overdue"),
}
_FIRST = (
    (_("Thank {contact} and say who looks after them from now on"), 1),
    (_("Hand over what was said and promised to whoever delivers"), 2),
    (_("Kick-off with {contact}: who, what, by when"), 5),
    (_("Check that the first result is there"), 14),
    (_("Ask {contact} how the first month was"), 30),
    (_("Ask for a reference or a recommendation"), 60),
)
MOST = 7


def intervention(deal: Row, warnings: Sequence[Mapping[str, Any]], reasons: Sequence[Mapping[str, Any]]) -> list[Step]:
    """What to do about a deal that went red: its warnings, then its heaviest doubts, then a look together."""
    steps = []
    for warning in warnings:
        text, days = _ACTIONS[warning["code"]]
        steps.append(_step(deal, text, days, warning, call_words.warning(warning), high=warning["severity"] > 1))
    for reason in reasons:
        if reason["code"] in _DOUBTS and len(steps) < MOST - 1:
            steps.append(_step(deal, _DOUBTS[reason["code"]], 2, reason, call_words.reason(reason["code"])))
    look = _step(deal, _("Look at {title} together: save it, or let it go"), 5, {}, "")
    return [*steps[: MOST - 1], look]


def onboarding(
    deal: Row, playbook: Row | None, promised: Sequence[Mapping[str, Any]], heard: Sequence[Mapping[str, Any]]
) -> list[Step]:
    """What happens once a deal is won: the organisation's own onboarding, or the house's; and what calls ask for."""
    owed = [
        Step(
            _fill(_("As promised: {text}"), deal, text=item["text"]), 3, _quoted("", item), True,
            {"code": "promise", "call_id": item["call_id"], "quote": item["quote"], "start": item["start"]},
        )
        for item in promised
    ]  # fmt: skip
    needs = [
        Step(
            _fill(_("Make sure they get what they asked for"), deal), 7, _quoted("", need), False,
            {"code": "need", "call_id": need["call_id"], "quote": need["quote"], "start": need["start"]},
        )
        for need in heard[:1]
    ]  # fmt: skip
    own = _from_playbook(deal, playbook) if playbook else [_step(deal, text, days, {}, "") for text, days in _FIRST]
    return sorted([*owed, *needs, *own], key=lambda step: step.days)


def _from_playbook(deal: Row, playbook: Row) -> list[Step]:
    steps = []
    for number, step in enumerate(playbook["steps"] or (), 1):
        days = step.get("days")
        doing = "\n".join(str(line) for line in step.get("do") or ())
        text = "\n\n".join(part for part in (str(step.get("goal") or ""), doing) if part)
        when = days if isinstance(days, int) else number * 5
        steps.append(Step(_fill(str(step.get("title") or ""), deal), max(0, min(when, 730)), text))
    return [step for step in steps if step.subject.strip()]


def _step(deal: Row, text: str, days: int, why: Mapping[str, Any], said: str, high: bool = False) -> Step:
    kept = {key: why[key] for key in ("code", "call_id", "quote", "start", "days") if why.get(key) is not None}
    return Step(_fill(text, deal, days=why.get("days") or 0), days, _quoted(said, why), high, kept)


def _fill(words: str, deal: Row, **more: Any) -> str:
    known = {
        "contact": deal["first_name"] or deal["contact"] or deal["company"] or str(_("the customer")),
        "company": deal["company"] or deal["contact"] or str(_("the customer")),
        "title": deal["title"],
        **more,
    }
    filled = str(words)
    for name, value in known.items():
        filled = filled.replace("{" + name + "}", str(value))
    return filled


def _quoted(said: str, why: Mapping[str, Any]) -> str:
    quote = f"“{why['quote']}”" if why.get("quote") else ""
    return "\n".join(part for part in (said, quote) if part)
