"""Serves what `assets` read, and the few files browsers look for at the root."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from comity.web import assets

_FOR_EVER = "public, max-age=31536000, immutable"


async def static(request: Request) -> Response:
    """A static file under its version; an old version is sent to the present one."""
    asset = assets.all_assets().get(request.path_params["path"])
    if asset is None:
        return PlainTextResponse("Not found", status_code=404)
    if request.path_params["version"] != assets.version():
        return RedirectResponse(assets.url(asset.path), headers={"Cache-Control": "no-cache"})
    return _send(request, asset, _FOR_EVER)


async def service_worker(request: Request) -> Response:
    """The service worker: served from the root so that it may speak for every page."""
    asset = assets.all_assets()["js/worker/sw.js"]
    body = asset.body.replace(b"__VERSION__", assets.version().encode())
    return Response(body, media_type="text/javascript", headers={"Cache-Control": "no-cache"})


async def manifest(request: Request) -> Response:
    """What makes Comity installable."""
    return _send(request, assets.all_assets()["manifest.webmanifest"], "public, max-age=3600")


async def favicon(request: Request) -> Response:
    """The old place browsers still ask for an icon."""
    return _send(request, assets.all_assets()["brand/icon.svg"], "public, max-age=86400")


def _send(request: Request, asset: assets.Asset, keep: str) -> Response:
    headers = {"Cache-Control": keep, "Vary": "Accept-Encoding", "X-Content-Type-Options": "nosniff"}
    if asset.gzipped and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(asset.gzipped, media_type=asset.media_type, headers={**headers, "Content-Encoding": "gzip"})
    return Response(asset.body, media_type=asset.media_type, headers=headers)


ROUTES = [
    Route("/static/{version}/{path:path}", static, name="public:static"),
    Route("/sw.js", service_worker, name="public:worker"),
    Route("/manifest.webmanifest", manifest, name="public:manifest"),
    Route("/favicon.ico", favicon, name="public:favicon"),
]
