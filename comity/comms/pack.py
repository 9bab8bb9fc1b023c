"""The plate of the post room."""

from __future__ import annotations

from comity.core.pack import Pack

PACK = Pack(name="comms", title="Conversations")
