"""GitHub is no OpenID Connect provider: the account and its addresses are asked for with the token."""

from __future__ import annotations

from comity.platform.auth.identities import External
from comity.platform.auth.provider import Provider
from comity.platform.auth.providers import outside


async def account(provider: Provider, token: str) -> External:
    """The account behind a token, with the address GitHub itself has verified and calls the primary one."""
    headers = {"authorization": f"Bearer {token}", "accept": "application/vnd.github+json"}
    user = await outside.get(f"{provider.api_url}/user", headers)
    listed = await outside.get(f"{provider.api_url}/user/emails", headers)
    if not isinstance(user, dict) or not isinstance(user.get("id"), int) or not isinstance(listed, list):
        raise outside.AWAY()
    addresses = [one for one in listed if isinstance(one, dict) and isinstance(one.get("email"), str)]
    primary = next((one for one in addresses if one.get("primary")), None)
    data = {"user_name": user.get("login"), "full_name": user.get("name"), "avatar_url": user.get("avatar_url")}
    said = {name: value for name, value in data.items() if isinstance(value, str)}
    email = str(primary["email"]).lower() if primary else ""
    return External(provider.name, str(user["id"]), email, bool(primary and primary.get("verified") is True), said)
