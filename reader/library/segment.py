"""A segment's file: lists of postings and the tables that find them, written once, mapped to read.

    lists      one after another, see `_packed`
    tables     of each field: its terms in order, how many articles (or how much) each counts,
               where its list begins
    articles   the id of each article, in the order the lists number them
    directory  JSON: where all that is; then its place, its length, its checksum, MAGIC

Everything is read by slices of one mapping, so that a term is found by bisection and all terms that
begin alike are one slice. Numbers are in the machine's order: the index is derived, on one machine.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import sys
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from heapq import merge
from itertools import accumulate, compress, count, groupby
from operator import itemgetter, sub
from pathlib import Path
from typing import BinaryIO, Final

from reader.library.postings import WORDS, Batch, Postings

MAGIC: Final = b"RDRLIST1" if sys.byteorder == "little" else b"RDRLISTB"

_END: Final = struct.Struct("=QII8s")
_HEAD: Final = struct.Struct("=BI")
_TYPES: Final = "BHI"
_LISTS_PACKED, _PLACES_PACKED = 4, 8
_WORTH_PACKING: Final = 200
"""Bytes from which zlib gains something."""


NOWHERE: Final = -1
"""The place of the lists of a field that has only counts."""

GONE: Final = -1
"""Where a deleted article goes."""


class SegmentDamaged(Exception):
    """The file is not what was written."""


class SegmentFile:
    """A segment open for reading. Raises OSError or SegmentDamaged."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._opened = self._stamp()
        try:
            self._map = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError as error:
            self._file.close()
            raise SegmentDamaged(f"{path.name} is empty") from error
        try:
            place, length, checksum, magic = _END.unpack(self._map[-_END.size :])
            directory = self._map[place : place + length]
            if magic != MAGIC or zlib.crc32(directory) != checksum:
                raise SegmentDamaged(f"{path.name} is damaged")
            found = json.loads(directory)
            self.ids = array("q", self._map[found["articles"][0] : found["articles"][1]])
            self._tables = {
                name: _Table(memoryview(self._map), *parts)
                for name, parts in found["fields"].items()
            }
        except (struct.error, ValueError, KeyError, TypeError) as error:
            raise SegmentDamaged(f"{path.name} is damaged") from error

    def close(self) -> None:
        """Let go of the file."""
        for table in self._tables.values():
            table.release()
        self._tables = {}
        self._map.close()
        self._file.close()

    def is_untouched(self) -> bool:
        """Whether nobody has written to the file since, or taken it away.

        Reading past a new end would be fatal.
        """
        return self._stamp() == self._opened

    def _stamp(self) -> tuple[int, int, int]:
        stat = os.fstat(self._file.fileno())
        return stat.st_size, stat.st_mtime_ns, stat.st_nlink  # none once it is deleted

    def fields(self) -> list[str]:
        """The fields that have terms, in order."""
        return sorted(self._tables)

    def frequency(self, field: str, term: bytes) -> int:
        """In how many articles a term is, those deleted since among them."""
        table = self._tables.get(field)
        at = table.find(term) if table else None
        return table.counts[at] if table and at is not None else 0

    def extent(self, field: str, term: bytes) -> int:
        """About how many places a term has, as its list takes so many bytes; no fewer than
        articles."""
        table = self._tables.get(field)
        at = table.find(term) if table else None
        if table is None or at is None:
            return 0
        return max(table.counts[at], table.places[at + 1] - table.places[at])

    def stored(self, field: str, term: bytes) -> Stored | None:
        """A term's list, for searching."""
        table = self._tables.get(field)
        at = table.find(term) if table else None
        return self._list(table, at) if table and at is not None else None

    def beginning(self, field: str, prefix: bytes) -> Iterator[tuple[bytes, int]]:
        """The terms that begin so, in order, with their counts."""
        table = self._tables.get(field)
        return iter(()) if table is None else table.beginning(prefix)

    def lists(self, field: str) -> Iterator[tuple[bytes, Postings]]:
        """Every list of a field in order, with places."""
        table = self._tables[field]
        for at, (term, _) in enumerate(table.beginning(b"")):
            stored = self._list(table, at)
            postings = Postings()
            postings.docs, postings.weights = stored.docs, stored.weights
            postings.counts, postings.places = stored.places
            yield term, postings

    def _list(self, table: _Table, at: int) -> Stored:
        try:
            return Stored(self._map, table.places[at], table.places[at + 1], table.counts[at])
        except _GARBLED as error:
            raise SegmentDamaged("a list of the index is damaged") from error


