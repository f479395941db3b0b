"""What tests of every room may ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commandline import Command


@pytest.fixture
def reader(tmp_path: Path) -> Command:
    """The command, with an empty library."""
    return Command(tmp_path)
