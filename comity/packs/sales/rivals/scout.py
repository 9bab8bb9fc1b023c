"""The agent that reads competitors' pages: strengths and weaknesses, each with the page's own words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, Field

from comity.ai import lifetimes
from comity.ai.agent import Agent, Checked

MOST: Final = 12


class Point(BaseModel):
    """A point of a page."""

    section: Literal["strengths", "weaknesses"]
    text: str = Field(min_length=1, max_length=500)
    quote: str
    confidence: float = Field(default=0.6, ge=0, le=1)
    method: str = "model"


class Points(BaseModel):
    """What a page says that matters in a sale."""

    points: list[Point] = []


def _any(*ways: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(ways)})(?!\w)", re.IGNORECASE)


@dataclass(frozen=True)
class Page:
    """A competitor's page, a line a sentence."""

    name: str
    url: str
    text: str


_WEAK: Final = _any(
    r"not (?:available|included|supported)", "unavailable", "coming soon", "beta", "waiting list",
    r"minimum (?:term|order|contract)", r"(?:extra|additional) (?:fee|charge|cost)s?", r"set-?up fee", "on request",
    r"contact (?:us|sales) for (?:a )?(?:price|pricing|quote)", r"non-?refundable", "limited to",
    r"up to \d+ (?:users|seats)", "only available", "discontinued", "price increase", r"nicht (?:verfügbar|enthalten)",
    "mindestlaufzeit", r"mindestbestell\w*", "zuzüglich", "aufpreis", "auf anfrage", "in kürze", "warteliste",
    "eingestellt", "einrichtungsgebühr",
)  # fmt: skip
_STRONG: Final = _any(
    "award", "certified", r"iso ?\d{4,5}", r"guarantee\w*", "warranty", "24/7",
    r"free (?:shipping|delivery|trial|returns)", r"money[- ]back", "largest", "the first", "the only", "leading",
    "number one", r"since (?:18|19|20)\d\d", "trusted by", r"same[- ]day", r"no (?:set-?up )?fees?", r"kostenlos\w*",
    r"garantie\w*", r"zertifiziert\w*", "ausgezeichnet", r"marktführer\w*", r"seit (?:18|19|20)\d\d", r"größte\w*",
    r"\d[\d.,]*\+? (?:customers|clients|users|countries|stores|kunden|länder\w*)",
    r"(?:from|ab|only|nur) ?[€$£] ?\d[\d.,]*",
    r"\d[\d.,]* ?[€$£]? ?(?:/|per|a|pro) ?(?:month|user|year|monat|nutzer|jahr)",
)  # fmt: skip


def _offline(page: Page) -> Points:
    """The lines that speak of limits and fees, and those that promise something firm; in the page's own words."""
    found: list[Point] = []
    for line in page.text.split("\n"):
        if not 12 <= len(line) <= 400:
            continue
        weak = _WEAK.search(line)
        if weak or _STRONG.search(line):
            section: Literal["strengths", "weaknesses"] = "weaknesses" if weak else "strengths"
            found.append(Point(section=section, text=line, quote=line, confidence=0.55, method="rules"))
    best = [one for one in found if one.section == "weaknesses"][: MOST // 2]
    return Points(points=best + [one for one in found if one.section == "strengths"][: MOST - len(best)])


def _check(page: Page, answer: Points) -> Checked[Points]:
    flat = re.sub(r"\s+", " ", page.text)
    kept = [one for one in answer.points if len(one.quote) > 5 and re.sub(r"\s+", " ", one.quote).strip() in flat]
    sure = [one.confidence for one in kept]
    confidence = round(sum(sure) / len(sure), 3) if sure else None
    return Checked(Points(points=kept[:MOST]), len(kept), len(answer.points) - len(kept), confidence)


SCOUT: Agent[Page, Points] = Agent(
    name="battle_card",
    output=Points,
    prompt=Path(__file__).with_suffix(".md"),
    ask=lambda page: f"The competitor is {page.name}. The page {page.url} says:\n\n{page.text[:60_000]}",
    offline=_offline,
    check=_check,
    complexity="fast",
    keep_seconds=lifetimes.BATTLE_CARD,
)
