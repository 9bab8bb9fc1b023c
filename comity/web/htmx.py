"""What HTMX tells us in request headers and what we tell it in response headers."""

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, TypeAlias

from starlette.requests import Request
from starlette.responses import Response

Tone: TypeAlias = Literal["neutral", "good", "warning", "danger"]
_TONES: Final[tuple[Tone, ...]] = ("neutral", "good", "warning", "danger")
TOAST_COOKIE: Final = "toast"


MOST: Final = 600
"""Letters of a note; it travels in a header, and what somebody typed may be quoted in it."""


@dataclass(frozen=True, slots=True)
class Toast:
    """A short note at the foot of the page; `undo` is a path that gets a POST when the person changes their mind."""

    text: str
    tone: Tone = "good"
    undo: str | None = None
    href: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """What the browser is told: translated, and without what is not there."""
        told = {key: str(value) for key, value in asdict(self).items() if value is not None}
        return {**told, "text": told["text"] if len(told["text"]) <= MOST else f"{told['text'][:MOST]}…"}


def wants_fragment(request: Request) -> bool:
    """Whether HTMX asked for a part of the page rather than the whole."""
    headers = request.headers
    return headers.get("hx-request") == "true" and not (
        headers.get("hx-request-type") == "full"
        or headers.get("hx-boosted") == "true"
        or headers.get("hx-history-restore-request") == "true"
    )


def is_htmx(request: Request) -> bool:
    """Whether HTMX made this request at all."""
    return request.headers.get("hx-request") == "true"


def trigger(response: Response, events: Mapping[str, Any]) -> Response:
    """Let the browser hear these events once the answer has arrived."""
    already = json.loads(response.headers.get("hx-trigger", "{}"))
    response.headers["HX-Trigger"] = json.dumps({**already, **events})
    return response


def toast(response: Response, note: Toast) -> Response:
    """Show a toast with an HTMX answer."""
    return trigger(response, {"toast": note.as_dict()})


def keep_toast(response: Response, note: Toast, *, secure: bool = False) -> Response:
    """Carry a toast over a redirect to the next full page."""
    packed = base64.urlsafe_b64encode(json.dumps(note.as_dict()).encode()).decode()
    response.set_cookie(TOAST_COOKIE, packed, max_age=30, httponly=True, samesite="lax", secure=secure)
    return response


def kept_toast(request: Request) -> Toast | None:
    """The toast a redirect carried, checked because cookies are anyone's to write."""
    packed = request.cookies.get(TOAST_COOKIE)
    if not packed:
        return None
    try:
        found = json.loads(base64.urlsafe_b64decode(packed))
        undo = found.get("undo")
        local = isinstance(undo, str) and undo.startswith("/") and not undo.startswith(("//", "/\\"))
        tone: Tone = next((known for known in _TONES if known == found.get("tone")), "neutral")
        return Toast(str(found["text"])[:300], tone, undo if local else None)
    except (ValueError, KeyError, AttributeError, TypeError):
        return None
