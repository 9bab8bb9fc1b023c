"""Accounts that people connected with outside services: the way there and back (flow), and their tokens (tokens).

async with connected.token(db, who, "google") as token:
    answer = await Outside(db, who, "google").request("GET", url, headers=token.headers)
"""

from comity.office.connections.problems import NOT_CONNECTED, RECONNECT, Refused
from comity.office.connections.tokens import Token, token

__all__ = ["NOT_CONNECTED", "RECONNECT", "Refused", "Token", "token"]
