"""`comity` loads the module of the command that is asked for, and no other."""

import argparse
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from comity import commands
from comity.__main__ import COMMANDS

HELPERS = {"helpers", "home", "memory", "parent"}
"""Modules of the folder that bring no command."""


@pytest.mark.parametrize("module", COMMANDS)
def test_a_module_brings_the_commands_it_is_listed_with(module: str) -> None:
    found = argparse.ArgumentParser().add_subparsers()
    importlib.import_module(f"comity.commands.{module}").add(found)
    assert tuple(found.choices) == COMMANDS[module]


def test_every_module_with_a_command_is_listed() -> None:
    folder = Path(str(commands.__file__)).parent
    assert {path.stem for path in folder.glob("[a-z]*.py")} - HELPERS == set(COMMANDS)


def test_asking_how_a_home_is_does_not_load_the_house(tmp_path: Path) -> None:
    script = "import sys; from comity.__main__ import main; main(sys.argv[1:]); assert 'comity.app' not in sys.modules"
    command = [sys.executable, "-c", script, "status", "--home", str(tmp_path)]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    assert said.stdout == "not serving\n"


def test_whoever_stops_reading_is_left_in_peace() -> None:
    """`comity settings | head -1`: a reader that has enough is no error to be told of."""
    command = [sys.executable, "-m", "comity", "settings"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 141
