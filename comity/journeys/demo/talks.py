"""The demo's calls: dialogues put together from exchanges, by stage, mood and outcome, in three languages.

A call follows its deal: what is open is asked about early, promised late; a lost deal's last call says why. The same
offline engine that hears real calls hears these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

from babel import dates, numbers

from comity.journeys.demo.plan import CALLS, Deal, Plan

_MOODS = ("warm", "neutral", "tense")
_PLANS: dict[tuple[str, str], str] = {
    ("New", "warm"): "open small need need value budget detail timeline authority rival next close",
    ("New", "neutral"): "open need need budget value rival timeline detail authority next close",
    ("New", "tense"): "open need objection budget objection stall close",
    ("Qualified", "warm"): "open small value need detail budget authority objection timeline value next close",
    ("Qualified", "neutral"): "open need value detail rival budget objection authority risk timeline next close",
    ("Qualified", "tense"): "open objection budget need rival objection risk stall close",
    ("Proposal", "warm"): "open small value value detail detail objection authority timeline commit next close",
    ("Proposal", "neutral"): "open value detail objection rival budget authority risk timeline commit next close",
    ("Proposal", "tense"): "open objection budget detail objection timeline risk stall close",
    ("Won", "warm"): "open small value won detail commit timeline next close",
    ("Won", "neutral"): "open value won detail timeline next close",
    ("Lost", "neutral"): "open value objection rival lost close",
    ("Lost", "tense"): "open objection budget objection lost close",
}
_TITLES = {
    "New": "First conversation with {name}", "Qualified": "{name}: what it should be", "Proposal": "{name}: the offer",
    "Won": "{name}: signed", "Lost": "{name}: the decision",
}  # fmt: skip
_PARTNERS = {
    "en": ("my wife", "my husband", "the board", "my brother", "our trustee", "the family office", "my sister"),
    "de": ("meine Frau", "meine Partnerin", "die Stiftung", "meine Schwester"),
    "fr": ("ma femme", "mon mari", "le conseil", "mon frère"),
}


_YOURS = re.compile(r"^(?:my|our)\b")
_SENTENCE = re.compile(r"^\w|(?<=[.!?] )\w")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A few lines that belong together."""

    topic: str
    mood: str
    trade: str
    lines: tuple[tuple[str, str], ...]


@lru_cache
def exchanges(language: str) -> tuple[Exchange, ...]:
    """Everything that can be said in a language."""
    return tuple(_parse((Path(__file__).parent / "talk" / f"{language}.talk").read_text()))


def _parse(text: str) -> Iterator[Exchange]:
    topic = mood = trade = ""
    for block in text.split("\n\n"):
        lines = [line for line in block.strip().splitlines() if line and not line.startswith("# ")]
        if lines and lines[0].startswith("## "):
            topic, *about = lines.pop(0)[3:].split()
            mood = next((word for word in about if word in _MOODS), "")
            trade = next((word for word in about if word not in _MOODS), "")
        said = [line.partition(": ") for line in lines]
        if said:
            yield Exchange(topic, mood, trade, tuple((side, words) for side, _, words in said))


def rows(plan: Plan) -> list[dict[str, Any]]:
    """Calls of the most telling leads, the oldest first."""
    telling = sorted(plan.deals, key=lambda deal: (not deal.open, -deal.path[-1][1].timestamp()))
    found: list[dict[str, Any]] = []
    for deal in telling:
        for stage, entered in deal.path[-2:] if deal.open and len(found) % 3 == 0 else deal.path[-1:]:
            if len(found) < CALLS:
                found.append(_call(plan, deal, stage, entered))
    return sorted(found, key=lambda row: row["started_at"])


