"""Mail templates: words to begin with; every organisation starts with three.  seed: A15"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import Problem, on_constraint
from comity.web.i18n import gettext as _

q = sql.load(__file__)

on_constraint(
    "email_templates_name_unique",
    Problem("duplicate_template", 409, _("There is a template of that name in this language already."), field="name"),
)
on_constraint(
    "email_templates_name_length",
    Problem("template_name", 422, _("Give the template a name of at most 100 letters."), field="name"),
)
on_constraint(
    "email_templates_language_form",
    Problem("language_form", 422, _("Write the language like en or pt-BR."), field="language"),
)

START: Final = {
    "en": (
        ("welcome", "Welcome", "Good to meet you, {contact.first_name}",
         ("Dear {contact.first_name},\n\nthank you for your time. I am {me.name}, and I look after you at"
         " {organisation.name}.\nTell me whenever there is something you would like to see.\n\n{me.name}")),
        ("follow-up", "Follow-up", "About our conversation",
         ("Dear {contact.first_name},\n\nas promised, here is where we stand: …\nWould a short call this week suit"
         " you?\n\n{me.name}")),
        ("breakup", "Breakup", "Shall I close the file?",
         ("Dear {contact.first_name},\n\nI have not heard from you and do not want to be a nuisance. Shall I close the"
         " file for now?\nOne word is enough, and I am here when the time is right.\n\n{me.name}")),
    ),
    "de": (
        ("welcome", "Willkommen", "Schön, Sie kennenzulernen, {contact.first_name}",
         ("Guten Tag {contact.first_name},\n\nvielen Dank für Ihre Zeit. Ich bin {me.name} und bei {organisation.name}"
         " für Sie da.\nSagen Sie mir jederzeit, was Sie sehen möchten.\n\n{me.name}")),
        ("follow-up", "Nachfassen", "Zu unserem Gespräch",
         ("Guten Tag {contact.first_name},\n\nwie versprochen, so steht es: …\nPasst Ihnen diese Woche ein kurzes"
         " Gespräch?\n\n{me.name}")),
        ("breakup", "Abschied", "Soll ich die Akte schließen?",
         ("Guten Tag {contact.first_name},\n\nich habe nichts von Ihnen gehört und möchte nicht lästig sein. Soll ich"
         " die Akte vorerst schließen?\nEin Wort genügt, und ich bin da, wenn es so weit ist.\n\n{me.name}")),
    ),
}  # fmt: skip


async def seed(tx: Tx) -> None:
    """Welcome, follow-up and breakup, in the organisation's language; once."""
    language = str(await tx.value(q.language) or "en").partition("-")[0]
    known = language if language in START else "en"
    for key, name, subject, body in START[known]:
        await tx.run(q.seed, key=key, name=name, language=known, subject=subject, body=body)


async def every(tx: Tx) -> list[dict[str, Any]]:
    """The organisation's templates by name."""
    return await tx.rows(q.every)


async def create(tx: Tx, **words: str) -> UUID:
    """A new template: name, language, subject, body."""
    made: UUID = await tx.value(q.create, **words)
    return made


async def change(tx: Tx, template_id: UUID, **words: str) -> None:
    """Other words for a template."""
    await tx.touch(q.change, id=template_id, **words)


async def trash(tx: Tx, template_id: UUID) -> None:
    """Moves a template to the trash."""
    await tx.touch(q.trash, id=template_id)


async def restore(tx: Tx, template_id: UUID) -> None:
    """Takes a template out of the trash."""
    await tx.touch(q.restore, id=template_id)
