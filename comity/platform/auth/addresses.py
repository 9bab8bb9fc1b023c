"""E-mail addresses and phone numbers as GoTrue takes them: checked for form, addresses compared in lower case."""

from __future__ import annotations

import re

from comity.core.errors import Problem

_FORM = re.compile(
    r"^[a-z0-9!#$%&'*+/=?^_`{|}~.-]+@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$",
    re.IGNORECASE,
)
_PHONE = re.compile(r"^[1-9][0-9]{1,14}$")


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


def checked_phone(phone: str) -> str:
    """The number's digits, or a Problem in GoTrue's words."""
    digits = phone.removeprefix("+").replace(" ", "")
    if not _PHONE.match(digits):
        raise Problem("validation_failed", 400, "Invalid phone number format (E.164 required)", field="phone")
    return digits
