"""Which action a key means, and where: in the panes, and in the windows over them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final, Literal

from reader.ui.actions import ACTIONS, DIALOGS, WINDOWS, Action, Place
from reader.ui.key_names import shown

OVER_ALL: Final = ("quit", "suspend", "palette")
"""Actions whose keys hold in the search line and in answers too, where they are no text."""

IN_WINDOWS: Final = (*OVER_ALL, "help")
"""Actions of everywhere whose keys hold in windows too, where those have nothing else on them."""

WAY_OUT: Final = "escape"
WAYS_OUT: Final = (WAY_OUT, "ctrl+c")
"""Keys that always leave what is open over the panes: nobody can be locked in."""


def holds(action: Action, place: Place) -> bool:
    """Whether the keys of an action mean it in a place, unless the place itself has them."""
    if action.place == "window":
        return place in WINDOWS
    if action.place != "everywhere" or place in ("search", "answer"):
        return action.place == place
    return place not in DIALOGS or action.name in IN_WINDOWS


_COMBINED: Final = re.compile(r"f\d+\Z|(?:ctrl|alt|super|hyper|meta)\+")

Keys = dict[tuple[str, ...], Action]


class Keymap:
    """Which action a key means in which place, sequences included."""

    def __init__(self, actions: Iterable[Action] = ACTIONS) -> None:
        self.bind(actions)

    def bind(self, actions: Iterable[Action]) -> None:
        """Let keys mean these actions from now on."""
        self.actions = tuple(actions)
        self._held: dict[Place, Keys] = {}
        self._in_force: dict[Place, list[Action]] = {}

    def _keys(self, place: Place) -> Keys:
        """All that keys mean in a place: what is bound in it goes before what holds there too."""
        if place not in self._held:
            keys: Keys = {}
            for where in dict.fromkeys((place, "window", "everywhere")):
                for action in self.actions:
                    if action.place == where and holds(action, place):
                        for key in action.keys:
                            keys.setdefault(tuple(key.split()), action)
            self._held[place] = keys
        return self._held[place]

    def find(
        self, place: Place, strokes: Sequence[str], also: str = ""
    ) -> Action | Literal["pending"] | None:
        """The action of these strokes, `pending` if they begin a longer sequence, else None.

        `also` names an action of everywhere whose keys hold in this window as well.
        """
        pressed = tuple(strokes)
        keys = self._keys(place)
        if also:
            keys = {k: a for k, a in self._keys("everywhere").items() if a.name == also} | keys
        if action := keys.get(pressed):
            return action
        if any(len(key) > len(pressed) and key[: len(pressed)] == pressed for key in keys):
            return "pending"
        return None

    @property
    def start(self) -> str:
        """The actions to begin with, spaces between; or nothing."""
        return next((action.name for action in self.actions if action.at_start), "")

    def over_all(self) -> dict[str, str]:
        """The keys that hold on every screen, with what they do there.

        Those are combinations and function keys alone: others are text somewhere. What one place
        has for itself does not hold on every screen, nor does what leaves a window, unless it
        leaves the reader.
        """
        elsewhere = {
            key.split()[0]
            for action in self.actions
            if action.place != "everywhere"
            for key in action.keys
        }
        return {
            key: action.name
            for (key, *more), action in self._keys("everywhere").items()
            if action.name in OVER_ALL
            if not more and _COMBINED.match(key) and key not in elsewhere
            if action.name == "quit" or key not in WAYS_OUT
        }

    def within(self, place: Place) -> tuple[Action, ...]:
        """The actions of one place, in the table's order."""
        return tuple(action for action in self.actions if action.place == place)

    def in_force(self, place: Place) -> list[Action]:
        """The actions that have a key in a place, each with those alone that mean it there.

        First those of the place itself, each in the table's order.
        """
        if place not in self._in_force:
            self._in_force[place] = self._sorted_out(place)
        return self._in_force[place]

    def _sorted_out(self, place: Place) -> list[Action]:
        found: dict[tuple[Place, str], Action] = {}
        keys = self._keys(place)
        for strokes, action in keys.items():
            if any(strokes[:length] in keys for length in range(1, len(strokes))):
                continue  # What it begins with acts at once.
            at = (action.place, action.name)
            before = found.get(at)
            have = before.keys if before is not None else ()
            found[at] = replace(action, keys=(*have, " ".join(strokes)))
        return list(found.values())

    def key_of(self, name: str, place: Place = "everywhere") -> str:
        """The first key of an action in a place, as people write it; nothing where it has none."""
        return next((shown(a.keys[0]) for a in self.in_force(place) if a.name == name), "")

    def footer(self, place: Place) -> tuple[Action, ...]:
        """What the footer, or the foot of a window, names in a place, most useful first."""
        return tuple(action for action in self.in_force(place) if action.label)


class Strokes:
    """The keys pressed one after the other until they mean something."""

    def __init__(self, keymap: Keymap) -> None:
        self._keymap = keymap
        self._pressed: list[str] = []

    @property
    def pending(self) -> str:
        """The keys that wait for others, as people write them."""
        return shown(" ".join(self._pressed))

    def press(self, place: Place, key: str, also: str = "") -> Action | Literal["pending"] | None:
        """What a key means after those that wait, as `Keymap.find` has it.

        One that does not go on with the sequence means what it means alone.
        """
        self._pressed.append(key)
        found = self._keymap.find(place, self._pressed, also)
        if found is None and len(self._pressed) > 1:
            self._pressed = [key]
            found = self._keymap.find(place, self._pressed, also)
        if found != "pending":
            self.forget()
        return found

    def forget(self) -> None:
        """Wait for nothing any more."""
        self._pressed = []
