"""The wheel, as it is installed where there is no checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

OPEN = """
import asyncio, sys
from pathlib import Path

import reader
from reader import config
from reader.library import Library
from reader.ui.app import ReaderApp
from reader.ui.theme import load

assert Path(reader.__file__).is_relative_to(sys.prefix), reader.__file__
for name in ("themes", "seeds"):
    assert config.bundled_folder(name) == Path(reader.__file__).parent / name

async def read():
    folders = config.theme_folders()
    app = ReaderApp(Library.open(config.library_folder()), load("broadsheet", folders))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        print(len(app.screen.list.ids), app.screen.list.row(0).headline)
        await pilot.press("q")

asyncio.run(read())
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an environment that has the wheel, and beside it only what it depends on."""
    folder = tmp_path_factory.mktemp("wheel")
    # As `python -m build --wheel --no-isolation` does, without a second interpreter's start.
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=60,
    )
    (wheel,) = folder.glob("*.whl")
    environment = folder / "environment"
    venv.create(environment, with_pip=False, symlinks=os.name != "nt")
    (place,) = environment.glob("lib/python*/site-packages")
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "--python", environment / "bin" / "python", "install"),
            *("--no-deps", "--no-index", "--no-compile", "--disable-pip-version-check", wheel),
        ],
        check=True,
        capture_output=True,
        timeout=60,
    )
    # What it depends on is there already, and nothing is fetched. That path comes after this
    # environment's own, and the checkout is only named in a .pth file there, which is not read.
    (place / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    return environment


def run(installed: Path, folder: Path, *words: str | Path) -> str:
    ended = subprocess.run(
        [installed / "bin" / words[0], *words[1:]],
        cwd=folder,
        env={
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "READER_LIBRARY": str(folder / "library"),
        },
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == ""
    return ended.stdout


def test_the_wheel_reads_the_samples_from_another_folder(installed: Path, tmp_path: Path) -> None:
    (place,) = installed.glob("lib/python*/site-packages")
    assert run(installed, tmp_path, "reader", "--version").startswith("reader, version ")
    themes = len([path for path in (ROOT / "themes").glob("*.toml") if path.name[0] != "_"])
    assert f"✓ themes: {themes} can be shown" in run(installed, tmp_path, "reader", "doctor")

    seeds = place / "reader" / "seeds"
    count = len([path for path in seeds.iterdir() if path.name[0] != "."])
    assert count >= 24
    assert run(installed, tmp_path, "reader", "add", seeds) == f"{count} added\n"
    assert run(installed, tmp_path, "python", "-c", OPEN).split()[0] == str(count)


def test_the_wheel_holds_the_program_and_no_tests(installed: Path) -> None:
    (wheel,) = installed.parent.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "reader/ui/reader.tcss" in names
    assert any(name.startswith("reader/analysis/weights/") for name in names)
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert any(name.endswith("licenses/themes/LICENSES.md") for name in names)
    assert not [name for name in names if name.startswith(("tests/", "themes/", "seeds/"))]
