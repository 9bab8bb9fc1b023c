"""The door plate of the office: pages of the organisation itself."""

from __future__ import annotations

from comity.core.pack import Pack
from comity.office import sending
from comity.office.pages import reset, sign_in, sign_up, verify
from comity.web.i18n import gettext as _

PACK = Pack(
    name="office",
    title=_("Organisation"),
    routes=[*sign_in.ROUTES, *sign_up.ROUTES, *reset.ROUTES, *verify.ROUTES],
    workflows=[sending.send_mail],
)
