"""The list of calls, on the one list machinery."""

from __future__ import annotations

from comity.office.lists import endpoints
from comity.office.lists.spec import ListSpec
from comity.web.filters import Field
from comity.web.grid import Column
from comity.web.i18n import gettext as _

DIRECTIONS = (("inbound", _("Inbound")), ("outbound", _("Outbound")))
STATES = (
    ("done", _("Understood")),
    ("running", _("Listening")),
    ("queued", _("Waiting for its turn")),
    ("waiting", _("Without words")),
    ("failed", _("Failed")),
)
LANGUAGES = (("en", "English"), ("de", "Deutsch"), ("fr", "Français"), ("es", "Español"), ("pt", "Português"))

SPEC = ListSpec(
    relation="calls",
    path="/calls",
    title=_("Calls"),
    name="title",
    select="id,title,direction,started_at,duration_seconds,state,language,transcript_words,owner_id,lead_id,contact_id,"
    "consent,source,created_at",
    order="started_at.desc",
    columns=[
        Column("title", _("Call"), main=True),
        Column("started_at", _("When"), kind="instant", order="started_at"),
        Column("direction", _("Who called"), kind="choice", options="directions"),
        Column("state", _("State"), kind="choice", options="states"),
        Column("transcript_words", _("Words"), kind="number"),
        Column("language", _("Language"), kind="choice", options="languages"),
        Column("owner_id", _("Owner"), kind="member", options="members"),
        Column("consent", _("Consent"), default=False),
        Column("source", _("Source"), default=False),
        Column("created_at", _("Brought"), kind="instant", order="created_at", default=False),
    ],
    fields=[
        Field("title", _("Call")),
        Field("started_at", _("When"), kind="instant"),
        Field("direction", _("Who called"), kind="choice", options=DIRECTIONS),
        Field("state", _("State"), kind="choice", options=STATES),
        Field("language", _("Language"), kind="choice", options=LANGUAGES),
        Field("owner_id", _("Owner"), kind="choice", options=[("", "members")]),
        Field("transcript_words", _("Words"), kind="number"),
        Field("created_at", _("Brought"), kind="instant"),
    ],
    choices=[("directions", DIRECTIONS), ("states", STATES), ("languages", LANGUAGES)],
    new="/calls/new",
    new_label=_("Bring a call"),
    custom=False,
    tags=False,
    empty_icon="phone",
    empty_title=_("No calls yet"),
    empty_text=_("Paste a transcript, or drop a recording: Comity writes the brief."),
)

ROUTES = endpoints.routes(SPEC)
