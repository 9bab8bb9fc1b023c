"""What a new organisation starts with: a pipeline, a playbook and one lead to learn on.  seed: A14, A16, A17"""

from __future__ import annotations

from comity.core import sql
from comity.core.db import Tx
from comity.packs.sales import sample_playbook
from comity.web import given
from comity.web.i18n import gettext as _

q = sql.load(__file__)

given.names(_("New"), _("Qualified"), _("Proposal"), _("Won"), _("Lost"))


async def seed(tx: Tx) -> None:
    """Makes them, unless they are there; in the organisation's language."""
    organisation = await tx.row(q.organisation)
    language = organisation["language"].partition("-")[0] if organisation else "en"
    await tx.run(q.pipeline)
    playbook = sample_playbook.IN.get(language, sample_playbook.IN["en"])
    await tx.run(q.playbook, name=playbook.name, summary=playbook.summary, language=language, steps=playbook.steps())
    demo = sample_playbook.LEADS.get(language, sample_playbook.LEADS["en"])
    await tx.run(q.lead, title=demo.title, description=demo.description, next_step=demo.next_step, company=demo.company)