def entry_rows(plan: Plan, calls: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The calls as entries of the timeline."""
    for call in calls:
        yield {
            "id": plan.id(call["started_at"]), "contact_id": call["contact_id"], "company_id": call["company_id"],
            "lead_id": call["lead_id"], "call_id": call["id"], "subject": call["title"],
            "direction": call["direction"], "occurred_at": call["started_at"],
            "duration_seconds": call["duration_seconds"], "actor_id": call["owner_id"], "owner_id": call["owner_id"],
            "team_id": call["team_id"],
        }  # fmt: skip


def _call(plan: Plan, deal: Deal, stage: str, entered: datetime) -> dict[str, Any]:
    at = min(plan.office_hours(entered + timedelta(days=plan.random.uniform(0.5, 6))), plan.now - timedelta(hours=2))
    mood = _mood(plan.random, stage)
    foreign = deal.contact.language in ("de", "fr") and plan.random.random() < 0.4
    language = deal.contact.language if foreign else "en"
    text, seconds = _transcript(plan, deal, stage, mood, language, at)
    name = f"{deal.contact.first} {deal.contact.last}"
    return {
        "id": plan.id(at), "lead_id": deal.id, "contact_id": deal.contact.id, "title": _TITLES[stage].format(name=name),
        "direction": plan.one(("outbound", "outbound", "inbound")), "started_at": at, "duration_seconds": seconds,
        "consent": "granted", "language": language, "transcript": text, "owner_id": deal.contact.seller.user_id,
        "team_id": deal.contact.seller.team_id,
        "company_id": deal.contact.company.id if deal.contact.company else None,
    }  # fmt: skip


def _mood(random: Random, stage: str) -> str:
    if stage == "Won":
        return random.choice(("warm", "warm", "neutral"))
    if stage == "Lost":
        return random.choice(("neutral", "tense"))
    return random.choice(("warm", "warm", "neutral", "neutral", "tense"))


def _transcript(plan: Plan, deal: Deal, stage: str, mood: str, language: str, at: datetime) -> tuple[str, int]:
    known = exchanges(language)
    blanks = _blanks(plan, deal, language, at)
    used: set[Exchange] = set()
    lines: list[str] = []
    clock = 2.0
    names = {"us": deal.contact.seller.first, "them": deal.contact.first}
    for topic in _PLANS[stage, mood].split():
        fitting = [
            one for one in known if one.topic == topic and one not in used and one.trade in ("", deal.trade.name)
        ]
        exact = [one for one in fitting if one.mood == mood or (one.mood == "" and topic not in ("open", "close"))]
        if not (exact or fitting):
            continue
        said = plan.one(exact or fitting)
        used.add(said)
        for side, words in said.lines:
            words = words.format(**blanks).replace(" à le ", " au ")
            words = _SENTENCE.sub(lambda found: found.group().upper(), words)
            lines.append(f"[{_clock(clock)}] {names[side]}: {words}")
            clock += 1.2 + len(words.split()) * 0.42 + plan.random.uniform(0, 2.5)
    return "\n".join(lines), int(clock) + 4


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60:02}:{int(seconds) % 60:02}"


def _blanks(plan: Plan, deal: Deal, language: str, at: datetime) -> dict[str, str]:
    amount = int(deal.amount)
    partner = plan.one(_PARTNERS[language])
    when = at.date() + timedelta(days=plan.random.randrange(30, 120))
    day = at.date() + timedelta(days=plan.random.randrange(2, 8))
    day += timedelta(days=(7 - day.weekday()) % 7 if day.weekday() > 4 else 0)
    return {
        "me": deal.contact.seller.first, "you": deal.contact.first, "item": plan.one(deal.trade.items),
        "need": plan.one(deal.trade.need), "detail": plan.one(deal.trade.detail),
        "price": _sum(amount, deal.currency, language), "high": _sum(int(amount * 0.95), deal.currency, language),
        "low": _sum(int(amount * 0.7), deal.currency, language), "rival": deal.rival,
        "partner": partner, "your_partner": _YOURS.sub("your", partner), "weeks": str(plan.one((6, 8, 10, 12))),
        "when": _end_of(when, language), "day": dates.format_date(day, "EEEE", locale=language),
    }  # fmt: skip


def _sum(amount: int, currency: str, language: str) -> str:
    digits = 10 ** max(len(str(amount)) - 3, 0)
    return numbers.format_currency(
        round(amount / digits) * digits, currency, "#,##0 ¤¤¤", locale=language, currency_digits=False
    ).replace("\xa0", " ").replace("\u202f", " ")  # fmt: skip


def _end_of(day: Any, language: str) -> str:
    month = dates.format_date(day, "MMMM", locale=language)
    return {"en": f"the end of {month}", "de": f"Ende {month}", "fr": f"fin {month}"}[language]
