"""Determine how JSON data differs from a type, and which alternative fits best."""

from __future__ import annotations

from typing import Any, Literal, get_args, get_origin

from pydantic import ValidationError

from ..core.events import DeviationKind
from .findings import Finding, Trail
from .model import is_model
from .type_parts import (
    bare,
    fields_of,
    is_root,
    is_union,
    model_constants,
    tag_values,
)


def how(kind: Any, data: Any, failure: ValidationError | None) -> DeviationKind:
    """Return the kind of difference between data and a type that is not a union."""
    if data is None:
        return DeviationKind.NULL
    plain = bare(kind)
    if get_origin(plain) is Literal:
        same = any(type(value) is type(data) for value in get_args(plain))
        return DeviationKind.UNDECLARED_VALUE if same else DeviationKind.WRONG_TYPE
    problems = failure.errors(include_url=False, include_input=False) if failure else ()
    if any(not problem["type"].endswith("_type") for problem in problems):
        return DeviationKind.INVALID_VALUE
    return DeviationKind.WRONG_TYPE


def naming_all(kind: Any, trail: Trail, finding: Finding) -> Finding:
    """Return a finding about the tag of a union, with the tags of all alternatives."""
    if finding.trail is None or finding.trail[0] is not trail:
        return finding
    tags = dict.fromkeys(map(repr, tag_values(kind, str(finding.trail[1]))))
    rule = finding.rule._replace(expected=" or ".join(tags))
    return finding._replace(rule=rule) if tags else finding


def worst(kinds: list[DeviationKind], data: Any) -> DeviationKind:
    """Return the kind of difference between data and a union, from its alternatives."""
    if data is None:
        return DeviationKind.NULL
    for each in (DeviationKind.UNDECLARED_VALUE, DeviationKind.INVALID_VALUE):
        if each in kinds:
            return each
    return DeviationKind.WRONG_TYPE


def declared(kind: Any, data: Any) -> int:
    """Return the number of properties of an object that a model declares."""
    plain = bare(kind)
    if not is_model(plain) or is_root(plain):
        return 0
    return sum(each.wire in data for each in fields_of(plain))


def tag_rank(kind: Any, data: Any) -> tuple[int, int]:
    """Return the rank of a model by its constants; the lowest rank is the best match.

    Returns:
        Two numbers. The first is 0 if all constants match the data, 2 if one differs,
        and otherwise 1. The second is the negative number of matching constants. A
        union has the rank of its best part.
    """
    plain = bare(kind)
    if is_union(plain):
        return min(tag_rank(part, data) for part in get_args(plain))
    agree = differ = 0
    if is_model(plain) and not is_root(plain):
        for wire, values in model_constants(plain).items():
            if wire in data:
                # In OpenAPI, the name of a schema identifies it, like mapped values.
                known = [(type(value), value) for value in (*values, plain.__name__)]
                if (type(data[wire]), data[wire]) in known:
                    agree += 1
                else:
                    differ += 1
    return 2 if differ else 0 if agree else 1, -agree


def same_kind(kind: Any, data: Any) -> bool:
    """Return whether type and data are both objects, both lists, or both scalars."""
    plain = bare(kind)
    origin = get_origin(plain)
    if data is None or plain is Any or is_union(plain) or is_root(plain):
        return data is not None
    is_object = is_model(plain) or origin is dict
    return (is_object, origin is list) == (
        isinstance(data, dict),
        isinstance(data, list),
    )
