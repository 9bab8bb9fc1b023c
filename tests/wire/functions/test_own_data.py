"""Copies of what is kept about somebody: one's own by function, a contact's by RPC; as ours and as the stranger.

seed: F29, F36, F37, GD05, GD07
"""

from __future__ import annotations

import pytest

from tests.wire.functions.conftest import Served
from tests.wire.functions.test_calls import Tokens, call
from tests.world import WORLD

pytestmark = pytest.mark.wire
CLAIRE = WORLD.ours.contacts[0]


def rpc(served: Served, name: str, token: str, **given: str) -> tuple[int, dict[str, object] | None]:
    headers = {"apikey": served.anon, "authorization": f"Bearer {token}"}
    answer = served.http.post(f"{served.url}/rest/v1/rpc/{name}", headers=headers, json=given)
    return answer.status_code, answer.json()


def test_everybody_takes_their_own_data_along(served: Served, tokens: Tokens) -> None:
    taken = call(served, "/functions/v1/export-user-data", tokens["rep"])
    assert taken.status_code == 200 and taken.headers["content-type"].startswith("application/json"), taken.text
    found = taken.json()
    assert found["about"]["membership"]["email"] == WORLD.ours.rep.email
    assert str(CLAIRE) in {one["id"] for one in found["contacts"]}
    assert {"leads", "calls", "action_items", "activities", "companies"} <= set(found)
    theirs = call(served, "/api/export-user-data", tokens["stranger"])
    assert theirs.json()["about"]["membership"]["email"] == WORLD.theirs.owner.email
    assert str(CLAIRE) not in theirs.text and str(WORLD.ours.id) not in theirs.text
    assert call(served, "/functions/v1/export-user-data", served.anon).status_code == 401


def test_a_contact_is_told_what_is_kept(served: Served, tokens: Tokens) -> None:
    status, found = rpc(served, "export_customer_data", tokens["owner"], customer=str(CLAIRE))
    assert status == 200 and found is not None, found
    assert {"contact", "contact_points", "leads", "calls", "action_items", "activities", "files"} <= set(found)
    contact = found["contact"]
    assert isinstance(contact, dict) and contact["id"] == str(CLAIRE) and "search" not in contact
    assert rpc(served, "export_customer_data", tokens["stranger"], customer=str(CLAIRE)) == (200, None)
    assert rpc(served, "export_customer_data", served.anon, customer=str(CLAIRE))[0] in (401, 403, 404)
    status, mine = rpc(served, "export_user_data", tokens["rep"])
    assert status == 200 and mine is not None and mine["membership"] is not None


def test_erasing_is_for_those_it_is_for(served: Served, tokens: Tokens) -> None:
    """F30, F36, F38: a contact by owners, oneself by oneself; nobody else's, and not by mistake."""
    headers = {"apikey": served.anon, "authorization": f"Bearer {tokens['owner']}", "prefer": "return=representation"}
    made = served.http.post(f"{served.url}/rest/v1/contacts", headers=headers, json={"last_name": "Forgetmenot"}).json()
    customer = made[0]["id"]
    assert rpc(served, "anonymize_customer", tokens["rep"], customer=customer)[0] == 403
    assert rpc(served, "anonymize_customer", tokens["stranger"], customer=customer) == (200, None)
    assert rpc(served, "anonymize_customer", served.anon, customer=customer)[0] in (401, 403, 404)
    status, erased = rpc(served, "anonymize_customer", tokens["owner"], customer=customer)
    assert status == 200 and erased is not None and erased["contact"] == customer
    left = served.http.get(f"{served.url}/rest/v1/contacts?last_name=eq.Forgetmenot", headers=headers).json()
    assert left == []
    for token, code in ((tokens["rep"], 422), (served.anon, 401)):
        answer = served.http.post(
            f"{served.url}/functions/v1/delete-user-data", json={"email": "somebody@else.example"},
            headers={"apikey": served.anon, "authorization": f"Bearer {token}"},
        )  # fmt: skip
        assert answer.status_code == code, answer.text
    assert rpc(served, "export_user_data", tokens["rep"])[1] is not None
