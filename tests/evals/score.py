"""Counting right and wrong, and printing a line a task and engine."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Score:
    """Hits, misses and false alarms of one task by one engine on one set."""

    task: str
    data: str
    engine: str = "offline"
    language: str = "en"
    right: int = 0
    missed: int = 0
    extra: int = 0
    cases: int = 0
    certain: list[tuple[float, bool]] = field(default_factory=list)
    """(confidence, whether it was right) of every answer, for the calibration error"""
    note: str = ""

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.extra) if self.right + self.extra else 0.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 0.0

    @property
    def f1(self) -> float:
        total = 2 * self.right + self.missed + self.extra
        return 2 * self.right / total if total else 0.0

    @property
    def calibration_error(self) -> float | None:
        """Expected calibration error over ten bins; None where nobody said how sure."""
        return calibration(self.certain) if self.certain else None

    def show(self) -> str:
        """One line, or one JSON object with JSON=1."""
        error = self.calibration_error
        if os.environ.get("JSON"):
            return json.dumps(
                {"task": self.task, "set": self.data, "language": self.language, "engine": self.engine,
                 "precision": round(self.precision, 4),
                 "recall": round(self.recall, 4), "f1": round(self.f1, 4),
                 "calibration_error": error and round(error, 4),
                 "cases": self.cases, "note": self.note}
            )  # fmt: skip
        sure = f"{error:.3f}" if error is not None else "    -"
        return (
            f"{self.task:<26} {self.data:<36} {self.language:<3} {self.engine:<14} P"
            f" {self.precision:.3f}  R {self.recall:.3f}"
            f"  F1 {self.f1:.3f}  ECE {sure}  cases {self.cases:>5}  {self.note}"
        )


def calibration(certain: Sequence[tuple[float, bool]]) -> float:
    """How far confidence and truth lie apart, on average."""
    error = 0.0
    for low in range(10):
        bin_ = [(sure, right) for sure, right in certain if min(int(sure * 10), 9) == low]
        if bin_:
            said = sum(sure for sure, _ in bin_) / len(bin_)
            true = sum(right for _, right in bin_) / len(bin_)
            error += abs(said - true) * len(bin_) / len(certain)
    return error
