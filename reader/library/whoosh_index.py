"""The index on Whoosh: segments of postings on the disk, added to and merged, read in bulk.

Whoosh keeps the files: segments, the table of contents whose renaming is the commit, the lock. It
is given postings made by `postings.py` and is asked for whole lists of them; how lists become an
answer is `evaluation.py`. Only what Whoosh 2.7.4 has too is used.
"""

from __future__ import annotations

import json
import struct
import threading
import zlib
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, repeat
from pathlib import Path
from typing import Any, Final, TypeVar

from whoosh import fields, formats
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex, LockError
from whoosh.reading import SegmentReader, TermNotFound

from reader.library.evaluation import Evaluation, Postings
from reader.library.index import IndexBusy, IndexDamaged, IndexEntry, IndexUnwritable
from reader.library.postings import Posting, terms_of
from reader.library.tree import Tree

FORMAT: Final = 1
"""Rises with every change in what is written; indexes of other formats are never read."""

MEMORY: Final = 48
"""Megabytes of postings, as Whoosh counts them, that are kept before some go to a file."""

QUICK: Final = 250
"""Articles in small segments that an `update` merges on its way: a fraction of a second."""

CROWD: Final = 8
"""Segments of about one size that are merged into one."""

ARTICLE: Final = b"article"
REVISION: Final = b"revision"
"""The terms of `numbers`: which article a Whoosh document is, which revision a batch ended with."""

_Answer = TypeVar("_Answer")

_NUMBER: Final = struct.Struct("=q")


class _Numbers(formats.Format):  # type: ignore[misc]
    """A number of eight bytes with each posting."""

    posting_size = 8

    def __init__(self) -> None:
        self.field_boost = 1.0
        self.options: dict[str, Any] = {}


class _Places(formats.Format):  # type: ignore[misc]
    """Some bytes with each posting."""

    def __init__(self) -> None:
        self.field_boost = 1.0
        self.options: dict[str, Any] = {}


class _Made(fields.FieldType):  # type: ignore[misc]
    """A field whose postings are made before Whoosh sees them."""

    def __init__(self, format: formats.Format) -> None:
        super().__init__(format, None)

    def index(self, value: list[Posting], **kwargs: Any) -> list[Posting]:
        return value


def _schema() -> fields.Schema:
    placed = ("text", "title", "said", "source", "by", "person", "org", "place", "url")
    return fields.Schema(
        **{name: _Made(_Places()) for name in placed},
        starts=_Made(formats.Existence()),
        words=_Made(formats.Existence()),
        numbers=_Made(_Numbers()),
    )


class _Leaf:
    """One segment open for reading: its postings by the articles' ids."""

    def __init__(self, storage: FileStorage, schema: fields.Schema, segment: Any) -> None:
        self.reader = SegmentReader(storage, schema, segment)
        self.size = segment.doc_count_all()
        self.ids = array("q", bytes(8 * self.size))
        docs, _, values = self.postings("numbers", ARTICLE)
        for doc, id in zip(docs, array("q", b"".join(values)), strict=True):
            self.ids[doc] = id
        revisions = self.postings("numbers", REVISION)[2]
        self.seen = max(array("q", b"".join(revisions)), default=0)
        self.deleted = 0
        self.note_deleted(segment)

    def note_deleted(self, segment: Any) -> None:
        """Take out what has been deleted since: a document without an article is nobody's."""
        if segment.deleted_count() != self.deleted:
            self.deleted = segment.deleted_count()
            for doc in segment.deleted_docs():
                self.ids[doc] = 0

    def postings(self, field: str, term: bytes) -> tuple[list[int], list[float], list[bytes]]:
        """The documents with a term, its weights, and the values kept with it.

        Reads block by block what Whoosh's matcher would give posting by posting, deleted
        documents included.
        """
        docs: list[int] = []
        weights: list[float] = []
        values: list[bytes] = []
        try:
            matcher = self.reader._terms.matcher(field, term, self.reader.schema[field].format)
        except TermNotFound:
            return docs, weights, values
        while matcher.is_active():
            matcher._read_data()
            deltas, block_weights, block_values = matcher._data
            docs.extend(accumulate(deltas))
            if block_weights is None or isinstance(block_weights, float):
                weights.extend(repeat(block_weights or 1.0, len(deltas)))
            else:
                weights.extend(block_weights)
            if isinstance(block_values, bytes):
                values.append(block_values)
            elif block_values:
                values.extend(block_values)
            matcher._next_block()
        return docs, weights, values

    def frequency(self, field: str, term: bytes) -> int:
        """How many documents have a term, deleted ones included."""
        try:
            return int(self.reader._terms.term_info(field, term).doc_frequency())
        except TermNotFound:
            return 0

    def beginning(self, field: str, prefix: bytes) -> Iterator[tuple[bytes, float]]:
        """A field's terms that begin so, with their summed weights."""
        for (name, term), info in self.reader._terms.items_from(field, prefix):
            if name != field or not term.startswith(prefix):
                return
            yield term, info.weight()


