"""Pictures of a demo: drawn again, private to the lead, shown by a link while it holds.  seed: D14, ST04, AG10"""

from __future__ import annotations

import io
import re
from html import unescape

import httpx
import pytest
from PIL import Image

from comity.core.apart import Unread
from comity.packs.sales.demos import picture_bytes
from tests.app import App
from tests.visits import visit


def picture(kind: str = "JPEG", size: tuple[int, int] = (300, 200)) -> bytes:
    """A picture that says where it was taken."""
    into = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Secret Camera"
    exif[0x8825] = {1: "N", 2: (43.0, 41.0, 0.0)}
    Image.new("RGB", size, "#7a5").save(into, kind, exif=exif)
    return into.getvalue() + b"<script>alert(1)</script>"


@pytest.mark.parametrize(("kind", "mime"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")])
def test_a_picture_is_drawn_again_without_what_it_should_not_tell(kind: str, mime: str) -> None:
    import base64

    brought = picture(kind, (4000, 10))
    found = picture_bytes.drawn(brought)
    kept = base64.b64decode(found["bytes"])
    assert b"Secret Camera" in brought and b"Secret Camera" not in kept and b"<script>" not in kept
    assert (found["media_type"], found["width"]) == (mime, 2400)
    assert not Image.open(io.BytesIO(kept)).getexif()


def test_two_pictures_in_one_file_are_one() -> None:
    """What phones make: a JPEG with another behind it."""
    into = io.BytesIO()
    first, second = Image.new("RGB", (30, 20), "#7a5"), Image.new("RGB", (30, 20), "#57a")
    first.save(into, "MPO", save_all=True, append_images=[second])
    found = picture_bytes.drawn(into.getvalue())
    assert (found["media_type"], found["width"], found["height"]) == ("image/jpeg", 30, 20)


@pytest.mark.parametrize("side", [8_000, 20_000])
def test_a_small_file_of_a_huge_picture_is_too_large(side: int) -> None:
    into = io.BytesIO()
    Image.new("1", (side, side)).save(into, "PNG")
    with pytest.raises(Unread, match="large"):
        picture_bytes.drawn(into.getvalue())


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n" + b"\0" * 50, b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.4", b"x" * 9999]
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(Unread):
        picture_bytes.drawn(data)


@pytest.fixture(scope="module")
def demo(owner: httpx.Client, lead: str) -> str:
    """The path of a demo of ours."""
    made = owner.post("/demos", data={"lead_id": lead.rpartition("/")[2]})
    assert made.status_code == 303, unescape(made.text)[-1500:]
    return str(made.headers["location"])


def test_pictures_are_brought_shown_by_a_link_and_taken_away(app_server: App, owner: httpx.Client, demo: str) -> None:
    for part, caption in (("picture", "The <b>salon</b>"), ("logo", ""), ("logo", "")):
        sent = {"file": (f"{part}.jpg", picture(size=(200 + len(caption), 100)), "image/jpeg")}
        answer = owner.post(f"{demo}/pictures", data={"part": part, "caption": caption}, files=sent)
        assert answer.status_code == 303, unescape(answer.text)[-1500:]
    page = owner.get(demo).text
    found = list(dict.fromkeys(re.findall(rf'src="({demo}/pictures/[0-9a-f-]{{36}})"', page)))
    assert len(found) == 2 and "The &lt;b&gt;salon&lt;/b&gt;" in page and "demo-logo" in page  # one logo, not two
    sent_back = owner.get(found[0])
    assert sent_back.headers["content-type"] == "image/jpeg" and b"Secret Camera" not in sent_back.content

    link = re.search(r"/shown/[\w-]{20,}", owner.post(f"{demo}/links", data={"days": "3"}).text)
    assert link is not None
    with visit(app_server) as anyone:
        shown = anyone.get(link[0]).text
        pictures = list(dict.fromkeys(re.findall(rf'src="({link[0]}/pictures/[0-9a-f-]{{36}})"', shown)))
        assert len(pictures) == 2 and all(anyone.get(one).status_code == 200 for one in pictures)
        assert anyone.get(found[0]).status_code in (303, 401, 404)
        assert anyone.get(pictures[0].replace(link[0], "/shown/" + "x" * 32)).status_code == 404
        assert "1 time" in owner.get(demo).text  # the pictures on the page are no looks of their own
        assert owner.post(f"{found[0]}/removal").status_code == 303
        gone = pictures[0] if found[0].rsplit("/", 1)[1] in pictures[0] else pictures[1]
        assert anyone.get(gone).status_code == 404
    with visit(app_server, app_server.world.stranger) as stranger:
        assert stranger.get(found[1]).status_code == 404
        assert stranger.post(f"{found[1]}/removal").status_code == 404
        sent = {"file": ("a.jpg", picture(), "image/jpeg")}
        assert stranger.post(f"{demo}/pictures", data={"part": "picture"}, files=sent).status_code == 404
    with visit(app_server, app_server.world.ours.readonly) as readonly:
        assert readonly.get(found[1]).status_code == 200
        assert readonly.post(f"{found[1]}/removal").status_code in (303, 403, 404)
        assert readonly.get(found[1]).status_code == 200


@pytest.mark.parametrize("data", [b"", b"MZ\x90", b"<svg onload='alert(1)'/>", b"GIF89a"])
def test_odd_files_are_refused_with_a_sentence(owner: httpx.Client, demo: str, data: bytes) -> None:
    answer = owner.post(f"{demo}/pictures", data={"part": "picture"}, files={"file": ("a.png", data)})
    assert answer.status_code in (303, 422)
    assert 'type="application' not in answer.text and owner.get(demo).status_code == 200


def test_a_demo_holds_so_many(owner: httpx.Client, demo: str) -> None:
    for number in range(13):
        sent = {"file": ("a.png", picture("PNG", (20 + number, 20)), "image/png")}
        owner.post(f"{demo}/pictures", data={"part": "picture"}, files=sent)
    assert len(set(re.findall(rf"{demo}/pictures/[0-9a-f-]{{36}}/removal", owner.get(demo).text))) == 12
