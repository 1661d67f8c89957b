"""Write conditions and sort keys for the example of a filter."""

from __future__ import annotations

from collections.abc import Iterator

from ..ir import Argument, FilterField, FilterFields, Operation, Resource
from ..ir.python_types import SEQUENCE, GenericType, Leaf, PythonType, parts
from .placeholders import UNKNOWN, Placeholders

_ORDERED = {"Compare", "Gte"}
_CONDITIONS = (
    ({"Compare", "Eq"}, "{field} == {value}"),
    (_ORDERED, "{field} >= {value}"),
    ({"In", "Member"}, "{field}.in_([{value}])"),
)
"""Conditions, each with the operators of which a field must have one."""
_MOST_CONDITIONS = 2
FIELDS = "C"
"""The name of a class of fields in an example, as the documentation writes it."""


def conditions_on(fields: FilterFields, values: Placeholders) -> list[str]:
    """Return conditions on different fields, with different operators.

    Args:
        fields: the fields of a list.
        values: the values to compare with.
    """
    found: list[str] = []
    left = [*fields.fields]
    for operators, shown in _CONDITIONS:
        for field in left:
            value = values.value(field.type)
            is_plain = UNKNOWN not in without_text(value)
            is_text = operators is _ORDERED and field.type == Leaf("str")
            if operators & _operators(field) and is_plain and not is_text:
                found.append(shown.format(field=f"{FIELDS}.{field.name}", value=value))
                left.remove(field)
                break
    return found[:_MOST_CONDITIONS]


def conjunction(conditions: list[str]) -> str:
    """Return the conjunction of conditions; comparisons must be in parentheses."""
    if len(conditions) == 1:
        return conditions[0]
    return " & ".join(f"({e})" if " " in e.partition("(")[0] else e for e in conditions)


def generic_part(type_: PythonType, name: str) -> GenericType | None:
    """Return the part of a type that is a generic class with a name."""
    for each in parts(type_):
        if not isinstance(each, GenericType):
            continue
        if each.base.name == name:
            return each
        inner = (generic_part(argument, name) for argument in each.arguments)
        if found := next(filter(None, inner), None):
            return found
    return None


def fields_of(resource: Resource, argument: Argument) -> FilterFields | None:
    """Return the fields that a filter can use."""
    found = generic_part(argument.type, "Condition")
    names = {e.name for e in found.arguments if isinstance(e, Leaf)} if found else set()
    return next((each for each in resource.filters if each.name in names), None)


def sort_argument(operation: Operation, fields: FilterFields) -> Iterator[str]:
    """Yield the argument that sorts a list, if it has one."""
    key = next((e for e in fields.fields if "Sortable" in _operators(e)), None)
    for argument in operation.arguments:
        if key is not None and generic_part(argument.type, "SortBy") is not None:
            is_list = generic_part(argument.type, SEQUENCE.name) is not None
            value = f"-{FIELDS}.{key.name}"
            yield f"{argument.name}={f'[{value}]' if is_list else value}"


def without_text(value: str) -> str:
    """Return code without the placeholders for text, which are in quotes."""
    return value.replace('"..."', "")


def _operators(field: FilterField) -> set[str]:
    """Return the names of the operators of a field."""
    return {each.name for each in parts(field.operators) if isinstance(each, Leaf)}
