from dataclasses import dataclass

import pytest
from jinja2 import StrictUndefined, UndefinedError
from markupsafe import Markup
from starlette.testclient import TestClient

from comity.web import render
from comity.web.drawing import attrs, health_tone, sparkline
from comity.web.env import Rooms, environment

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


def draw(source: str, **values: object) -> str:
    return environment().from_string(source).render(**values)


def test_the_gallery_draws_every_component(client: TestClient) -> None:
    answer = client.get("/dev/gallery")
    assert answer.status_code == 200
    assert "Maison Laurent" in answer.text
    assert answer.headers["cache-control"] == "private, no-cache"
    assert "HX-Request" in answer.headers["vary"]


def test_what_people_type_is_escaped() -> None:
    evil = "<script>alert(1)</script>\" onclick='x'"
    for macro in ("button(it)", "badge(it)", "chip(it)", "avatar(it)", "person(it)", "empty(it, it)", "toast(it)",
                  "input(none, 'a', it, value=it)", "notice(it)", "stat(it, it)", "deal('1', it, it)"):  # fmt: skip
        drawn = draw("{{ ui." + macro + " }}", it=evil)
        assert "<script" not in drawn, macro
        assert "onclick='" not in drawn, macro


def test_translated_names_are_escaped_too() -> None:
    evil = "<script>alert(1)</script>"
    assert "<script" not in draw("{{ _(it) }} {{ _('%(a)s left', a=it) }} {{ ngettext(it, it, 2) }}", it=evil)
    assert draw("{{ _('%(a)s at 100 %%', a=it) }}", it=Markup("<b>1</b>")) == "<b>1</b> at 100 %"
    assert draw("{{ _('at 100 %') }}") == "at 100 %"


def test_unknown_keywords_become_attributes() -> None:
    drawn = draw('{{ ui.button("Go", hx_post="/x", data_id=3, disabled=True, title=none, autofocus=False) }}')
    assert 'hx-post="/x"' in drawn
    assert 'data-id="3"' in drawn
    assert " disabled" in drawn
    assert "title" not in drawn
    assert "autofocus" not in drawn
    assert attrs({"for_": 'a"b'}) == Markup(' for="a&#34;b"')


def test_names_that_do_not_exist_are_an_error() -> None:
    with pytest.raises(UndefinedError):
        draw("{{ nothing }}")
    assert issubclass(environment().undefined, StrictUndefined)
    assert draw("{{ 1 if false }}") == ""
    with pytest.raises(UndefinedError):
        draw("{{ nothing if true }}")


def test_templates_are_found_only_in_rooms() -> None:
    rooms = Rooms()
    assert rooms.find("base.html")
    assert rooms.find("office/sign_in.html")
    for name in ("../env.py", "office/../../config.py", "/etc/passwd", "..\\env.py", "nowhere/x.html"):
        assert rooms.find(name) is None


def test_every_template_compiles() -> None:
    for name in Rooms().list_templates():
        environment().get_template(name)


def test_a_context_is_a_dataclass_and_its_properties_count() -> None:
    @dataclass(frozen=True)
    class Context:
        first: int

        @property
        def second(self) -> int:
            return self.first + 1

    assert render._fields(Context(1)) == {"first": 1, "second": 2}
    with pytest.raises(TypeError, match="dataclass"):
        render._fields({"a": 1})


def test_htmx_gets_the_block_others_the_page(client: TestClient) -> None:
    wrong = {"name": "A", "email": "x@y.z"}
    part = client.post("/dev/gallery", data=wrong, headers=PART)
    assert part.status_code == 422
    assert part.text.lstrip().startswith("<form")
    whole = client.post("/dev/gallery", data=wrong)
    assert whole.status_code == 422
    assert "<!doctype html>" in whole.text
    assert "Please write at least 2 characters." in whole.text


def test_a_toast_survives_the_redirect_once(client: TestClient) -> None:
    good = {"name": "Anna", "email": "a@b.c", "budget": "5"}
    there = client.post("/dev/gallery", data=good, follow_redirects=False)
    assert there.status_code == 303
    shown = client.get("/dev/gallery")
    assert "data-undo" in shown.text
    assert client.get("/dev/gallery").text.count("data-undo") < shown.text.count("data-undo")
    htmx = client.post("/dev/gallery", data=good, headers=PART, follow_redirects=False)
    assert htmx.headers["hx-redirect"] == "/dev/gallery"


@pytest.mark.parametrize("cookie", ["rubbish", "e30=", "eyJ0ZXh0IjoieCIsInVuZG8iOiIvL2V2aWwuZXhhbXBsZSJ9"])
def test_a_forged_toast_does_no_harm(client: TestClient, cookie: str) -> None:
    client.cookies.set("toast", cookie)
    answer = client.get("/dev/gallery")
    assert answer.status_code == 200
    assert "evil.example" not in answer.text


def test_problems_are_pages_toasts_or_json(client: TestClient) -> None:
    page = client.get("/nowhere")
    assert page.status_code == 404
    assert "There is nothing here" in page.text
    part = client.post("/dev/gallery/cells/1/x", data={"value": "no"}, headers=PART)
    assert part.status_code == 422
    assert part.headers["hx-reswap"] == "none"
    assert "refused" in part.headers["hx-trigger"]
    unasked = client.get("/nowhere", headers=PART)
    assert "hx-trigger" not in unasked.headers
    json = client.get("/nowhere", headers={"Accept": "application/json"})
    assert json.json()["message"]


def test_preferences_are_in_the_first_byte(client: TestClient) -> None:
    client.post("/preferences", data={"theme": "dark", "density": "compact", "language": "de", "rail": "1"})
    html = client.get("/dev/gallery").text
    assert '<html lang="de" dir="ltr" data-theme="dark" data-density="compact" data-rail ' in html
    client.post("/preferences", data={"theme": "purple"})
    assert 'data-theme="dark"' in client.get("/dev/gallery").text


def test_a_redirect_never_leaves_the_house(client: TestClient) -> None:
    for where in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        answer = client.post(
            "/preferences", data={"theme": "light"}, headers={"Referer": where}, follow_redirects=False
        )
        assert answer.headers["location"] == "/"


def test_navigation_is_by_role(client: TestClient) -> None:
    html = client.get("/dev/gallery").text
    assert "Secrets" not in html
    assert 'href="/dev/gallery" aria-current="page"' in html


def test_drawing() -> None:
    assert [health_tone(score) for score in (81, 80, 50, 49)] == ["good", "warning", "warning", "danger"]
    assert sparkline([]) == "M0 27"
    assert sparkline([1, 2]).startswith("M0.0 14.0 L100.0 1.0")
