"""WebVTT and SubRip: cues with times; the speaker in a voice tag or before a colon."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from comity.ai.offline.transcript.model import Said
from comity.ai.offline.transcript.plain import label

TIMING = re.compile(
    r"^\s*((?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3})\s*-->\s*((?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3})", re.M
)
VOICE = re.compile(r"<v(?:\.[\w.]+)?\s+([^>]{1,80})>(.*?)(?=<v[\s.]|$)", re.S)
TAG = re.compile(r"</?(?:v|c|i|b|u|ruby|rt|lang|font|\d)[^>]{0,80}>")


def seconds(clock: str) -> float:
    """`01:02:03.500` -> 3723.5."""
    total = 0.0
    for part in clock.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return round(total, 3)


def read(text: str) -> Iterator[Said]:
    """The cues in order."""
    marks = list(TIMING.finditer(text))
    for at, mark in enumerate(marks):
        end = marks[at + 1].start() if at + 1 < len(marks) else len(text)
        body = text[mark.end() : end].split("\n", 1)
        words = _cue(body[1] if len(body) > 1 else "")
        yield from _voices(words, seconds(mark[1]), seconds(mark[2]))


def _cue(block: str) -> str:
    """The cue's own lines: the next cue's number or name after the blank line is not said by anyone."""
    return block.split("\n\n", 1)[0].strip()


def _voices(words: str, at: float, until: float) -> Iterator[Said]:
    voices = VOICE.findall(words)
    if voices:
        for name, said in voices:
            yield Said(name.strip(), html.unescape(TAG.sub("", said)), at, until)
        return
    plain = html.unescape(TAG.sub("", words))
    found = label(plain)
    yield Said(found[0], found[1], at, until) if found else Said(None, plain, at, until)
