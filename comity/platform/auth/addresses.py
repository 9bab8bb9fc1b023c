"""E-mail addresses as GoTrue takes them: checked for form, compared in lower case."""

from __future__ import annotations

import re

from comity.core.errors import Problem

_FORM = re.compile(
    r"^[a-z0-9!#$%&'*+/=?^_`{|}~.-]+@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$",
    re.IGNORECASE,
)


def checked(email: object) -> str:
    """The address in lower case, or a Problem in GoTrue's words."""
    if not isinstance(email, str) or not email.strip():
        raise Problem("validation_failed", 400, "An email address is required", field="email")
    address = email.strip()
    if len(address) > 255:
        raise Problem("validation_failed", 400, "An email address is too long", field="email")
    if not _FORM.match(address) or ".." in address:
        raise Problem("validation_failed", 400, "Unable to validate email address: invalid format", field="email")
    return address.lower()
