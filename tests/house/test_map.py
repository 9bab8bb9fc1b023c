"""The map is the land: ARCHITECTURE.md's tree and the reference pages equal what is there."""

import re

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


def test_decisions_are_numbered_without_gaps_or_doubles() -> None:
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs/decisions").glob("[0-9]*.md"))
    assert numbers == list(range(min(numbers), max(numbers) + 1))


def test_migration_numbers_are_used_once() -> None:
    numbers = [path.name[:4] for path in sorted((ROOT / "migrations").glob("*.sql"))]
    assert len(numbers) == len(set(numbers)), sorted({number for number in numbers if numbers.count(number) > 1})


def test_locks_hold_hashes_and_no_registry_addresses() -> None:
    python, node = (ROOT / "requirements.lock").read_text(), ROOT / "package-lock.json"
    assert "--hash=sha256:" in python
    assert "://" not in python
    if node.exists():
        assert '"resolved"' not in node.read_text()
        assert '"integrity"' in node.read_text()
