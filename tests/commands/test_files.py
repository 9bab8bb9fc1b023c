"""`comity import` and `comity export`: a file comes, is found in a list, goes out again, and is taken back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.app import App
from tests.world import WORLD

OURS, THEIRS = WORLD.ours.slug, WORLD.theirs.slug
PEOPLE = "First name,Last name,E-mail\nAda,Byron,ada@commands.example\nIda,Noddack,ida@commands.example\n"
QUERY = "email=like.*commands.example&order=email"


def said(app: App, *arguments: str) -> dict[str, Any]:
    ended = app.comity(*arguments, "--json")
    assert ended.returncode == 0, ended.stderr
    facts: dict[str, Any] = json.loads(ended.stdout)
    return facts


def exported(app: App, *more: str) -> list[str]:
    ended = app.comity("export", "contacts", "--org", OURS, "--query", QUERY, "--columns", "email,last_name", *more)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.splitlines()


@pytest.mark.slow
def test_a_file_comes_goes_out_again_and_is_taken_back(app_server: App, tmp_path: Path) -> None:
    file, out = tmp_path / "people.csv", tmp_path / "people.json"
    file.write_text(PEOPLE)
    rehearsed = said(app_server, "import", "contacts", str(file), "--org", OURS, "--dry-run")
    assert (rehearsed["status"], rehearsed["created"]) == ("checked", 2)
    assert len(exported(app_server)) == 1, "a rehearsal brings nobody"
    brought = said(app_server, "import", "contacts", str(file), "--org", OURS)
    assert (brought["status"], brought["created"], brought["failed"]) == ("done", 2, 0)
    assert exported(app_server)[1:] == ["ada@commands.example,Byron", "ida@commands.example,Noddack"]
    assert exported(app_server, "--format", "json", "--out", str(out)) == []
    assert json.loads(out.read_text())[0] == {"email": "ada@commands.example", "last_name": "Byron"}
    undone = said(app_server, "import", "--undo", brought["import_id"])
    assert (undone["status"], undone["undone"]) == ("undone", 2)
    assert len(exported(app_server)) == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["import", "contacts", "nowhere.csv", "--org", OURS], "There is no file nowhere.csv."),
        (["import", "contacts", __file__, "--org", THEIRS, "--as", str(WORLD.owner.email)], "There is no member"),
        (["export", "contacts", "--org", THEIRS, "--as", str(WORLD.owner.email)], "or no such member in it."),
        (["export", "contacts", "--org", OURS, "--query", "colour=eq.red"], "colour"),
    ],
)
def test_what_cannot_be_is_one_sentence(app_server: App, arguments: list[str], sentence: str) -> None:
    ended = app_server.comity(*arguments)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert sentence in ended.stderr and len(ended.stderr.splitlines()) == 1, ended.stderr
