"""The rules of signing in, as the operator set them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from comity.platform.auth.provider import Provider

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Policy:
    """Lifetimes, limits and switches. Defaults are those of the seeds, else GoTrue's."""

    site_url: str = "http://127.0.0.1:8000"
    redirect_urls: tuple[str, ...] = ()
    audience: str = "authenticated"
    signup: bool = True
    autoconfirm: bool = True
    email: bool = True
    anonymous: bool = False
    phone: bool = False
    manual_linking: bool = True
    reauthentication: bool = False
    shortest_password: int = 6
    password_groups: tuple[str, ...] = ()
    pwned_url: str | None = None
    token_life: timedelta = timedelta(hours=1)  # seed: AU08
    idle: timedelta = timedelta(days=7)  # seed: AU09
    reuse_interval: timedelta = timedelta(seconds=10)  # wire.md 2.4
    rotation: bool = True
    link_life: timedelta = timedelta(hours=1)
    attempts: int = 5  # seed: AU13
    attempts_within: timedelta = timedelta(minutes=15)
    attempts_by_address: int = 100
    factors_guard_wire: bool = True
    providers: tuple[Provider, ...] = ()
    time_box: timedelta | None = None
    hook_access_token: str | None = None
    hook_send_email: str | None = None
    oauth_registration: bool = True

    @property
    def auth_url(self) -> str:
        """Where /auth/v1 is reached: the issuer of tokens."""
        return f"{self.site_url}/auth/v1"

    @property
    def callback_url(self) -> str:
        """Where providers send people back to; registered with each of them."""
        return f"{self.auth_url}/callback"

    def provider(self, name: str) -> Provider | None:
        """The configured provider of this name."""
        return next((one for one in self.providers if name in (one.name, *one.also)), None)

    def redirect(self, wanted: str | None) -> str:
        """Where a mailed link may lead on to: this site or an address the operator allowed; else the site itself."""
        return wanted if wanted and self.may_redirect(wanted) else self.site_url

    def may_redirect(self, url: str) -> bool:
        """No open redirects (GoTrue's IsRedirectURLValid): the site's own origin, or a listed prefix."""
        if "\\" in url or any(ord(letter) < 33 for letter in url):
            return False
        try:
            there, here = urlsplit(url), urlsplit(self.site_url)
            same_port = there.port == here.port
        except ValueError:
            return False
        if there.username or there.password:
            return False
        if there.scheme == here.scheme and there.hostname == here.hostname:
            return same_port or there.hostname in _LOOPBACK
        return any(_under(url, allowed) for allowed in self.redirect_urls)


def _under(url: str, allowed: str) -> bool:
    """`https://app.example/**` allows everything below it; anything else only itself."""
    if allowed.endswith("/**"):
        return url == allowed[:-3] or url.startswith(allowed[:-2])
    return url == allowed
