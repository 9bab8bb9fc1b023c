"""The page of tags: colours by their names in the reader's language, long names kept within their chip."""

from __future__ import annotations

from tests.app import App
from tests.visits import visit
from tests.world import WORLD


def test_colours_have_names_in_the_readers_language(app_server: App) -> None:
    with visit(app_server, WORLD.owner) as owner:
        assert owner.post("/settings/tags", data={"name": "VIP", "color": "gray"}).status_code == 303
        assert '<option value="gray" selected>Grey</option>' in owner.get("/settings/tags").text
        owner.cookies.set("language", "de")
        page = owner.get("/settings/tags").text
        assert '<option value="gray" selected>Grau</option>' in page and ">teal<" not in page
