"""Keys of outside services: what cannot be one is said at its field, and nothing of it is kept.  seed: D33"""

from __future__ import annotations

import pytest

from tests.app import App
from tests.visits import visit


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("", "Please fill this in."),
        ("sk-“quoted”-key", "No key has such letters."),
        ("k" * 8001, "longer than any key"),
    ],
)
def test_what_is_no_key_is_not_kept(app_server: App, key: str, said: str) -> None:
    with visit(app_server, app_server.world.owner) as owner:
        refused = owner.post("/settings/services/openai", data={"api_key": key})
        assert refused.status_code == 422 and said in refused.text
        assert "Kept, sealed" not in owner.get("/settings/services").text


def test_nobody_but_those_who_run_it_keeps_keys(app_server: App) -> None:
    with visit(app_server, app_server.world.rep) as rep:
        assert rep.post("/settings/services/openai", data={"api_key": "sk-theirs"}).status_code == 403
