"""Test intervals as arguments: pairs, models, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from specloom_runtime import (
    CursorPages,
    Interval,
    PagedOperation,
    PascalModel,
    RequestError,
    Window,
)
from specloom_runtime.operations.arguments import build_draft

MAY, JUNE = datetime(2024, 5, 1, tzinfo=UTC), datetime(2024, 6, 1, tzinfo=UTC)


class Span(PascalModel):
    start_utc: datetime | None = None
    end_utc: datetime | None = None


class Days(PascalModel):
    first: date
    last: date


LIST = PagedOperation(
    "POST",
    "/list",
    dict[str, Any],
    dict[str, Any],
    pages=CursorPages(send="body#/Cursor", read="body.cursor", items="body.items"),
    intervals=((Span, ("Changed",)), (Days, ("Days",))),
    windows=(
        Window("body#/Changed/StartUtc", "body#/Changed/EndUtc", "P3M"),
        Window("body#/Days/First", "body#/Days/Last", "P3M"),
    ),
)


def sent(**body: Any) -> Any:
    draft = build_draft(LIST, body=body)
    (value,) = draft.body.values()
    return value


@pytest.mark.parametrize(
    "pair", [(MAY, JUNE), Interval(MAY, JUNE), Interval(MAY, end=JUNE)]
)
def test_a_pair_is_the_model(pair: Any) -> None:
    assert sent(Changed=pair) == Span(start_utc=MAY, end_utc=JUNE)


def test_an_open_end_is_not_sent() -> None:
    assert sent(Changed=(MAY, None)).model_fields_set == {"start_utc"}
    assert sent(Changed=Interval(None, JUNE)).model_fields_set == {"end_utc"}


def test_a_model_is_sent_unchanged() -> None:
    span = Span(start_utc=MAY)
    assert sent(Changed=span) is span


WRONG = [
    ("Changed", "2024-05-01", "not a str"),
    ("Changed", MAY, "not a datetime"),
    ("Changed", [MAY, JUNE], "not a list"),
    ("Changed", {"StartUtc": MAY}, "not a dict"),
    ("Changed", (MAY,), "not a tuple of 1"),
    ("Changed", (MAY, JUNE, None), "not a tuple of 3"),
    ("Changed", slice(MAY, JUNE), "not a slice"),
    ("Changed", (None, None), "start and end are both None"),
    ("Changed", Span(), "start and end are both None"),
    ("Changed", Span(start_utc=None, end_utc=None), "start and end are both None"),
    ("Changed", ("2024-05-01", JUNE), "StartUtc: Input should be a valid datetime"),
    ("Changed", (MAY.date(), JUNE), "StartUtc: Input should be a valid datetime"),
    ("Changed", Days(first=MAY.date(), last=JUNE.date()), "not a Days"),
    ("Days", (MAY, JUNE), "First: Input should be a valid date"),
    ("Days", (MAY.date(), None), "Last: Field required"),
]


@pytest.mark.parametrize(("name", "value", "words"), WRONG)
def test_anything_else_is_refused(name: str, value: Any, words: str) -> None:
    with pytest.raises(RequestError) as caught:
        sent(**{name: value})
    assert str(caught.value).startswith(f"{name.lower()}: expected a pair (start, end)")
    assert words in str(caught.value)
    assert "2024" not in str(caught.value)
