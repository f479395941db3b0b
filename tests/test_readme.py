"""README.md says what is so."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from reader.cli import main
from reader.ui.key_tables import markdown_table
from reader.ui.keymap import Keymap

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def between(name: str) -> str:
    found = re.search(rf"<!-- {name} -->\n(.*?)<!-- end -->", README, re.DOTALL)
    assert found is not None
    return found[1].strip()


def test_the_table_of_keys_is_the_one_the_reader_uses() -> None:
    assert between("keys") == markdown_table(Keymap()), "run: reader keys --markdown"


def test_every_command_stands_in_it_and_every_command_in_it_exists() -> None:
    named = set(re.findall(r"^reader ([a-z]+)(?= )", README, re.MULTILINE))
    assert named == set(main.commands) - {"open"}


def test_the_files_it_points_to_are_there() -> None:
    for target in re.findall(r"\]\(((?!https?:)[^)#]+)\)", README):
        assert (ROOT / target).exists(), target


@pytest.mark.parametrize("name", ["textual", "rich", "pygments"])
def test_what_snapshots_hang_on_is_pinned_for_tests_and_free_for_users(name: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    pins = project["optional-dependencies"]["test"]
    assert any(re.fullmatch(rf"{name}==[\d.]+", pin) for pin in pins)
    assert all("==" not in wanted for wanted in project["dependencies"])
