"""Where an alias is repeated, and where a chain of aliases is shortened."""

from __future__ import annotations

from typing import Any

import pytest
from specloom.ir.model_definitions import Alias
from specloom.models import Models

TEXT = {"type": "string"}


def ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def aliases(schemas: dict[str, Any]) -> dict[str, Alias]:
    """Return the aliases among the definitions of all components."""
    document = {"openapi": "3.1.0", "components": {"schemas": schemas}}
    found = Models(document).modules(schemas)
    definitions = [each for module in found for each in module.definitions]
    return {each.name: each for each in definitions if isinstance(each, Alias)}


def chain(length: int, form: Any) -> dict[str, Any]:
    """Return aliases of which each has the form of the next one, and the last text."""
    names = [f"A{number:02}" for number in range(length)]
    return {
        name: form(ref(inner)) if inner else TEXT
        for name, inner in zip(names, [*names[1:], ""], strict=True)
    }


def listed(inner: Any) -> Any:
    return {"type": "array", "items": inner}


def test_an_alias_of_up_to_three_levels_is_repeated() -> None:
    found = aliases(chain(6, listed))
    repeated = [name for name, each in found.items() if each.is_repeated]
    assert repeated == ["A03", "A04", "A05"]


@pytest.mark.parametrize(("many", "repeated"), [(49, True), (50, True), (51, False)])
def test_an_alias_of_up_to_fifty_alternatives_is_repeated(
    many: int, repeated: bool
) -> None:
    records = {
        f"R{number}": {"type": "object", "properties": {f"p{number}": TEXT}}
        for number in range(many)
    }
    found = aliases({"Any": {"oneOf": [ref(name) for name in records]}, **records})
    assert found["Any"].is_repeated is repeated


@pytest.mark.parametrize("length", [16, 17, 18, 30])
def test_the_first_aliases_of_a_long_chain_refer_to_the_same_one(length: int) -> None:
    found = aliases(chain(length, lambda inner: inner))
    named = [getattr(each.type, "component", "") for each in found.values()]
    after = max(0, length - 17)
    names = [*found]
    assert named == [names[after + 1]] * after + names[after + 1 :] + [""]
