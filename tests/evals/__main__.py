"""make evals: how accurate the agents are, a line a task and engine, on the labelled data of COMITY_EVAL_DATA."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.evals import answers, contracts, hearing, said, spans, talk, trials


def main() -> int:
    """Prints every score; without data says what to set, and is content."""
    folder = Path(os.environ.get("COMITY_EVAL_DATA", ""))
    if not os.environ.get("COMITY_EVAL_DATA") or not folder.is_dir():
        print(
            "No labelled data: set COMITY_EVAL_DATA to a folder with contracts/, conversations/,"
            " dates_money/ and email/."
            " Our own cases only:"
        )
        folder = Path("/nonexistent")
    for part in (trials, spans, talk, answers, contracts, hearing, said):
        for score in part.tasks(folder):
            print(score.show(), flush=True)
    return 0


sys.exit(main())
