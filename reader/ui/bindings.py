"""`[keys]` of the settings: which keys do what, for who wants other ones. Pure.

[keys]
preset = "vim"                 # reader, newsboat, vim, emacs or none; what follows goes before it
next_article = "J"             # one key
search = ["/", "ctrl+f"]       # any of several
top = "g g"                    # one after the other
toggle_star = []               # none
list.open = "l"                # only in one place: list, article, panel, feeds_window …
command.less = "ctrl+o"        # a command of [commands]
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, get_args

from reader.command_settings import PREFIX
from reader.settings import PRESETS
from reader.tables import Problem, TomlFile
from reader.ui.actions import ACTIONS, DIALOGS, Action, Place
from reader.ui.key_names import SHOWN, shown
from reader.ui.keymap import WAY_OUT, WAYS_OUT, holds
from reader.ui.presets import KEYS, WITHOUT_PRESET

_PLACES: Final[tuple[Place, ...]] = get_args(Place)
_MODIFIERS: Final = ("ctrl", "alt", "shift", "super", "hyper", "meta")
# fmt: off
_NAMED: Final = frozenset({
    "up", "down", "left", "right", "home", "end", "pageup", "pagedown", "insert", "delete",
    "backspace", "enter", "escape", "tab", "space", *(f"f{number}" for number in range(1, 25)),
})
_ALIASES: Final = {
    "esc": "escape", "return": "enter", "pgup": "pageup", "pgdn": "pagedown", "del": "delete",
    "ins": "insert", "spacebar": "space", **{sign: key for key, sign in SHOWN.items()},
}
# fmt: on
_CHARACTERS: Final = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
"""What Textual calls a character, where that is not its name in Unicode."""


START: Final = "start"
"""Stands for a key in [macros]: what is done when the reader opens."""

_Tell = Callable[[str, str], None]


def bound(
    keys: Mapping[str, Any],
    file: TomlFile | None,
    actions: Sequence[Action] = ACTIONS,
    macros: Mapping[str, Any] | None = None,
) -> tuple[tuple[Action, ...], list[Problem]]:
    """The actions with the keys of a preset and of the user, and what is wrong with those.

    What is wrong is left out, and the action has the keys it would have without it. Where two of
    the user's want one key, the first has it; where one of the user's takes a key of the reader's
    own, it has it, and what is left without keys is told. What leaves a window always does.
    """
    problems: list[Problem] = []

    def tell(
        key: str, what: str, wrong: str = "", among: Sequence[str] = (), section: str = ""
    ) -> None:
        section = section or ("macros" if macros and key in macros else "keys")
        if file is not None:
            problems.append(file.problem(key, what, wrong, among, section=section))

    preset = keys.get("preset", PRESETS[0])
    if preset not in PRESETS:
        tell("preset", f"must be one of {', '.join(PRESETS)}", str(preset), PRESETS)
        preset = PRESETS[0]
    wanted: dict[tuple[Place, str], tuple[str, ...]] = {}
    written: dict[tuple[Place, str], str] = {}
    for key, name, value in _entries(keys):
        place, _, leaf = name.rpartition(".")
        matching = [
            a for a in actions if a.name == name or (a.name == leaf and place in ("", a.place))
        ]
        if not matching:
            if name.startswith(PREFIX):
                known = [a.name.removeprefix(PREFIX) for a in actions if a.name.startswith(PREFIX)]
                tell(key, "there is no such command under [commands]", leaf, known)
            elif place and place not in _PLACES:
                tell(key, f"there is no place “{place}”", place, _PLACES)
            else:
                tell(key, "there is no such action", leaf, [a.name for a in actions])
            continue
        strokes: list[str] = []
        for given in [value] if isinstance(value, str) else value:
            try:
                strokes.append(read_keys(given))
            except ValueError as error:
                tell(key, str(error))
        if not strokes and value != []:
            continue  # All of it was mistyped: it says nothing of which keys are wanted.
        refused_here: set[str] = set()
        for action in matching:
            at = (action.place, action.name)
            kept = tuple(dict.fromkeys(one for one in strokes if not _locks_in(action, one)))
            refused_here.update(one for one in strokes if one not in kept)
            if (place or at not in written) and (kept or not strokes):
                wanted[at] = kept
                written[at] = key
        for one in sorted(refused_here):
            tell(key, f"“{shown(one)}” leaves a window, there and always; choose another key")
    for key in _not_read(keys):
        tell(key, "is a key in quotes, or a list of them")

    made_macros: list[Action] = []
    for key, value in (macros or {}).items():
        try:
            macro = _macro(key, value, actions, file)
        except _NoSuchAction as error:
            names = [action.name for action in actions if action.place not in DIALOGS]
            tell(key, str(error), error.name, names, section="macros")
        except ValueError as error:
            tell(key, str(error), section="macros")
        else:
            made_macros.append(macro)
            written[macro.place, macro.name] = key

    def make(tell: _Tell) -> list[Action]:
        made = [_bound(action, preset, wanted, written, file) for action in actions]
        return _without_taken([*made, *made_macros], written, tell)

    # A sequence of the user's that cannot be finished is as if it was not written.
    refused = _unreachable(make(lambda key, what: None), written)
    for at, sequence, _, _ in refused:
        if at in wanted:
            left = tuple(keys for keys in wanted[at] if keys != sequence)
            wanted[at] = left
            if not left:
                del wanted[at], written[at]
    made = make(tell)
    refused += [found for found in _unreachable(made, written) if found not in refused]
    # One line for an action that is in several places.
    for written_at, what in dict.fromkeys((key, what) for _, _, key, what in refused):
        if written_at is not None:
            tell(written_at, what)
    gone = {(at, sequence) for at, sequence, _, _ in refused}
    left_over = [
        _with_way_out(
            replace(
                action,
                keys=tuple(k for k in action.keys if ((action.place, action.name), k) not in gone),
            )
        )
        for action in made
    ]
    if not any(map(_leaves, left_over)):
        key = _exit(left_over)
        tell("quit", f"no key would leave the reader: {shown(key)} does")
        left_over = [
            replace(one, keys=(key,)) if (one.place, one.name) == ("everywhere", "quit") else one
            for one in left_over
        ]
    return tuple(left_over), problems


def _leaves(action: Action) -> bool:
    """Whether a key of an action, or of a macro it is in, leaves the reader."""
    does = {"quit", "close"} & set(action.name.split())
    return bool(does and action.keys) and action.place not in DIALOGS


def _exit(actions: Sequence[Action]) -> str:
    """The key that leaves the reader where none is bound to that: the last of its own that means
    nothing else, else the one that leaves every window."""
    taken = {key.split()[0] for a in actions if a.place not in DIALOGS for key in a.keys}
    own = next(action.keys for action in ACTIONS if action.name == "quit")
    return next((key for key in reversed(own) if key not in taken), WAYS_OUT[-1])


def _locks_in(action: Action, keys: str) -> bool:
    """Whether an action would take a key from what leaves a window."""
    first, *more = keys.split()
    leaves = action.name in ("back", "close") and not more
    return action.place in DIALOGS and first in WAYS_OUT and not leaves


def _with_way_out(action: Action) -> Action:
    """What leaves a window with the key that always does."""
    if action.place not in DIALOGS or action.name != "back" or WAY_OUT in action.keys:
        return action
    return replace(action, keys=(*action.keys, WAY_OUT))


class _NoSuchAction(ValueError):
    def __init__(self, name: str) -> None:
        super().__init__(f"there is no action “{name}”")
        self.name = name


def _macro(key: str, value: object, actions: Sequence[Action], file: TomlFile | None) -> Action:
    """Several actions as one. Raises ValueError saying what is wrong."""
    if not (isinstance(value, list) and value and all(isinstance(v, str) for v in value)):
        raise ValueError("is a list of actions in quotes")
    described = {a.name: a.description for a in reversed(actions) if a.place not in DIALOGS}
    for name in value:
        if name not in described:
            raise _NoSuchAction(name)
    return Action(
        name=" ".join(value),
        keys=() if key == START else (read_keys(key),),
        description="; ".join(described[name] for name in value),
        origin=file.place(key, "macros") if file else "config.toml",
        at_start=key == START,
    )


def read_keys(text: object) -> str:
    """A key or sequence as people write it, in Textual's names: `g g`, `?`, `Ctrl+X k`, `PgDn`.

    Raises ValueError saying what is no key.
    """
    if not isinstance(text, str) or not text.split():
        raise ValueError("is a key in quotes, or a list of them; [] is none")
    return " ".join(_read_key(part) for part in text.split())


def _read_key(text: str) -> str:
    if len(text) == 1:
        return _ALIASES.get(text) or _character(text)
    *modifiers, key = text.split("+") if not text.endswith("+") else [*text[:-2].split("+"), "+"]
    modifiers = sorted({modifier.lower() for modifier in modifiers})
    unknown = [modifier for modifier in modifiers if modifier not in _MODIFIERS]
    if unknown or (len(text) > 1 and not key):
        raise ValueError(f"“{text}” is no key: write for example “ctrl+x”")
    name = _ALIASES.get(key, _ALIASES.get(key.lower(), key))
    if len(name) == 1:
        name = _character(name if not modifiers else name.lower())
    elif name.lower() in _NAMED:
        name = name.lower()
    elif name not in SHOWN and not _is_character(name):
        is_row = name.isalnum() and len(name) <= 3 and not re.fullmatch(r"[Ff]\d+", name)
        if is_row and not modifiers:
            raise ValueError(f"“{text}” is no key; for one after the other: “{' '.join(name)}”")
        raise ValueError(f"“{text}” is no key: write for example “f5”, “ctrl+x”, “PgDn”, “?”")
    return "+".join([*modifiers, name])


def _character(character: str) -> str:
    """What Textual calls the key of a character."""
    if character.isalnum():
        return character
    if not character.isprintable():
        raise ValueError("a key is a character that can be seen, or a name")
    name = unicodedata.name(character, "").lower().replace("-", "_").replace(" ", "_")
    return _CHARACTERS.get(name, name)


def _is_character(name: str) -> bool:
    """Whether this is the name of a character, as Textual has it."""
    for spelt in (name, *(unicode for unicode, own in _CHARACTERS.items() if own == name)):
        for candidate in (spelt.replace("_", " "), spelt.replace("_", "-")):
            try:
                unicodedata.lookup(candidate.upper())
            except KeyError:
                continue
            return True
    return name in ("less_than_sign", "greater_than_sign")


def _entries(keys: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Every (key as written, action's name with its place if any, strokes)."""
    for name, value in keys.items():
        if isinstance(value, Mapping):
            for leaf, inner in value.items():
                if isinstance(inner, str | list):
                    yield f"{name}.{leaf}", f"{name}.{leaf}", inner
        elif name != "preset" and isinstance(value, str | list):
            yield name, name, value


def _not_read(keys: Mapping[str, Any]) -> Iterator[str]:
    for name, value in keys.items():
        inner = value.items() if isinstance(value, Mapping) else [(None, value)]
        for leaf, strokes in inner:
            if not isinstance(strokes, str | list):
                yield name if leaf is None else f"{name}.{leaf}"


def _bound(
    action: Action,
    preset: str,
    wanted: Mapping[tuple[Place, str], tuple[str, ...]],
    written: Mapping[tuple[Place, str], str],
    file: TomlFile | None,
) -> Action:
    at = (action.place, action.name)
    if at in wanted:
        origin = file.place(written[at], "keys") if file else "config.toml"
        return replace(action, keys=wanted[at], origin=origin)
    origin = f"preset {preset}"
    if preset == "none" and action.name not in WITHOUT_PRESET:
        kept = action.keys if action.place in DIALOGS else ()
        keys = tuple(key for key in kept if key in _NAMED or "+" in key)
        return action if keys == action.keys else replace(action, keys=keys, origin=origin)
    table = KEYS.get(preset, {})
    chosen = table.get(f"{action.place}.{action.name}", table.get(action.name))
    return action if chosen is None else replace(action, keys=chosen, origin=origin)


def _meet(one: Action, other: Action) -> bool:
    """Whether there is a place where the keys of both hold."""
    return any(holds(one, place) and holds(other, place) for place in _PLACES)


