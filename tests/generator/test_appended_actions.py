"""Actions are added at the end of an overlay; its other lines stay as they are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from specloom.load import load
from specloom.overlay_output.appended_text import new_overlay, with_actions
from specloom.overlay_output.document_text import document_text

ADDED = [
    {"target": "$.info", "update": {"title": "a: b # c", "description": "one\ntwo\n"}},
    {"target": "$.paths['/it''s']", "remove": True},
]
HEAD = "overlay: 1.1.0\ninfo: {title: t, version: 1.0.0}\n"
LAYOUTS = {
    "block": HEAD + "actions:\n- target: $\n  update: {a: 1}\n",
    "indented": HEAD + "actions:\n    -   target: $\n        update: {a: 1}\n",
    "comment after": HEAD
    + "actions:\n  - target: $ # x\n    update: {a: 1} # y\n# z\n",
    "members after": "actions:\n  - {target: $, update: {a: 1}}\n\n" + HEAD,
    "no final line break": HEAD + "actions:\n  - target: $\n    update: {a: 1}",
    "block scalar": HEAD
    + "actions:\n  - target: $\n    update:\n      a: |\n        x\n",
    "flow": HEAD + "actions: [{target: $, update: {a: 1}}] # end\n",
    "flow on lines": HEAD + "actions: [\n  {target: $, update: {a: 1}},\n]\n",
    "windows": (HEAD + "actions:\n- target: $\n  update: {a: 1}\n").replace(
        "\n", "\r\n"
    ),
    "wide characters": HEAD
    + "actions:\n- target: $\n  description: 'é→🎈'\n  update: {}\n",
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_other_lines_stay(tmp_path: Path, name: str) -> None:
    """The actions are at the end, and all other lines are what they were."""
    file = tmp_path / "overlay.yaml"
    data = LAYOUTS[name].encode()
    file.write_bytes(data)
    edited = with_actions(data, load(file, shown=file.name), ADDED)
    assert edited.keeps_layout
    old = yaml.safe_load(LAYOUTS[name])
    new = yaml.safe_load(edited.text)
    assert new == {**old, "actions": [*old["actions"], *ADDED]}
    rest = iter(edited.text.splitlines())
    if "flow" not in name:
        assert all(line in rest for line in LAYOUTS[name].splitlines())


@pytest.mark.parametrize("indent", [None, 2, 4])
def test_json(tmp_path: Path, indent: int | None) -> None:
    """A JSON overlay stays JSON, in the layout of its actions."""
    old = {
        "overlay": "1.1.0",
        "actions": [{"target": "$", "update": {"é": 1}}],
        "x": [],
    }
    file = tmp_path / "overlay.json"
    data = json.dumps(old, indent=indent).encode()
    file.write_bytes(data)
    edited = with_actions(data, load(file, shown=file.name), ADDED)
    assert edited.keeps_layout
    assert json.loads(edited.text) == {**old, "actions": [*old["actions"], *ADDED]}


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "actions: []\n",
        HEAD + "actions:\n  - target: $\n    update:\n      a: |+\n        x\n\n\n",
        HEAD + "actions: &a\n  - &b {target: $, update: {a: 1}}\n  - *b\n",
    ],
)
def test_unusual_layouts(tmp_path: Path, text: str) -> None:
    """The actions are added even where the layout cannot be kept."""
    file = tmp_path / "overlay.yaml"
    file.write_text(text)
    edited = with_actions(text.encode(), load(file, shown=file.name), ADDED)
    old = yaml.safe_load(text)
    new = yaml.safe_load(edited.text)
    assert new == {**old, "actions": [*old["actions"], *ADDED]}


def test_new_overlay() -> None:
    """A new overlay has the actions, and can be read."""
    text = document_text(new_overlay("Fixes", ADDED), "yaml")
    assert yaml.safe_load(text)["actions"] == ADDED
    assert text.splitlines()[1:3] == ["info:", "  title: Fixes"]
