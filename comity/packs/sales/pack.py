"""The door plate of sales."""

from __future__ import annotations

from comity.core.pack import Command, NavItem, Pack, SettingsPage
from comity.core.roles import LEADERS
from comity.office.steps import Step
from comity.packs.sales import call_intake, called, functions, imports, kit, leads, nouns, seeds, watch, workflows
from comity.packs.sales.agents.brief import BRIEF
from comity.packs.sales.agents.signals import SIGNALS
from comity.packs.sales.many import HEAR_MANY
from comity.packs.sales.pages import (
    board,
    call,
    call_new,
    call_panels,
    calls,
    deals_panel,
    forecast,
    form,
    home_attention,
    home_pipeline,
    lead,
    rates,
    settings,
    stage,
)
from comity.packs.sales.pages import kit as kit_pages
from comity.packs.sales.pages import leads as leads_list
from comity.packs.sales.pages import watch as watch_pages
from comity.web.i18n import gettext as _

PAGES = (board, stage, form, leads_list, lead, forecast, settings, rates, call_new, call, calls, watch_pages, kit_pages)

PACK = Pack(
    name="sales",
    title=_("Sales"),
    routes=[route for page in PAGES for route in page.ROUTES],
    nav=[
        NavItem(_("Board"), "/board", "columns-3", key="b", order=20),
        NavItem(_("Leads"), "/leads", "target", key="l", order=21),
        *watch_pages.NAV,
        NavItem(_("Forecast"), "/forecast", "trending-up", key="f", order=22),
        NavItem(_("Calls"), "/calls", "phone", key="a", order=23),
        *kit_pages.NAV,
    ],
    commands=[
        *kit_pages.COMMANDS,
        *watch_pages.COMMANDS,
        Command(_("New lead"), "/leads/new", "plus", words="deal opportunity create add neu chance"),
        Command(
            _("Bring a call"),
            "/calls/new",
            "phone",
            words="transcript recording upload paste anruf gespräch mitschrift",
        ),
        Command(_("My leads"), "/board?owner=me", "columns-3", words="mine own deals meine"),
    ],
    settings=[
        *kit_pages.SETTINGS,
        SettingsPage(_("Pipelines"), settings.HERE, _("Organisation"), LEADERS, order=40, words="stages board"),
        SettingsPage(_("Exchange rates"), rates.HERE, _("Organisation"), order=45, words="currency money fx euro"),
    ],
    panels=[
        *deals_panel.PANELS,
        *call_panels.PANELS,
        home_attention.PANEL,
        home_pipeline.PANEL,
        *watch_pages.PANELS,
        *kit_pages.PANELS,
    ],
    steps=[
        Step(
            _("Open your first deal"),
            _("Who may buy what, for how much. Then drag it along the board."),
            "/leads/new",
            _("New lead"),
            "target",
            leads.q.any_own,
            order=30,
        ),
        Step(
            _("Hear a call"),
            _("Paste what was said: brief, promises and the deal's health appear, each with its words."),
            "/calls/new",
            _("Bring a call"),
            "audio-lines",
            call_intake.q.any_own,
            order=40,
        ),
    ],
    seeds=[seeds.seed],
    workflows=[*workflows.WORKFLOWS, *watch.WORKFLOWS, *kit.WORKFLOWS],
    on_kinds=watch.told({"comms.call_added": [workflows.process_call]}, watch.ON_KINDS, kit.ON_KINDS),
    schedule=[*watch.SCHEDULE, *kit.SCHEDULE],
    services=watch.SERVICES,
    agents=[SIGNALS, BRIEF, *watch.AGENTS, *kit.AGENTS],
    bulk=[HEAR_MANY],
    functions=[*functions.FUNCTIONS, *kit.FUNCTIONS],
    nouns=nouns.NOUNS,
    lists=[leads_list.SPEC, calls.SPEC, *kit_pages.LISTS],
    words=called.WORDS,
    import_targets=[imports.TARGET],
)
