"""When work by the clock runs, in words."""

from __future__ import annotations

from typing import Final

from babel.dates import get_day_names

from comity.web.i18n import gettext as _
from comity.web.i18n import reader

_BABEL: Final = {"0": 6, "1": 0, "2": 1, "3": 2, "4": 3, "5": 4, "6": 5, "7": 6}


def told(cron: str) -> str:
    """A cron expression as people say it; the expression itself where it is an odd one."""
    parts = cron.split()
    if len(parts) != 5:
        return cron
    minute, hour, *rest = parts
    if rest == ["1", "*", "*"] and minute.isdigit() and hour.isdigit():
        return str(_("on the first of the month at %(time)s")) % {"time": f"{int(hour)}:{int(minute):02}"}
    if rest[:2] != ["*", "*"]:
        return cron
    day = rest[2]
    if hour == "*" and day == "*":
        return _within_an_hour(minute) or cron
    if not (minute.isdigit() and hour.isdigit()):
        return cron
    time = f"{int(hour)}:{int(minute):02}"
    if day == "*":
        return str(_("every day at %(time)s")) % {"time": time}
    if day in _BABEL:
        name = get_day_names("wide", locale=reader().locale)[_BABEL[day]]
        return str(_("every %(day)s at %(time)s")) % {"day": name, "time": time}
    return cron


def _within_an_hour(minute: str) -> str:
    if minute == "*":
        return str(_("every minute"))
    if minute.startswith("*/") and minute[2:].isdigit():
        return str(_("every %(n)s minutes")) % {"n": minute[2:]}
    if minute.isdigit():
        return str(_("every hour"))
    if minute.replace(",", "").isdigit():
        return str(_("%(n)s times an hour")) % {"n": minute.count(",") + 1}
    return ""
