"""The pictures in README.md: the real app on the sample articles, as SVG.

python -m tests.pictures
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from reader import config, pipeline
from reader.library import Library
from reader.ui.app import ReaderApp
from reader.ui.theme import load
from reader.ui.themes import Themes

FOLDER = Path(__file__).parent / "pictures"
NOW = datetime(2026, 11, 24, 21, 4, tzinfo=UTC)


async def take(library: Library, theme: str, keys: list[str], name: str) -> None:
    """Press the keys in a fresh app and keep what is on the screen."""
    folders = (config.bundled_folder("themes"),)
    app = ReaderApp(library, load(theme, folders), themes=Themes(folders), now=lambda: NOW)
    async with app.run_test(size=(120, 40)) as pilot:
        for key in keys:
            await pilot.press(key)
            await pilot.pause(0.2)
            await app.workers.wait_for_complete()
        await pilot.pause(0.3)
        picture = app.export_screenshot(title="Reader")
    # The picture must not fetch a font from anywhere.
    picture = re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)
    picture = picture.replace("Fira Code", "JetBrains Mono, Fira Code, DejaVu Sans Mono")
    (FOLDER / f"{name}.svg").write_text(picture, "utf-8")


async def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder)) as library:
        pipeline.add([str(config.bundled_folder("seeds"))], library)
        await take(library, "evening-edition", ["slash", *"ferry", "enter", "enter"], "reader")


if __name__ == "__main__":
    asyncio.run(main())
