"""Proposals: what agents would like to change. They never do it themselves; a person says yes, and can take it back."""

from comity.office.proposals.deciding import TakenBack, approve, refuse, undo, undo_run
from comity.office.proposals.wishes import Wish, about, of_run, one, propose, shown, waiting

__all__ = [
    "TakenBack", "Wish", "about", "approve", "of_run", "one", "propose", "refuse", "shown", "undo", "undo_run",
    "waiting",
]  # fmt: skip
