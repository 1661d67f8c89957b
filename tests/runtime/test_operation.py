"""An operation's facts: what its constructors take is what it holds."""

from __future__ import annotations

import dataclasses

import pytest
from specloom_runtime import Operation, TypeForm
from specloom_runtime.operations.base_operation import OperationBase
from specloom_runtime.operations.operation_options import OperationOptions
from specloom_runtime.operations.result_types import plain_type


def test_the_keywords_are_the_fields() -> None:
    held = {field.name: field.type for field in dataclasses.fields(OperationBase)}
    del held["method"], held["path"]
    # Forward references: the annotations as they are written.
    said = {
        name: kind.__forward_arg__
        for name, kind in OperationOptions.__annotations__.items()
    }
    assert said == held
    assert list(said) == list(held)


def test_an_unknown_keyword_is_an_error() -> None:
    with pytest.raises(TypeError, match="operation: colour, size"):
        Operation("GET", "/x", None, size=1, colour="red")  # type: ignore[call-overload]


def test_operations_of_equal_facts_are_two() -> None:
    one, other = Operation("GET", "/a", None), Operation("GET", "/a", None)
    assert one == one
    assert one != other
    assert len({one, other}) == 2


def test_a_function_gives_the_result_type() -> None:
    union = int | str
    assert plain_type(lambda: int) is int
    assert plain_type(lambda: list[int]) == list[int]
    assert plain_type(lambda: TypeForm[union]) == union
    assert plain_type(int) is int
