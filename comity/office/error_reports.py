"""Error tracking: mistakes of ours go to a Sentry-compatible collector, where the operator names one.  seed: MO08

The library is loaded only then. What leaves is the error, where in the code it happened, and the ids of request, work
and organisation; never what people wrote: no bodies, headers, cookies, variables, addresses or keys.
"""

from __future__ import annotations

import logging
import re
import sys
from typing import Any, Final

from comity import __version__
from comity.config import Settings

_SECRETS: Final = (
    (re.compile(r"://[^/\s:@]+:[^/\s@]+@"), "://[hidden]@"),
    (re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]+"), "[token]"),
    (re.compile(r"\b(?:sk|pk|rk|sb|whsec|xox[a-z])[-_][\w-]{8,}"), "[key]"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}"), r"\1 [hidden]"),
    (
        re.compile(r"(?i)\b(password|passwd|secret|token|api[-_]?key|authorization)(\W?\s*[:=]\s*\W?)[^\s,;&'\"}]+"),
        r"\1\2[hidden]",
    ),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[address]"),
)
_KEPT: Final = ("request_id", "org", "user", "work", "workflow", "path", "function", "agent", "step")
_LOUDEST: Final = 50
"""Letters of a tag."""


def configure(settings: Settings) -> None:
    """Begins to report, where there is a DSN; once for each process, after the logs are set up."""
    if not settings.sentry_dsn or any(isinstance(one, _Reporter) for one in logging.getLogger().handlers):
        return
    import sentry_sdk

    sentry_sdk.init(
        dsn=settings.sentry_dsn,
        environment=settings.sentry_environment,
        release=f"comity@{__version__}",
        default_integrations=False,
        include_local_variables=False,
        max_breadcrumbs=0,
        server_name="comity",
        before_send=lambda event, _hint: stripped(event),
    )
    logging.getLogger().addHandler(_Reporter(logging.ERROR))


class _Reporter(logging.Handler):
    """Everything that is logged as an error, ours and the libraries', with the exception behind it."""

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.startswith(("sentry_sdk", "urllib3")):
            return
        try:
            _report(record)
        except Exception:  # a report that fails must not fail what it is about
            self.handleError(record)


def _report(record: logging.LogRecord) -> None:
    import sentry_sdk

    said: dict[str, Any] = record.msg if isinstance(record.msg, dict) else {"event": record.getMessage()}
    error = _exception(record, said)
    with sentry_sdk.new_scope() as scope:
        scope.set_tag("logger", record.name)
        for name in _KEPT:
            if said.get(name) is not None:
                scope.set_tag(name, str(said[name])[:_LOUDEST])
        if error is not None:
            scope.set_extra("event", str(said.get("event", "")))
            sentry_sdk.capture_exception(error, scope=scope)
        else:
            reason = said.get("error") or ""
            sentry_sdk.capture_message(f"{said.get('event', '')} {reason}".strip(), level="error", scope=scope)


def _exception(record: logging.LogRecord, said: dict[str, Any]) -> BaseException | None:
    for found in (record.exc_info, said.get("exc_info")):
        if isinstance(found, BaseException):
            return found
        if isinstance(found, tuple) and isinstance(found[1], BaseException):
            return found[1]
        if found is True:
            return sys.exc_info()[1]
    return None


def stripped(event: Any) -> Any:
    """An event without what must not leave: whole parts by name, and secrets in every sentence."""
    if isinstance(event, dict):
        gone = ("request", "user", "modules", "vars", "breadcrumbs", "pre_context", "post_context", "context_line")
        return {key: stripped(value) for key, value in event.items() if key not in gone}
    if isinstance(event, list | tuple):
        return [stripped(one) for one in event]
    return clean(event) if isinstance(event, str) else event


def clean(text: str) -> str:
    """A sentence with its secrets hidden."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text
