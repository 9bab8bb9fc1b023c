"""/shown/{token}: a demo as the prospect sees it. Read-only, without sign-in, until the link expires."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core import rates
from comity.core.errors import Problem
from comity.core.who import Who
from comity.packs.sales.demos import builder, pictures
from comity.web import http, render
from comity.web.i18n import gettext as _

HEADERS = {"X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}
BUSY = Problem("demo_busy", 429, _("That was a lot at once. Please wait a minute."))


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo laid out: pairs of title and text, of product and remark, of label and value."""

    organisation: str
    title: str
    values: Mapping[str, str]
    sections: Sequence[tuple[str, str]]
    products: Sequence[tuple[str, str]]
    figures: Sequence[tuple[str, str]]
    logo: str = ""
    pictures: Sequence[Mapping[str, Any]] = ()


def laid_out(
    organisation: str,
    demo: Mapping[str, Any],
    values: Mapping[str, str],
    found: Sequence[Mapping[str, Any]] = (),
    where: str = "",
) -> Demo:
    """The fields as they are drawn; pictures are found at `where`."""
    seen = [{**one, "src": f"{where}/pictures/{one['id']}"} for one in found]
    sections = [values.get(f"section_{n}", "").strip().partition("\n") for n in (1, 2, 3)]
    return Demo(
        organisation, demo["title"], {key: values.get(key, "") for key in builder.FIELDS},
        [(title, text) for title, _gap, text in sections if title], _pairs(values.get("products", "")),
        _pairs(values.get("figures", "")), next((one["src"] for one in seen if one["part"] == "logo"), ""),
        [one for one in seen if one["part"] == "picture"],
    )  # fmt: skip


def _pairs(text: str) -> list[tuple[str, str]]:
    lines = [line.partition("|") for line in text.splitlines() if line.strip()]
    return [(first.strip(), second.strip()) for first, _bar, second in lines]


async def show(request: Request) -> Response:
    """GET /shown/{token}"""
    address = http.who(request).address or (request.client.host if request.client else "")
    if await rates.take(request.state.db, f"demo:{address}", 120):
        raise BUSY()
    token = request.path_params["token"]
    found = await builder.shown(request.state.db, token)
    async with request.state.db.acting(Who.service(found.demo["org_id"], agent="demo")) as tx:
        seen = await pictures.of_demo(tx, found.demo["id"])
    page = laid_out(found.organisation, found.demo, found.fields, seen, f"/shown/{token}")
    return render.page(request, "sales/demos/shown.html", page, headers=HEADERS)


ROUTES = (Route("/shown/{token}", show, methods=["GET"], name="public:shown"),)
