"""What signals, reasons and steps are called, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from comity.web.i18n import gettext as _
from comity.web.i18n import ngettext

KINDS = {
    "budget": _("Budget"),
    "timeline": _("Timeline"),
    "authority": _("Authority"),
    "need": _("Need"),
    "competitor": _("Competitor"),
    "objection": _("Objection"),
    "commitment": _("Commitment"),
    "risk": _("Risk"),
    "next_step": _("Next step"),
    "sentiment": _("Sentiment"),
}
ICONS = {
    "budget": "wallet",
    "timeline": "calendar-clock",
    "authority": "crown",
    "need": "target",
    "competitor": "swords",
    "objection": "circle-alert",
    "commitment": "handshake",
    "risk": "triangle-alert",
    "next_step": "move-right",
    "sentiment": "heart-pulse",
}
VALUES = {
    "budget.approved": _("Budget is there"),
    "budget.stated": _("Budget named"),
    "budget.pending": _("Budget is not approved yet"),
    "budget.tight": _("Budget is tight"),
    "budget.none": _("No budget"),
    "budget.price_asked": _("Asked for the price"),
    "budget.price_quoted": _("We named a price"),
    "timeline.urgent": _("Wants it soon"),
    "timeline.stated": _("Named a date"),
    "timeline.asked": _("Asked how long it takes"),
    "timeline.no_rush": _("No hurry"),
    "authority.decides": _("Decides alone"),
    "authority.needs_others": _("Needs somebody else's yes"),
    "authority.who_asked": _("We asked who decides"),
    "need.pain": _("Has a problem we solve"),
    "need.requirement": _("Says what is needed"),
    "need.goal": _("Has a goal"),
    "need.interest": _("Likes what was shown"),
    "need.no_need": _("Sees no need"),
    "competitor.in_use": _("Has another solution"),
    "competitor.considering": _("Looks at others"),
    "competitor.preferred": _("Prefers another"),
    "competitor.named": _("Named a competitor"),
    "objection.price": _("Price is a doubt"),
    "objection.trust": _("Not convinced yet"),
    "objection.concern": _("Has a concern"),
    "objection.effort": _("Fears the effort"),
    "objection.missing_feature": _("Misses something"),
    "objection.terms": _("Doubts about terms"),
    "commitment.yes": _("Said yes"),
    "commitment.agreed": _("Agreed"),
    "commitment.will_act": _("Will do something"),
    "commitment.we_promise": _("We promised something"),
    "commitment.refused": _("Said no"),
    "risk.stalling": _("Puts it off"),
    "risk.organisation": _("Things are changing there"),
    "risk.unhappy": _("Unhappy"),
    "next_step.meeting": _("A meeting is planned"),
    "next_step.material": _("Material to be sent"),
    "next_step.trial": _("A trial is planned"),
    "next_step.vague": _("Only a vague next step"),
    "sentiment.positive": _("Warm words"),
    "sentiment.negative": _("Unhappy words"),
    "deal.no_next_step": _("No next step agreed"),
    "deal.silent": _("No contact for {days} days"),
    "deal.stuck": _("{days} days in this stage"),
    "deal.overdue_close": _("Close date passed {days} days ago"),
    "deal.overdue_promises": _("Promises of ours are overdue"),
    "deal.put_off": _("The close date was put off again and again"),
    "deal.alone": _("We speak to one person only"),
    "deal.cooling": _("Calls feel colder than before"),
}
WITHOUT_DAYS = {
    "deal.silent": _("No contact for long"),
    "deal.stuck": _("Too long in this stage"),
    "deal.overdue_close": _("Close date has passed"),
}
WARNINGS = {
    "quiet": _("Gone quiet"),
    "no_next_step": _("No next step"),
    "single_threaded": _("Only one person"),
    "close_date": _("Close date slips"),
    "stage_stale": _("Stands still"),
    "competitor": _("A rival is named"),
    "power": _("Money or decision in doubt"),
    "sentiment": _("Mood is falling"),
}
WARNING_ICONS = {
    "quiet": "hourglass",
    "no_next_step": "move-right",
    "single_threaded": "user",
    "close_date": "calendar-clock",
    "stage_stale": "columns-3",
    "competitor": "swords",
    "power": "wallet",
    "sentiment": "thumbs-down",
}
MISSING = {
    "calls": _("no call yet"),
    "transcript": _("no words"),
    "speakers": _("who says what"),
    "customer": _("who the customer is"),
    "length": _("more than a few words"),
    "times": _("times"),
    "budget": _("the budget"),
    "timeline": _("when"),
    "authority": _("who decides"),
    "need": _("what is needed"),
}
STEPS = {
    "ingest": _("Read"),
    "transcribe": _("Written down"),
    "signals": _("Listened to"),
    "brief": _("Summed up"),
    "health": _("Health reckoned"),
    "notify": _("Told"),
}
ENGINES = {
    "offline": _("Offline engine"),
    "rules": _("Rules"),
    "openai": "OpenAI",
    "anthropic": "Anthropic",
    "gemini": "Gemini",
    "compatible": _("Your own model"),
    "person": _("By hand"),
}


def value_of(kind: str, value: str) -> str:
    """`budget.none` in words; values a model made up are shown as they are."""
    return str(VALUES.get(f"{kind}.{value}") or value.replace("_", " ").capitalize())


def reason(code: str, days: int | None = None) -> str:
    """A reason of the deal's health in words."""
    kind, _dot, value = code.partition(".")
    return sign(code) if days is None else (_since(code, days) or value_of(kind, value)).replace("{days}", str(days))


