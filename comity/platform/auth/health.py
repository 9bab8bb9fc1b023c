"""GET /health (wire.md 2.1)."""

from starlette.requests import Request
from starlette.responses import Response

from comity import __version__
from comity.platform.auth.wire import answer, endpoint


@endpoint
async def health(request: Request) -> Response:
    """Says that the service is there."""
    return answer(
        {"version": __version__, "name": "GoTrue", "description": "Comity's user registration and authentication"}
    )
