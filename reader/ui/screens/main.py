"""The one screen people live in: panes, list and page put together, and all else the keys do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Final

from reader import config
from reader.library import Library
from reader.ui.adding import Adder, AddingEnded, AddingProgressed
from reader.ui.keymap import Keymap
from reader.ui.screens.ask import AskScreen
from reader.ui.screens.help import HelpScreen
from reader.ui.screens.links import Choice, Link, LinksScreen, links_of
from reader.ui.screens.reading import Reading
from reader.ui.screens.theme_picker import ThemePicker
from reader.ui.theme import available
from reader.ui.widgets.reading_pane import ReadingPane
from reader.ui.widgets.welcome import Welcome

RELIST: Final = 1.0
"""Seconds between two looks at what adding has brought."""


class MainScreen(Reading):
    """Adds to the library, changes how the page looks, and opens the screens above it."""

    def __init__(
        self,
        library: Library,
        keymap: Keymap,
        *,
        theme_folders: Sequence[Path],
        locations: Sequence[str],
        now: Callable[[], datetime],
    ) -> None:
        super().__init__(library, keymap, now)
        self._theme_folders = theme_folders
        self._locations = locations
        self._adder = Adder(library, self)
        self._relisted_at = 0.0
        self._opens_added = False

    def on_mount(self) -> None:
        if self._locations:
            self._begin_adding(self._locations)
        else:
            self.call_after_refresh(self.catch_up)

    def on_unmount(self) -> None:
        self._adder.close()

    @property
    def is_filling(self) -> bool:
        return self._adder.is_running

    # The page ------------------------------------------------------------------------------

    def action_notices(self) -> None:
        self.page.action_notices()

    def action_highlight_level(self) -> None:
        self.page.action_highlight_level()
        self.notify(f"Names: {self.page.level}", timeout=2)

    def action_focus_mode(self) -> None:
        self.page.action_focus_mode()

    def action_wider(self) -> None:
        self.notify(f"Lines of {self.page.set_measure(4)} characters", timeout=2)

    def action_narrower(self) -> None:
        self.notify(f"Lines of {self.page.set_measure(-4)} characters", timeout=2)

    def on_reading_pane_followed(self, message: ReadingPane.Followed) -> None:
        self._browse(message.target)

    def action_open_in_browser(self) -> None:
        article = self.page.article
        self._browse(article.url if article is not None else "")

    def _browse(self, url: str) -> None:
        if url.startswith(("https://", "http://")):
            self.app.open_url(url)
            self.notify(f"Opened {url}", markup=False, timeout=3)
        else:
            self.notify("This article has no web address", severity="warning")

    def action_links(self) -> None:
        links = links_of(self.page.article) if self.page.article is not None else []
        if not links:
            self.notify("No links in this article")
            return

        def point(link: Link | None) -> None:
            self.page.point_at(None if link is None else link.span)

        self.app.push_screen(LinksScreen(links, point), self._follow)

    def _follow(self, choice: Choice | None) -> None:
        if choice is None:
            return
        if choice.act == "browse":
            self._browse(choice.link.target)
        elif choice.act == "copy":
            self._copy(choice.link.target, "the link")
        else:
            self._begin_adding([choice.link.target], open_it=True)

    def action_copy_link(self) -> None:
        article = self.page.article
        if self.focused is self.panel:
            self._copy(self.panel.chosen_text(), "the line")
        elif article is not None:
            self._copy(
                article.url or article.headline, "the link" if article.url else "the headline"
            )

    def action_copy_text(self) -> None:
        article = self.page.article
        if article is not None:
            shown_blocks = (b.text for b in article.blocks if b.role != "boilerplate")
            self._copy("\n\n".join(shown_blocks), "the article")

    def _copy(self, text: str, what: str) -> None:
        if text:
            self.app.copy_to_clipboard(text)
            self.notify(f"Copied {what}", timeout=2)

    # Screens above this one ----------------------------------------------------------------

    def action_theme(self) -> None:
        self.app.push_screen(
            ThemePicker(available(self._theme_folders), self._theme_folders), self._keep_theme
        )

    def _keep_theme(self, name: str | None) -> None:
        if name is not None:
            try:
                config.keep("theme", name)
            except config.SettingsError as problem:
                self.tell_problem(str(problem))

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen(self.keymap))

    def action_palette(self) -> None:
        self.app.action_command_palette()

    # Adding --------------------------------------------------------------------------------

    def on_welcome_chosen(self, message: Welcome.Chosen) -> None:
        if message.choice == "samples":
            self._begin_adding([str(config.bundled_folder("seeds"))])
        else:
            self.action_add()

    def action_add(self) -> None:
        self.app.push_screen(
            AskScreen("Add a file, a folder or a page", "~/news  or  https://…"), self._add_answer
        )

    def _add_answer(self, answer: str | None) -> None:
        if answer is not None:
            self._begin_adding([answer if "://" in answer else str(Path(answer).expanduser())])

    def action_stop(self) -> None:
        self._adder.stop()

    def _begin_adding(self, locations: Sequence[str], *, open_it: bool = False) -> None:
        if self._adder.is_running:
            self.notify("Still adding; x stops it", severity="warning")
            return
        self._opens_added = open_it
        self.masthead.tell(work="adding …")
        self._adder.start(locations)
        self.show_listing(self.list.ids)

    def on_adding_progressed(self, message: AddingProgressed) -> None:
        progress = message.progress
        work = f"adding {progress.done:,} of {progress.total:,}  {progress.rate:.0f} a second"
        if progress.seconds_left is not None:
            work += f"  {progress.seconds_left:.0f} s left"
        self.masthead.tell(work=f"{work}  x stops")
        if monotonic() - self._relisted_at > RELIST:
            self._relisted_at = monotonic()
            self.relist()

    def on_adding_ended(self, message: AddingEnded) -> None:
        self.masthead.tell(work="")
        self.relist()
        report = message.report
        if report is not None and report.ids and self._opens_added:
            self.read(report.ids[0])
        if report is None:
            self.tell_problem(message.problem)
            return
        for failure in report.failures[:3]:
            self.tell_problem(f"{failure.location}: {failure.problem}")
        more = len(report.failures) - 3
        if more > 0:
            self.tell_problem(f"and {more:,} more could not be read; `reader add` lists them")
        if report.stopped:
            self.notify("Stopped; what was added stays. Adding it again goes on from here.")
