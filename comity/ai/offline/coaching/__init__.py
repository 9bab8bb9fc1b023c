"""Coaching: a talk in numbers, and the lines of a rubric that need no model; always with the words behind them."""

from comity.ai.offline.coaching.judge import CRITERIA, REASONS, Criterion, Judgement, every, judge, phrases
from comity.ai.offline.coaching.measures import Mark, Measures, Objection, Stretch, measure

__all__ = [
    "CRITERIA", "REASONS", "Criterion", "Judgement", "Mark", "Measures", "Objection", "Stretch", "every", "judge",
    "measure", "phrases",
]  # fmt: skip