_GARBLED: Final = (struct.error, zlib.error, ValueError, IndexError, OverflowError)


class Stored:
    """A term's list as it is read: its articles, a weight for each, and where the term stands.

    The places, most of a list, are unpacked when they are first asked for: words alone need none.
    """

    def __init__(self, whole: mmap.mmap, place: int, end: int, size: int) -> None:
        """The list that stands from one place to another, of so many articles."""
        flags, length = _HEAD.unpack_from(whole, place)
        place += _HEAD.size
        packed = whole[place : place + length]
        if flags & _LISTS_PACKED:
            packed = zlib.decompress(packed)
        self.docs = array("I", accumulate(array(_TYPES[flags & 3], packed[:-size])))
        self.weights = bytearray(packed[-size:])
        if len(self.docs) != size:
            raise ValueError("a list is not as long as it should be")
        self._size = size
        self._are_packed = bool(flags & _PLACES_PACKED)
        self._whole, self._place, self._end = whole, place + length, end

    @cached_property
    def places(self) -> tuple[bytearray, array[int]]:
        """How many places each article has, and all places. Raises SegmentDamaged."""
        try:
            packed = self._whole[self._place : self._end]
            if self._are_packed:
                packed = zlib.decompress(packed)
            return bytearray(packed[: self._size]), array("H", packed[self._size :])
        except _GARBLED as error:
            raise SegmentDamaged("a list of the index is damaged") from error


class _Table:
    """The terms of one field. `starts` is where each begins in `keys`, one line end after each."""

    def __init__(
        self, whole: memoryview, size: int, starts: int, counts: int, places: int, keys: int
    ) -> None:
        self.size = size
        self.starts = whole[starts : starts + 4 * (size + 1)].cast("I")
        self.counts = whole[counts : counts + 4 * size].cast("I")
        ends = places + 8 * (size + 1) if places != NOWHERE else places
        self.places = whole[places:ends].cast("Q")
        self.keys = whole[keys : keys + self.starts[size]]
        self.find = lru_cache(maxsize=1024)(self._find)

    def release(self) -> None:
        for view in (self.starts, self.counts, self.places, self.keys):
            view.release()

    def key(self, at: int) -> bytes:
        return bytes(self.keys[self.starts[at] : self.starts[at + 1] - 1])

    def _find(self, term: bytes) -> int | None:
        """Where a term stands; asked for its count first and then for its list."""
        at = bisect_left(range(self.size), term, key=self.key)
        return at if at < self.size and self.key(at) == term else None

    def beginning(self, prefix: bytes) -> Iterator[tuple[bytes, int]]:
        first = bisect_left(range(self.size), prefix, key=self.key)
        after = prefix.rstrip(b"\xff")
        last = self.size
        if after:
            after = after[:-1] + bytes([after[-1] + 1])
            last = bisect_left(range(self.size), after, first, key=self.key)
        if first == last:
            return iter(())
        keys = bytes(self.keys[self.starts[first] : self.starts[last] - 1]).split(b"\n")
        return zip(keys, self.counts[first:last].tolist(), strict=True)


