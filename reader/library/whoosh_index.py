"""The index on Whoosh: its segments, its commits, its lock, with a codec of our own for the lists.

Whoosh keeps what makes an index safe: segments written aside, the table of contents whose renaming
is the commit, the lock, the cleaning up. What stands in a segment is `segment.py`'s: Whoosh's own
postings are read one at a time, which no list of 100,000 articles that moves with every key can
afford. How lists become an answer is `evaluation.py`. Only what Whoosh 2.7.4 has too is used.
"""

from __future__ import annotations

import json
import threading
import zlib
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, Final, TypeVar

from whoosh.codec.whoosh3 import W3Codec
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, EmptyIndexError, FileIndex, LockError

from reader.library.clearing import clear_way, is_index_file
from reader.library.evaluation import Evaluation
from reader.library.index import (
    BUDGET,
    Answer,
    IndexBusy,
    IndexDamaged,
    IndexEntry,
    IndexUnreadable,
    IndexUnwritable,
    State,
)
from reader.library.postings import Batch
from reader.library.segment import Merged, SegmentDamaged, SegmentFile, Stored, write
from reader.library.tree import Tree

FORMAT: Final = 2
"""Rises with every change in what is written; indexes of other formats are never read."""

QUICK: Final = 400
"""Articles in small segments that an `update` merges on its way: a fraction of a second."""

LONG: Final = 20_000
"""Articles that `tidy` merges at once, and the size from which a segment stays as it is."""

LAST_GENERATION: Final = 1_000_000_000
"""A commit of a higher number is none of ours: Whoosh keeps the number in four bytes."""

CROWD: Final = 4
ALIKE: Final = 8
"""So many segments are merged into one when none is more than ALIKE times the smallest."""

EXTENSION: Final = ".lists"

_NOTHING: Final = State(0, "")

_Answer = TypeVar("_Answer")


class ListsCodec(W3Codec):  # type: ignore[misc]
    """Whoosh's codec with the postings in a file of ours."""

    length_stats = False

    def field_writer(self, storage: Any, segment: Any) -> _ListsWriter:
        return _ListsWriter(storage, segment)


class _ListsWriter:
    """Where a Whoosh writer leaves a segment's postings when it commits."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self.storage = storage
        self.segment = segment
        self.is_closed = False

    def add_postings(self, schema: Schema, lengths: None, merged: Merged) -> None:
        with self.storage.create_file(self.segment.make_filename(EXTENSION)) as file:
            write(file, merged)

    def close(self) -> None:
        self.is_closed = True


class _Pool:
    """Stands where Whoosh would gather and sort postings: ours are gathered already."""

    def __init__(self, merged: Merged) -> None:
        self.merged = merged

    def iter_postings(self) -> Merged:
        return self.merged

    def cleanup(self) -> None:
        return


class _Leaf:
    """One segment open for reading. `living` are its articles' ids, 0 for those deleted since."""

    def __init__(self, folder: Path, segment: Any) -> None:
        self.file = SegmentFile(folder / _file(segment))
        self.living = array("q", self.file.ids)
        self.deleted = 0
        self.note_deleted(segment)

    @cached_property
    def numbers(self) -> dict[int, int]:
        """Where each id stands, also that of an article deleted since."""
        return {id: number for number, id in enumerate(self.file.ids)}

    def note_deleted(self, segment: Any) -> None:
        """Take out what has been deleted since."""
        if segment.deleted_count() != self.deleted:
            self.deleted = segment.deleted_count()
            for doc in segment.deleted_docs():
                self.living[doc] = 0


class _Leaves:
    """All segments of one commit, as `evaluation.py` asks for them."""

    def __init__(self, leaves: list[_Leaf]) -> None:
        self.leaves = self.segments = leaves
        self.total = sum(len(leaf.living) - leaf.deleted for leaf in leaves)

    def stored(self, segment: int, field: str, term: bytes) -> Stored | None:
        return self.leaves[segment].file.stored(field, term)

    def frequency(self, field: str, term: bytes) -> int:
        return sum(leaf.file.frequency(field, term) for leaf in self.leaves)

    def extent(self, field: str, term: bytes) -> int:
        return sum(leaf.file.extent(field, term) for leaf in self.leaves)

    def beginning(self, field: str, prefix: bytes) -> Counter[bytes]:
        found: Counter[bytes] = Counter()
        for leaf in self.leaves:
            if found:
                for term, count in leaf.file.beginning(field, prefix):
                    found[term] += count
            else:
                found.update(dict(leaf.file.beginning(field, prefix)))
        return found


