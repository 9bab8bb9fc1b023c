"""What the wits answer with: one schema, whoever does the thinking."""

from comity.ai.schemas.call import (
    SIGNAL_KINDS,
    ActionItem,
    Brief,
    CallSignals,
    Evidence,
    NameKind,
    Person,
    Point,
    Sentiment,
    Signal,
    SignalKind,
)

__all__ = [
    "SIGNAL_KINDS",
    "ActionItem",
    "Brief",
    "CallSignals",
    "Evidence",
    "NameKind",
    "Person",
    "Point",
    "Sentiment",
    "Signal",
    "SignalKind",
]
