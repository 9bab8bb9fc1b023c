"""An agent to ask, and a world without keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from comity import config
from comity.ai import asking, coordinator, standing
from comity.ai.agent import Agent, Checked


class Verdict(BaseModel):
    """What the agent of these tests answers."""

    mood: str
    words: str = ""


Make = Callable[..., Agent[str, Verdict]]


@pytest.fixture
def keyless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is known to be down, nobody waits, and there are no keys."""
    standing.forget()
    monkeypatch.setattr(asking, "PATIENCE", 0.0)
    monkeypatch.setattr(coordinator, "_settings", config.load({}, {}))


@pytest.fixture
def make(tmp_path: Path, keyless: None) -> Make:
    """Makes an agent; another prompt each time, so that no test finds another's answer kept."""

    def agent(**more: Any) -> Agent[str, Verdict]:
        prompt = tmp_path / "mood.md"
        prompt.write_text(f"What mood? {tmp_path}")
        usual: dict[str, Any] = {
            "name": "test_mood", "output": Verdict, "prompt": prompt, "ask": str, "most_tokens": 1000,
            "offline": lambda given: Verdict(mood="offline"), "check": lambda given, said: Checked(said, 1, 0, 0.5),
        }  # fmt: skip
        return Agent(**{**usual, **more})

    return agent
