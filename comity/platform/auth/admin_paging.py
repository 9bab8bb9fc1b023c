"""Pages of the administrator's lists: asked for by number, answered with a total and links (wire.md 2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request

from comity.core.errors import Problem

BAD_PAGE = Problem("validation_failed", 400, "Bad Pagination Parameters")
MOST: Final = 10_000


@dataclass(frozen=True, slots=True)
class Asked:
    """Which page, of how many rows."""

    number: int
    size: int

    @property
    def skip(self) -> int:
        return (self.number - 1) * self.size


def asked(request: Request) -> Asked:
    """The page a request wants."""
    try:
        number, size = (int(request.query_params.get(name) or usual) for name, usual in (("page", 1), ("per_page", 50)))
    except ValueError as error:
        raise BAD_PAGE() from error
    if not (1 <= number <= MOST * MOST and 1 <= size <= MOST):
        raise BAD_PAGE()
    return Asked(number, size)


def headers(request: Request, page: Asked, total: int) -> dict[str, str]:
    """X-Total-Count, and Link as GoTrue writes it: the same question for another page, the number first."""
    last = -(-total // page.size)
    others = {name: value for name, value in request.query_params.items() if name != "page"}
    wanted = [("next", page.number + 1)] if page.number < last else []
    links = [
        f'<{request.url.path}?{urlencode({"page": number, **others})}>; rel="{name}"'
        for name, number in (*wanted, ("last", last))
    ]
    return {"x-total-count": str(total), "link": ", ".join(links)}
