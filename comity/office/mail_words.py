"""What each of the house's mails says, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from comity.platform.auth.house import Letter
from comity.web.i18n import Message
from comity.web.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Words:
    """What a mail says. The link has a button; the code is there to type instead."""

    subject: str
    heading: str
    paragraphs: tuple[str, ...]
    button: str = ""
    link: str | None = None
    code: str | None = None
    foot: str = ""

    def plain(self) -> str:
        """The same as plain text."""
        parts = [self.heading, *self.paragraphs, self.link, self.code, self.foot]
        return "\n\n".join(part for part in parts if part) + "\n"


_IGNORE = _("If you did not ask for this, you can ignore this mail; nothing will change.")


def of_letter(letter: Letter) -> Words:
    """The words of a letter about an account."""
    return _LETTERS[letter.kind](letter)


def invitation(organisation: str, inviter: str, role: str, link: str) -> Words:
    """Somebody is asked to join an organisation."""
    return Words(
        subject=_("{inviter} invites you to {organisation}").format(inviter=inviter, organisation=organisation),
        heading=_("Join {organisation}").format(organisation=organisation),
        paragraphs=(
            _("{inviter} would like to work with you in {organisation} on Comity, as {role}.").format(
                inviter=inviter, organisation=organisation, role=role
            ),
        ),
        button=str(_("Accept the invitation")),
        link=link,
        foot=str(_("The invitation is open for seven days.")),
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """A letter that somebody asked for: it carries a code, and beside it a link where there is a button."""

    subject: Message
    heading: Message
    paragraph: Message
    button: Message | None = None

    def __call__(self, letter: Letter) -> Words:
        return Words(
            subject=str(self.subject),
            heading=str(self.heading),
            paragraphs=(self.paragraph.format(address=letter.data.get("new_email", "")),),
            button=str(self.button or ""),
            link=letter.link if self.button else None,
            code=letter.code,
            foot=str(_IGNORE),
        )


def _password_changed(letter: Letter) -> Words:
    return Words(
        subject=str(_("Your password was changed")),
        heading=str(_("Your password was changed")),
        paragraphs=(str(_("If it was not you, set a new password at once and tell an admin of your organisation.")),),
    )


_LETTERS: Final[Mapping[str, Callable[[Letter], Words]]] = {
    "confirmation": _Asked(
        _("Confirm your address"),
        _("Welcome to Comity"),
        _("Please confirm that this address is yours."),
        _("Confirm my address"),
    ),
    "invitation": _Asked(
        _("You have been invited"),
        _("Welcome to Comity"),
        _("An account was made for you. This link signs you in; then choose a password."),
        _("Accept the invitation"),
    ),
    "reauthentication": _Asked(
        _("Your confirmation code"),
        _("Is it still you?"),
        _("Type this code to confirm what you are about to do."),
    ),
    "recovery": _Asked(
        _("Set a new password"),
        _("Set a new password"),
        _("Somebody, probably you, asked to set a new password for your account."),
        _("Choose a new password"),
    ),
    "magic_link": _Asked(
        _("Your sign-in link"),
        _("Sign in to Comity"),
        _("This link signs you in. It works once, within an hour."),
        _("Sign in"),
    ),
    "email_change": _Asked(
        _("Confirm your new address"),
        _("A new address for your account"),
        _("Your account is to move to {address}. Both addresses have to agree."),
        _("Agree"),
    ),
    "password_changed": _password_changed,
}