class Merged:
    """Segments made one: their living articles after those of a batch.

    `living` are the ids of each segment with 0 where an article is deleted.
    """

    def __init__(
        self, batch: Batch, segments: Sequence[tuple[SegmentFile, Sequence[int]]] = ()
    ) -> None:
        self.batch = batch
        self.segments = segments
        self.ids = array("q", batch.ids)
        self._moves: list[list[int]] = []
        for _, living in segments:
            following = count(len(self.ids))
            self._moves.append([next(following) if id else GONE for id in living])
            self.ids.extend(id for id in living if id)

    def lists(self) -> Iterator[tuple[str, bytes, Postings]]:
        """Every list, by field and term in order."""
        if not self.segments:
            yield from self.batch.lists()
            return
        names = set(self.batch.fields).union(*(file.fields() for file, _ in self.segments))
        for field in sorted(names - {WORDS}):
            sources: list[Iterable[tuple[bytes, int, Postings]]] = []
            if terms := self.batch.fields.get(field):
                sources.append((term, -1, terms[term]) for term in sorted(terms))
            for number, (file, _) in enumerate(self.segments):
                if field in file.fields():
                    sources.append(_numbered(number, file.lists(field)))
            for term, same in groupby(merge(*sources, key=itemgetter(0)), key=itemgetter(0)):
                joined = Postings()
                for _, number, postings in same:
                    self._join(joined, number, postings)
                if joined.docs:
                    yield field, term, joined

    def words(self) -> Iterator[tuple[bytes, int]]:
        """The words as they are written, in order, with their counts."""
        sources: list[Iterable[tuple[bytes, int]]] = [sorted(self.batch.words.items())]
        sources += [file.beginning(WORDS, b"") for file, _ in self.segments]
        for word, same in groupby(merge(*sources, key=itemgetter(0)), key=itemgetter(0)):
            yield word, sum(count for _, count in same)

    def _join(self, joined: Postings, number: int, postings: Postings) -> None:
        """Put a segment's list (or the batch's, number -1) at the end of a joined one."""
        docs: Sequence[int] = postings.docs
        if number >= 0:
            docs = list(map(self._moves[number].__getitem__, docs))
            if GONE in docs:
                docs = _drop_gone(docs, postings)
        joined.docs.extend(docs)
        joined.weights.extend(postings.weights)
        joined.counts.extend(postings.counts)
        joined.places.extend(postings.places)


def _drop_gone(docs: list[int], postings: Postings) -> list[int]:
    """Take what belongs to deleted articles out of a list; the documents that stay."""
    kept = [doc != GONE for doc in docs]
    starts = accumulate(postings.counts, initial=0)
    places = array("H")
    for is_kept, start, size in zip(kept, starts, postings.counts, strict=False):
        if is_kept:
            places.extend(postings.places[start : start + size])
    postings.places = places
    postings.weights = bytearray(compress(postings.weights, kept))
    postings.counts = bytearray(compress(postings.counts, kept))
    return list(compress(docs, kept))


def _numbered(
    number: int, lists: Iterable[tuple[bytes, Postings]]
) -> Iterator[tuple[bytes, int, Postings]]:
    return ((term, number, postings) for term, postings in lists)


def write(file: BinaryIO, merged: Merged) -> None:
    """Write a segment and see to it that it is on the disk. Raises OSError."""
    place = 0
    tables: dict[str, tuple[list[bytes], array[int], array[int]]] = {}
    for field, lists in groupby(merged.lists(), key=itemgetter(0)):
        keys, counts, places = tables.setdefault(field, ([], array("I"), array("Q")))
        for _, term, postings in lists:
            keys.append(term)
            counts.append(len(postings.docs))
            places.append(place)
            place += file.write(_packed(postings))
        places.append(place)
    words = list(merged.words())
    tables[WORDS] = [word for word, _ in words], array("I", [n for _, n in words]), array("Q")

    def put(data: bytes) -> int:
        nonlocal place
        place += file.write(bytes(-place % 8))
        start = place
        place += file.write(data)
        return start

    fields = {
        field: [
            len(keys),
            put(array("I", accumulate((len(key) + 1 for key in keys), initial=0)).tobytes()),
            put(counts.tobytes()),
            put(places.tobytes()) if places else NOWHERE,
            put(b"".join(key + b"\n" for key in keys)),
        ]
        for field, (keys, counts, places) in tables.items()
        if keys
    }
    articles = put(merged.ids.tobytes())
    directory: dict[str, object] = {"articles": [articles, place], "fields": fields}
    listed = json.dumps(directory).encode()
    start = put(listed)
    file.write(_END.pack(start, len(listed), zlib.crc32(listed), MAGIC))
    file.flush()
    os.fsync(file.fileno())


def _packed(postings: Postings) -> bytes:
    """A list as it is kept: how far each article is from the last, the weights; then the places."""
    docs = postings.docs
    deltas = [docs[0], *map(sub, docs[1:], docs[:-1])]
    most = max(deltas)
    kind = 0 if most < 1 << 8 else 1 if most < 1 << 16 else 2
    lists = array(_TYPES[kind], deltas).tobytes() + postings.weights
    places = bytes(postings.counts + postings.places.tobytes())
    flags = kind
    if len(lists) >= _WORTH_PACKING:
        lists = zlib.compress(lists, 1)
        flags |= _LISTS_PACKED
    if len(places) >= _WORTH_PACKING:
        places = zlib.compress(places, 1)
        flags |= _PLACES_PACKED
    return _HEAD.pack(flags, len(lists)) + lists + places
