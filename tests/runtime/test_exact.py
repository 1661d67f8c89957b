"""Test that the parts of a union are read from their own kind of JSON alone."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from pydantic import TypeAdapter, ValidationError
from specloom_runtime import Exact, Model, Number
from specloom_runtime.models.lenient_decoding import build_leniently

DAY, TIME = "2024-05-01", "2024-05-01T10:00:00Z"
ID = "0b9c7f2e-1c0b-4a3e-9d1e-0123456789ab"
REFUSED = object()


@pytest.mark.parametrize(
    ("kind", "data", "expected"),
    [
        (Exact[date] | str, DAY, date(2024, 5, 1)),
        (Exact[date] | str, "abc", "abc"),
        (Exact[date] | str, TIME, TIME),
        (Exact[date] | str, 5, REFUSED),
        (Exact[date] | Exact[int], 5, 5),
        (Exact[date] | Exact[int], 86400, 86400),
        (Exact[date] | Exact[int], "5", REFUSED),
        (Exact[date] | Exact[int], True, REFUSED),
        (Exact[date] | Exact[datetime], 86400, REFUSED),
        (Exact[date] | Exact[datetime], DAY, date(2024, 5, 1)),
        (Exact[date] | Exact[datetime], TIME, datetime.fromisoformat(TIME)),
        (Exact[datetime] | Exact[Number], 5, 5),
        (Exact[datetime] | Exact[Number], 5.5, 5.5),
        (Exact[datetime] | Exact[Number], "5", REFUSED),
        (Exact[datetime] | Exact[Number], "1700000000", REFUSED),
        (Exact[datetime] | str, DAY, DAY),
        (Exact[datetime] | str, "2024-99-01T00:00:00Z", "2024-99-01T00:00:00Z"),
        (Exact[UUID] | str, ID, UUID(ID)),
        (Exact[UUID] | str, ID.replace("-", ""), ID.replace("-", "")),
        (Exact[UUID] | str, "{" + ID + "}", "{" + ID + "}"),
        (Exact[Decimal] | Exact[Number], 5, 5),
        (Exact[Decimal] | Exact[Number], "1.10", Decimal("1.10")),
        (Exact[bool] | str, 1, REFUSED),
        (Exact[bool] | str, "true", "true"),
        (Exact[bool] | str, True, True),
        (Exact[int] | Exact[bool], 0, 0),
        (Exact[int] | Exact[bool], False, False),
        (Exact[int] | Exact[bool], "yes", REFUSED),
    ],
)
def test_a_part_of_a_union_takes_its_own_kind(
    kind: Any, data: Any, expected: Any
) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    if expected is REFUSED:
        with pytest.raises(ValidationError):
            adapter.validate_json(json.dumps(data))
        made, found = build_leniently(dict[str, kind], {"a": data})
        assert made == {"a": data} and [each.path() for each in found] == ["a"]
        return
    for made in (
        adapter.validate_json(json.dumps(data)),
        build_leniently(dict[str, kind], {"a": data}, is_invalid=False)[0]["a"],
    ):
        assert (type(made), made) == (type(expected), expected)
        assert adapter.dump_python(made, mode="json") == data
        assert adapter.validate_python(made) == made


def test_a_field_takes_values_of_python() -> None:
    class Due(Model):
        at: Exact[date] | Exact[int] | None = None

    assert Due(at=date(2024, 5, 1)).model_dump_json(exclude_unset=True) == (
        '{"at":"2024-05-01"}'
    )
    assert Due(at=5).at == 5 and Due(at=None).at is None
    with pytest.raises(ValidationError, match="expected the text of a date"):
        Due(at=datetime(2024, 5, 1))
