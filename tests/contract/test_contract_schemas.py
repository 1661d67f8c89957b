"""Each change of a schema has the level that the law gives it.

The table was written from the law, not from the program: to narrow a request or to
widen a response breaks; the reverse does not.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from specloom.contract import RULES

from tests.contract.descriptions import compared

ROWS = yaml.safe_load(Path(__file__).with_name("schemas.yaml").read_text("utf-8"))
SEVERITY = {"breaking": 3, "warning": 2, "info": 1}
CASES = [
    pytest.param(row, way, back, id=f"{row['change']}, {way}{', back' * back}")
    for row in ROWS
    for way in ("request", "response")
    for back in (False, True)
]


def described(schema: Any, way: str) -> dict[str, Any]:
    """A description with one property that only requests or only responses have."""
    body = {"type": "object", "properties": {"p": schema}}
    content = {"content": {"application/json": {"schema": body}}}
    operation: dict[str, Any] = {"responses": {"204": {"description": "Done"}}}
    if way == "request":
        operation["requestBody"] = content
    else:
        operation["responses"]["200"] = {"description": "Ok", **content}
    return {"openapi": "3.1.0", "paths": {"/x": {"post": operation}}}


@pytest.mark.parametrize(("row", "way", "back"), CASES)
def test_a_change_of_a_schema_has_its_level(
    row: dict[str, Any], way: str, back: bool
) -> None:
    old, new = described(row["old"], way), described(row["new"], way)
    changes = compared(new, old) if back else compared(old, new)
    expected = row[way][back]
    if expected == 0:
        assert changes == []
        return
    worst = max((each.level for each in changes), key=SEVERITY.__getitem__)
    assert worst == expected
    for each in changes:
        assert each.direction in (way, "none")
        assert [str(key) for key in each.operations] == ["POST /x"]


def test_each_rule_has_a_sentence_that_can_be_filled_in() -> None:
    words = {"subject": "It", "before": "a", "after": "b", "value": "c"}
    for name, rule in RULES.items():
        assert name == rule.id
        text = rule.sentence.format(**words)
        assert text.endswith((".", "{after}."))
        assert rule.why.endswith(".")
