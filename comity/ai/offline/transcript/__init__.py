"""A call's transcript in one shape, whatever file it came in."""

from comity.ai.offline.transcript.model import Transcript, Turn, Unreadable
from comity.ai.offline.transcript.read import MAX_BYTES, read

__all__ = ["MAX_BYTES", "Transcript", "Turn", "Unreadable", "read"]
