"""The map is the land: ARCHITECTURE.md's tree and the reference pages equal what is there."""

import re

import pytest

from tests.house.pages import ROOT, TREE, expected


def test_the_map_and_the_reference_are_up_to_date() -> None:
    stale = [
        str(path.relative_to(ROOT))
        for path, text in expected().items()
        if not path.exists() or path.read_text() != text
    ]
    assert not stale, f"out of date: {', '.join(stale)}; run `make docs`"


def test_the_map_holds_a_tree() -> None:
    assert TREE.search((ROOT / "ARCHITECTURE.md").read_text())


def test_links_between_documents_lead_somewhere() -> None:
    dead = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text())
        if not re.match(r"[a-z]+:", target) and not (page.parent / target).exists()
    ]
    assert not dead, "\n".join(dead)


@pytest.mark.parametrize("folder", ["docs/decisions", "migrations"])
def test_a_number_is_used_once(folder: str) -> None:
    numbers = [path.name[:4] for path in sorted((ROOT / folder).glob("[0-9]*"))]
    assert not {number for number in numbers if numbers.count(number) > 1}


def test_decisions_say_what_lost() -> None:
    pages = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))
    bare = [page.name for page in pages if not all(part in page.read_text() for part in ("**Decision.**", "**Lost.**"))]
    assert not bare


def test_locks_hold_hashes_and_no_registry_addresses() -> None:
    python, node = (ROOT / "requirements.lock").read_text(), ROOT / "package-lock.json"
    assert "--hash=sha256:" in python
    assert "://" not in python
    if node.exists():
        assert '"resolved"' not in node.read_text()
        assert '"integrity"' in node.read_text()
