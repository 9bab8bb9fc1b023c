"""Training materials, as search knows them."""

from __future__ import annotations

from comity.core import sql
from comity.office.search.noun import Field, Noun
from comity.web.i18n import gettext as _

q = sql.load(__file__)

MATERIALS = Noun(
    name="training_materials",
    title=_("Library"),
    path="/library",
    icon="bookmark",
    order=54,
    search=q.materials,
    near=q.materials_near,
    listed=False,
    fields={"name": Field("title", descending=False)},
)

NOUNS = (MATERIALS,)
