"""The counterpart in a practice talk: a model that plays the persona, and a rule-driven one that always can."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from comity.ai.agent import Chat, Message, Talk
from comity.ai.offline import partner as rules
from comity.web.i18n import gettext as _


def talk(persona: Mapping[str, Any], turns: Sequence[Mapping[str, Any]]) -> Talk:
    """What was said so far, and who the persona is, as data."""
    said = [Message("user" if turn["side"] == "us" else "assistant", turn["text"]) for turn in turns]
    known = {name: persona[name] for name in ("name", "role", "about", "temper", "language")}
    objections = [{"kind": one["kind"], "text": one["text"]} for one in persona["objections"]]
    return Talk(messages=said, facts=orjson.dumps(known | {"objections": objections}).decode())


def _by_rules(given: Talk) -> str:
    said = [(message.role == "user", message.text) for message in given.messages]
    return rules.reply(orjson.loads(given.facts), said)


PARTNER = Chat(
    name="roleplay", title=_("Practice partner"), prompt=Path(__file__).with_suffix(".md"), offline=_by_rules
)
