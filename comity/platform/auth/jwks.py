"""GET /.well-known/jwks.json (RFC 7517): public keys, so that others can check our tokens."""

from starlette.requests import Request
from starlette.responses import Response

from comity.platform.auth.wire import answer, endpoint, identity


@endpoint
async def jwks(request: Request) -> Response:
    """The public halves of the signing keys; a shared secret has none."""
    return answer(identity(request).ring.public(), headers={"cache-control": "public, max-age=600"})
