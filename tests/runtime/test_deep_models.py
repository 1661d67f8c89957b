"""Models that refer to each other in longer chains than Python's stack is deep."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from specloom_runtime.models.model import Model, type_adapter

SIZE = 150


@pytest.fixture
def circle(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Yield a module of models that each have the next, and the last the first."""
    module = ModuleType("circle_of_models")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    for index in range(SIZE):
        following = f"M{(index + 1) % SIZE} | None"
        names = {
            "__module__": module.__name__,
            "__annotations__": {"next": following},
            "next": None,
        }
        setattr(module, f"M{index}", type(Model)(f"M{index}", (Model,), names))
    yield module


def test_a_model_that_leads_to_many_others_is_read(circle: Any) -> None:
    assert circle.M0.model_validate({"next": {"next": {}}}).next.next is not None


def test_a_type_that_leads_to_many_models_is_read(circle: Any) -> None:
    read = type_adapter(list[circle.M0]).validate_python([{"next": {}}])

    assert type(read[0].next) is circle.M1


def test_a_type_that_is_not_yet_defined_is_searched_when_it_is_used() -> None:
    class Holder(Model):
        item: NotYetDefined  # type: ignore[name-defined]  # noqa: F821

    assert not type_adapter(Holder).pydantic_complete
