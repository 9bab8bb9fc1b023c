"""The door plate of the hall every room opens onto: contacts, companies, the timeline."""

from __future__ import annotations

from comity.core.pack import Command, NavItem, Pack, SettingsPage
from comity.core.roles import WRITERS
from comity.facts.storage import NearlyFull
from comity.office.files import room
from comity.people import called, campaigns, duplicates, nouns, reminders, steps, words
from comity.people.imports import companies as companies_import
from comity.people.imports import contacts as contacts_import
from comity.people.pages import campaigns as campaigns_page
from comity.people.pages import (
    companies,
    company,
    contact,
    contacts,
    facts,
    files,
    form,
    home_tasks,
    privacy,
    settings_fields,
    settings_tags,
    tasks,
    timeline,
    trash,
)
from comity.people.pages import duplicates as duplicates_page
from comity.web.i18n import gettext as _

PACK = Pack(
    name="people",
    title=_("People"),
    # forms before lists: /contacts/new is no id, and POST /contacts is no bulk change
    routes=[
        *form.ROUTES,
        *contacts.ROUTES,
        *companies.ROUTES,
        *contact.ROUTES,
        *privacy.ROUTES,
        *company.ROUTES,
        *facts.ROUTES,
        *files.ROUTES,
        *timeline.ROUTES,
        *tasks.ROUTES,
        *duplicates_page.ROUTES,
        *campaigns_page.ROUTES,
        *trash.ROUTES,
        *settings_tags.ROUTES,
        *settings_fields.ROUTES,
    ],
    nav=[
        NavItem(_("Contacts"), "/contacts", "users", key="c", order=30),
        NavItem(_("Companies"), "/companies", "building-2", key="o", order=40),
        NavItem(_("Tasks"), "/tasks", "square-check", key="t", order=50),
        NavItem(_("Campaigns"), campaigns_page.HERE, "flag", order=60),
    ],
    commands=[
        Command(_("New contact"), "/contacts/new", "user-plus", "person customer add", roles=WRITERS),
        Command(_("New company"), "/companies/new", "building-2", "business account add", roles=WRITERS),
        Command(_("My tasks"), "/tasks", "square-check", "todo due overdue"),
        Command(_("Find duplicates"), "/duplicates", "copy", "merge same twice"),
        Command(_("Trash"), "/trash", "trash-2", "deleted restore undo"),
    ],
    settings=[
        SettingsPage(_("Tags"), settings_tags.HERE, _("Records"), order=10, words="labels colours"),
        SettingsPage(_("Added fields"), settings_fields.HERE, _("Records"), order=20, words="custom fields columns"),
        SettingsPage(_("Trash"), "/trash", _("Records"), order=90, words="deleted restore"),
    ],
    panels=[*files.PANELS, home_tasks.PANEL],
    steps=steps.STEPS,
    nouns=nouns.NOUNS,
    lists=[contacts.SPEC, companies.SPEC],
    words=called.WORDS,
    fields=words.FIELDS,
    import_targets=[contacts_import.TARGET, companies_import.TARGET],
    workflows=[duplicates.find_duplicates, room.warn, reminders.remind],
    schedule=reminders.SCHEDULE,
    on={NearlyFull: [room.warn]},
    functions=campaigns.FUNCTIONS,
)
