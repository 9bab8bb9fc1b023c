"""Turns a typed context into a page, or into the blocks of it that HTMX asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from comity.web import htmx
from comity.web.env import environment
from comity.web.htmx import Toast
from comity.web.shell import shell_of

_setup: dict[str, Any] = {"cache_folder": None, "dev": False}


def setup(*, cache_folder: Path | None = None, dev: bool = False) -> None:
    """Say once at start where compiled templates may be kept, and whether templates change while we run."""
    if cache_folder is not None:
        cache_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _setup.update(cache_folder=cache_folder, dev=dev)


def env() -> Environment:
    """The template environment of this process."""
    return environment(_setup["cache_folder"], _setup["dev"])


def page(
    request: Request,
    template: str,
    context: Any,
    *,
    block: str | Sequence[str] | None = None,
    status: int = 200,
    toast: Toast | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The page; or, when HTMX asks for a part, only the named block or blocks of it."""
    if block is not None and htmx.wants_fragment(request):
        return fragment(request, template, context, block=block, status=status, toast=toast, headers=headers)
    shell = shell_of(request, toast=toast or htmx.kept_toast(request))
    html = env().get_template(template).render(_values(request, context, shell=shell))
    response = HTMLResponse(html, status_code=status, headers=dict(headers or {}))
    if htmx.TOAST_COOKIE in request.cookies:
        response.delete_cookie(htmx.TOAST_COOKIE)
    return _private(response)


def fragment(
    request: Request,
    template: str,
    context: Any,
    *,
    block: str | Sequence[str] | None = None,
    status: int = 200,
    toast: Toast | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Only a part: the named blocks one after the other, or the whole of a template that has no shell."""
    html = text(template, _values(request, context), block=block)
    response = HTMLResponse(html, status_code=status, headers=dict(headers or {}))
    return _private(htmx.toast(response, toast) if toast else response)


def text(template: str, context: Any, *, block: str | Sequence[str] | None = None) -> Markup:
    """A template as text, without a request: mails, documents, tests."""
    found = env().get_template(template)
    values = context if isinstance(context, dict) else _fields(context)
    if block is None:
        return Markup(found.render(values))
    names = [block] if isinstance(block, str) else list(block)
    # Blocks are rendered with the page's context, so top-level {% set %} of the template are not seen in them.
    inner = found.new_context(values)
    return Markup("".join("".join(found.blocks[name](inner)) for name in names))


def part(request: Request, template: str, context: Any) -> Markup:
    """A panel: a template without a shell, to be put into a page of somebody else."""
    return text(template, _values(request, context))


def _values(request: Request, context: Any, **more: Any) -> dict[str, Any]:
    return {"request": request, "who": getattr(request.state, "who", None), **more, **_fields(context)}


def _fields(context: Any) -> dict[str, Any]:
    """A page's context is a dataclass, so that what a template may use is written down and typed."""
    if context is None:
        return {}
    if not is_dataclass(context) or isinstance(context, type):
        raise TypeError(f"a page context is a dataclass instance, not {type(context).__name__}")
    return {name: getattr(context, name) for name in _names(type(context))}


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    """A context's fields and public properties."""
    derived = (name for name, value in vars(kind).items() if isinstance(value, property) and not name.startswith("_"))
    return (*(field.name for field in fields(kind)), *derived)


def _private(response: Response) -> Response:
    response.headers.setdefault("Cache-Control", "private, no-cache")
    response.headers.setdefault("Vary", "HX-Request, Cookie")
    return response
