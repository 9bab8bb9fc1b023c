"""The running program, and somebody with an organisation of their own in it."""

from __future__ import annotations

import secrets

import pytest
from supabase import Client

from tests.wire.auth.conftest import Server, server

__all__ = ["Server", "mine", "server"]


@pytest.fixture(scope="module")
def mine(server: Server) -> Client:
    """A client signed in as the owner of a new organisation, with two companies and three contacts."""
    client = server.client(server.publishable)
    typed = {"email": f"{secrets.token_hex(6)}@wire.example", "password": "correct horse"}
    client.auth.sign_up(typed)  # type: ignore[arg-type]
    companies = client.table("companies").insert([{"name": "Aster"}, {"name": "Birch & Co"}]).execute().data
    ids = {row["name"]: row["id"] for row in companies}
    people = (("Ada", "Ahn", "Aster", 2), ("Ben", "Bell", "Aster", 1), ("Cid", None, None, 0))
    rows = [
        {"first_name": first, "last_name": last, "company_id": ids.get(company or ""), "total_orders": orders}
        for first, last, company, orders in people
    ]
    client.table("contacts").insert(rows).execute()
    return client
