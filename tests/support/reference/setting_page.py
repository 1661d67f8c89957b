"""The settings in `[tool.specloom]`, from the schema that checks them in editors."""

from __future__ import annotations

import json
from typing import Any

from specloom.editor_schemas import editor_schema

from .markdown import block, page, plain
from .schema_tables import Schema, member_table, shape

INTRODUCTION = """\
The settings of a project are in the table `[tool.specloom]` of its `pyproject.toml`,
all of them optional. `specloom init` writes the first ones. An unknown setting or an
invalid value is an error with its line. `specloom schema settings` prints the schema
with which editors complete and check them ([schemas for
editors](../terminal.md#schemas-for-editors))."""


def pages() -> dict[str, str]:
    """Return the page of all settings."""
    document = editor_schema("settings")
    settings = document["properties"]["tool"]["properties"]["specloom"]["properties"]
    parts = [_section(n, Schema(node, document)) for n, node in settings.items()]
    return {"settings.md": page("Settings", INTRODUCTION, *parts)}


def _section(name: str, schema: Schema) -> str:
    node = schema.resolved().node
    lines = [f"- Value: {shape(schema)}"]
    if "default" in node:
        lines.append(f"- Default: `{json.dumps(node['default'])}`")
    parts = [
        f"## {name}",
        plain(str(schema.node.get("description", ""))),
        "\n".join(lines),
        member_table(schema),
    ]
    example = node.get("examples", [node.get("default")])[0]
    if example is not None:
        parts.append(block(f"[tool.specloom]\n{name} = {_toml(example)}", "toml"))
    return "\n\n".join(part for part in parts if part)


def _toml(value: Any) -> str:
    """Return a value in TOML, in one line."""
    if isinstance(value, dict):
        members = (f"{k} = {_toml(v)}" for k, v in value.items())
        return f"{{{', '.join(members)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value)
