"""The import law is kept, and bites."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.pages import ROOT, sources

LINTER = str(Path(sys.executable).parent / "lint-imports")


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [LINTER, "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env={"PYTHONPATH": str(folder)})


def test_the_law_is_kept() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout[-6000:]


def test_every_folder_of_modules_is_a_package() -> None:
    """A folder without `__init__.py` is invisible to the import law."""
    bare = {str(path.parent.relative_to(ROOT)) for path in sources() if not (path.parent / "__init__.py").exists()}
    assert not bare, f"without __init__.py: {sorted(bare)}"


BREAKS = {
    "The floors": ("comity/core/low.py", "import comity.web.high"),
    "The floors: a new folder": ("comity/cellar/__init__.py", ""),
    "Packs do not know each other": ("comity/packs/sales/a.py", "import comity.packs.field.b"),
    "Integrations do not know each other": ("comity/integrations/one/a.py", "import comity.integrations.two"),
    "The wire's services": ("comity/platform/rest/a.py", "import comity.platform.storage"),
    "Pages are leaves": ("comity/packs/sales/leads.py", "import comity.packs.sales.pages.board"),
    "Only the ground opens the database": ("comity/web/high.py", "import psycopg"),
    "Only the ground opens the database: the library": ("comity/web/high.py", "import absurdctl"),
    "No cycles": ("comity/core/low.py", "import comity.core.lower"),
}

HOUSE = [
    "__main__.py", "app.py", "config.py", "commands/__init__.py", "journeys/__init__.py",
    "packs/sales/pages/board.py", "packs/sales/pack.py", "packs/sales/leads.py", "packs/field/b.py",
    "integrations/one/a.py", "integrations/two/__init__.py", "comms/__init__.py", "people/pack.py", "office/pack.py",
    "web/high.py", "ai/__init__.py", "platform/auth/__init__.py", "platform/rest/a.py", "platform/storage/__init__.py",
    "platform/realtime/__init__.py", "platform/functions/__init__.py", "facts/__init__.py", "ports/__init__.py",
    "core/low.py", "core/lower.py",
]  # fmt: skip


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A doll's house under the real law."""
    shutil.copy(ROOT / ".importlinter", tmp_path)
    for name in HOUSE:
        path = tmp_path / "comity" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        for parent in path.relative_to(tmp_path).parents:
            if parent.parts:
                (tmp_path / parent / "__init__.py").touch()
    (tmp_path / "comity" / "core" / "lower.py").write_text("import comity.core.low\nimport psycopg, absurdctl\n")
    (tmp_path / "comity" / "packs" / "sales" / "pack.py").write_text("import comity.packs.sales.pages.board\n")
    return tmp_path


def test_a_tidy_house_passes(house: Path) -> None:
    result = lint(house)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("law", BREAKS)
def test_a_break_is_found(house: Path, law: str) -> None:
    name, text = BREAKS[law]
    path = house / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text + "\n")
    result = lint(house)
    broken = [line for line in result.stdout.splitlines() if line.endswith("BROKEN")]
    assert result.returncode != 0
    assert any(line.startswith(law.partition(":")[0]) for line in broken) or "cellar" in result.stdout, result.stdout
