"""Names the program itself gave to an organisation's things, such as the stages it starts with.

They are kept in English and read in the reader's language everywhere. What a person typed stands as they wrote it.
"""

from __future__ import annotations

from typing import Final

from comity.web.i18n import Message

_NAMES: Final[dict[str, Message]] = {}


def names(*messages: Message) -> None:
    """These are the program's own."""
    _NAMES.update({message: message for message in messages})


def said(name: str) -> str:
    """A name as people read it."""
    return str(_NAMES.get(name, name))
