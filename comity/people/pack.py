"""The door plate of the hall every room opens onto: contacts, companies, the timeline."""

from __future__ import annotations

from comity.core.pack import Pack
from comity.people import nouns
from comity.web.i18n import gettext as _

PACK = Pack(name="people", title=_("People"), nouns=nouns.NOUNS)
