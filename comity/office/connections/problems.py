"""How connecting, and using what is connected, goes wrong; the sentences a person reads. None holds a secret."""

from __future__ import annotations

from comity.core.errors import Problem
from comity.web.i18n import gettext as _

NOT_CONNECTED = Problem("not_connected", 409, _("This account is not connected."))
RECONNECT = Problem("reconnect", 409, _("This account has to be connected again."))
UNKNOWN = Problem("provider_unknown", 404, _("Nobody has set up this provider."))
FORGED = Problem("bad_state", 400, _("This answer belongs to no connection you began here. Please begin again."))
DECLINED = Problem("connection_declined", 400, _("The other side did not agree to the connection."))


class Refused(Exception):
    """Raised inside a `token` block when the service refused the token: it is renewed before the next use."""


class Dead(Exception):
    """The provider takes the refresh token no more: only the person can connect again."""


class Unfit(Exception):
    """The provider refused or answered nonsense; the sentence says which."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem
