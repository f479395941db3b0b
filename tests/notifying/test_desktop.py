"""Notifications by the desktop, over a real bus with a program on it that shows them."""

from __future__ import annotations

import shutil
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from reader.notifying import Notification, NotSent, send

if sys.platform != "linux":
    pytest.skip("the desktop's own bus is Linux's", allow_module_level=True)

from tests.notifying.desktop import Desktop, bus, desktop

needs_a_bus = pytest.mark.skipif(
    shutil.which("dbus-daemon") is None, reason="dbus-daemon is not installed"
)

NEWS = Notification("Reader: 2 new in Tea & Cake", ("Crumbs <b>bold</b>", "Salt & pepper; more"))


@pytest.fixture(autouse=True)
def no_session(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whoever runs the tests has a desktop perhaps, which is left in peace."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desktop]:
    with desktop(tmp_path) as found:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", found.address)
        yield found


def sent(notification: Notification = NEWS) -> str:
    return send(notification, "desktop", {}, None)


@needs_a_bus
def test_a_notification_is_shown_and_its_signs_are_not_markup(shown: Desktop) -> None:
    assert sent() == "the desktop"
    assert shown.shown == [
        (NEWS.title, "Crumbs &lt;b&gt;bold&lt;/b&gt;\nSalt &amp; pepper; more"),
    ]


@needs_a_bus
def test_a_desktop_without_markup_shows_the_signs_as_they_are(shown: Desktop) -> None:
    shown.capabilities = ["body"]
    sent()
    assert shown.shown == [(NEWS.title, "Crumbs <b>bold</b>\nSalt & pepper; more")]


@needs_a_bus
def test_under_cron_the_session_is_found_at_its_place(
    shown: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "")
    sent()
    assert len(shown.shown) == 1


@needs_a_bus
def test_a_desktop_that_refuses_is_quoted(
    shown: Desktop, capfd: pytest.CaptureFixture[str]
) -> None:
    shown.refuses = True
    with pytest.raises(NotSent, match="there is no room left"):
        sent()
    assert capfd.readouterr() == ("", "")


@needs_a_bus
def test_a_desktop_that_does_not_answer_is_not_waited_for(
    shown: Desktop, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reader.notifying.desktop.PATIENCE", 0.5)
    shown.deaf = True
    with pytest.raises(NotSent, match="does not answer"):
        sent()
    assert capfd.readouterr() == ("", "")


@needs_a_bus
def test_a_session_without_a_program_for_notifications_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with bus(tmp_path) as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        with pytest.raises(NotSent, match="no program shows notifications here"):
            sent()


def test_without_a_session_one_line_says_so() -> None:
    with pytest.raises(NotSent, match="no desktop session is running") as told:
        sent()
    assert "\n" not in str(told.value)


def test_a_bus_that_takes_the_call_and_says_nothing_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / "silent"))
        silent.listen()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'silent'}")
        monkeypatch.setattr("reader.notifying.desktop.PATIENCE", 0.5)
        with pytest.raises(NotSent, match="does not answer"):
            sent()


@pytest.mark.parametrize("address", ["unix:path=/nowhere/at/all", "nonsense", "unix:", ";;"])
def test_a_bus_that_is_not_there_is_told_of_in_a_line(
    address: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    with pytest.raises(NotSent) as told:
        sent()
    assert "\n" not in str(told.value)
    assert capfd.readouterr() == ("", "")
