"""The agent that draws personas: from signals of calls, notes and facts of the lead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, Field

from comity.ai import lifetimes
from comity.ai.agent import Agent, Checked, NoAnswer
from comity.ai.evidence import locate
from comity.core.errors import Problem
from comity.packs.sales import call_words
from comity.web import i18n
from comity.web.i18n import gettext as _

Aspect = Literal["part", "priorities", "worries", "decides", "money", "timing", "manner", "channel", "tone", "rivals"]
ASPECTS: Final[dict[str, str]] = {
    "part": _("Their part"),
    "priorities": _("What matters to them"),
    "worries": _("What holds them back"),
    "decides": _("Who decides"),
    "money": _("Money"),
    "timing": _("Timing"),
    "manner": _("How they talk"),
    "channel": _("How to reach them"),
    "tone": _("Their mood"),
    "rivals": _("Whom else they look at"),
}
OF_SIGNAL: Final[dict[str, Aspect]] = {
    "need": "priorities", "objection": "worries", "risk": "worries", "authority": "decides", "budget": "money",
    "timeline": "timing", "sentiment": "tone", "competitor": "rivals",
}  # fmt: skip
MOST_OF_ASPECT: Final = 3


class TooLittle(NoAnswer):
    """There is nothing to draw from: a person can mend that, and waiting does not."""

    def __init__(self, sentence: str) -> None:
        Problem.__init__(self, "too_little_known", 422, sentence)
        self.waiting = False


NOTHING: Final = _("Too little is known yet: bring a call, or write a note about the person.")


@dataclass(frozen=True)
class Source:
    """Where something stands: a call's signal, a note, a fact of the lead. `start` is a call's span."""

    table: str
    id: str
    text: str
    label: str
    start: int | None = None
    kind: str = ""
    value: str = ""
    confidence: float = 0.8


@dataclass(frozen=True)
class Known:
    """Everything known of the person behind a lead."""

    name: str
    sources: tuple[Source, ...]
    customer_turns: int = 0
    customer_words: int = 0
    questions: tuple[Source, ...] = ()
    channels: tuple[tuple[str, int, Source], ...] = ()
    language: str = "en"
    """the language of whoever asks: what rules write is written in it"""


class Proof(BaseModel):
    """The words a trait rests on, and the source's number."""

    source: int = Field(description="Number of the source.")
    quote: str = Field(description="The exact words of that source.")


class Trait(BaseModel):
    """One thing about the person."""

    aspect: Aspect
    text: str = Field(min_length=1, max_length=500)
    evidence: list[Proof]
    confidence: float = Field(default=0.6, ge=0, le=1)
    method: str = "model"


class Persona(BaseModel):
    """What the person is like."""

    summary: str = Field(default="", max_length=1000)
    traits: list[Trait] = []


def all_sources(known: Known) -> list[Source]:
    """Every source in the order of its number."""
    return [*known.sources, *known.questions, *(source for _name, _count, source in known.channels)]


def _told(known: Known) -> str:
    lines = [f"The person: {known.name}.", ""]
    lines += [f"[{n}] {source.label}: {source.text}" for n, source in enumerate(all_sources(known))]
    return "\n".join(lines)


def _offline(known: Known) -> Persona:
    """By rules: each signal is a trait in its own words; manner and channel are counted."""
    with i18n.speaking(known.language):
        return _by_rules(known)


def _by_rules(known: Known) -> Persona:
    traits = [*_facts(known), *_signals(known), *_manner(known), *_channel(known)]
    if not traits:
        raise TooLittle(str(NOTHING))
    said = [trait.text for trait in traits if trait.aspect in ("part", "priorities", "worries")][:2]
    summary = f"{known.name}. " + " ".join(line.rstrip(".") + "." for line in said)
    return Persona(summary=summary[:1000], traits=traits)


def _facts(known: Known) -> list[Trait]:
    aspects: dict[str, Aspect] = {"role": "part", "part": "part", "budget": "money", "close": "timing"}
    found = []
    for number, source in enumerate(known.sources):
        if source.table == "leads" and source.kind in aspects:
            said = f"{source.label}: {source.text}"
            found.append(_trait(aspects[source.kind], said, number, source.text, source.confidence))
    return found


def _signals(known: Known) -> list[Trait]:
    """The surest statements of each aspect, none twice."""
    numbered = [(n, one) for n, one in enumerate(known.sources) if one.table == "calls" and one.kind in OF_SIGNAL]
    counts: dict[str, int] = {}
    seen: set[tuple[str, str]] = set()
    found = []
    for number, source in sorted(numbered, key=lambda one: -one[1].confidence):
        aspect = OF_SIGNAL[source.kind]
        if counts.get(aspect, 0) >= MOST_OF_ASPECT or (source.kind, source.value) in seen:
            continue
        seen.add((source.kind, source.value))
        counts[aspect] = counts.get(aspect, 0) + 1
        name = str(call_words.value_of(source.kind, source.value)) or source.text
        found.append(_trait(aspect, name, number, source.text, source.confidence))
    return found


def _manner(known: Known) -> list[Trait]:
    """How much they say at a time, and whether they ask."""
    if known.customer_turns < 3 or not known.questions:
        return []
    words = known.customer_words / known.customer_turns
    first = len(known.sources)
    said = _("Says little at a time: be brief") if words < 12 else _("Explains at length: listen")
    asks = len(known.questions) * 3 >= known.customer_turns
    text = f"{said}; " + str(_("asks many questions: come prepared") if asks else _("asks few questions: offer facts"))
    return [_trait("manner", text, first, known.questions[0].text, 0.55)]


def _channel(known: Known) -> list[Trait]:
    if not known.channels:
        return []
    first = len(known.sources) + len(known.questions)
    (name, count, source), *_rest = sorted(known.channels, key=lambda one: -one[1])
    number = first + [one[0] for one in known.channels].index(name)
    return [_trait("channel", str(_("Answers most by {channel} ({count} times)")).format(channel=name, count=count),
                   number, source.text, 0.6)]  # fmt: skip


def _trait(aspect: Aspect, text: str, number: int, quote: str, sure: float) -> Trait:
    proof = [Proof(source=number, quote=quote[:1000])]
    return Trait(aspect=aspect, text=text[:500], evidence=proof, confidence=sure, method="rules")


def _check(known: Known, answer: Persona) -> Checked[Persona]:
    """A trait stays when its words stand in the source it names."""
    sources = all_sources(known)
    kept = []
    for trait in answer.traits:
        proofs = [proof for proof in trait.evidence if _stands(sources, proof)]
        if proofs:
            kept.append(trait.model_copy(update={"evidence": proofs}))
    sure = [trait.confidence for trait in kept]
    output = answer.model_copy(update={"traits": kept, "summary": answer.summary if kept else ""})
    confidence = round(sum(sure) / len(sure), 3) if sure else None
    return Checked(output, len(kept), len(answer.traits) - len(kept), confidence)


def _stands(sources: Sequence[Source], proof: Proof) -> bool:
    if not 0 <= proof.source < len(sources) or not proof.quote.strip():
        return False
    text = sources[proof.source].text
    return proof.quote in text or locate(text, proof.quote) is not None


DRAWER: Agent[Known, Persona] = Agent(
    name="persona",
    output=Persona,
    prompt=Path(__file__).with_suffix(".md"),
    ask=_told,
    offline=_offline,
    check=_check,
    complexity="balanced",
    keep_seconds=lifetimes.PERSONA,
)
