"""The roles of an organisation, and the circles of them that pages, functions and the wire speak of.

Whose rows somebody may read and change is the database's to say (auth.set_claims, policies, app.protect); a circle
decides what is offered and who may call.
"""

from __future__ import annotations

from typing import Final, Literal, get_args

OrgRole = Literal["owner", "admin", "manager", "rep", "technician", "readonly"]
ROLES: Final[tuple[OrgRole, ...]] = get_args(OrgRole)
"""Every role, from the one that may most."""
ADMINS: Final = ("owner", "admin")
"""Who runs the organisation."""
LEADERS: Final = (*ADMINS, "manager")
"""Who leads others, and says how the rooms are set up."""
WRITERS: Final = (*LEADERS, "rep", "technician")
"""Everybody who does not only read."""
SEE_ALL: Final = (*LEADERS, "readonly")
"""Who sees every record, whatever the organisation's visibility says of others; as auth.set_claims has it."""
