"""Fits the weights of cues/actions.toml: logistic regression on labelled sentences, by plain gradient descent.

    python -m tests.evals.fit_actions FILE.csv      columns: label (action | none), sentence

Prints the cross-validated F1 (five folds) and the new [weights] table.
"""

from __future__ import annotations

import csv
import math
import random
import sys

from comity.ai.offline import actions
from comity.ai.offline.text import fold

L2, STEPS, RATE, FOLDS = 1.0, 400, 0.5, 5
Case = tuple[dict[str, float], int]


def fit(cases: list[Case]) -> dict[str, float]:
    """Weights by feature, and the bias."""
    weights = dict.fromkeys(sorted({name for features, _ in cases for name in features}), 0.0) | {"bias": 0.0}
    speed = dict.fromkeys(weights, 0.0)
    for _ in range(STEPS):
        slope = {name: L2 * value / len(cases) if name != "bias" else 0.0 for name, value in weights.items()}
        for features, label in cases:
            error = (1 / (1 + math.exp(-_line(weights, features))) - label) / len(cases)
            slope["bias"] += error
            for name, value in features.items():
                slope[name] += error * value
        for name in weights:
            speed[name] = 0.9 * speed[name] + slope[name]
            weights[name] -= RATE * speed[name]
    return weights


def _line(weights: dict[str, float], features: dict[str, float]) -> float:
    return weights["bias"] + sum(weights.get(name, 0.0) * value for name, value in features.items())


def main(path: str) -> None:
    """Cross-validates, then prints the weights fitted on all."""
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    cases = [(actions.features(fold(row["sentence"])), int(row["label"] == "action")) for row in rows]
    random.Random(1).shuffle(cases)
    right = extra = missed = 0
    for number in range(FOLDS):
        weights = fit([case for at, case in enumerate(cases) if at % FOLDS != number])
        for features, label in cases[number::FOLDS]:
            said = _line(weights, features) > 0
            right += said and label
            extra += said and not label
            missed += (not said) and label
    print(f"# cross-validated F1 {2 * right / (2 * right + extra + missed):.3f} on {len(cases)} sentences\n\n[weights]")
    for name, value in sorted(fit(cases).items()):
        print(f'"{name}" = {value:.3f}')


if __name__ == "__main__":
    main(sys.argv[1])
