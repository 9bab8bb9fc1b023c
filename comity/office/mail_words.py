"""What each of the house's mails says, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass

from comity.platform.auth.house import Letter
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


def _confirmation(letter: Letter) -> Words:
    return Words(
        subject=str(_("Confirm your address")),
        heading=str(_("Welcome to Comity")),
        paragraphs=(str(_("Please confirm that this address is yours.")),),
        button=str(_("Confirm my address")),
        link=letter.link,
        code=letter.code,
        foot=str(_IGNORE),
    )


def _invitation(letter: Letter) -> Words:
    return Words(
        subject=str(_("You have been invited")),
        heading=str(_("Welcome to Comity")),
        paragraphs=(str(_("An account was made for you. This link signs you in; then choose a password.")),),
        button=str(_("Accept the invitation")),
        link=letter.link,
        code=letter.code,
        foot=str(_IGNORE),
    )


def _reauthentication(letter: Letter) -> Words:
    return Words(
        subject=str(_("Your confirmation code")),
        heading=str(_("Is it still you?")),
        paragraphs=(str(_("Type this code to confirm what you are about to do.")),),
        code=letter.code,
        foot=str(_IGNORE),
    )


def _recovery(letter: Letter) -> Words:
    return Words(
        subject=str(_("Set a new password")),
        heading=str(_("Set a new password")),
        paragraphs=(str(_("Somebody, probably you, asked to set a new password for your account.")),),
        button=str(_("Choose a new password")),
        link=letter.link,
        code=letter.code,
        foot=str(_IGNORE),
    )


def _magic_link(letter: Letter) -> Words:
    return Words(
        subject=str(_("Your sign-in link")),
        heading=str(_("Sign in to Comity")),
        paragraphs=(str(_("This link signs you in. It works once, within an hour.")),),
        button=str(_("Sign in")),
        link=letter.link,
        code=letter.code,
        foot=str(_IGNORE),
    )


def _email_change(letter: Letter) -> Words:
    new = str(letter.data.get("new_email", ""))
    return Words(
        subject=str(_("Confirm your new address")),
        heading=str(_("A new address for your account")),
        paragraphs=(_("Your account is to move to {address}. Both addresses have to agree.").format(address=new),),
        button=str(_("Agree")),
        link=letter.link,
        code=letter.code,
        foot=str(_IGNORE),
    )


def _password_changed(letter: Letter) -> Words:
    return Words(
        subject=str(_("Your password was changed")),
        heading=str(_("Your password was changed")),
        paragraphs=(str(_("If it was not you, set a new password at once and tell an admin of your organisation.")),),
    )


_LETTERS = {
    "confirmation": _confirmation,
    "invitation": _invitation,
    "reauthentication": _reauthentication,
    "recovery": _recovery,
    "magic_link": _magic_link,
    "email_change": _email_change,
    "password_changed": _password_changed,
}
