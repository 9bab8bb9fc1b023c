"""How often a clause of each kind is one: measured on every other contract, drawn towards what all kinds share.

    python -m tests.evals.fit_clauses FOLDER      the folder of the contracts and their labels.json

How strongly a kind is drawn is what foretells best, on those same contracts, one contract from the others (leave one
out, log loss). Prints the table for comity/ai/offline/cues/clauses/sure.toml.
"""

from __future__ import annotations

import json
import math
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from comity.ai.offline import clauses
from tests.evals.contracts import KINDS, compare, labelled
from tests.evals.score import Score

WEIGHTS = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0)
Tally = dict[str, list[bool]]
"""Of each kind, whether each clause found was one."""


def main(folder: Path) -> None:
    """Counts on the even rows."""
    contracts = [_tally(folder, row) for row in json.loads((folder / "labels.json").read_text("utf-8"))[::2]]
    weight = min(WEIGHTS, key=lambda one: _loss(contracts, one))
    whole = _together(contracts)
    print(f"# drawn to {_middle(whole):.2f} as if seen {weight:.0f} times")
    for kind in sorted(set(KINDS.values())):
        print(f"{kind} = {_sure(whole, kind, weight):.2f}")


def _tally(folder: Path, row: dict[str, dict[str, dict[str, str]]]) -> Tally:
    text = (folder / str(row["file"])).read_text("utf-8")
    found, told = clauses.find(text, "en"), Tally()
    for name, kind in KINDS.items():
        score = Score("clause party" if kind == "party" else f"clause {kind}", "")
        wanted = labelled(text, row["labels"].get(name, {}), names=kind == "party")
        compare(score, text, wanted, [clause for clause in found if clause.kind == kind])
        told[kind] = [good for _, good in score.certain]
    return told


def _together(contracts: Iterable[Tally]) -> Tally:
    whole: Tally = defaultdict(list)
    for one in contracts:
        for kind, right in one.items():
            whole[kind] += right
    return whole


def _middle(told: Tally) -> float:
    """How often any clause that is found is one; no kind counts more than ten times."""
    shares = [(sum(right) / len(right), min(len(right), 10)) for right in told.values() if right]
    return sum(share * count for share, count in shares) / sum(count for _, count in shares)


def _sure(told: Tally, kind: str, weight: float) -> float:
    right = told.get(kind, [])
    return (sum(right) + _middle(told) * weight) / (len(right) + weight)


def _loss(contracts: Sequence[Tally], weight: float) -> float:
    """How badly each contract is foretold by the others."""
    total = 0.0
    for number, left_out in enumerate(contracts):
        others = _together(one for index, one in enumerate(contracts) if index != number)
        for kind, right in left_out.items():
            sure = min(max(_sure(others, kind, weight), 0.01), 0.99)
            total -= sum(math.log(sure if good else 1 - sure) for good in right)
    return total


if __name__ == "__main__":
    main(Path(sys.argv[1]))
