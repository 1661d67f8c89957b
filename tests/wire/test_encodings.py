"""What is known of a field's conversions is what the runtime's models do."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

import pytest
from pydantic import TypeAdapter, create_model
from specloom.ir.python_types import Leaf
from specloom.wire.encodings import PLAIN, Encodings
from specloom_runtime import Model

VALUES: dict[str, Any] = {
    "bool": True,
    "bytes": b"abc",
    "date": date(2026, 1, 2),
    "datetime": datetime(2026, 1, 2, tzinfo=UTC),
    "Decimal": Decimal("1.50"),
    "float": 2.5,
    "int": 7,
    "str": "a",
    "UUID": UUID(int=5),
}


def _is_accepted(value: Any, kind: type) -> bool:
    """Return whether a type checker accepts a value; an int is accepted for a float."""
    return isinstance(value, kind) or (kind is float and isinstance(value, int))


@pytest.mark.parametrize("given", sorted(PLAIN))
@pytest.mark.parametrize("declared", sorted(PLAIN))
def test_field_writes_what_is_known(declared: str, given: str) -> None:
    value, kind = VALUES[given], type(VALUES[declared])
    known = Encodings({}).of(Leaf(declared)).get(given)
    if not _is_accepted(value, kind):
        assert known is None
        return
    model = cast("type[Model]", create_model("M", __base__=Model, a=(kind, ...)))
    written = model(a=value).model_dump_json()
    plain = create_model("P", __base__=Model, a=(type(value), ...))
    assert known is not None
    assert (known == given) == (written == plain(a=value).model_dump_json())


def test_every_plain_class_has_a_value() -> None:
    assert VALUES.keys() == PLAIN
    assert all(
        TypeAdapter(type(each)).validate_python(each) for each in VALUES.values()
    )
