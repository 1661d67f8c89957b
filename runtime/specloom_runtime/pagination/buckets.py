"""Keep the buckets of items whole where a range is split into windows.

A bucket is the total of several days, such as the hours of a week. A vendor may count
all days of a bucket, or only those of the request. So that both give the same
number, a bucket is taken only from a window that has all its days of the range.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal, TypeAlias

from ..core.durations import period_start
from ..core.errors import CutBucketError, RequestError
from ..core.unset import UNSET
from ..http.request_draft import RequestDraft
from .page_reader import attribute

Period: TypeAlias = Literal["day", "week", "month"]
BucketAlignment: TypeAlias = (
    Literal["day", "week", "month", "any"] | Mapping[Any, str | None]
)
"""The length of the buckets, `any` for windows that may cut them, or each id's length.

The lengths of ids may be words of the vendor (`WEEK`).
"""
ANY = "any"
EACH = "each"
"""The alignment that suits both weeks and months."""
Range: TypeAlias = tuple[Any, Any]
Windows: TypeAlias = Callable[[], Sequence[Range]]


@dataclass(frozen=True, slots=True)
class Buckets:
    """The buckets of an item, for example the weeks of a counter.

    Attributes:
        at: the attribute path of the list of buckets in an item.
        start: the attribute of a bucket with its first day.
        end: the attribute with its last day.
        units: the period of the calendar for each word of the vendor.
        ids: the location in the request of a list of ids, each of which may have
            buckets of another length; None if there is no such list.
    """

    at: str
    start: str
    end: str
    units: Mapping[str, Period]
    ids: str | None = None

    def groups(self, draft: RequestDraft) -> Iterator[RequestDraft]:
        """Yield drafts that together ask for all ids; their `align` suits their ids.

        Ids whose buckets have different lengths share the fewest windows in which no
        bucket is cut. Raises RequestError if the alignment of the call is unknown.
        """
        given = draft.align
        if not isinstance(given, Mapping):
            yield _aligned(draft, self._length(given))
            return
        ids = UNSET if self.ids is None else draft.get(self.ids)
        if not isinstance(ids, Sequence) or isinstance(ids, str | bytes):
            raise RequestError(
                "align is a mapping, but the call has no list of ids (expected "
                f"{self.words()})"
            )
        lengths = [self._length_of(given, each) for each in ids]
        for is_any in (False, True):
            members = [
                each
                for each, length in zip(ids, lengths, strict=True)
                if (length == ANY) is is_any
            ]
            if members:
                group = _aligned(draft, ANY if is_any else _shared(lengths))
                group.put(str(self.ids), members)
                yield group

    @property
    def default(self) -> str:
        """The alignment without an argument."""
        return _shared(self.units.values())

    def _length(self, word: Any) -> str:
        if word is None:
            return self.default
        length = self._unit(word)
        if length is None:
            raise RequestError(f"align is {word!r} (expected {self.words()})")
        return length

    def _length_of(self, lengths: Mapping[Any, Any], each: Any) -> str:
        """Return the length for one id; words that are not in `units` are accepted.

        They are the vendor's, for buckets that only a range without windows can have.
        """
        word = lengths.get(each, UNSET)
        if not (word is None or isinstance(word, str)):
            given = "missing" if word is UNSET else repr(word)
            raise RequestError(
                f"align[{each!r}] is {given} (expected {self.words()}; None if the "
                "length is unknown)"
            )
        return self._unit(word) or self.default

    def _unit(self, word: Any) -> str | None:
        """Return the length that a word means; None if it is unknown."""
        if not isinstance(word, str):
            return None
        length = self.units.get(word, word)
        return length if length == ANY or length in self.units.values() else None

    def words(self) -> str:
        """Return the alignments in the form for messages."""
        words = (*dict.fromkeys(self.units.values()), ANY)
        return ", ".join(f'"{word}"' for word in words)

    def keep_whole(
        self, items: Iterable[Any], window: Range, asked: Range, windows: Windows
    ) -> None:
        """Remove from items the buckets that another window has with more days.

        Args:
            items: the items that the response to one window contains.
            window: the first and the last day of this window.
            asked: the first and the last day of the whole range.
            windows: returns all windows of the range.

        Raises:
            CutBucketError: no window has all days of a bucket.
        """
        for item in items:
            listed = attribute(item, self.at)
            if isinstance(listed, list):
                listed[:] = [
                    bucket
                    for bucket in listed
                    if self._is_whole(bucket, window, asked, windows)
                ]

    def _is_whole(
        self, bucket: Any, window: Range, asked: Range, windows: Windows
    ) -> bool:
        first, last = attribute(bucket, self.start), attribute(bucket, self.end)
        if not (is_day(first) and is_day(last)):
            return True  # A deviation: merging compares the parts of the bucket.
        days = max(first, asked[0]), min(last, asked[1])
        if days[0] > days[1] or _has(window, days):
            return True
        if any(_has(each, days) for each in windows()):
            return False
        raise CutBucketError(
            f"the bucket {first} to {last} needs several requests, and the vendor may "
            "count only the days of each (leave align out, or pass the length of these "
            f"buckets: {self.words()}; read longer buckets in ranges that one request "
            'covers; "any" is right only if the vendor always counts all days of a '
            "bucket)",
            first=first,
            last=last,
        )


def with_cut_weeks(windows: Iterable[Range], end: date) -> Iterator[Range]:
    """Yield adjacent windows of dates, and each week that two of them share.

    Such a week begins and ends within the range, whose last day is `end`.
    """
    before: Range | None = None
    for first, last in windows:
        monday: Any = period_start(first, "week")
        if before is not None and monday < first:
            # The sum of a Monday and six days can be after the year 9999.
            yield max(monday, before[0]), monday + min(timedelta(6), end - monday)
        yield first, last
        before = first, last


def _shared(lengths: Iterable[str]) -> str:
    """Return the alignment that suits all lengths; no window cuts a day."""
    longer = {each for each in lengths if each not in ("day", ANY)}
    return EACH if len(longer) > 1 else next(iter(longer), "day")


def is_day(value: Any) -> bool:
    """Return whether a value is a date without a time."""
    return isinstance(value, date) and not isinstance(value, datetime)


def _aligned(draft: RequestDraft, length: str) -> RequestDraft:
    group = draft.copy()
    group.align = length
    return group


def _has(window: Range, days: Range) -> bool:
    return bool(window[0] <= days[0] and days[1] <= window[1])
