"""What the auth service refuses, in the reader's language: on the wire it speaks GoTrue's words, on pages ours."""

from __future__ import annotations

from typing import Any, Final

from comity.core.errors import Problem
from comity.web.i18n import gettext as _
from comity.web.i18n import ngettext

_SAID: Final[dict[str, Any]] = {
    "current_password_invalid": _("This is not your present password."),
    "same_password": _("This is your present password. Choose another one."),
    "email_provider_disabled": _("Here people sign in through another service, not with a password."),
    "mfa_verification_failed": _("This code is wrong, too old, or was used."),
    "mfa_factor_name_conflict": _("One of your factors has this name already."),
    "too_many_enrolled_mfa_factors": _("You have as many factors as there can be. Remove one first."),
    "insufficient_aal": _("Sign in with your second factor first."),
}


def sentence_of(problem: Problem) -> str:
    """The sentence for a person; what has none of its own stands as the service said it."""
    if problem.status == 429 and isinstance(problem.details, dict) and "retry_after" in problem.details:
        minutes = max(1, round(problem.details["retry_after"] / 60))
        return ngettext(
            "Too many attempts. Try again in %(n)s minute.",
            "Too many attempts. Try again in %(n)s minutes.",
            minutes,
        ) % {"n": minutes}
    if problem.code == "validation_failed" and problem.field == "email":
        return str(_("This is not an e-mail address."))
    return str(_SAID.get(problem.code) or _(problem.sentence))
