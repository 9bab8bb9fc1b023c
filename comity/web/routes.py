"""What the paper itself answers: static files, preferences, and the gallery in development."""

from starlette.routing import Route

from comity.web import gallery, preferences, problems, static_files


def routes(*, dev: bool = False) -> list[Route]:
    """All of it; the gallery only where `dev` says so."""
    offline = Route("/offline", problems.offline, name="public:offline")
    return [*static_files.ROUTES, *preferences.ROUTES, offline, *(gallery.ROUTES if dev else [])]
