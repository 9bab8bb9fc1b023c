"""JSON of many transcribers: find the list of things said, whatever the keys around it are called.

Shapes seen in the wild: Whisper `segments`, Deepgram and AssemblyAI `utterances`, Gong `sentences` under a speaker,
Rev `monologues` of `elements`, AWS `items`, chats as `messages`, and plain lists of [speaker, words].
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from comity.ai.offline.transcript import plain
from comity.ai.offline.transcript.model import Said

WORDS = ("text", "transcript", "content", "utterance", "sentence", "message", "body", "words", "value", "said")
SPEAKERS = (
    "speaker", "speaker_name", "speakername", "speaker_label", "speakerid", "speaker_id", "name", "role", "author",
    "from",
    "participant", "user", "channel", "agent", "id",
)  # fmt: skip
STARTS = (
    "start",
    "start_time",
    "starttime",
    "begin",
    "from_time",
    "timestamp",
    "ts",
    "offset",
    "time",
    "start_timestamp",
    "at",
)
ENDS = ("end", "end_time", "endtime", "stop", "end_ts", "until", "end_timestamp")
MAX_DEPTH = 12


def read(text: str) -> list[Said] | None:
    """The turns, or None where nothing in it was said."""
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):
        raw = _lines(text)
        if raw is None:
            return None
    best: list[Said] = []
    for candidate in _lists(raw, None, 0):
        if sum(len(said.text) for said in candidate) > sum(len(said.text) for said in best):
            best = candidate
    if not best and isinstance(raw, dict):
        whole = _string(raw, WORDS)
        return plain.read(whole) if whole else None
    if best and not any(said.speaker for said in best) and len(best) == 1:
        return plain.read(best[0].text)
    return best or None


def _lines(text: str) -> list[Any] | None:
    """JSON lines: one object a line."""
    out = []
    for line in text.splitlines():
        if line.strip():
            try:
                out.append(json.loads(line))
            except ValueError:
                return None
    return out or None


def _lists(raw: Any, speaker: str | None, depth: int) -> Iterator[list[Said]]:
    if depth > MAX_DEPTH:
        return
    if isinstance(raw, list):
        said = [found for item in raw if (found := _said(item, speaker))]
        if said and len(said) >= len(raw) * 0.5:
            yield said
        nested = [each for item in raw for each in _nested(item, depth)]
        if nested:
            yield nested
        for item in raw:
            yield from _lists(item, speaker, depth + 1)
    elif isinstance(raw, dict):
        for value in raw.values():
            if isinstance(value, list | dict):
                yield from _lists(value, _speaker(raw), depth + 1)


def _nested(item: Any, depth: int) -> list[Said]:
    """A speaker with sentences or elements below."""
    if not isinstance(item, dict) or _string(item, WORDS):
        return []
    speaker = _speaker(item)
    for value in item.values():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            said = [found for each in value if (found := _said(each, speaker))]
            if said and "value" in value[0]:
                words = "".join(str(each.get("value", "")) for each in value)
                return [Said(speaker, words, said[0].at, said[-1].until)]
            if said:
                return [Said(each.speaker or speaker, each.text, each.at, each.until) for each in said]
    return []


def _said(item: Any, speaker: str | None) -> Said | None:
    if isinstance(item, list | tuple) and len(item) >= 2 and all(isinstance(part, str) for part in item[:2]):
        return Said(item[0], item[1]) if len(item[0]) <= 60 and item[1].strip() else None
    if not isinstance(item, dict):
        return None
    words = _string(item, WORDS)
    if words is None:
        return None
    at, until = _number(item, STARTS), _number(item, ENDS)
    if at is not None and (at > 36_000 or (until or 0) > 36_000):
        at, until = at / 1000, until / 1000 if until is not None else None
    return Said(_speaker(item) or speaker, words, at, until)


def _get(item: dict[str, Any], keys: tuple[str, ...]) -> Any:
    lowered = {str(key).lower(): value for key, value in item.items()}
    return next((lowered[key] for key in keys if lowered.get(key) is not None), None)


def _string(item: dict[str, Any], keys: tuple[str, ...]) -> str | None:
    lowered = {str(key).lower(): value for key, value in item.items()}
    for key in keys:
        value = lowered.get(key)
        if isinstance(value, str) and value.strip():
            return value
        if isinstance(value, dict) and isinstance(value.get("text"), str):
            return str(value["text"])
    return None


def _speaker(item: dict[str, Any]) -> str | None:
    value = _get(item, SPEAKERS)
    if isinstance(value, dict):
        value = _get(value, ("name", "display_name", "displayname", "label", "id"))
    if isinstance(value, bool) or value is None:
        return None
    name = str(value).strip()
    if name.lstrip("-").isdigit() or len(name) == 1:
        name = f"Speaker {name}"
    return name[:60] or None


def _number(item: dict[str, Any], keys: tuple[str, ...]) -> float | None:
    value = _get(item, keys)
    if isinstance(value, str):
        try:
            return float(value) if value.replace(".", "", 1).isdigit() else plain.seconds(value.strip("[]"))
        except ValueError:
            return None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
