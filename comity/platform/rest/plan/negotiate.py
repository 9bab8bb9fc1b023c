"""Which of the accepted media types the answer has (https://docs.postgrest.org/en/v14/references/api/media_type_handlers.html)."""

from __future__ import annotations

from comity.platform.rest import errors, media
from comity.platform.rest.media import Media
from comity.platform.rest.request import Request
from comity.platform.rest.settings import RestSettings

_OFFERED = {media.JSON: Media(media.JSON), media.ANY: Media(media.JSON), media.CSV: Media(media.CSV)}


def negotiate(request: Request, settings: RestSettings) -> Media:
    """The first accepted type we have."""
    for wanted in request.accept:
        if wanted.name in (media.OBJECT, media.ARRAY):
            return wanted
        if wanted.name == media.PLAN:
            if settings.plan and wanted.wraps in (media.OBJECT, media.ARRAY, *_OFFERED):
                return wanted
        elif wanted.name in _OFFERED:
            return _OFFERED[wanted.name]
    raise errors.no_media(wanted.mime() for wanted in request.accept)
