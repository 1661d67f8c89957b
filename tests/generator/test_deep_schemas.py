"""Test schemas that are nested deeper than code can be."""

from __future__ import annotations

from pathlib import Path

import pytest
from specloom.builds.vendor_builds import build_file

HEAD = """{"openapi": "3.1.0", "info": {"title": "A", "version": "1"},
"servers": [{"url": "https://a.test"}], "paths": {"/a": {"get": {"responses": {"200":
{"description": "d", "content": {"application/json": {"schema": %s}}}}}}}}"""
FORMS = {
    "items": ('{"type": "array", "items": ', "}"),
    "properties": ('{"type": "object", "properties": {"a": ', "}}"),
    "values": ('{"type": "object", "additionalProperties": ', "}"),
    "parts": ('{"allOf": [', "]}"),
    "choices": ('{"oneOf": [{"type": "string"}, ', "]}"),
    "not": ('{"not": ', "}"),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("depth", [40, 220])
def test_code_is_nested_as_deep_as_python_reads(
    form: str, depth: int, tmp_path: Path
) -> None:
    start, end = FORMS[form]
    schema = start * depth + '{"type": "integer"}' + end * depth
    (tmp_path / "a.json").write_text(HEAD % schema, "utf-8")
    result = build_file(tmp_path / "a.json", "a")
    for path, text in result.texts.items():
        if path.endswith(".py"):
            compile(text, path, "exec")
    details = [r["detail"] for each in result.report for r in each["reasons"]]
    assert any("nested in a schema" in each for each in details) == (depth == 220)
