"""The agent that writes to cold leads: from what they said themselves, in their language, never sent by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from comity.ai.agent import Agent, Checked

LONGEST = 170


class Draft(BaseModel):
    """A mail to be approved."""

    subject: str = Field(min_length=1, max_length=120)
    body: str = Field(min_length=20, max_length=4000)


@dataclass(frozen=True)
class Cold:
    """A cold lead, and what speaks for writing now: `why` in order, each with its words."""

    first_name: str
    me: str
    organisation: str
    title: str
    language: str
    why: Sequence[Mapping[str, Any]]


_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "subject": "{title}: is now a better moment?", "hello": "Dear {first_name},", "bye": "Kind regards\n{me}",
        "timeline": "when we last spoke you said: “{quote}”. That time has come, so I am writing as you would expect.",
        "next_step": "we had agreed on a next step: “{quote}”. It has not happened yet, and that may be on us.",
        "need": "you told us what matters to you: “{quote}”. I have kept it in mind.",
        "objection": "you had a doubt: “{quote}”. I would like to answer it properly.",
        "risk": "you told us how things stood: “{quote}”. Perhaps that has changed.",
        "activity": "the last thing between us was “{quote}”. I do not want it to simply fade out.",
        "silence": "it has been a while since we were last in touch, and I do not want it to simply fade out.",
        "ask": "Is {title} still of interest? A single word is enough; I will gladly call, or leave it be.",
    },
    "de": {
        "subject": "{title}: passt es jetzt besser?", "hello": "Guten Tag {first_name},",
        "bye": "Herzliche Grüße\n{me}",
        "timeline": "in unserem letzten Gespräch sagten Sie: „{quote}“. Nun ist es so weit, deshalb melde ich mich.",
        "next_step": "wir hatten einen nächsten Schritt vereinbart: „{quote}“. Dazu kam es nicht, wohl durch uns.",
        "need": "Sie haben uns gesagt, worauf es Ihnen ankommt: „{quote}“. Das habe ich nicht vergessen.",
        "objection": "Sie hatten ein Bedenken: „{quote}“. Darauf würde ich gern richtig antworten.",
        "risk": "Sie haben uns gesagt, wie es steht: „{quote}“. Vielleicht hat sich das geändert.",
        "activity": "zuletzt ging es zwischen uns um „{quote}“. Das soll nicht einfach im Sand verlaufen.",
        "silence": "es ist eine Weile her, dass wir voneinander hörten. Das soll nicht einfach im Sand verlaufen.",
        "ask": "Ist {title} noch von Interesse? Ein Wort genügt; ich rufe gern an oder lasse es ruhen.",
    },
    "fr": {
        "subject": "{title} : le moment est-il mieux choisi ?", "hello": "Bonjour {first_name},",
        "bye": "Bien à vous\n{me}",
        "timeline": "lors de notre dernier échange, vous disiez : « {quote} ». Le moment est venu, je me permets donc"
        " d'écrire.",
        "next_step": "nous avions convenu d'une suite : « {quote} ». Elle n'a pas eu lieu, peut-être de notre fait.",
        "need": "vous nous aviez dit ce qui compte pour vous : « {quote} ». Je l'ai gardé à l'esprit.",
        "objection": "vous aviez une réserve : « {quote} ». J'aimerais y répondre vraiment.",
        "risk": "vous nous aviez dit où en étaient les choses : « {quote} ». Cela a peut-être changé.",
        "activity": "notre dernier échange portait sur « {quote} ». Je ne voudrais pas qu'il reste sans suite.",
        "silence": "notre dernier échange date déjà, et je ne voudrais pas qu'il reste sans suite.",
        "ask": "{title} vous intéresse-t-il toujours ? Un mot suffit ; j'appelle volontiers, ou je n'insiste pas.",
    },
}  # fmt: skip


_THEIRS = ("email", "sms")


def told(cold: Cold) -> str:
    """The facts as a model reads them."""
    lines = [f"Language: {cold.language}", f"To: {cold.first_name}", f"From: {cold.me} of {cold.organisation}",
             f"About: {cold.title}", "", "What speaks for writing now, the strongest first:"]  # fmt: skip
    for why in cold.why:
        source = ", entered by colleagues" if _said(why) == "silence" else ""
        lines.append(f"- {why['kind']} (said on {why.get('said_on')}{source}): {why['quote']}")
    return "\n".join(lines)


def _offline(cold: Cold) -> Draft:
    words = _WORDS.get(cold.language[:2], _WORDS["en"])
    first = cold.why[0]
    quote = _short(str(first["quote"]))
    known = {"first_name": cold.first_name, "me": cold.me, "title": cold.title, "quote": quote}
    parts = [words["hello"], words.get(_said(first), words["silence"]), words["ask"], words["bye"]]
    return Draft(
        subject=_filled(words["subject"], known)[:120], body="\n\n".join(_filled(part, known) for part in parts)
    )


def _said(why: Mapping[str, Any]) -> str:
    """What may be told of a fact: they know their mails, not what colleagues entered for each other."""
    ours = why["kind"] == "activity" and why.get("activity") not in _THEIRS
    return "silence" if ours else str(why["kind"])


def _check(cold: Cold, draft: Draft) -> Checked[Draft]:
    """A number that stands nowhere in the facts, a placeholder or a sermon: not to be shown."""
    known = set(re.findall(r"\d+", told(cold)))
    invented = [n for n in re.findall(r"\d+", f"{draft.subject} {draft.body}") if n not in known]
    holes = re.findall(r"\[[^\]]{1,40}\]|\{[^}]{1,40}\}", draft.body)
    long = len(draft.body.split()) > LONGEST
    wrong = len(invented) + len(holes) + long
    return Checked(draft, 0 if wrong else 1, wrong, 0.0 if wrong else 0.8)


def _filled(text: str, known: Mapping[str, str]) -> str:
    for name, value in known.items():
        text = text.replace("{" + name + "}", value)
    return text


def _short(quote: str) -> str:
    quote = " ".join(quote.split()).strip(" .,;“”\"'{}[]")
    return quote if len(quote) <= 140 else quote[:139].rsplit(" ", 1)[0] + " …"


REVIVAL: Agent[Cold, Draft] = Agent(
    name="revival",
    output=Draft,
    prompt=Path(__file__).with_suffix(".md"),
    ask=told,
    offline=_offline,
    check=_check,
    complexity="balanced",
)
