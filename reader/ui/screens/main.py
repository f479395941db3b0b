"""The one screen people live in: panes, list and page put together, and all else the keys do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING, Final, cast

from textual.app import SuspendNotSupported
from textual.timer import Timer

from reader import config
from reader.library import Library
from reader.ui.beside import Beside, WorkEnded, WorkProgressed
from reader.ui.keymap import Keymap
from reader.ui.screens.reading import Reading
from reader.ui.themed import ThemedApp
from reader.ui.widgets.lines import settings_of, theme_of
from reader.ui.widgets.reading_pane import ReadingPane
from reader.ui.widgets.sidebar import Scope
from reader.ui.widgets.welcome import Welcome

if TYPE_CHECKING:
    from reader.fetching import FetchReport
    from reader.pipeline import Report
    from reader.progress import Progress
    from reader.ui.beside import Work
    from reader.ui.links import Link
    from reader.ui.screens.feeds import Wish
    from reader.ui.screens.links import Choice

SETTLED: Final = 0.5
"""Seconds after the start by which the screen stands and other things may begin."""
TOLD: Final = 0.5
"""Seconds between two frames that tell how far the work is: each keeps a key waiting."""
RELIST: Final = 1.0
"""Seconds between two looks at what adding has brought."""


MOST_TOLD: Final = 3
"""Problems told one by one; more are listed."""


class MainScreen(Reading):
    """Adds to the library, changes how the page looks, and opens the screens above it."""

    def __init__(
        self,
        library: Library,
        keymap: Keymap,
        *,
        locations: Sequence[str],
        now: Callable[[], datetime],
    ) -> None:
        super().__init__(library, keymap, now)
        self._locations = locations
        self._beside = Beside(self)
        self._relisted_at = self._told_at = 0.0
        self._opens_added = False
        self._is_fetch_asked_for = True
        self._minutes = 0
        self._fetching: Timer | None = None

    def on_mount(self) -> None:
        if self._locations:
            self._begin_adding(self._locations)
        else:
            self.call_after_refresh(self.catch_up)
        self.set_timer(SETTLED, self._plan_fetching)
        if self.keymap.start:
            self.call_after_refresh(self.perform, self.keymap.start)

    def on_unmount(self) -> None:
        self._beside.stop()

    def finish(self) -> None:
        """Wait for what is still being written; the screen is gone by then."""
        self._beside.close()

    @property
    def is_filling(self) -> bool:
        return self._beside.is_busy

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

    def action_bookmark(self) -> None:
        """Hand the link to the command of the settings."""
        from reader.ui.editing import open_with

        article, command = self.page.article, settings_of(self).bookmark
        if not command:
            self.notify("Name a command first: bookmark in config.toml", severity="warning")
        elif article is None or not article.url.startswith(("https://", "http://")):
            self.notify("This article has no web address", severity="warning")
        else:
            try:
                open_with(command, article.url)
            except OSError as problem:
                self.tell_problem(f"bookmark: {(problem.strerror or str(problem)).lower()}")
            else:
                self.notify("Link kept", timeout=2)

    def action_command(self, name: str) -> None:
        """Run a command of the settings with the article."""
        from reader.ui.commanding import CommandFailed, run_behind, run_in_terminal

        article, command = self.page.article, settings_of(self).commands.get(name)
        if article is None or command is None:
            self.notify("No article is open", severity="warning")
            return
        try:
            if command.waits:
                with self.app.suspend():
                    run_in_terminal(command, article)
            else:
                run_behind(command, article, self.tell_from_thread)
                self.notify(f"Given to {name}", markup=False, timeout=2)
        except CommandFailed as problem:
            self.tell_problem(str(problem))
        except SuspendNotSupported:
            self.tell_problem(f"{name}: this terminal cannot wait behind a command")

    def action_links(self) -> None:
        from reader.ui.links import links_of
        from reader.ui.screens.links import LinksScreen

        page = self.page
        links = links_of(page.article) if page.article is not None else []
        if not links:
            self.notify("No links in this article")
            return

        def point(link: Link, rows: int | None) -> None:
            page.point_at(link.span, None if rows is None else rows - page.region.y)

        def follow(choice: Choice | None) -> None:
            page.list_links(False)
            self._follow(choice)

        page.list_links(True)
        first = page.first_shown([link.span for link in links])
        self.app.push_screen(LinksScreen(links, first, point), follow)

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
            from reader.ui.commanding import text_of

            self._copy(text_of(article), "the article")

    def _copy(self, text: str, what: str) -> None:
        if text:
            self.app.copy_to_clipboard(text)
            self.notify(f"Copied {what}", timeout=2)

    # Screens above this one ----------------------------------------------------------------

    def action_theme(self) -> None:
        from reader.ui.screens.theme_picker import ThemePicker

        self.app.push_screen(ThemePicker(), self._keep_theme)

    def action_settings(self) -> None:
        from reader.ui.screens.settings import SettingsScreen

        self.app.push_screen(SettingsScreen())
        if self.notice.problems:
            from reader.ui.screens.problems import ProblemsScreen

            problems = [str(problem) for problem in self.notice.problems]
            self.app.push_screen(ProblemsScreen("What is to be mended", problems))

    def _keep_theme(self, name: str | None) -> None:
        if name is not None:
            try:
                config.keep_theme(name, theme_of(self).variant)
            except config.SettingsError as problem:
                self.tell_problem(str(problem))

    def action_help(self) -> None:
        from reader.ui.screens.help import HelpScreen

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
        from reader.ui.screens.ask import AskScreen

        self.app.push_screen(
            AskScreen("Add a file, a folder or a page", "~/news  or  https://…"), self._add_answer
        )

    def _add_answer(self, answer: str | None) -> None:
        if answer is not None:
            self._begin_adding([answer if "://" in answer else str(Path(answer).expanduser())])

    def action_stop(self) -> None:
        self._beside.stop()

    def _begin(self, name: str, work: Work) -> bool:
        """Begin long work, unless some is going on."""
        if self._beside.is_busy:
            key = self.keymap.key_of("stop")
            how = f"; {key} stops it" if key else ""
            self.notify(f"Still at work{how}", severity="warning")
            return False
        self.status.tell(work=f"{name} …")
        self._is_fetch_asked_for = True
        self._beside.start(name, work)
        return True

    def _begin_adding(self, locations: Sequence[str], *, open_it: bool = False) -> None:
        def add(tell: Callable[[Progress], None], stop: Event) -> Report:
            from reader import pipeline

            return pipeline.add(locations, self.library, apart=True, on_progress=tell, stop=stop)

        if self._begin("adding", add):
            self._opens_added = open_it
            self.pressed = ""
            self.show_listing(self.list.ids)

    def on_work_progressed(self, message: WorkProgressed) -> None:
        if monotonic() - self._told_at < TOLD:
            return
        self._told_at = monotonic()
        progress = message.progress
        work = f"{message.name} {progress.done:,} of {progress.total:,}"
        if progress.rate >= 1:
            work += f"  {progress.rate:.0f} a second"
        if progress.seconds_left is not None:
            work += f"  {progress.seconds_left:.0f} s left"
        key = self.keymap.key_of("stop")
        self.status.tell(work=f"{work}  {key} stops" if key else work)
        if monotonic() - self._relisted_at > RELIST:
            self._relisted_at = monotonic()
            self.relist()

    def on_work_ended(self, message: WorkEnded) -> None:
        self.status.tell(work="")
        self.relist()
        if message.problem:
            self.tell_problem(message.problem)
        elif message.name == "adding":
            self._tell_added(cast("Report", message.report))
        else:
            self._tell_fetched(cast("FetchReport", message.report))

    def _tell_added(self, report: Report) -> None:
        if report.ids and self._opens_added:
            self.read(report.ids[0])
        self._tell_failures([f"{f.location}: {f.problem}" for f in report.failures])
        if report.stopped:
            self.notify("Stopped; what was added stays. Adding it again goes on from here.")

    def _tell_failures(self, problems: Sequence[str]) -> None:
        """Tell of a few problems in passing, of many on a screen of their own."""
        if len(problems) <= MOST_TOLD:
            for problem in problems:
                self.tell_problem(problem)
            return
        from reader.ui.screens.problems import ProblemsScreen

        self.app.push_screen(ProblemsScreen(f"{len(problems):,} could not be read", problems))

    # Feeds ---------------------------------------------------------------------------------

    def action_fetch(self) -> None:
        """Fetch the feeds that are due, or those of the part that is listed."""
        scope = self.scope
        self._begin_fetching(None if scope.kind not in ("feed", "tag") else scope)

    def action_fetch_all(self) -> None:
        self._begin_fetching(None, force=True)

    def _plan_fetching(self) -> None:
        """Fetch by itself, at the start and every so often, where the settings say so."""
        from reader.fetching.settings import why_open

        settings = settings_of(self).feeds
        if problem := why_open(settings):
            self.tell_problem(problem)
        if settings.at_start:
            self._fetch_quietly()
        self._fetch_every(settings.every)

    def _fetch_every(self, minutes: int) -> None:
        """Fetch each so many minutes from now on, if that is not done already; 0: never."""
        if minutes == self._minutes:
            return
        if self._fetching is not None:
            self._fetching.stop()
        self._minutes = minutes
        self._fetching = self.set_interval(60 * minutes, self._fetch_quietly) if minutes else None

    def on_theme_changed(self) -> None:
        self._fetch_every(settings_of(self).feeds.every)

    def _fetch_quietly(self) -> None:
        if not self._beside.is_busy:
            self._begin_fetching(None, asked_for=False)

    def _begin_fetching(
        self, scope: Scope | None, *, force: bool = False, asked_for: bool = True
    ) -> None:
        def fetch(tell: Callable[[Progress], None], stop: Event) -> FetchReport:
            from reader import fetching

            feeds = self.library.feeds
            chosen: list[int] | None = None
            if scope is not None and scope.kind == "feed":
                chosen = [int(scope.value)]
            elif scope is not None:
                chosen = [row.id for row in feeds.feeds() if scope.value in row.tags]
            report = fetching.fetch(
                self.library,
                chosen,
                force=force,
                spare=1,  # of the cores, for the screen
                on_progress=lambda told: tell(told.progress),
                tell=self._announce,
                stop=stop,
            )
            if report.untold:
                self.tell_from_thread(report.untold)
            return report

        if self._begin("fetching", fetch) and not asked_for:
            self._is_fetch_asked_for = False

    def _announce(self, new: Sequence[int]) -> str:
        """Notify of what came, if that is wanted, or say why not; in the thread that fetches."""
        from reader.ui.announcing import announce

        assert isinstance(self.app, ThemedApp)
        return announce(self.app, self.library, new, self.now())

    def action_test_notification(self) -> None:
        assert isinstance(self.app, ThemedApp)
        self.app.test_notification()

    def _tell_fetched(self, report: FetchReport) -> None:
        """What a fetch brought. Of one that nobody asked for just now only what is new is told: the
        list of feeds has the rest, and nothing takes the place of what is being read."""
        if report.new or self._is_fetch_asked_for:
            self.notify(report.summary, markup=False)
        if not self._is_fetch_asked_for:
            return
        self._tell_failures([f"{f.title}: {f.problem}" for f in report.failures])
        if report.problem:
            self.tell_problem(report.problem)

    def _begin_subscribing(self, url: str) -> None:
        def subscribe(tell: Callable[[Progress], None], stop: Event) -> FetchReport:
            from reader import fetching
            from reader.fetching.subscribing import subscribe as find_and_subscribe

            feed = find_and_subscribe(self.library, url, stop=stop)
            return fetching.fetch(
                self.library, [feed.id], on_progress=lambda told: tell(told.progress), stop=stop
            )

        self._begin("subscribing", subscribe)

    def action_feeds(self) -> None:
        from reader.ui.screens.feeds import FeedsScreen

        order = self.arrangement.feeds_order
        self.app.push_screen(FeedsScreen(self.library, self.now, order), self._grant)

    def _grant(self, wish: Wish | None) -> None:
        self.relist()
        if wish is None:
            return
        if wish.act == "list" and wish.scope is not None:
            self.choose_scope(wish.scope)
            self.go(self.list)
        elif wish.act == "fetch":
            self._begin_fetching(Scope("feed", value=str(wish.feed)))
        elif wish.act == "subscribe":
            self._begin_subscribing(wish.url)
