"""The door plate of the training library."""

from __future__ import annotations

from comity.core.pack import Command, NavItem, Pack
from comity.packs.library import called, functions, nouns, reading
from comity.packs.library.pages import library, material
from comity.web.i18n import gettext as _

PACK = Pack(
    name="library",
    title=_("Library"),
    routes=[*library.ROUTES, *material.ROUTES],
    nav=[NavItem(_("Library"), library.HERE, "bookmark", order=41)],
    commands=[
        Command(_("Library"), library.HERE, "bookmark", words="training materials videos courses schulung kurse"),
    ],
    nouns=nouns.NOUNS,
    words=called.WORDS,
    workflows=[reading.read_material],
    functions=functions.FUNCTIONS,
)
