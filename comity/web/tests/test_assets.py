import json
import re
from pathlib import Path

from starlette.testclient import TestClient

from comity.web import assets
from comity.web.env import environment

HOUSE = Path(__file__).parents[3]
VENDOR = assets.FOLDER / "vendor"


def test_vendored_files_are_the_pinned_versions() -> None:
    pinned = json.loads((HOUSE / "package.json").read_text())["dependencies"]
    copied = json.loads((VENDOR / "versions.json").read_text())
    assert {name: pinned[name] for name in copied} == copied


def test_the_sprite_holds_exactly_the_listed_icons() -> None:
    listed = (HOUSE / "comity/web/icons.txt").read_text().split()
    assert listed == sorted(set(listed))
    assert assets.icons() == set(listed)


def test_every_vendored_package_brings_its_licence() -> None:
    assert {path.stem for path in (VENDOR / "licences").iterdir()} >= {
        "htmx",
        "sortablejs",
        "inter",
        "newsreader",
        "lucide",
    }


def test_icons_that_templates_name_are_drawn() -> None:
    loader = environment().loader
    assert loader is not None
    for name in loader.list_templates():
        text, _path, _fresh = loader.get_source(environment(), name)
        for icon in re.findall(r"""ui\.icon(?:_button)?\(["']([a-z0-9-]+)["']|[( ]icon=["']([a-z0-9-]+)["']""", text):
            assert (icon[0] or icon[1]) in assets.icons(), f"{name} names an icon that is not in icons.txt"


def test_static_files_are_kept_for_ever_under_their_version(client: TestClient) -> None:
    answer = client.get(assets.url("css/app.css"))
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"
    assert "@import" not in answer.text
    old = client.get("/static/0ld/css/app.css", follow_redirects=False)
    assert old.status_code == 307
    assert old.headers["location"] == assets.url("css/app.css")


def test_nothing_outside_the_folder_is_served(client: TestClient) -> None:
    for path in ("../../config.py", "%2e%2e/%2e%2e/config.py", "css/../../../config.py", "nothing.css"):
        assert client.get(f"/static/x/{path}").status_code in (307, 404)
        assert "operator setting" not in client.get(f"/static/{assets.version()}/{path}").text


def test_the_worker_speaks_for_every_page_of_its_version(client: TestClient) -> None:
    answer = client.get("/sw.js")
    assert assets.version() in answer.text
    assert answer.headers["cache-control"] == "no-cache"
    assert client.get("/manifest.webmanifest").json()["start_url"] == "/"


def test_style_sheets_and_scripts_stay_small() -> None:
    for path in [*assets.FOLDER.glob("css/*.css"), *assets.FOLDER.glob("js/*.js")]:
        assert len(path.read_text().splitlines()) <= 160, path.name
