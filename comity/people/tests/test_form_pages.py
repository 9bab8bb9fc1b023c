"""Forms that were sent without what they are for, by hand or by a broken browser: asked again, nothing made."""

from __future__ import annotations

from tests.app import App
from tests.visits import visit
from tests.world import WORLD


def test_a_form_of_files_without_a_file(app_server: App) -> None:
    with visit(app_server, WORLD.owner) as owner:
        page = f"/files/contacts/{WORLD.ours.contacts[0]}"
        for sent in ({"file": ("", b"")}, {"other": ("a.txt", b"x")}):
            answer = owner.post(page, files=sent, headers={"accept": "application/json"})
            assert (answer.status_code, answer.json()["code"]) == (422, "file_missing"), sent


def test_a_field_of_no_known_kind(app_server: App) -> None:
    with visit(app_server, WORLD.owner) as owner:
        for kind, relation in (("nonsense", "contacts"), ("text", "tags")):
            sent = {"label": "Odd", "type": kind, "relation": relation}
            answer = owner.post("/settings/fields", data=sent, headers={"accept": "application/json"})
            assert (answer.status_code, answer.json()["code"]) == (422, "field_type"), sent
        assert "Odd" not in owner.get("/settings/fields").text
