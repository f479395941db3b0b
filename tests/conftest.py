"""What tests of every room may ask for."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from tests.commandline import Command

gc.set_threshold(50_000, 20, 20)  # With Python's 700 a sixth of the work is looking for garbage.


@pytest.fixture
def reader(tmp_path: Path) -> Command:
    """The command, with an empty library."""
    return Command(tmp_path)
