"""The one place that joins the rooms: bytes become articles, articles the library and its index."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Final, Protocol, TypeVar

from reader import config
from reader.article import Article, Block
from reader.indexing import catch_up, following
from reader.inputs import Failure, expand, is_url, named, obtain
from reader.intake import Anew, Fresh, Intake, Known, Outcome, Report
from reader.library import Library, LibraryError
from reader.library.arrival import digest, pack
from reader.library.store import Store
from reader.progress import Progress
from reader.sources.original import Original, SourceError

__all__ = [
    "Failure",
    "PipelineError",
    "Progress",
    "Report",
    "add",
    "catch_up",
    "extract",
    "extract_all",
    "is_url",
    "obtain",
    "reanalyse",
    "versions",
]

FEW: Final = 6
"""Inputs up to which starting processes takes longer than doing without."""


class PipelineError(Exception):
    """The reader itself is not fit for work, whatever the input. Its text is one line."""


@dataclass(frozen=True, slots=True)
class _Extracted:
    """What an input is made into when no library is there to keep it."""

    location: str
    article: Article


_Made = TypeVar("_Made")
_Done = TypeVar("_Done", covariant=True)


class _Prepare(Protocol[_Done]):
    """Gives the function that does a task; called once in each process, where pickling leads.

    The function gives None for a task that `stop` ended. Other processes have no `stop`: they are
    ended themselves.
    """

    def __call__(self, stop: threading.Event | None = None) -> Callable[[str], _Done | None]: ...


def extract(original: Original) -> Article:
    """What the reader makes of some bytes, with nothing known of any library.

    Raises SourceError for what is no article.
    """
    return make(original, lambda source: frozenset())


def extract_all(
    locations: Sequence[str], *, jobs: int | None = None, apart: bool = False
) -> Iterator[tuple[str, Article | str]]:
    """What the reader makes of files, folders, URLs and standard input, in the order given.

    Each is told with its location: an article, or why there is none in one line. `jobs` and
    `apart` are those of `add`. Raises PipelineError.
    """
    inputs = list(named(locations))
    tasks = [
        f"{number} {location}"
        for number, location in enumerate(inputs)
        if isinstance(location, str)
    ]
    early: dict[int, Article | str] = {
        number: failed.problem
        for number, failed in enumerate(inputs)
        if isinstance(failed, Failure)
    }
    done = 0
    prepare: _Prepare[_Extracted | Failure] = _prepare_extracting
    outcomes = _outcomes(prepare, tasks, _jobs(jobs, inputs, apart), threading.Event())
    with closing(outcomes):
        for outcome in chain(outcomes, [None]):
            if outcome is not None:
                number, _, _ = outcome.location.partition(" ")
                early[int(number)] = (
                    outcome.problem if isinstance(outcome, Failure) else outcome.article
                )
            while done in early:
                location = inputs[done]
                yield location if isinstance(location, str) else location.location, early.pop(done)
                done += 1


def add(
    locations: Sequence[str],
    library: Library,
    *,
    jobs: int | None = None,
    apart: bool = False,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    stop: threading.Event | None = None,
) -> Report:
    """Add files, folders, URLs and standard input to the library, and make them found.

    `jobs` is the number of processes: 1 means this one alone, None as many as there are cores
    (this one alone for a few inputs). With `apart`, others do the work even then: an input that
    takes for ever is given up, and can be stopped, which this process alone cannot do in the midst
    of one. What was stored stays, whatever happens: stopped by `stop` or ctrl-c the report says so,
    and adding the same again goes on where it stopped. Raises LibraryError if the library cannot be
    written, PipelineError if the reader cannot work at all.
    """
    _refuse_readonly(library)
    inputs, failures = expand(locations)
    intake = Intake(library, len(inputs), failures, on_progress)
    prepare = partial(_prepare_adding, library.folder)
    return _run(prepare, inputs, intake, _jobs(jobs, inputs, apart), stop or threading.Event())


def reanalyse(
    library: Library,
    *,
    everything: bool = False,
    jobs: int | None = None,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    stop: threading.Event | None = None,
) -> Report:
    """Parse and annotate anew every article that an older parser or annotator made.

    With `everything` all of them: names to watch, say, are looked for in old articles too. From the
    stored bytes; what was read, starred and reached stays. `jobs`, `stop` and errors are those of
    `add`. An article that cannot be made anew stays as it was and is a failure.
    """
    _refuse_readonly(library)
    outdated = library.store.outdated("" if everything else versions())
    inputs = [f"article {id}" for id in outdated]
    intake = Intake(library, len(inputs), [], on_progress)
    prepare = partial(_prepare_reanalysis, library.folder)
    return _run(prepare, inputs, intake, _jobs(jobs, inputs), stop or threading.Event())


def _run(
    prepare: _Prepare[Outcome],
    inputs: Sequence[str],
    intake: Intake,
    jobs: int,
    stop: threading.Event,
) -> Report:
    """Inputs to outcomes to the store to the index, which follows meanwhile."""
    library = intake.library
    outcomes = _outcomes(prepare, inputs, jobs, stop)
    with ctrl_c_sets(stop):
        with following(library, stop, apart=jobs > 0), closing(outcomes):
            for outcome in outcomes:
                intake.take(outcome)
            intake.finish()
        try:
            catch_up(library, on_progress=intake.tell, stop=stop, apart=jobs > 0)
        except LibraryError as error:
            # One line among others: the articles are stored, and are found the next time.
            intake.failures.append(Failure(str(library.folder), str(error)))
    return intake.report(inputs, stop.is_set())


def make(original: Original, repeated_lines: Callable[[str], frozenset[str]]) -> Article:
    """Parse and annotate, with the names to watch that the settings have.

    Where analysis finds out the source, what it repeats is heeded too.
    """
    from reader.analysis import Background, annotate
    from reader.sources import parse

    parsed = parse(original)
    names = _watched_names()
    known = repeated_lines(parsed.source)
    article = annotate(parsed, Background(known, names))
    if article.source != parsed.source and (more := repeated_lines(article.source) - known):
        article = annotate(parsed, Background(known | more, names))
    return article


class _WatchedNames:
    """The names to find wherever they stand, read anew when one of their files has been written."""

    def __init__(self) -> None:
        self._written: dict[Path, int] = {}
        self._names: tuple[str, ...] = ()

    def __call__(self) -> tuple[str, ...]:
        path = config.settings_path()
        if path not in self._written or any(
            _written_at(known) != at for known, at in self._written.items()
        ):
            files = (path, *config.load_settings().included)
            # Before they are read: what is written meanwhile is seen the next time.
            written = {known: _written_at(known) for known in files}
            self._names = config.load_settings().settings.watched_names
            self._written = written
        return self._names


def _written_at(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


_watched_names: Final = _WatchedNames()


def _prepare_adding(
    folder: Path, stop: threading.Event | None = None
) -> Callable[[str], Outcome | None]:
    """What a process does with each input; the parser and the taggers are loaded here."""
    store = Store(folder, readonly=True)
    made_by = warm()

    def examine(location: str) -> Outcome | None:
        try:
            original = obtain(location, stop)
            known = store.known(original.location, digest(original.content))
            if known is not None:
                return Known(location, known)
            article = make(original, store.repeated_lines)
            return Fresh(location, pack(article, original, made_by))
        except Exception as error:
            if stop is not None and stop.is_set() and is_url(location):
                return None  # It was given up, which is no failure of the page's.
            return Failure(location, problem_of(location, error))

    return examine


def _prepare_extracting(
    stop: threading.Event | None = None,
) -> Callable[[str], _Extracted | Failure]:
    """What a process does with each numbered input when no library is there."""
    warm()

    def examine(task: str) -> _Extracted | Failure:
        _, _, location = task.partition(" ")
        try:
            return _Extracted(task, extract(obtain(location, stop)))
        except Exception as error:
            return Failure(task, problem_of(location, error))

    return examine


def _prepare_reanalysis(
    folder: Path, stop: threading.Event | None = None
) -> Callable[[str], Outcome]:
    """What a process does with each article, called `article 12`."""
    store = Store(folder, readonly=True)
    made_by = warm()

    def examine(name: str) -> Outcome:
        try:
            id = int(name.removeprefix("article "))
            original = store.original(id)
            article = make(original, store.repeated_lines)
            return Anew(name, id, pack(article, original, made_by))
        except Exception as error:
            return Failure(name, problem_of(name, error))

    return examine


def versions() -> str:
    """What an article added now is made by, e.g. `sources 1, boilerplate 4, structure 2`."""
    from reader import analysis, sources

    return f"sources {sources.VERSION}, {analysis.versions()}"


def warm() -> str:
    """Load what parsing and analysis need, and see that it works; what articles are made by."""
    import reader.sources.html  # noqa: F401
    from reader.analysis import annotate

    annotate(Article(blocks=(Block("The mayor of Oslo, Kari Nygaard, said “no”."),)))
    return versions()


def problem_of(name: str, error: Exception) -> str:
    """An error as one line. What no part of the reader foresaw is named, not hidden."""
    match error:
        case SourceError() | LibraryError():
            return str(error)
        case MemoryError():
            return f"{name} takes too much memory"
        case RecursionError():
            return f"{name} is nested too deeply"
    return " ".join(f"{name} cannot be read ({type(error).__name__}: {error})".split())


def _refuse_readonly(library: Library) -> None:
    if library.store.is_readonly:
        raise LibraryError(library.store.why_readonly)


def _jobs(wanted: int | None, inputs: Sequence[object], apart: bool = False) -> int:
    """Other processes to use, never more than inputs; 0, this one alone, for standard input.

    And for a few inputs, unless they are to be worked at apart.
    """
    if "-" in inputs or not inputs:
        return 0
    if wanted is None:
        from reader.pool import cores

        wanted = 1 if len(inputs) <= FEW else cores()
    return 0 if wanted == 1 and not apart else max(1, min(wanted, len(inputs)))


def _outcomes(
    prepare: _Prepare[_Made],
    tasks: Sequence[str],
    jobs: int,
    stop: threading.Event,
) -> Generator[_Made | Failure | None, None, None]:
    """What becomes of each task, as it becomes known; None now and then while nothing does.

    Close it if it is left before its end. Raises PipelineError.
    """
    from reader.pool import Lost, PoolError, here, spread

    work = spread(prepare, tasks, jobs) if jobs else here(partial(prepare, stop), tasks)
    with closing(work) as running:
        try:
            for result in running:
                if isinstance(result, Lost):
                    yield Failure(result.task, f"given up: {result.problem}")
                else:
                    yield result
                if stop.is_set():
                    return
        except PoolError as error:
            raise PipelineError(str(error)) from error


@contextmanager
def ctrl_c_sets(stop: threading.Event) -> Iterator[None]:
    """The first ctrl-c asks to stop, so that none ends a transaction; a second one does."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)

    def ask(number: int, frame: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    signal.signal(signal.SIGINT, ask)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before or signal.SIG_DFL)