def _since(code: str, days: int) -> str:
    """A reason that counts days, one day or many."""
    match code:
        case "deal.silent":
            return ngettext("No contact for {days} day", "No contact for {days} days", days)
        case "deal.stuck":
            return ngettext("{days} day in this stage", "{days} days in this stage", days)
        case "deal.overdue_close":
            return ngettext("Close date passed {days} day ago", "Close date passed {days} days ago", days)
        case _:
            return ""


def sign(code: str) -> str:
    """A reason's name where no deal is meant."""
    kind, _dot, value = code.partition(".")
    return str(WITHOUT_DAYS[code]) if code in WITHOUT_DAYS else value_of(kind, value)


def warning(found: Mapping[str, Any]) -> str:
    """What a warning rests on, in a sentence."""
    days, count = found.get("days"), found.get("count")
    match found["code"]:
        case "quiet":
            text = ngettext("Nobody was in touch for {days} day.", "Nobody was in touch for {days} days.", days or 0)
            return text.format(days=days)
        case "no_next_step":
            return str(_("Nothing is agreed, planned or written down."))
        case "single_threaded":
            return str(_("If this person leaves or loses interest, the deal is gone."))
        case "close_date" if days and count:
            return f"{_ago(days)} {_put_off(count)}"
        case "close_date" if days:
            return _ago(days)
        case "close_date":
            return _put_off(count or 0)
        case "stage_stale":
            return ngettext(
                "{days} day in this stage, longer than it may be.",
                "{days} days in this stage, longer than it may be.",
                days or 0,
            ).format(days=days)
        case "sentiment":
            return str(_("The last call felt clearly colder than those before."))
        case _:
            return reason(str(found.get("value") or ""))


def _ago(days: int) -> str:
    text = ngettext("It should have closed {days} day ago.", "It should have closed {days} days ago.", days)
    return text.format(days=days)


def _put_off(count: int) -> str:
    text = ngettext("The close date was put off once.", "The close date was put off {count} times.", count)
    return text.format(count=count)


def missing(names: list[str]) -> str:
    """What is not known, as a list in a sentence."""
    return ", ".join(str(MISSING.get(name, name)) for name in names)


def engine(name: str | None, model: str | None = None) -> str:
    """Who found it."""
    words = str(ENGINES.get(name or "", name or ""))
    return f"{words} ({model})" if model else words


def tone(polarity: float) -> str:
    """The colour of a statement."""
    return "good" if polarity > 0.15 else "danger" if polarity < -0.15 else ""
