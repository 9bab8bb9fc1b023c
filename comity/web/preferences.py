"""How a person likes the paper: theme, density, sidebar, language; in cookies so that the first byte is right."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.web import forms, http, i18n
from comity.web.shell import DENSITIES, THEMES

_YEAR = 365 * 24 * 3600
LANGUAGE_COOKIE = "language"


async def save(request: Request) -> Response:
    """Keep whatever of the preferences was sent; unknown values are ignored."""
    form = await forms.sent(request)
    allowed = {
        "theme": THEMES,
        "density": DENSITIES,
        "rail": ("0", "1"),
        LANGUAGE_COOKIE: tuple(i18n.languages()),
    }
    quiet = request.headers.get("x-requested-with") == "fetch"
    response = http.nothing() if quiet else http.back(request, "/")
    for name, values in allowed.items():
        if form.get(name) in values:
            secure = request.url.scheme == "https"
            response.set_cookie(name, str(form[name]), max_age=_YEAR, samesite="lax", secure=secure)
    return response


ROUTES = [Route("/preferences", save, methods=["POST"], name="public:preferences")]
