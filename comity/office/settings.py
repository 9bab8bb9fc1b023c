"""The frame of every settings page: its navigation, from the plates. A page's context has `groups`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from starlette.requests import Request

from comity.core.pack import SettingsPage
from comity.web import http, shell

Groups = Sequence[tuple[str, Sequence[SettingsPage]]]


def groups(request: Request) -> Groups:
    """The settings' navigation for whoever asks, by group."""
    found = shell.settings_pages(shell.plates(request), http.who(request).org_role or "")
    return [(str(group), list(pages)) for group, pages in groupby(found, key=lambda page: page.group)]