def _without_taken(
    made: Sequence[Action], written: Mapping[tuple[Place, str], str], tell: _Tell
) -> list[Action]:
    """The actions without the keys that others of the user's have.

    What is bound in one place goes before what is bound everywhere, so those two can share a key.
    """
    owners: dict[tuple[Place, str], Action] = {}
    result: list[Action] = []
    for action in made:
        at = (action.place, action.name)
        if at in written:
            for key in action.keys:
                before = owners.setdefault((action.place, key), action)
                if before.name != action.name:
                    what = f"“{shown(key)}” is bound to {before.name} already; choose another key"
                    tell(written[at], what)
    for action in made:
        is_own = (action.place, action.name) in written
        places: Sequence[Place] = (action.place,) if is_own else _PLACES
        takers = {
            key: owner
            for key in action.keys
            for place in places
            if (owner := owners.get((place, key))) is not None
            and owner.name != action.name
            and holds(owner, action.place)
        }
        keys = tuple(key for key in action.keys if key not in takers)
        if takers and not keys and not is_own:
            key, taker = next(iter(takers.items()))
            what = (
                f"“{shown(key)}” was the only key of {action.name};"
                f" give that another, or none: {action.name} = []"
            )
            tell(written[taker.place, taker.name], what)
        result.append(replace(action, keys=keys))
    return result


def _unreachable(
    made: Sequence[Action], written: Mapping[tuple[Place, str], str]
) -> list[tuple[tuple[Place, str], str, str | None, str]]:
    """Sequences that begin with a key which acts at once, and so can never be finished.

    Of each the place and name of its action, itself, the key of the settings to mend (None: it is
    none of the user's), and what is wrong.
    """
    found = []
    for action in made:
        for sequence in action.keys:
            strokes = sequence.split()
            for length in range(1, len(strokes)):
                start = " ".join(strokes[:length])
                blocker = next((o for o in made if start in o.keys and _meet(action, o)), None)
                if blocker is None:
                    continue
                at, of = (action.place, action.name), (blocker.place, blocker.name)
                what = (
                    f"“{shown(sequence)}” cannot be pressed: “{shown(start)}” is bound to"
                    f" {blocker.name}; give that another key"
                )
                found.append((at, sequence, written.get(at) or written.get(of), what))
    return found