class _Leaves:
    """All segments of one commit, as `evaluation.py` asks for them."""

    def __init__(self, leaves: list[_Leaf]) -> None:
        self.leaves = leaves
        self.total = sum(len(leaf.ids) - leaf.ids.count(0) for leaf in leaves)

    def all_ids(self) -> set[int]:
        found: set[int] = set()
        for leaf in self.leaves:
            found.update(leaf.ids)
        found.discard(0)
        return found

    def postings(self, field: str, term: bytes, *, with_places: bool = False) -> Postings:
        found = Postings([], [], [])
        for leaf in self.leaves:
            docs, weights, values = leaf.postings(field, term)
            found.ids.extend(map(leaf.ids.__getitem__, docs))
            found.weights.extend(weights)
            if with_places:
                found.places.extend(values)
        return found

    def frequency(self, field: str, term: bytes) -> int:
        return sum(leaf.frequency(field, term) for leaf in self.leaves)

    def beginning(self, field: str, prefix: bytes) -> Counter[bytes]:
        found: Counter[bytes] = Counter()
        for leaf in self.leaves:
            for term, weight in leaf.beginning(field, prefix):
                found[term] += int(weight)
        return found


class WhooshIndex:
    """An index in a folder of its own. See `Index` for what it does.

    `identity` is the store's: an index of another library, like one of another format, is not
    read. Several processes may have the folder open; one at a time writes.
    """

    def __init__(self, folder: Path, identity: str = "") -> None:
        self.folder = folder
        self._name = f"f{FORMAT}{''.join(c for c in identity if c.isalnum())[:16]}"
        self._storage = FileStorage(str(folder))
        self._schema = _schema()
        self._reading = threading.RLock()
        self._writing = threading.Lock()
        self._generation = -1
        self._leaves = _Leaves([])
        self._open: dict[str, _Leaf] = {}
        self._evaluation = Evaluation(self._leaves)
        self._damage: str | None = None

    # Reading

    def seen(self) -> int:
        try:
            with self._reading:
                self._refresh()
                return max((leaf.seen for leaf in self._leaves.leaves), default=0)
        except IndexDamaged:
            return 0

    def search(self, tree: Tree) -> dict[int, float]:
        return self._read(lambda evaluation: evaluation.search(tree))

    def complete(self, field: str, prefix: str, limit: int = 10) -> list[str]:
        return self._read(lambda evaluation: evaluation.complete(field, prefix, limit))

    def suggest(self, word: str, limit: int = 3) -> list[str]:
        return self._read(lambda evaluation: evaluation.suggest(word, limit))

    def _read(self, question: Callable[[Evaluation], _Answer]) -> _Answer:
        with self._reading:
            self._refresh()
            try:
                return question(self._evaluation)
            except Exception as error:
                # Whatever Whoosh stumbles over in its files, from struct.error to KeyError.
                raise self._is_damaged(str(error) or type(error).__name__) from error

    def _refresh(self) -> None:
        """Open what has been committed since."""
        for attempt in range(10):
            try:
                generation = TOC._latest_generation(self._storage, self._name)
            except OSError:
                generation = -1  # no folder yet
            if generation == self._generation:
                if self._damage is not None:
                    raise IndexDamaged(self._damage)
                return
            try:
                self._open_segments(generation)
            except Exception as error:
                # The writer may have put newer files in place of these meanwhile.
                if attempt < 9 and self._is_overtaken(generation):
                    continue
                self._generation = generation
                raise self._is_damaged(str(error) or type(error).__name__) from error
            return

    def _is_overtaken(self, generation: int) -> bool:
        try:
            return bool(TOC._latest_generation(self._storage, self._name) != generation)
        except OSError:
            return True

    def _open_segments(self, generation: int) -> None:
        segments = []
        if generation >= 0:
            toc = TOC.read(self._storage, self._name, gen=generation, schema=self._schema)
            segments = toc.segments
            self._verify([_file(segment) for segment in segments])
        opened = {}
        for segment in segments:
            name = segment.segment_id()
            leaf = self._open.get(name)
            if leaf is None:
                leaf = _Leaf(self._storage, self._schema, segment)
            else:
                leaf.note_deleted(segment)
            opened[name] = leaf
        gone = [leaf for name, leaf in self._open.items() if name not in opened]
        self._open = opened
        self._leaves = _Leaves(list(opened.values()))
        self._evaluation = Evaluation(self._leaves)
        self._generation = generation
        self._damage = None
        for leaf in gone:
            leaf.reader.close()

    def _is_damaged(self, what: str) -> IndexDamaged:
        self._damage = what
        self._forget()
        return IndexDamaged(what)

    def _forget(self) -> None:
        for leaf in self._open.values():
            leaf.reader.close()
        self._open = {}
        self._leaves = _Leaves([])
        self._evaluation = Evaluation(self._leaves)

    # Writing

    def update(self, entries: Sequence[IndexEntry], removed: Iterable[int], revision: int) -> None:
        latest = {entry.id: entry for entry in entries}
        gone = set(removed)
        words: Counter[bytes] = Counter()

        def write(writer: Any) -> None:
            self._delete(writer, gone | latest.keys())
            for id, entry in latest.items():
                if id in gone:
                    continue
                postings, surfaces = terms_of(entry)
                postings["numbers"] = [(ARTICLE, 1, 1.0, _NUMBER.pack(id))]
                words.update(surfaces)
                writer.add_document(**postings)
            writer.add_document(
                numbers=[(REVISION, 1, 1.0, _NUMBER.pack(revision))],
                words=[(word, 1, float(count), b"") for word, count in words.items()],
            )

        self._commit(write, _merging(QUICK))

    def tidy(self) -> bool:
        with self._reading:
            self._refresh()
            sizes = [leaf.size for leaf in self._leaves.leaves]
        if not _crowded(sizes, None):
            return False
        self._commit(lambda writer: None, _merging(None))
        with self._reading:
            self._refresh()
            return bool(_crowded([leaf.size for leaf in self._leaves.leaves], None))

    def _commit(self, write: Callable[[Any], None], merging: Any) -> None:
        """One commit. Whatever goes wrong before its end leaves the last one in place."""
        with self._writing:
            writer = None
            try:
                self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                with self._reading:
                    try:
                        self._refresh()
                        is_new = self._generation < 0
                    except IndexDamaged:
                        is_new = True
                    if is_new:
                        self._begin_anew()
                index = FileIndex(self._storage, schema=self._schema, indexname=self._name)
                writer = index.writer(timeout=0.5, limitmb=MEMORY)
                write(writer)
                writer.commit(mergetype=merging)
                self._note_sums()
            except LockError as error:
                raise IndexBusy("another process is writing the index") from error
            except OSError as error:
                if writer is not None and not writer.is_closed:
                    _abandon(writer)
                what = error.strerror or str(error)
                raise IndexUnwritable(
                    f"cannot write the index in {self.folder} ({what})"
                ) from error
            except BaseException:
                if writer is not None and not writer.is_closed:
                    _abandon(writer)
                raise

    def _delete(self, writer: Any, ids: set[int]) -> None:
        with self._reading:
            self._refresh()
            base = 0
            for segment in writer.segments:
                leaf = self._open[segment.segment_id()]
                if not ids.isdisjoint(leaf.ids):
                    for doc, id in enumerate(leaf.ids):
                        if id and id in ids:
                            writer.delete_document(base + doc)
                base += segment.doc_count_all()

    def _begin_anew(self) -> None:
        """Take every file of this and of other formats away and begin empty."""
        lock = self._storage.lock(f"{self._name}_WRITELOCK")
        if not lock.acquire():
            raise LockError
        try:
            self._forget()
            for path in self.folder.iterdir():
                if path.is_file() and not path.name.endswith("_WRITELOCK"):
                    path.unlink(missing_ok=True)
            TOC.create(self._storage, self._schema, self._name)
            self._generation = -1
            self._damage = None
        finally:
            lock.release()

    # Whether the files are what was written

    @property
    def _sums(self) -> Path:
        return self.folder / f"{self._name}.sums"

    def _note_sums(self) -> None:
        """Remember size, time and checksum of the segments, to know them again at the next start.

        Without this note (killed just now) they are taken as they are; Whoosh notices most damage
        by itself when it reads.
        """
        known = self._read_sums()
        noted = {}
        toc = TOC.read(self._storage, self._name, schema=self._schema)
        for name in map(_file, toc.segments):
            path = self.folder / name
            stat = path.stat()
            entry = known.get(name)
            if entry is None or entry[:2] != [stat.st_size, stat.st_mtime_ns]:
                entry = [stat.st_size, stat.st_mtime_ns, _checksum(path)]
            noted[name] = entry
        draft = self._sums.with_suffix(".draft")
        draft.write_text(json.dumps(noted))
        draft.replace(self._sums)

    def _read_sums(self) -> dict[str, list[int]]:
        try:
            sums = json.loads(self._sums.read_bytes())
        except (OSError, ValueError):
            return {}
        return sums if isinstance(sums, dict) else {}

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
                self._refresh()
                known = self._read_sums()
                for name in (f"{open_name}.seg" for open_name in self._open):
                    if name in known and _checksum(self.folder / name) != known[name][2]:
                        raise self._is_damaged(f"{name} is damaged")
        except IndexDamaged as error:
            return str(error)
        except OSError as error:
            return str(self._is_damaged(str(error)))
        return None

    def close(self) -> None:
        with self._reading:
            self._forget()
            self._generation = -1


