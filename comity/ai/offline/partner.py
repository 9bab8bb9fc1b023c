"""The persona without a model: it brings its objections up one by one, and lets one go when it was answered. Pure.

It does not understand; it listens for four things: is the doubt taken up, is something asked, is there an answer longer
than a phrase, is a day proposed. The page says that it is rules.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from comity.ai.offline import dates

Said = Sequence[tuple[bool, str]]
"""(whether it was us, the words)"""
WORD = re.compile(r"\w{4,}")
EMPATHY = re.compile(
    r"\b(?:understand|see why|fair|hear you|good point|of course|sorry|appreciate|makes sense"
    r"|verstehe|nachvollziehen|klar|guter punkt|natürlich|tut mir leid|berechtigt)\b", re.I,
)  # fmt: skip
NEXT = re.compile(
    r"\b(?:meet|call|demo|visit|appointment|send|contract|treffen|termin|anruf|besuch|schicke|vertrag)", re.I
)
LINES: Mapping[str, Mapping[str, Sequence[str]]] = {
    "en": {
        "friendly": ("Hello! Good that you call, I was just looking at your brochure.",),
        "busy": ("Yes, hello? I have a few minutes. What is it about?",),
        "tough": ("You again. Go on, but make it short.",),
        "first": ("All right. {objection}", "I see. One thing, though: {objection}"),
        "more": ("Good, that answers it. But {objection}", "That helps. Then there is this: {objection}"),
        "asked": ("Since you ask: {about}", "Well. {about}", "I have said it already: {objection}"),
        "unmoved": (
            "I'm not convinced. {objection}",
            "That sounds like a brochure. {objection}",
            "Hm. And what does that mean for us?",
        ),
        "short": ("Go on.", "And?"),
        "early": ("Before we speak of that: {objection}",),
        "content": ("All right, you have answered what I was worried about. What would be next?",),
        "agreed": ("Good, let's do that. Thank you.",),
        "vague": ("Fine, but when exactly? Otherwise it slips again.",),
    },
    "de": {
        "friendly": ("Guten Tag! Schön, dass Sie anrufen, ich habe gerade in Ihre Unterlagen gesehen.",),
        "busy": ("Ja, bitte? Ich habe ein paar Minuten. Worum geht es?",),
        "tough": ("Sie schon wieder. Bitte, aber kurz.",),
        "first": ("Gut. {objection}", "Verstehe. Nur eines: {objection}"),
        "more": ("Gut, das beantwortet es. Aber: {objection}", "Das hilft. Dann ist da noch etwas: {objection}"),
        "asked": ("Wenn Sie schon fragen: {about}", "Nun. {about}", "Das sagte ich bereits: {objection}"),
        "unmoved": (
            "Das überzeugt mich nicht. {objection}",
            "Das klingt nach Prospekt. {objection}",
            "Hm. Und was heißt das für uns?",
        ),
        "short": ("Ja, und?", "Sprechen Sie weiter."),
        "early": ("Bevor wir darüber reden: {objection}",),
        "content": ("Gut, meine Bedenken haben Sie beantwortet. Was wäre der nächste Schritt?",),
        "agreed": ("Gut, so machen wir es. Vielen Dank.",),
        "vague": ("Gern, aber wann genau? Sonst verläuft es wieder im Sand.",),
    },
}


def opening(language: str, temper: str) -> str:
    """How it picks up the phone."""
    return LINES.get(language, LINES["en"])[temper][0]


def reply(persona: Mapping[str, Any], said: Said) -> str:
    """What the persona answers to the last thing we said."""
    lines = LINES.get(persona["language"], LINES["en"])
    ours, theirs = said[-1][1], [text for us, text in said if not us]
    raised = [one["text"] for one in persona["objections"] if any(one["text"] in text for text in theirs)]
    coming = next((one["text"] for one in persona["objections"] if one["text"] not in raised), None)
    content = any(lines["content"][0] in text for text in theirs)
    choice = _choice(ours, raised, coming, content, bool(persona["about"]))
    options = lines[choice]
    objection = coming if choice in ("first", "more", "early") else raised[-1] if raised else coming
    line = options[len(said) // 2 % len(options)]
    return line.format(objection=objection or "", about=persona["about"]).strip()


def _choice(ours: str, raised: Sequence[str], coming: str | None, content: bool, knows: bool) -> str:
    """Which kind of line fits what we said."""
    words, asked = len(ours.split()), "?" in ours
    proposes = bool(NEXT.search(ours))
    if content or not (raised or coming):
        day = any(
            found.when.due() for found in dates.find(ours, datetime.now().astimezone().replace(tzinfo=None), "en")
        )
        return "agreed" if day else "vague" if proposes else "content" if not content else "short"
    if words < 3:
        return "short"
    if not raised:
        return "early" if proposes and not asked else "first"
    answered = words >= 12 and (bool(EMPATHY.search(ours)) or _about(ours, raised[-1]) or asked)
    if answered:
        return "more" if coming else "content"
    if asked:
        return "asked" if knows else "unmoved"
    return "early" if proposes and coming else "unmoved"


def _about(ours: str, objection: str) -> bool:
    """Whether our words take up a word of the objection."""
    return bool({word.lower() for word in WORD.findall(ours)} & {word.lower() for word in WORD.findall(objection)})
