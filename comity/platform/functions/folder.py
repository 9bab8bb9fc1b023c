"""Functions of the operator's own: every `<home>/functions/*.py`, loaded at start.

A file that does not load costs its functions only: they answer with a relay error, the log says why, the server runs.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterable
from pathlib import Path

import structlog

from comity.platform.functions.function import Function, broken

log = structlog.get_logger(__name__)


def load(folder: Path) -> list[Function]:
    """Every function of the files, in the order of their names; files beginning with _ are only imported by others."""
    if not folder.is_dir():
        return []
    found: list[Function] = []
    for path in sorted(folder.glob("*.py")):
        if not path.name.startswith("_"):
            found += _of_file(path)
    return found


def _of_file(path: Path) -> list[Function]:
    name = f"comity_functions_{path.stem.replace('-', '_')}"
    try:
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        log.exception("a file of functions does not load; its functions answer with an error", file=str(path))
        return [broken(path.stem.replace("_", "-"), f"{type(error).__name__}: {error}")]
    found = [value for value in vars(module).values() if isinstance(value, Function)]
    if not found:
        log.warning(
            "a file of functions holds none: use @function(name) from comity.platform.functions", file=str(path)
        )
    return found


def gathered(ours: Iterable[Function], theirs: Iterable[Function]) -> dict[str, Function]:
    """All functions by name. Two of ours with one name stop the start; the operator's take the place of ours."""
    found: dict[str, Function] = {}
    for one in ours:
        if one.name in found:
            raise RuntimeError(f"two functions are called {one.name}")
        found[one.name] = one
    for one in theirs:
        if one.name in found:
            log.warning("a function of the operator takes the place of another", function=one.name)
        found[one.name] = one
    return found
