"""What the agents of a call are given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from comity.ai.offline import engine
from comity.ai.offline.signals import Read
from comity.ai.offline.transcript import Transcript
from comity.ai.schemas import CallSignals


@dataclass(frozen=True)
class Heard:
    """A call: its words, when it was, how its people write dates, and names that are ours."""

    transcript: Transcript
    reference: datetime
    day_first: bool | None = None
    ours: tuple[str, ...] = ()
    signals: CallSignals | None = None
    """for the brief: what was found before"""

    def read(self) -> Read:
        """The words with their sentences, dates and money; read once for all agents of a call."""
        return _read(self.transcript, self.reference, self.day_first)


@lru_cache(maxsize=4)
def _read(transcript: Transcript, reference: datetime, day_first: bool | None) -> Read:
    return engine.prepare(transcript, reference, day_first=day_first)


def unit(heard: Heard) -> str:
    """A call for the plan: one analysis, whoever hears it and however often."""
    return heard.transcript.mark


def told(heard: Heard) -> str:
    """The call as a model reads it: numbered turns, who is on which side, and the day."""
    lines = [f"The call was on {heard.reference:%A, %d %B %Y}."]
    for name in heard.transcript.speakers:
        side = next((turn.side for turn in heard.transcript.turns if turn.speaker == name), "unknown")
        lines.append(f"{name} is {'one of us' if side == 'us' else side}.")
    lines += ["", "Transcript, one numbered turn a line:"]
    for number, turn in enumerate(heard.transcript.turns):
        lines.append(f"[{number}] {turn.speaker or 'Somebody'}: {heard.transcript.said(turn)}")
    return "\n".join(lines)
