"""Test where a reference between components is nested too deeply for a type."""

from __future__ import annotations

from typing import Any

import pytest
from specloom.normalize.discriminators.composition_cycles import component_edges
from specloom.normalize.discriminators.nested_components import cut_nested
from specloom.normalize.report import GenerationReport


def listed(target: str) -> dict[str, Any]:
    return {"type": "array", "items": {"$ref": f"#/components/schemas/{target}"}}


@pytest.mark.parametrize(
    ("steps", "cut"),
    [(1, []), (16, []), (17, ["S00"]), (33, ["S16"]), (34, ["S00", "S17"])],
)
def test_a_chain_of_lists_is_cut_after_sixteen_steps(
    steps: int, cut: list[str]
) -> None:
    names = [f"S{number:02}" for number in range(steps)]
    schemas: dict[str, Any] = {
        name: listed(inner)
        for name, inner in zip(names, [*names[1:], "End"], strict=True)
    }
    schemas["End"] = {"type": "string"}
    report = GenerationReport()
    cut_nested(schemas, component_edges(schemas), report)
    assert [name for name in names if not schemas[name]["items"]] == cut
    pointers = [entry.pointer for _, _, entry in report.entries()]
    assert sorted(pointers) == [f"/components/schemas/{name}/items" for name in cut]
