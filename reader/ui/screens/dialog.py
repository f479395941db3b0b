"""What every screen that opens over another has in common."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, ScreenResultType
from textual.widgets import Input, OptionList

from reader.ui.actions import Action, Place
from reader.ui.key_names import shown
from reader.ui.keymap import WAYS_OUT, Keymap, Strokes
from reader.ui.themed import ThemedApp


class Dialog(ModalScreen[ScreenResultType]):
    """A screen over another that ends with an answer, once.

    Its keys are those of the key table in its place; `opened_by` is the action whose keys leave it
    as well. A key that means nothing there does nothing.
    """

    window: ClassVar[Place] = "window"
    opened_by: ClassVar[str] = ""
    hides_others: ClassVar[bool] = False
    """Whether the window below is not seen meanwhile: two frames in each other are hard to tell."""

    _is_answered = False

    def __init__(self) -> None:
        super().__init__()
        self.pressed = ""
        self._strokes: Strokes | None = None

    @property
    def reader(self) -> ThemedApp:
        """The app, which holds the settings and the keys."""
        assert isinstance(self.app, ThemedApp)
        return self.app

    @property
    def keymap(self) -> Keymap:
        return self.reader.keymap

    # Another over it ---------------------------------------------------------------------------

    def on_screen_suspend(self) -> None:
        above = self.app.screen
        self.set_class(isinstance(above, Dialog) and above.hides_others, "-covered")

    def on_screen_resume(self) -> None:
        self.remove_class("-covered")

    # Keys ----------------------------------------------------------------------------------

    @property
    def place(self) -> Place:
        """Where a key would be pressed now."""
        return "answer" if isinstance(self.focused, Input) else self.window

    def foot(self) -> str:
        """The keys that matter here and what they do, two spaces between."""
        return "  ".join(
            f"{shown(action.keys[0])} {action.label}"
            for action in self.keymap.footer(self.window)
            if action.name != self.opened_by
        )

    async def on_key(self, event: events.Key) -> None:
        self.pressed = event.key
        if self._strokes is None:
            self._strokes = Strokes(self.keymap)
        is_typing = self.place == "answer"
        found = self._strokes.press(self.place, event.key, "" if is_typing else self.opened_by)
        self._tell_pending(self._strokes.pending)
        if found is not None or not is_typing:  # Else it may change what is typed.
            event.stop()
            event.prevent_default()
        is_left = event.key in WAYS_OUT and not (isinstance(found, Action) and found.name == "quit")
        if is_left:
            event.stop()
            self._strokes.forget()
            await self.perform("back")
        elif isinstance(found, Action):
            await self.perform("back" if found.name == self.opened_by else found.name)

    def _tell_pending(self, pending: str) -> None:
        """Show in the frame which keys wait for others."""
        for frame in self.children:
            frame.border_subtitle = f"{pending} …" if pending else ""

    async def perform(self, name: str) -> None:
        """Do what an action says: this window if it can, else the app."""
        if hasattr(self, f"action_{name}"):
            await self.run_action(name)
        else:
            await self.app.run_action(name)

    # Going through a list, or a text ---------------------------------------------------------

    def action_cursor_down(self) -> None:
        self._move("action_cursor_down", "scroll_down")

    def action_cursor_up(self) -> None:
        self._move("action_cursor_up", "scroll_up")

    def action_page_down(self) -> None:
        self._move("action_page_down", "scroll_page_down")

    def action_page_up(self) -> None:
        self._move("action_page_up", "scroll_page_up")

    def action_first(self) -> None:
        self._move("action_first", "scroll_home")

    def action_last(self) -> None:
        self._move("action_last", "scroll_end")

    def _move(self, through_list: str, through_text: str) -> None:
        for listed in self.query("OptionList, VerticalScroll"):
            if isinstance(listed, OptionList):
                getattr(listed, through_list)()
            else:
                getattr(listed, through_text)(animate=False)

    def action_choose(self) -> None:
        """Choose the line; where there is none, leave."""
        for options in self.query(OptionList):
            options.action_select()
            return
        self.action_back()

    def action_back(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)

    def action_close(self) -> None:
        self.action_back()

    def action_help(self) -> None:
        from reader.ui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self.keymap, self.place))

    # The answer ----------------------------------------------------------------------------

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """End with this answer. A key that came twice, as on a slow line, answers nothing more."""
        if self._is_answered:
            return AwaitComplete()
        self._is_answered = True
        return super().dismiss(result)
