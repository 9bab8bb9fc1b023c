"""What people call an agent. Rooms say it on their plates; what is on none has its name made readable."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from comity.core.pack import Pack
from comity.web.i18n import gettext as _

_known: dict[str, Any] = {}
OURS = {
    "call_signals": _("Call signals"),
    "call_brief": _("Call brief"),
    "deal_health": _("Deal health"),
    "embedding": _("Search by meaning"),
    "call_judge": _("Call judge"),
    "battle_card": _("Battle card"),
    "contract_review": _("Contract review"),
    "demo_draft": _("Demo draft"),
    "meeting_qualifier": _("Meeting qualifier"),
    "persona": _("Persona"),
    "revival": _("Drafts to cold leads"),
}


def learn(plates: Iterable[Pack]) -> None:
    """The agents on the plates."""
    for plate in plates:
        for agent in plate.agents:
            _known[agent.name] = agent


def title_of(name: str) -> str:
    """`call_brief`: "Call brief"."""
    title = getattr(_known.get(name), "title", "") or OURS.get(name)
    return str(title) if title else name.replace("_", " ").replace("-", " ").capitalize()


def agent_of(name: str) -> Any:
    """The agent itself, where a plate names it."""
    return _known.get(name)


def names() -> list[str]:
    """Every agent on the plates."""
    return sorted(_known)
