"""The plate of the post room."""

from __future__ import annotations

from comity.comms import called, nouns, templates, upkeep
from comity.comms.pages import settings_templates
from comity.core.pack import Pack, SettingsPage
from comity.web.i18n import gettext as _

PACK = Pack(
    name="comms",
    title="Conversations",
    nouns=nouns.NOUNS,
    words=called.WORDS,
    routes=[*settings_templates.ROUTES],
    settings=[SettingsPage(_("Mail templates"), settings_templates.HERE, _("Organisation"), order=50, words="e-mail")],
    seeds=[templates.seed],
    workflows=[upkeep.tidy],
    schedule=[*upkeep.SCHEDULE],
)
