"""The door plate of coaching."""

from __future__ import annotations

from comity.core.pack import Command, NavItem, Pack, SettingsPage
from comity.packs.coaching import called, many, seeds, workflows
from comity.packs.coaching.agents.judge import JUDGE
from comity.packs.coaching.agents.partner import PARTNER
from comity.packs.coaching.pages import analysis, overview, roleplays, rubric
from comity.web.i18n import gettext as _

PAGES = (overview, analysis, rubric, roleplays)

PACK = Pack(
    name="coaching",
    title=_("Coaching"),
    routes=[route for page in PAGES for route in page.ROUTES],
    nav=[NavItem(_("Coaching"), "/coaching", "trophy", order=40)],
    commands=[
        Command(
            _("Practise a conversation"), roleplays.HERE, "message-square", words="roleplay training rollenspiel üben"
        ),
        Command(_("Rubric"), rubric.HERE, "scale", words="criteria judge score coaching kriterien bewertung"),
    ],
    settings=[SettingsPage(_("Rubric"), rubric.HERE, _("Organisation"), order=48, words="coaching criteria score")],
    words=called.WORDS,
    panels=[analysis.PANEL],
    seeds=[seeds.seed],
    workflows=workflows.WORKFLOWS,
    on_kinds={"comms.call_understood": [workflows.judge_understood]},
    agents=[JUDGE, PARTNER],
    bulk=[many.JUDGE_MANY],
)
