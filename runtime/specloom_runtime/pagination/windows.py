"""Windows: split ranges that exceed a vendor's limit into several requests.

The parts of a range have neither gaps nor overlaps. If an item is repeated
nevertheless, it is recognized by its identity.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Literal, TypeAlias

from ..core.durations import (
    Align,
    CalendarDuration,
    Moment,
    instant,
    like_given,
    moment,
    period_start,
)
from ..core.errors import RequestError
from ..core.unset import is_absent
from ..http.request_draft import RequestDraft
from .buckets import ANY, EACH, Buckets, Range, is_day, with_cut_weeks

Bounds: TypeAlias = Literal["half-open", "inclusive"]
Names: TypeAlias = tuple[str, str]
"""The names of the arguments for the start and the end of a range."""
MICROSECOND = "PT0.000001S"


@dataclass(frozen=True, slots=True)
class Window:
    """A range of which a single request covers at most `maximum` (ISO 8601).

    With `half-open` bounds, the parts are [a, b), [b, c). With `inclusive` bounds, a
    part ends one `step` before the next part begins, so a maximum of P31D means 31
    calendar days including both ends. The default step is the smallest time difference
    in Python, because an item can be newer than the last whole second of a part. With
    `align`, a part ends at the start of a month or a week (Monday) in the time zone of
    the range, if there is such a start within the maximum. Then no month or week is
    divided, and totals per month or week are complete.

    If the clocks are put back, a calendar day has 25 hours. A maximum in days then
    means at most 24 hours for each day, unless the parts begin with a calendar day.
    This is the case with `align`, and if the step is in days.

        Window("query.from", "query.to", "P31D", bounds="inclusive", step="P1D")

    With `buckets`, the range is one of dates, and the call states how the parts are
    aligned.
    """

    start: str
    end: str
    maximum: str
    bounds: Bounds = "half-open"
    step: str = MICROSECOND
    align: Align | None = None
    buckets: Buckets | None = None

    def end_at(self, draft: RequestDraft, now: datetime) -> Any:
        """Return the end of an open range that ends at `now`, in the form of its start.

        The last day of a range of dates is that of `now` in UTC. The result is None if
        the range has no start, or starts later.
        """
        given = draft.get(self.start)
        if is_absent(given):
            return None
        start = moment(given, draft.argument(self.start))
        end: Moment = now
        if is_day(start):
            end = now.date() + timedelta(self.bounds == "half-open")
        elif isinstance(start, datetime) and start.tzinfo is None:
            return None  # Such a time is refused when it is written.
        return None if instant(start) > instant(end) else like_given(end, given)

    def split(self, draft: RequestDraft) -> Iterator[RequestDraft]:
        """Yield the drafts that cover the range; a copy if start or end is absent."""
        given = draft.get(self.start), draft.get(self.end)
        if is_absent(given[0]) or is_absent(given[1]):
            yield draft.copy()
            return
        names = self._names(draft)
        for group in self._groups(draft, given, names):
            for first, last in self._ranges_for(group.align, given, names):
                part = group.copy()
                part.put(self.start, first)
                part.put(self.end, last)
                yield part

    def _names(self, draft: RequestDraft) -> Names:
        """Return the names of the caller's arguments."""
        return draft.argument(self.start), draft.argument(self.end)

    def _groups(
        self, draft: RequestDraft, given: Range, names: Names
    ) -> Iterable[RequestDraft]:
        """Return a draft for each length of buckets, if the range must be split."""
        if self.buckets is None:
            return (draft,)
        groups = list(self.buckets.groups(draft))
        if more_than_one(self.ranges(self._days(given, names), names)):
            return groups
        whole = draft.copy()
        whole.align = ANY
        return (whole,)

    def _days(self, given: Range, names: Names) -> tuple[Moment, Moment]:
        start, end = map(moment, given, names)
        if not (is_day(start) and is_day(end)):
            raise RequestError(f"{' and '.join(names)} must be dates without a time")
        return start, end

    def _ranges_for(self, align: Any, given: Range, names: Names) -> Iterator[Range]:
        if self.buckets is None:
            yield from self.ranges(given, names)
            return
        days = self._days(given, names)
        for first, last in self._bucket_ranges(align, days, names):
            yield like_given(first, given[0]), like_given(last, given[1])

    def _bucket_ranges(self, align: Any, days: Range, names: Names) -> Iterator[Range]:
        if align in ("week", "month"):
            return replace(self, align=align).ranges(days, names)
        if align != EACH:
            return self.ranges(days, names)
        months = replace(self, align="month").ranges(days, names)
        return with_cut_weeks(months, days[1])

    def keep_whole(
        self, items: Iterable[Any], part: RequestDraft, asked: RequestDraft
    ) -> None:
        """Remove the buckets that another part of the range has with more days.

        Args:
            items: the items of the response to a part of the range.
            part: the draft of this part.
            asked: the draft of the whole range.

        Raises:
            CutBucketError: no part has all days of a bucket.
        """
        if self.buckets is None or part.align in (None, ANY):
            return
        names = self._names(asked)
        window, days = (
            self._days((draft.get(self.start), draft.get(self.end)), names)
            for draft in (part, asked)
        )
        windows = cache(lambda: list(self._bucket_ranges(part.align, days, names)))
        self.buckets.keep_whole(items, window, days, windows)

    def ranges(self, given: Range, names: Names) -> Iterator[Range]:
        """Yield the start and end of each part, in the form of the given ones.

        Args:
            given: the start and the end of the range.
            names: the names of the two arguments.
        """
        given_start, given_end = given
        start, end = map(moment, given, names)
        self._check_order(start, end, " and ".join(names))
        maximum = CalendarDuration.parse(self.maximum)
        step = CalendarDuration.parse(self._step_for(start))
        if maximum.time and not isinstance(start, datetime):
            raise RequestError(
                f"{' and '.join(names)} must be datetimes: one request covers "
                f"{self.maximum}, a part of a day"
            )
        first: Any = given_start
        # The maximum is added to the start of each part. With multiples of a month from
        # a first start on January 31, a part could last from February 28 to March 31.
        inclusive, final = self.bounds == "inclusive", instant(end)
        exact = self.align is None and not step.days
        while (latest := maximum.after(start, exact=exact)) is not None and (
            instant(latest) <= final if inclusive else instant(latest) < final
        ):
            start = self._boundary(start, latest, step)
            last = step.before(start) if inclusive else start
            yield first, like_given(last, given_end)
            first = like_given(start, given_start)
        yield first, given_end

    def _boundary(
        self, start: Moment, latest: Moment, step: CalendarDuration
    ) -> Moment:
        """Return the start of the part after the part that begins at `start`."""
        least = step.after(start, exact=False)
        if self.align is None or least is None:
            return latest
        boundary = period_start(latest, self.align)
        return boundary if instant(boundary) >= instant(least) else latest

    def _step_for(self, start: Moment) -> str:
        return (
            self.step if isinstance(start, datetime) or "T" not in self.step else "P1D"
        )

    def _check_order(self, start: Moment, end: Moment, names: str) -> None:
        try:
            backwards = instant(start) > instant(end)
        except TypeError:
            raise RequestError(
                f"{names} must be of one kind: two dates, two datetimes with a time "
                "zone, or two without"
            ) from None
        except OverflowError:
            raise RequestError(f"{names} must be in the years 1 to 9999") from None
        if backwards:
            raise RequestError(
                f"{names} are the wrong way round: {start} is after {end}"
            )


def more_than_one(parts: Iterator[Any]) -> bool:
    """Return whether an iterator has more than one part; it takes at most two."""
    return next(parts, None) is not None and next(parts, None) is not None
