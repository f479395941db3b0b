"""Commands of the user's own, run with the article that is open on their standard input."""

from __future__ import annotations

import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread, current_thread, main_thread
from typing import IO, Final

from reader.article import Article
from reader.command_settings import URL, Command
from reader.sources.characters import clean_line
from reader.ui.links import links_of

MOST_SAID: Final = 300
"""Characters of what a command that failed has said."""


class CommandFailed(Exception):
    """A command that could not be run, or failed. Its text is one line."""


def text_of(article: Article) -> str:
    """The article's text as it is copied: its paragraphs, without the site's notices."""
    return "\n\n".join(block.text for block in article.blocks if block.role != "boilerplate")


def given_by(command: Command, article: Article) -> bytes:
    """What the command gets of an article."""
    if command.gives == "markdown":
        from reader.sources.markdown_writer import write_markdown

        text = write_markdown(article)
    elif command.gives == "links":
        text = "".join(f"{link.target}\n" for link in links_of(article))
    elif command.gives == "url":
        text = f"{_address(command, article)}\n"
    else:
        text = f"{text_of(article)}\n"
    return text.encode("utf-8", "replace")


def _address(command: Command, article: Article) -> str:
    """Raises CommandFailed where the article has none that leads to the web."""
    if not article.url.startswith(("https://", "http://")):
        raise CommandFailed(f"{command.name}: this article has no web address")
    return article.url


def run_in_terminal(command: Command, article: Article) -> None:
    """Run a command that has the terminal, and wait for its end. Raises CommandFailed."""
    with _undisturbed(), _begun(command, article, None) as process:
        ended = process.wait()
    _judge(command, ended, "")


def run_behind(command: Command, article: Article, tell: Callable[[str], None]) -> None:
    """Start a command that the reader does not wait for; if it fails, `tell` is told in a line,
    from another thread. Raises CommandFailed where it cannot be started."""
    said = tempfile.TemporaryFile()  # noqa: SIM115 - closed at the end of the thread.
    try:
        process = _begun(command, article, said)
    except CommandFailed:
        said.close()
        raise

    def wait() -> None:
        with said:
            ended = process.wait()
            said.seek(0)
            lines = said.read(100_000).decode("utf-8", "replace").strip().splitlines()
        try:
            _judge(command, ended, clean_line(lines[-1]) if lines else "")
        except CommandFailed as problem:
            tell(str(problem))

    Thread(target=wait, name=f"command {command.name}", daemon=True).start()


def _begun(command: Command, article: Article, said: IO[bytes] | None) -> subprocess.Popen[bytes]:
    """The command with the article as a file on its standard input: so it may read as late and as
    little as it likes. `said` takes its errors; None: it has the terminal."""
    words = [_address(command, article) if word == URL else word for word in command.words]
    behind = {"stdout": subprocess.DEVNULL, "stderr": said, "start_new_session": True}
    with tempfile.TemporaryFile() as given:
        given.write(given_by(command, article))
        given.seek(0)
        try:
            return subprocess.Popen(words, stdin=given, **(behind if said is not None else {}))  # type: ignore[call-overload, no-any-return]
        except (OSError, ValueError) as error:
            what = getattr(error, "strerror", "") or str(error)
            raise CommandFailed(f"{command.name}: {words[0]}: {what.lower()}") from None


def _judge(command: Command, ended: int, said: str) -> None:
    if ended:
        how = f"was ended by signal {-ended}" if ended < 0 else f"ended with {ended}"
        what = f": {said[:MOST_SAID]}" if said else ""
        raise CommandFailed(f"{command.name}: {command.words[0]} {how}{what}")


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Ctrl+C is the command's alone meanwhile, as less has it; here it would end the reader."""
    if current_thread() is not main_thread():
        yield
        return
    # A function, for a command would inherit that the signal is ignored.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before if before is not None else signal.SIG_DFL)
