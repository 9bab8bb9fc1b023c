"""What the hall's tables and work are called, for those who read what happened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from comity.web.i18n import gettext as _

WORDS: Final[Mapping[str, str]] = {
    "contacts": _("Contact"),
    "companies": _("Company"),
    "contact_points": _("E-mail or phone number"),
    "activities": _("Timeline entry"),
    "attachments": _("File"),
    "tags": _("Tag"),
    "taggings": _("Tag on a record"),
    "custom_fields": _("Added field"),
    "assignments": _("Who looks after a record"),
    "merges": _("Merged duplicates"),
    "duplicates": _("Suspected duplicate"),
    "campaigns": _("Campaign"),
    "signups": _("Sign-up from a campaign"),
    "people.remind": _("Remind of tasks that are due"),
    "people.find_duplicates": _("Look for duplicates"),
    "office.files_nearly_full": _("Tell that the storage is nearly full"),
}
