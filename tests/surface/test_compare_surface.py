"""Test which differences of packages are found, and what they mean for callers."""

from __future__ import annotations

import pytest
from specloom.surface import compare_surface

from .edits import CASES, Case
from .orders import package, schema


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_differences_of_an_edit(case: Case) -> None:
    found = compare_surface(package(), package(case.edit))
    assert {(e.rule, e.effect, e.qualname) for e in found} == case.expected
    assert len(found) == len(case.expected)


def test_a_shared_model_is_one_difference_with_all_operations() -> None:
    (found,) = compare_surface(
        package(), package(lambda d: schema(d, "Line").update(required=[]))
    )
    assert found.qualname == "Line.item"
    assert (found.before, found.after) == ("item: str", "item: str | None = None")
    assert [*map(str, found.operations)] == [
        "GET /notes/{number}",
        "GET /orders",
        "GET /orders/{number}",
        "POST /orders",
    ]
    assert found.pointer_new == ("components", "schemas", "Line", "properties", "item")


def test_a_renamed_method_has_both_signatures() -> None:
    (found,) = compare_surface(
        package(), package(CASES["operation renamed"].edit), parent="clients"
    )
    assert (found.module, found.renamed_to) == ("clients.acme.orders", "cancel")
    assert found.before == "delete(number: int) -> None"
    assert found.after == "cancel(number: int) -> None"
    assert found.pointer_old == ("paths", "/orders/{number}", "delete")


def test_a_moved_method_has_its_new_resource() -> None:
    found = compare_surface(
        package(), package(CASES["operation in another resource"].edit)
    )
    assert [each.renamed_to for each in found] == ["notes.delete"]


def test_an_argument_has_the_pointer_of_its_parameter() -> None:
    (found,) = compare_surface(package(), package(CASES["parameter removed"].edit))
    assert found.pointer_old == ("paths", "/orders", "get", "parameters", "query:limit")
    assert found.pointer_new is None
    assert found.before == "limit: int | None = None"


def test_comparing_with_itself_in_both_directions() -> None:
    for case in CASES.values():
        new = package(case.edit)
        assert compare_surface(new, package(case.edit)) == []
