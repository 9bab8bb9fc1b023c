"""What the named sources say, as search knows it."""

from __future__ import annotations

from comity.core import sql
from comity.office.search.noun import Noun
from comity.web.i18n import gettext as _

q = sql.load(__file__)

DOCUMENTS = Noun(
    name="market_documents",
    title=_("Market"),
    path="/market",
    icon="globe",
    order=60,
    search=q.documents,
    listed=False,
    shown=False,
)

NOUNS = (DOCUMENTS,)
