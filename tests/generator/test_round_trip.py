"""Test how generated tests compare what a client read with the documented JSON."""

from __future__ import annotations

from typing import Any

import pytest
from specloom.testing.round_trip import assert_round_trip
from specloom_runtime import Model


class Inner(Model):
    placed_at: str | None = None


class Outer(Model):
    inner: Inner | None = None
    items: list[Inner] = []


@pytest.mark.parametrize("name", ["placedAt", "PlacedAt", "placed-at", "PLACED_AT"])
@pytest.mark.parametrize(
    "place",
    [lambda inner: {"inner": inner}, lambda inner: {"items": [{}, inner]}],
)
def test_a_property_that_no_field_reads_is_found(place: Any, name: str) -> None:
    source = place({name: "now"})
    with pytest.raises(
        AssertionError, match=f"Inner.placed_at is not read from {name}"
    ):
        assert_round_trip(Outer.model_validate(source), source)


@pytest.mark.parametrize(
    "source",
    [
        {"inner": {"placed_at": "now", "placedAt": "then"}},
        {"inner": {"other": "now"}},
        {"items": [], "more": {"placedAt": "now"}},
    ],
)
def test_other_undeclared_properties_are_kept(source: Any) -> None:
    assert_round_trip(Outer.model_validate(source), source)
