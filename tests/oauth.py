"""What every provider that tests stand up does alike: hands out codes, and takes each once with its proof (PKCE)."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit


class Codes:
    """The codes of people who agreed, with what was asked for when they did."""

    def __init__(self) -> None:
        self._given: dict[str, dict[str, str]] = {}

    def consent(self, url: str) -> dict[str, str]:
        """Somebody agrees at this address of the provider: what the browser comes back with."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        code = secrets.token_hex(8)
        self._given[code] = asked
        return {"code": code, "state": asked["state"]}

    def redeem(self, form: Mapping[str, str]) -> dict[str, str] | None:
        """What was asked for under a code; None where the code is not good, not for there, or not proven."""
        asked = self._given.pop(form.get("code", ""), None)
        if asked is None or form["redirect_uri"] != asked["redirect_uri"]:
            return None
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        proven = base64.urlsafe_b64encode(digest).decode().rstrip("=") == asked["code_challenge"]
        return asked if proven else None