class WhooshIndex:
    """An index in a folder of its own. See `Index` for what it does.

    An index of another format is not read. Several processes may have the folder open; one at a
    time writes.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._name = f"f{FORMAT}"
        self._storage = FileStorage(str(folder))
        self._schema = Schema()
        self._state = _NOTHING
        self._reading = threading.RLock()
        self._writing = threading.Lock()
        self._generation = -1
        self._leaves = _Leaves([])
        self._open: dict[str, _Leaf] = {}
        self._evaluation = Evaluation(self._leaves)
        self._damage: str | None = None

    # Reading

    def seen(self) -> int:
        return self.state().seen

    def state(self) -> State:
        try:
            with self._reading:
                self._refresh()
                return self._state
        except IndexDamaged:
            return _NOTHING

    def search(
        self,
        tree: Tree,
        among: Sequence[int] | None = None,
        *,
        budget: int = BUDGET,
        is_stale: Callable[[], bool] = lambda: False,
    ) -> Answer:
        return self._read(lambda evaluation: evaluation.search(tree, among, budget, is_stale))

    def complete(self, field: str, prefix: str, limit: int = 10) -> list[str]:
        return self._read(lambda evaluation: evaluation.vocabulary.complete(field, prefix, limit))

    def suggest(self, word: str, limit: int = 3, field: str = "") -> list[str]:
        return self._read(lambda evaluation: evaluation.vocabulary.suggest(word, limit, field))

    def _read(self, question: Callable[[Evaluation], _Answer]) -> _Answer:
        with self._reading:
            self._refresh()
            try:
                return question(self._evaluation)
            except SegmentDamaged as error:
                raise self._is_damaged(str(error)) from error
            except (ValueError, IndexError, OverflowError) as error:
                # What garbled lists can lead to, and what a fault of ours can.
                if damage := self.check():
                    raise IndexDamaged(damage) from error
                if not self._read_sums().keys() >= set(self._names()):
                    raise self._is_damaged(str(error)) from error
                raise

    def _refresh(self) -> None:
        """Open what has been committed since."""
        for attempt in range(10):
            generation = self._latest()
            if generation == self._generation:
                if self._damage is not None:
                    raise IndexDamaged(self._damage)
                if all(leaf.file.is_untouched() for leaf in self._leaves.leaves):
                    return
                self._forget()  # and look at what the files are now
            try:
                self._open_segments(generation)
            except Exception as error:
                # Whatever Whoosh stumbles over in a file that is not its own any more. Or
                # the writer may have put newer files in place of these meanwhile.
                if attempt < 9 and self._latest() != generation:
                    continue
                self._generation = generation
                raise self._is_damaged(str(error) or type(error).__name__) from error
            return

    def _latest(self) -> int:
        """The number of the last commit; -1 where there is none. Raises IndexUnreadable."""
        latest = int(TOC._latest_generation(self._storage, self._name))
        if latest >= 0:
            return latest
        try:
            next(self.folder.iterdir(), None)  # Whoosh takes what it may not list for empty.
            return -1
        except (FileNotFoundError, NotADirectoryError):
            return -1  # no folder yet
        except OSError as error:
            self._forget()
            self._generation = -1
            raise IndexUnreadable(
                f"the search index in {self.folder} cannot be read ({error.strerror or error}): "
                "allow it, or remove that folder and it is made anew"
            ) from error

    def _open_segments(self, generation: int) -> None:
        segments = []
        if generation >= 0:
            toc = TOC.read(self._storage, self._name, gen=generation, schema=self._schema)
            segments = toc.segments
            self._verify([_contents(self._name, generation), *map(_file, segments)])
        opened = {}
        for segment in segments:
            name = segment.segment_id()
            leaf = self._open.get(name)
            if leaf is None:
                leaf = _Leaf(self.folder, segment)
            else:
                leaf.note_deleted(segment)
            opened[name] = leaf
        gone = [leaf for name, leaf in self._open.items() if name not in opened]
        self._open = opened
        self._leaves = _Leaves(list(opened.values()))
        self._evaluation = Evaluation(self._leaves)
        self._state = max(map(_state, segments), default=_NOTHING)
        self._generation = generation
        self._damage = None
        for leaf in gone:
            leaf.file.close()

    def _is_damaged(self, what: str) -> IndexDamaged:
        self._damage = what
        self._forget()
        return IndexDamaged(what)

    def _forget(self) -> None:
        for leaf in self._open.values():
            leaf.file.close()
        self._open = {}
        self._leaves = _Leaves([])
        self._evaluation = Evaluation(self._leaves)
        self._state = _NOTHING

    # Writing

    def update(
        self,
        entries: Sequence[IndexEntry],
        removed: Iterable[int],
        revision: int,
        *,
        since: int,
        mark: str = "",
    ) -> None:
        gone = set(removed)
        latest = {entry.id: entry for entry in entries if entry.id not in gone}
        batch = Batch()
        for entry in latest.values():
            batch.add(entry)
        with self._committing(since) as writer:
            self._commit(writer, batch, gone | latest.keys(), State(revision, mark), QUICK)

    def tidy(self) -> bool:
        if not self._crowd():
            return False
        with self._committing(None) as writer:
            self._commit(writer, Batch(), set(), _NOTHING, LONG)
        return bool(self._crowd())

    def _crowd(self) -> list[int]:
        with self._reading:
            self._refresh()
            return _crowded([len(leaf.living) for leaf in self._leaves.leaves], LONG)

    @contextmanager
    def _committing(self, since: int | None) -> Iterator[Any]:
        """A Whoosh writer, closed at the end. What goes wrong leaves the last commit in place."""
        with self._writing:
            writer = None
            try:
                self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                clear_way(self.folder / f"{self._name}_WRITELOCK")
                if since == 0 and self.seen() == 0:
                    self._begin_anew()
                writer = self._writer()
                # Under the lock: what is read now is what the writer starts from.
                if since is not None and self.seen() != since:
                    raise IndexBusy("the index has been written by another process")
                yield writer
                self._note_sums()
            except (LockError, EmptyIndexError) as error:
                raise IndexBusy("another process is writing the index") from error
            except IndexUnreadable as error:
                raise IndexUnwritable(str(error)) from error
            except (SegmentDamaged, IndexDamaged) as error:
                self._is_damaged(str(error))
                raise IndexBusy("the index is damaged and is to be begun anew") from error
            except OSError as error:
                what = f"cannot write the index in {self.folder} ({error.strerror or error})"
                raise IndexUnwritable(what) from error
            finally:
                if writer is not None and not writer.is_closed:
                    _abandon(writer)

    def _writer(self) -> Any:
        try:
            index = FileIndex(self._storage, schema=self._schema, indexname=self._name)
            return index.writer(timeout=0.5, compound=False, codec=ListsCodec())
        except (OSError, LockError, EmptyIndexError):
            raise
        except Exception as error:
            raise IndexDamaged(f"the table of contents is damaged: {error}") from error

    def _commit(self, writer: Any, batch: Batch, gone: set[int], state: State, most: int) -> None:
        with self._reading:
            self._refresh()
            leaves = [self._open[segment.segment_id()] for segment in writer.segments]
        for leaf, segment in zip(leaves, writer.segments, strict=True):
            if not gone.isdisjoint(leaf.living):
                for doc, id in enumerate(leaf.living):
                    if id and id in gone:
                        segment.delete_document(doc)
        crowd = _crowded([len(leaf.living) for leaf in leaves], most)
        merged = Merged(batch, [(leaves[at].file, _living(leaves[at], gone)) for at in crowd])
        staying = [segment for at, segment in enumerate(writer.segments) if at not in crowd]
        # Those before count where there are as many: `tidy` has nothing to note.
        state = max([*map(_state, writer.segments), state], key=lambda state: state.seen)
        if merged.ids or not staying:
            writer.pool = _Pool(merged)
            writer.docnum = len(merged.ids)
            writer._added = True
        for segment in (*staying, writer.newsegment):
            segment.seen, segment.mark = state
        writer.commit(mergetype=lambda *_: staying)

    def _begin_anew(self) -> None:
        """Take every file that this or another format wrote away and begin empty."""
        lock = self._storage.lock(f"{self._name}_WRITELOCK")
        if not lock.acquire():
            raise LockError
        try:
            latest = max(0, self._generation, self._latest())
            generation = latest + 1 if latest < LAST_GENERATION else 1
            self._forget()
            for path in list(self.folder.iterdir()):
                if is_index_file(path) and not path.name.endswith("_WRITELOCK"):
                    path.unlink(missing_ok=True)
                elif path.name == _contents(self._name, latest):
                    clear_way(path)
            # With a number of its own, so that whoever has the old one open notices.
            TOC(self._schema, [], generation).write(self._storage, self._name)
            self._generation = -1
            self._damage = None
        finally:
            lock.release()

    # Whether the files are what was written

    @property
    def _sums(self) -> Path:
        return self.folder / f"{self._name}.sums"

    def _note_sums(self) -> None:
        """Remember size, time and checksum of the files, to know them again at the next start.

        Without this note (killed just now) they are taken as they are; Whoosh notices most damage
        by itself when it reads.
        """
        known = self._read_sums()
        noted = {}
        toc = TOC.read(self._storage, self._name, schema=self._schema)
        for name in (_contents(self._name, toc.generation), *map(_file, toc.segments)):
            path = self.folder / name
            stat = path.stat()
            entry = known.get(name)
            if entry is None or entry[:2] != [stat.st_size, stat.st_mtime_ns]:
                entry = [stat.st_size, stat.st_mtime_ns, _checksum(path)]
            noted[name] = entry
        draft = self._sums.with_suffix(".draft")
        clear_way(draft)
        clear_way(self._sums)
        text = json.dumps(noted).encode()
        draft.write_bytes(b"%08x\n%b" % (zlib.crc32(text), text))
        draft.replace(self._sums)

    def _read_sums(self) -> dict[str, list[int]]:
        """The note; nothing where it is itself not what was written, so that it accuses no file."""
        try:
            head, _, text = self._sums.read_bytes().partition(b"\n")
        except OSError:
            return {}
        if head != b"%08x" % zlib.crc32(text):
            return {}
        sums: dict[str, list[int]] = json.loads(text)
        return sums

    def _verify(self, names: Sequence[str]) -> None:
        """Raise OSError where a file is not what was written; read it only if it was touched."""
        known = self._read_sums()
        for name in names:
            if name in self._open or name not in known:
                continue
            path = self.folder / name
            stat = path.stat()
            size, mtime, checksum = known[name]
            if stat.st_size != size:
                raise OSError(f"{name} is not as long as it was written")
            if stat.st_mtime_ns != mtime and _checksum(path) != checksum:
                raise OSError(f"{name} was changed by something else")

    def check(self) -> str | None:
        try:
            with self._reading:
                # Not what was found before: a disk that failed once may be sound now.
                self._forget()
                self._generation, self._damage = -1, None
                self._refresh()
                known = self._read_sums()
                for name in self._names():
                    if name in known and _checksum(self.folder / name) != known[name][2]:
                        raise self._is_damaged(f"{name} is damaged")
        except IndexUnreadable:
            raise
        except IndexDamaged as error:
            return str(error)
        except OSError as error:
            return str(self._is_damaged(str(error)))
        return None

    def _names(self) -> list[str]:
        """The files that are open."""
        contents = [_contents(self._name, self._generation)] if self._generation >= 0 else []
        return contents + [f"{segment}{EXTENSION}" for segment in self._open]

    def close(self) -> None:
        with self._reading:
            self._forget()
            self._generation = -1


def _state(segment: Any) -> State:
    """What the index held when this segment was last committed: the same for all of a commit."""
    return State(segment.seen, segment.mark)


def _file(segment: Any) -> str:
    return f"{segment.segment_id()}{EXTENSION}"


def _contents(name: str, generation: int) -> str:
    return str(TOC._filename(name, generation))


def _checksum(path: Path) -> int:
    checksum = 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            checksum = zlib.crc32(chunk, checksum)
    return checksum


def _living(leaf: _Leaf, gone: set[int]) -> Sequence[int]:
    """A segment's articles once those that go are gone."""
    return [0 if id in gone else id for id in leaf.living]


def _abandon(writer: Any) -> None:
    """Release a writer's lock and files, whatever state an error left it in."""
    try:
        writer.cancel()
    except Exception:
        if writer.writelock:
            writer.writelock.release()


def _crowded(sizes: Sequence[int], most: int) -> list[int]:
    """Which segments to make one, as places in `sizes`: the smallest that are of a kind.

    They are of a kind when none is more than ALIKE times the smallest; together they have at most
    `most` articles, and are at least CROWD.
    """
    ordered = sorted(range(len(sizes)), key=sizes.__getitem__)
    for first in range(len(ordered) - CROWD + 1):
        crowd: list[int] = []
        moved = 0
        for at in ordered[first:]:
            moved += sizes[at]
            if moved > most or sizes[at] > ALIKE * max(1, sizes[ordered[first]]):
                break
            crowd.append(at)
        if len(crowd) >= CROWD:
            return crowd
    return []
