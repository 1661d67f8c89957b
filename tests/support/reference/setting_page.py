"""The settings in `[tool.specloom]`, from the schema that checks them in editors."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from specloom.editor_schemas import editor_schema
from specloom.project.settings import settings_problems

from .markdown import block, code, page, plain, table
from .schema_tables import Schema, member_table, shape

INTRODUCTION = """\
The settings of a project are in the table `[tool.specloom]` of its `pyproject.toml`,
all of them optional. `specloom init` writes the first ones. An unknown setting or an
invalid value is an error with its line (exit status 2), and nothing is written; the
tables have values that are refused, and what the error says is expected instead.
`specloom schema settings` prints the schema with which editors complete and check them
([schemas for editors](../terminal.md#schemas-for-editors))."""
REFUSED: dict[str, list[Any]] = {
    "specs": ["../specs", "/tmp", ""],
    "output": ["../out", ".", "specs/out"],
    "package": ["my-clients", "class"],
    "formatter": ["yapf"],
    "references": ["../shared", "absent"],
    "docstrings": ["long"],
    "release-tags": ["v", "*-*"],
    "distribution": ["acme clients", "-acme", "specloom", "specloom_runtime"],
    "version": [1.0, "1.x", "latest", "1.0-SNAPSHOT"],
    "description": ["", "two\nlines", " a space at the begin"],
    "authors": [
        ["Ann"],
        [{"nam": "Ann"}],
        [{"name": "Ann, Bob"}],
        [{"email": "ann"}],
    ],
    "license": ["Mine", "Apache 2.0", "Apache License"],
    "license-files": [["../LICENSE"], ["absent"], ["*.txt"], ["generated/LICENSE"]],
    "urls": [
        {"Docs": "acme.example"},
        {"Docs": "ftp://acme.example"},
        {"The documentation of all our clients": "https://acme.example"},
    ],
    "keywords": ["invoices", ["a, b"], [""]],
    "classifiers": [["Private"]],
    "dependencies": [["a b"], ["pandas=2"], ["acme @ {root:uri}/acme"]],
    "client-names": [{"acme": "acme"}, {"acme": "Client"}, {"acme": "OrderFields"}],
}
"""Values of each setting that are refused."""
REFUSED_NEXT_TO: dict[str, tuple[Mapping[str, Any], Any]] = {
    "classifiers": ({"license": "MIT"}, ["License :: OSI Approved :: MIT License"]),
    "dependencies": ({"distribution": "acme-clients"}, ["acme-clients>=1"]),
}
"""Values that are refused only next to other settings."""


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
    parts.append(_refusals(name))
    return "\n\n".join(part for part in parts if part)


def _refusals(name: str) -> str:
    """Return the table of refused values, by what the program expects instead."""
    cases = [{name: value} for value in REFUSED[name]]
    if name in REFUSED_NEXT_TO:
        others, value = REFUSED_NEXT_TO[name]
        cases.append({**others, name: value})
    refused: dict[str, list[str]] = {}
    for settings in cases:
        shown = " next to ".join(code(f"{k} = {_toml(v)}") for k, v in settings.items())
        refused.setdefault(_expected(settings), []).append(shown)
    rows = [(", ".join(shown), plain(text)) for text, shown in refused.items()]
    return table(("refused, for example", "expected instead"), rows)


def _expected(settings: Mapping[str, Any]) -> str:
    """Return what the program expects instead of settings that it refuses.

    Raises:
        ValueError: the program accepts the settings.
    """
    with tempfile.TemporaryDirectory() as folder:
        # The licence file is refused for its place, and not because there is none.
        (Path(folder) / "generated").mkdir()
        (Path(folder) / "generated" / "LICENSE").touch()
        found = settings_problems(Path(folder), settings)
    for each in found:
        if match := re.search(r"expected (.*)\)$", str(each.message)):
            return match[1]
    raise ValueError(f"not refused: {settings}")


def _toml(value: Any) -> str:
    """Return a value in TOML, in one line."""
    if isinstance(value, dict):
        members = (f"{_key(k)} = {_toml(v)}" for k, v in value.items())
        return f"{{{', '.join(members)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value)


def _key(name: str) -> str:
    """Return a key in TOML, with quotes where it needs them."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name)