def _file(segment: Any) -> str:
    return f"{segment.segment_id()}.seg"


def _checksum(path: Path) -> int:
    checksum = 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            checksum = zlib.crc32(chunk, checksum)
    return checksum


def _abandon(writer: Any) -> None:
    """Release a writer's lock and files, whatever state an error left it in."""
    try:
        writer.cancel()
    except Exception:
        if writer.writelock:
            writer.writelock.release()


def _crowded(sizes: Sequence[int], most: int | None) -> list[int]:
    """Which segments to merge into one, as places in `sizes`: the smallest crowd of a kind.

    Segments are of a kind when the larger is at most CROWD times the smaller. With `most`, no
    more documents than that are to be moved, and half a crowd is one.
    """
    ordered = sorted(range(len(sizes)), key=sizes.__getitem__)
    enough = CROWD if most is None else CROWD // 2
    for first in range(len(ordered) - enough + 1):
        smallest = max(1, sizes[ordered[first]])
        crowd = [at for at in ordered[first:] if sizes[at] <= smallest * CROWD]
        if most is not None:
            crowd = [
                at
                for at, moved in zip(crowd, accumulate(sizes[at] for at in crowd), strict=True)
                if moved <= most
            ]
        if len(crowd) >= enough:
            return crowd
    return []


def _merging(most: int | None) -> Callable[[Any, list[Any]], list[Any]]:
    """A merge policy as Whoosh takes it: gives the segments that stay, having read the others."""

    def merge(writer: Any, segments: list[Any]) -> list[Any]:
        crowd = set(_crowded([segment.doc_count_all() for segment in segments], most))
        staying = []
        for at, segment in enumerate(segments):
            if at in crowd:
                reader = SegmentReader(writer.storage, writer.schema, segment)
                writer.add_reader(reader)
                reader.close()
            else:
                staying.append(segment)
        return staying

    return merge
