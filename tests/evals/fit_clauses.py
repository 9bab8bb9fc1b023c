"""How often a clause of each kind is one: measured on every other contract, drawn towards the middle.

    python -m tests.evals.fit_clauses FOLDER      the folder of the contracts and their labels.json

Prints the table for comity/ai/offline/cues/clauses/sure.toml.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path

from comity.ai.offline import clauses
from tests.evals.contracts import KINDS, compare, labelled
from tests.evals.score import Score

MIDDLE, WEIGHT = 0.72, 4.0
"""Before anything is counted a kind is taken to be right so often, as if seen so many times."""


def main(folder: Path) -> None:
    """Counts on the even rows."""
    scores: dict[str, Score] = defaultdict(lambda: Score("", ""))
    for row in json.loads((folder / "labels.json").read_text("utf-8"))[::2]:
        text = (folder / row["file"]).read_text("utf-8")
        found = clauses.find(text, "en")
        for name, kind in KINDS.items():
            wanted = labelled(text, row["labels"].get(name, {}), names=kind == "party")
            scores[kind].task = f"clause {kind}"
            compare(scores[kind], text, wanted, [clause for clause in found if clause.kind == kind])
    for kind, score in sorted(scores.items()):
        right = sum(good for _, good in score.certain)
        print(f"{kind} = {(right + MIDDLE * WEIGHT) / (len(score.certain) + WEIGHT):.2f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
