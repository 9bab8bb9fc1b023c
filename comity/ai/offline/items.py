"""Action items: what somebody promised or was asked to do, with who, what and by when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from rapidfuzz import fuzz

from comity.ai.offline import addressed, cue, stance
from comity.ai.offline.actions import likelihood
from comity.ai.offline.addressed import Called
from comity.ai.offline.sentences import Sentence
from comity.ai.offline.signals import Read
from comity.ai.offline.transcript.model import Side
from comity.ai.schemas import ActionItem

METHOD = "rules"
LEAST = 0.45
MOST = 60
WAYS = cue.patterns("manner")
OFFERS = (
    "shall i ",
    "should i ",
    "can i ",
    "may i ",
    "soll ich ",
    "kann ich ",
    "darf ich ",
    "posso ",
    "puis-je ",
    "puedo ",
)
"""Ways to ask whether to do something: a promise only once the other side says yes."""
DATIVE = re.compile(r"^(send|email|mail|share|forward|text|get|give)(?:ing)? (?:you |over |along )(?=\w+ \w)", re.I)


@dataclass(frozen=True, slots=True)
class Patterns:
    """A language's ways to promise and to ask."""

    promise: re.Pattern[str]
    request: re.Pattern[str]
    talk: re.Pattern[str]
    accept: re.Pattern[str]
    refuse: re.Pattern[str]
    defer: re.Pattern[str]


@cache
def patterns(language: str) -> Patterns:
    """Compiled once per language."""
    raw = cue.actions(language)
    do = raw["do"]

    edge = "" if language == "en" else r"(?<!\w)"

    def joined(name: str) -> re.Pattern[str]:
        options = raw[name] if isinstance(raw[name], list) else [raw[name]]
        either = "|".join(f"(?:{option.replace('{do}', do)})" for option in options)
        return re.compile(f"{edge}(?:{either})", re.MULTILINE)

    return Patterns(*(joined(name) for name in ("promise", "request", "talk", "accept", "refuse", "defer")))


def find(read: Read) -> list[ActionItem]:
    """All action items in the order they were said, said-again ones merged."""
    kept: list[ActionItem] = []
    for item in _candidates(read):
        again = next((at for at, other in enumerate(kept) if _same(item, other) or _echoes(item, other)), None)
        if again is None:
            kept.append(item)
        else:
            kept[again] = _merged(kept[again], item)
    return sorted(kept, key=lambda item: item.evidence.start)[:MOST]


def _candidates(read: Read) -> Iterator[ActionItem]:
    for number, sentence in enumerate(read.sentences):
        ways = patterns(read.language_of(sentence.turn))
        if not 3 <= sentence.words <= 70:
            continue
        promise = _first(ways.promise, sentence, ways.talk)
        request = None if promise else _first(ways.request, sentence, ways.talk)
        match = promise or request
        if match is None:
            continue
        confidence = _confidence(read, number, match, promise is not None, ways)
        if confidence >= LEAST:
            yield _item(read, number, match, confidence, promised=promise is not None)


def _first(pattern: re.Pattern[str], sentence: Sentence, talk: re.Pattern[str]) -> re.Match[str] | None:
    for match in pattern.finditer(sentence.folded):
        spoken = talk.match(sentence.folded, match.start())
        if not spoken or spoken.end() <= match.start():
            return match
    return None


def _confidence(read: Read, number: int, match: re.Match[str], promised: bool, ways: Patterns) -> float:
    sentence = read.sentences[number]
    how = stance.read(sentence.folded, match.start(), asked=sentence.question, language=read.language_of(sentence.turn))
    if how.negated:
        return 0.0
    reply = answer(read, number)
    if promised and match.group().startswith(OFFERS) and (reply is None or not ways.accept.search(reply.folded)):
        return 0.0
    base = 0.8 if promised else 0.65
    if match.group().startswith(("i can", "we can", "let me")):
        base -= 0.2
    if how.supposed or (promised and sentence.question):
        base -= 0.15
    if WAYS["process"].search(sentence.folded):
        base -= 0.3
    if reply is not None:
        base += 0.15 if ways.accept.search(reply.folded) else -0.35 if ways.refuse.search(reply.folded) else 0
    if read.dates_in(sentence):
        base += 0.05
    form = likelihood(sentence.folded) if read.language_of(sentence.turn) == "en" else base
    return min(round(0.75 * base + 0.25 * form, 2), 0.95)


def answer(read: Read, number: int) -> Sentence | None:
    """The first sentence of the other side after this turn."""
    turn = read.sentences[number].turn
    for sentence in read.sentences[number + 1 : number + 8]:
        if sentence.turn > turn:
            return sentence if sentence.speaker != read.sentences[number].speaker else None
    return None


