"""What parts and factors of a lead's score are called, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from comity.packs.sales import call_words
from comity.web.i18n import gettext as _
from comity.web.i18n import ngettext, reader

PARTS = {
    "website": _("Web site"),
    "size": _("Size"),
    "engagement": _("Engagement"),
    "fit": _("Fit with what you won"),
}
WORDS = {
    "site.silent": _("Their web site does not answer"),
    "site.answers": _("Their web site answers"),
    "site.secure": _("It is encrypted"),
    "site.mobile": _("It suits a phone"),
    "site.described": _("It says what they do"),
    "site.reachable": _("It names a way to reach them"),
    "site.quick": _("It is quick"),
    "size.people": _("{value} people work there"),
    "size.turnover": _("By their turnover"),
    "size.worth": _("The amount beside what a deal usually brings you"),
    "contact.none": _("Nobody spoke with them yet"),
    "contact.often": _("Spoken with in the last three months"),
    "contact.writes": _("They get in touch by themselves"),
    "contact.recent": _("Spoken with lately"),
    "decider": _("Who decides is known"),
    "fit.usual": _("Where every lead begins, by your won and lost deals"),
    "fit.industry": _("Industry: {value}"),
    "fit.country": _("Country: {value}"),
    "fit.size": _("Size: {value}"),
    "fit.source": _("Source: {value}"),
}


def factor(one: Mapping[str, Any]) -> str:
    """A factor in words."""
    code = str(one["code"])
    if code == "contact.silent":
        days = int(one.get("days") or 0)
        return ngettext("No contact for {days} day", "No contact for {days} days", days).format(days=days)
    if code.startswith("said."):
        kind = code.removeprefix("said.")
        return str(_("Said in a call: {what}")).format(what=call_words.KINDS.get(kind, kind))
    value = str(one.get("value", ""))
    if code == "fit.country":
        value = str(reader().locale.territories.get(value.upper(), value))
    return str(WORDS.get(code, code)).replace("{value}", value)


def seen(one: Mapping[str, Any]) -> str:
    """How often leads like it were won; nothing where the factor is not about that."""
    if "won" not in one:
        return ""
    return str(_("{won} of {all} won")).format(won=one["won"], all=one["won"] + one["lost"])
