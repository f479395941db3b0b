"""A desktop for tests: a session bus of its own, and on it a program that shows notifications."""

from __future__ import annotations

import asyncio
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from dbus_fast import Message, MessageType
from dbus_fast.aio import MessageBus

SERVICE = "org.freedesktop.Notifications"

BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={path}</listen>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/>
<allow own="*"/></policy></busconfig>
"""

INTROSPECTION = f"""<node><interface name="{SERVICE}">
<method name="GetCapabilities"><arg type="as" direction="out"/></method>
<method name="GetServerInformation"><arg type="s" direction="out"/><arg type="s" direction="out"/>
<arg type="s" direction="out"/><arg type="s" direction="out"/></method>
<method name="Notify"><arg type="s" direction="in"/><arg type="u" direction="in"/>
<arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="s" direction="in"/>
<arg type="as" direction="in"/><arg type="a{{sv}}" direction="in"/><arg type="i" direction="in"/>
<arg type="u" direction="out"/></method>
<signal name="NotificationClosed"><arg type="u"/><arg type="u"/></signal>
</interface></node>"""


@dataclass
class Desktop:
    """`shown` are title and body of every notification; what is `deaf` never answers."""

    address: str
    capabilities: list[str] = field(default_factory=lambda: ["body", "body-markup"])
    deaf: bool = False
    refuses: bool = False
    shown: list[tuple[str, str]] = field(default_factory=list)

    def answer(self, message: Message) -> Message | bool | None:
        if message.message_type is not MessageType.METHOD_CALL:
            return None
        if self.deaf:
            return True
        match message.member:
            case "Introspect":
                return Message.new_method_return(message, "s", [INTROSPECTION])
            case "GetCapabilities":
                return Message.new_method_return(message, "as", [self.capabilities])
            case "GetServerInformation":
                return Message.new_method_return(message, "ssss", ["Tests", "us", "1", "1.2"])
            case "Notify" if self.refuses:
                return Message.new_error(message, "org.example.Full", "there is no room left")
            case "Notify":
                self.shown.append((message.body[3], message.body[4]))
                return Message.new_method_return(message, "u", [len(self.shown)])
        return None


@contextmanager
def bus(folder: Path) -> Iterator[str]:
    """A session bus; its address."""
    path, configuration = folder / "bus", folder / "bus.conf"
    configuration.write_text(BUS.format(path=path))
    daemon = subprocess.Popen(
        ["dbus-daemon", f"--config-file={configuration}", "--nofork", "--print-address"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # It may not raise its limits, and says so.
        text=True,
    )
    assert daemon.stdout is not None
    try:
        yield daemon.stdout.readline().strip()
    finally:
        daemon.terminate()
        daemon.wait()
        daemon.stdout.close()


@contextmanager
def desktop(folder: Path) -> Iterator[Desktop]:
    """A bus with a desktop on it."""
    with bus(folder) as address:
        found = Desktop(address)
        loop = asyncio.new_event_loop()
        ended = asyncio.Event()
        is_there = threading.Event()

        async def serve() -> None:
            connection = await asyncio.wait_for(MessageBus(bus_address=address).connect(), 5)
            connection.add_message_handler(found.answer)
            await connection.request_name(SERVICE)
            is_there.set()
            await ended.wait()
            connection.disconnect()

        thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
        thread.start()
        try:
            assert is_there.wait(10)
            yield found
        finally:
            if thread.is_alive():
                loop.call_soon_threadsafe(ended.set)
            thread.join()
            loop.close()
