"""Which of the accepted media types the answer has (https://docs.postgrest.org/en/v14/references/api/media_type_handlers.html)."""

from __future__ import annotations

from comity.platform.rest import errors, media
from comity.platform.rest.media import Media
from comity.platform.rest.parse.syntax import Field, SelectField
from comity.platform.rest.request import Request
from comity.platform.rest.schema.model import Handler, Name, SchemaCache
from comity.platform.rest.settings import RestSettings

_OFFERED = {media.JSON: Media(media.JSON), media.ANY: Media(media.JSON), media.CSV: Media(media.CSV)}


def negotiate(request: Request, settings: RestSettings, cache: SchemaCache, of: Name) -> tuple[Media, Handler | None]:
    """The first accepted type we have, and what in the database makes it of a relation or function, if we do not."""
    handlers = cache.handlers
    for wanted in request.accept:
        if wanted.name in (media.OBJECT, media.ARRAY):
            return wanted, None
        if wanted.name == media.PLAN:
            if settings.plan and wanted.wraps in (media.OBJECT, media.ARRAY, *_OFFERED):
                return wanted, None
            made = _handler(request, handlers, of, wanted.wraps or "") if settings.plan and handlers else None
            if made is not None:
                return wanted, made
            continue
        made = _handler(request, handlers, of, wanted.name) if handlers else None
        if made is not None:
            return Media(made.media), made
        if wanted.name in _OFFERED:
            return _OFFERED[wanted.name], None
    raise errors.no_media(wanted.mime() for wanted in request.accept)


def _handler(
    request: Request, handlers: dict[tuple[Name | None, str], Handler], of: Name, wanted: str
) -> Handler | None:
    """One made for exactly these rows takes them whole; one for any rows takes what was selected."""
    whole = tuple(request.query.select) == (SelectField(Field("*")),)
    found = (handlers.get((of, media.ANY)) or handlers.get((of, wanted.lower()))) if whole else None
    return found or handlers.get((None, wanted.lower()))