def _item(read: Read, number: int, match: re.Match[str], confidence: float, *, promised: bool) -> ActionItem:
    sentence = read.sentences[number]
    owner, side = _owner(read, sentence, match, promised)
    due, due_text = _due(read, number, match)
    return ActionItem(
        text=_text(read, sentence, match, asked=not promised),
        owner=owner,
        side=side,
        due=due,
        due_text=due_text,
        confidence=confidence,
        method=METHOD,
        evidence=read.evidence(sentence),
    )


def _owner(read: Read, sentence: Sentence, match: re.Match[str], promised: bool) -> tuple[str | None, Side]:
    if promised or match.group().startswith("we "):
        return sentence.speaker, sentence.side
    others = [name for name in read.transcript.speakers if name != sentence.speaker]
    opposite: Side = "customer" if sentence.side == "us" else "us" if sentence.side == "customer" else "unknown"
    fitting = [n for n in others if any(t.speaker == n and t.side == opposite for t in read.transcript.turns)]
    return (fitting[0] if len(fitting) == 1 else others[0] if len(others) == 1 else None), opposite


def _due(read: Read, number: int, match: re.Match[str]) -> tuple[date | None, str | None]:
    """The day said with it; else the next sentence's; for `I'll set it up` the day agreed just before."""
    here = read.sentences[number]
    if said := read.deadline_in(here):
        return said.when.due(), read.transcript.text[said.start : said.end]
    if same := WAYS["same_day"].search(here.folded, match.start()):
        return read.reference.date(), read.transcript.text[here.start + same.start() : here.start + same.end()]
    if WAYS["soon"].search(here.folded):
        return None, None
    near = [s for s in read.sentences[number + 1 : number + 2] if s.turn == here.turn and not s.question]
    if WAYS["points_back"].search(here.folded[match.start() : match.end() + 12]):
        near += [s for s in reversed(read.sentences[max(0, number - 4) : number]) if s.turn >= here.turn - 1]
    for sentence in near:
        for found in read.dates_in(sentence):
            return found.when.due(), read.transcript.text[found.start : found.end]
    return None, None


def _text(read: Read, sentence: Sentence, match: re.Match[str], *, asked: bool) -> str:
    """`I'll send you the guide right after our call.` -> `Send Sofia the guide right after our call`."""
    start = match.start()
    folded = sentence.folded[start:]
    if sentence.folded[start : start + 1] in ".,;:!? ":
        start += 1
        folded = sentence.folded[start:].lstrip()
        start = len(sentence.folded) - len(folded)
    if lead := WAYS["lead"].match(folded):
        start += lead.end()
    if subject := WAYS["subject"].match(sentence.folded, start) or WAYS["subject"].match(sentence.folded[start:]):
        start = subject.end() if subject.string is sentence.folded else start + subject.end()
    tail = WAYS["cut"].search(sentence.folded, start + 12)
    end = tail.start() if tail else len(sentence.folded)
    words = read.transcript.text[sentence.start + start : sentence.start + end].strip(" ,.;:!?-")
    words = words or sentence.folded.strip()
    if read.language_of(sentence.turn) == "en":
        said_by, said_to = _both(read, sentence)
        if said_to is None or not said_to.known:
            words = DATIVE.sub(r"\1 ", words)
        words = addressed.resolved(words, speaker=said_by, listener=said_to, asked=asked)
    return (words[:1].upper() + words[1:])[:300]


def _both(read: Read, sentence: Sentence) -> tuple[Called | None, Called | None]:
    """Who says it, and the one person it is said to; None where that may be several."""
    opposite: Side = "customer" if sentence.side == "us" else "us" if sentence.side == "customer" else "unknown"
    others = [name for name in read.transcript.speakers if name != sentence.speaker]
    listener = addressed.called(others[0], opposite) if len(others) == 1 else addressed.called(None, opposite)
    return addressed.called(sentence.speaker, sentence.side), listener


def _same(left: ActionItem, right: ActionItem) -> bool:
    if left.side != right.side:
        return False
    score = fuzz.token_set_ratio(left.text.lower(), right.text.lower())
    return score >= 88 or (score >= 70 and left.due is not None and left.due == right.due)


def _echoes(item: ActionItem, asked: ActionItem) -> bool:
    """`I'll set that up`, `je m'en occupe`: the answer to what was just asked, no second thing to do."""
    close = (
        0 < (item.evidence.turn or 0) - (asked.evidence.turn or 0) <= 2
        and item.evidence.side == item.side == asked.side
    )
    if not close or asked.evidence.side == asked.side or (asked.due and item.due not in (None, asked.due)):
        return False
    return len(item.text.split()) <= 6 and WAYS["echo"].search(item.text.lower()) is not None


def _merged(first: ActionItem, again: ActionItem) -> ActionItem:
    better = again if len(again.text) > len(first.text) * 1.3 else first
    return better.model_copy(
        update={
            "due": first.due or again.due,
            "due_text": first.due_text or again.due_text,
            "confidence": min(round(max(first.confidence, again.confidence) + 0.03, 2), 0.95),
            "evidence": better.evidence,
        }
    )
