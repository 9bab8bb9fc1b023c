"""What automations are good for: examples somebody begins with and changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from comity.web.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Example:
    """An automation nobody has made yet."""

    title: str
    text: str
    fact: str
    condition: str
    steps: tuple[Mapping[str, Any], ...]


EXAMPLES: Final[Mapping[str, Example]] = {
    "won": Example(
        _("Thank whoever bought"),
        _("A deal is won: the next day somebody is reminded to write by hand."),
        "sales.lead_won", "",
        ({"do": "task", "subject": _("Thank them for {{title}}, by hand"), "days": 1},),
    ),
    "large": Example(
        _("Hear of large deals"),
        _("A lead over 100,000 appears: you are told at once."),
        "sales.lead_created", "amount=gte.100000",
        ({"do": "notify", "title": _("A large one: {{title}}")},),
    ),
    "lost": Example(
        _("Ask again in half a year"),
        _("A deal is lost: a task half a year later asks what became of it."),
        "sales.lead_lost", "",
        ({"do": "task", "subject": _("Ask what became of {{title}}"), "days": 180},),
    ),
    "silent": Example(
        _("Nobody stays unanswered"),
        _("A new lead that has not moved after two days becomes a task."),
        "sales.lead_created", "",
        (
            {"do": "wait", "hours": 48},
            {"do": "branch", "condition": "status=eq.open&last_contact_at=is.null", "then": 1},
            {"do": "task", "subject": _("Nobody has answered {{title}} yet"), "days": 0},
        ),
    ),
}  # fmt: skip
