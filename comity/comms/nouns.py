"""Calls and what was said in them, as search and typed questions know them.  seed: SE02"""

from __future__ import annotations

from comity.core import sql
from comity.office.search.noun import Condition, Field, Noun
from comity.web.i18n import gettext as _

q = sql.load(__file__)

CALLS = Noun(
    name="calls",
    title=_("Calls"),
    path="/calls",
    icon="phone",
    order=35,
    search=q.calls,
    brief=("title", "direction", "started_at"),
    fields={
        "name": Field("title", descending=False),
        "owner": Field("owner_id", "id"),
        "created": Field("started_at", "instant"),
        "contact": Field("contact_id", "id"),
        "language": Field("language"),
        "text": Field("search"),
    },
    states={
        "inbound": (Condition("direction", "eq", "inbound"),),
        "outbound": (Condition("direction", "eq", "outbound"),),
        "missed": (Condition("status", "eq", "missed"),),
        "done": (Condition("status", "eq", "completed"),),
    },
)

NOUNS = (CALLS,)
