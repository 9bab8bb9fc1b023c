"""The door plate of the office: signing in, the organisation's settings, mail and audit."""

from __future__ import annotations

from comity.ai import services as ai_services
from comity.core.pack import Command, Pack, SettingsPage
from comity.core.roles import ADMINS, LEADERS
from comity.office import ai_bulk, ai_functions, ai_trials, ai_upkeep, called, functions, sending, steps
from comity.office.assistants import endpoint as assistants
from comity.office.automations import asking
from comity.office.automations import run as automations_run
from comity.office.connections import apps as connect_apps
from comity.office.connections import upkeep as connections_upkeep
from comity.office.exports import run as exporting
from comity.office.exports import upkeep as exports_upkeep
from comity.office.imports import flow
from comity.office.imports import upkeep as imports_upkeep
from comity.office.lists import bulk, endpoints
from comity.office.pages import (
    audit,
    departure,
    exports,
    feedback,
    home,
    hooks,
    import_job,
    imports,
    invitation,
    jobs,
    notifications,
    oauth_consent,
    organisations,
    outbox,
    palette,
    proposals,
    reset,
    search,
    settings,
    settings_account,
    settings_ai,
    settings_ai_agents,
    settings_ai_budget,
    settings_ai_bulk,
    settings_ai_models,
    settings_automations,
    settings_connections,
    settings_factors,
    settings_keys,
    settings_members,
    settings_organisation,
    settings_profile,
    settings_security,
    settings_sessions,
    settings_teams,
    settings_vault,
    settings_webhooks,
    settings_work,
    sign_in,
    sign_in_code,
    sign_in_elsewhere,
    sign_in_sso,
    sign_up,
    status,
    verify,
)
from comity.office.search import reader
from comity.office.status import upkeep as status_upkeep
from comity.office.steps import Step
from comity.office.webhooks import inbox
from comity.office.webhooks import outbox as webhooks_out
from comity.office.work import upkeep as work_upkeep
from comity.web.i18n import gettext as _

ME, US = _("You"), _("Organisation")

SETTINGS = (
    SettingsPage(_("Profile"), settings_profile.HERE, ME, order=10, words="name language timezone"),
    SettingsPage(_("Sign-in"), settings_account.HERE, ME, order=20, words="password address e-mail"),
    SettingsPage(_("Second factor"), settings_factors.HERE, ME, order=25, words="totp authenticator recovery"),
    SettingsPage(_("Sessions"), settings_sessions.HERE, ME, order=30, words="devices sign out"),
    SettingsPage(_("API keys"), settings_keys.HERE, ME, order=40, words="program token supabase"),
    SettingsPage(
        _("Connected accounts"), settings_connections.HERE, ME, order=45, words="oauth google microsoft connect"
    ),
    SettingsPage(_("Organisation"), "/settings/organisation", US, order=10, words="currency country visibility"),
    SettingsPage(_("Members"), settings_members.HERE, US, order=20, words="invite role"),
    SettingsPage(_("Teams"), settings_teams.HERE, US, order=30),
    SettingsPage(_("Security"), settings_security.HERE, US, ADMINS, order=70, words="second factor saml sso"),
    SettingsPage(
        _("Outside services"), settings_vault.HERE, US, ADMINS, order=60, words="api keys vault credentials openai"
    ),
    SettingsPage(
        _("Automations"),
        settings_automations.HERE,
        US,
        LEADERS,
        order=64,
        words="workflow when then",
    ),
    SettingsPage(_("Webhooks"), settings_webhooks.HERE, US, ADMINS, order=65, words="hooks events deliveries"),
    SettingsPage(_("Work"), settings_work.HERE, US, ADMINS, order=70, words="jobs queue workflows runs schedule facts"),
    SettingsPage(_("Outbox"), "/outbox", US, ADMINS, order=80, words="mail"),
    SettingsPage(
        _("AI"), settings_ai.HERE, US, ADMINS, order=62, words="model tokens cost agent budget accuracy runs provider"
    ),
    SettingsPage(_("Feedback"), feedback.HERE, US, ADMINS, order=88, words="tell us problem idea"),
    SettingsPage(_("Audit log"), audit.HERE, US, ADMINS, order=90, words="history who changed"),
)

COMMANDS = (
    *imports.COMMANDS,
    *exports.COMMANDS,
    *(Command(page.title, page.path, "settings", page.words, roles=page.roles) for page in SETTINGS),
    Command(_("Settings"), "/settings", "settings", "preferences einstellungen configuration"),
    Command(_("Invite somebody"), settings_members.HERE, "user-plus", "member colleague", roles=ADMINS),
    Command(_("Proposals"), proposals.HERE, "list-checks", "agent assistant approve suggestion vorschlag"),
    Command(_("Switch organisation"), "/organizations", "building-2", "tenant account"),
    Command(_("Tell us"), "/feedback", "message-square", "feedback problem idea bug"),
    Command(_("Status"), "/status", "heart-pulse", "uptime health incident down"),
    Command(_("Sign out"), "/sign-out", "log-out", "log out leave"),
)

INVITE = Step(
    _("Invite a colleague"),
    _("Everyone sees the same records, each in their role."),
    settings_members.HERE,
    _("Invite somebody"),
    "user-plus",
    steps.q.invited,
    order=50,
    roles=ADMINS,
)

PAGES = (
    home, search, palette, jobs, notifications,
    sign_in, sign_in_code, sign_in_elsewhere, sign_in_sso, oauth_consent,
    sign_up, reset, verify, invitation, organisations, departure,
    settings, settings_profile, settings_account, settings_factors, settings_sessions, settings_keys,
    settings_ai, settings_ai_agents, settings_ai_budget, settings_ai_bulk, settings_ai_models, proposals,
    settings_organisation, settings_members, settings_teams, settings_security, outbox, audit,
    settings_vault, settings_connections, settings_work, settings_webhooks, hooks, settings_automations,
    imports, import_job, exports, status, feedback,
)  # fmt: skip

PACK = Pack(
    name="office",
    title=_("Organisation"),
    routes=[*(route for page in PAGES for route in page.ROUTES), *endpoints.BULK_ROUTES, *assistants.ROUTES],
    nav=home.NAV,
    settings=SETTINGS,
    steps=[INVITE],
    commands=COMMANDS,
    words=called.WORDS,
    agents=[reader.READER, asking.QUESTION],
    workflows=[
        sending.send_mail,
        inbox.process,
        webhooks_out.deliver,
        *automations_run.WORKFLOWS,
        work_upkeep.tidy,
        ai_trials.try_agent,
        ai_bulk.run_bulk,
        *ai_upkeep.WORKFLOWS,
        bulk.go_on,
        bulk.take_back,
        flow.WORKFLOW,
        exporting.WORKFLOW,
        imports_upkeep.tidy,
        exports_upkeep.tidy,
        *status_upkeep.WORKFLOWS,
        *connections_upkeep.WORKFLOWS,
    ],
    functions=[*functions.FUNCTIONS, *ai_functions.FUNCTIONS],
    services=[*ai_services.SERVICES, *connect_apps.SERVICES],
    on=ai_upkeep.ON,
    schedule=[
        *ai_upkeep.SCHEDULE,
        *work_upkeep.SCHEDULE,
        *automations_run.SCHEDULE,
        *imports_upkeep.SCHEDULE,
        *exports_upkeep.SCHEDULE,
        *status_upkeep.SCHEDULE,
        *connections_upkeep.SCHEDULE,
    ],
)
