"""Plain text: `Speaker: words`, `**Sales Rep**: words`, `[00:12] Ann: words`, a name and time on their own line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from comity.ai.offline.transcript.model import Said

CLOCK = r"(?:\d{1,2}:)?\d{1,3}:\d{2}(?:[.,]\d{1,3})?"
NAME = r"[^\W\d_][^:\[\]()<>{}\n|=;\"?!]{0,48}?"
LINE = re.compile(
    rf"^[\s>*_#-]*(?:[\[(]?(?P<t1>{CLOCK})[\])]?\s*[-|,]?\s*)?[*_]{{0,3}}(?P<name>{NAME}(?:\s?\([^)]{{1,30}}\))?)[*_]{{0,3}}"
    rf"\s*(?:[\[(]\s*(?P<t2>{CLOCK})\s*[\])])?\s*[*_]{{0,3}}\s*[:：][*_]{{0,3}}(?:\s+|$)(?P<words>.*)$"
)
HEADER = re.compile(rf"^\s*(?P<name>{NAME})\s*[,|-]?\s+[\[(]?(?P<t>{CLOCK})[\])]?\s*$")
TIMED = re.compile(rf"^\s*[\[(](?P<t>{CLOCK})[\])]\s*(?P<words>.*)$")
NOT_A_NAME = re.compile(
    r"^(?:https?|note|notes|date|time|subject|re|fwd|ps|p\.s|warning|todo|title|topic|participants|attendees|duration|summary"
    r"|agenda|example|question is|answer is|for example|one thing|the thing|i mean|so|but|and|because|here)$",
    re.I,
)


def seconds(clock: str | None) -> float | None:
    """`1:02:03` -> 3723.0."""
    if clock is None:
        return None
    total = 0.0
    for part in clock.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total


def label(text: str) -> tuple[str, str] | None:
    """(`Ann`, `words`) of `Ann: words`."""
    match = LINE.match(text.split("\n", 1)[0])
    if not match or not _is_name(match["name"]):
        return None
    rest = text.split("\n", 1)
    return _tidy(match["name"]), match["words"] + (" " + rest[1] if len(rest) > 1 else "")


def read(text: str) -> list[Said]:
    """The turns; without labels, one a paragraph, said by nobody known."""
    lines = text.split("\n")
    names = _labels(lines)
    return list(_turns(lines, names)) if names else _paragraphs(lines)


def _labels(lines: list[str]) -> set[str]:
    """Names that really label turns: often, or in most lines, or written as only a label is."""
    counts: Counter[str] = Counter()
    filled = strong = 0
    for line in lines:
        if not line.strip():
            continue
        filled += 1
        match = LINE.match(line) or HEADER.match(line)
        if match and _is_name(match["name"]):
            counts[_tidy(match["name"])] += 1
            strong += line.lstrip().startswith(("**", "[", "("))
    total = sum(counts.values())
    if not total:
        return set()
    if (total >= filled * 0.4 and total >= 2) or strong >= 2 or (total == filled == 1):
        return set(counts)
    return {name for name, count in counts.items() if count >= 2} if total >= filled * 0.1 else set()


def _is_name(name: str) -> bool:
    name = name.strip(" *_")
    parts = name.split()
    if not parts or len(parts) > 5 or NOT_A_NAME.match(name) or (name.endswith((",", ".")) and len(parts) > 2):
        return False
    return len(parts) <= 2 or sum(part[:1].isupper() or part[:1] in "(&/-" for part in parts) >= len(parts) - 1


def _tidy(name: str) -> str:
    return " ".join(name.strip(" *_\t").split())


def _turns(lines: list[str], names: set[str]) -> Iterator[Said]:
    speaker: str | None = None
    at: float | None = None
    buffer: list[str] = []
    for line in lines:
        match = LINE.match(line)
        header = None if match else HEADER.match(line)
        found = match or header
        if found and _tidy(found["name"]) in names:
            if buffer:
                yield Said(speaker, " ".join(buffer), at)
            speaker = _tidy(found["name"])
            at = seconds((match["t1"] or match["t2"]) if match else header["t"] if header else None)
            buffer = [match["words"]] if match and match["words"] else []
        elif line.strip():
            timed = TIMED.match(line)
            buffer.append(timed["words"] if timed else line.strip())
    if buffer:
        yield Said(speaker, " ".join(buffer), at)


def _paragraphs(lines: list[str]) -> list[Said]:
    out: list[Said] = []
    for line in lines:
        if not line.strip():
            continue
        timed = TIMED.match(line)
        out.append(Said(None, timed["words"], seconds(timed["t"])) if timed else Said(None, line))
    return out
