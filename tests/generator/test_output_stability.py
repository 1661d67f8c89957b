"""Test that a small change of a document is a small change of the generated code."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from specloom.build import build_file
from specloom.lower import lower
from specloom.models import Models
from specloom.render import render

ROOT = Path(__file__).parents[2]
VENDORS = sorted((ROOT / "specs").glob("*/openapi.yaml"))
DEFECTS = sorted((ROOT / "tests" / "defects").glob("*.yaml"))
REPEATED = "variants-told-apart-by-constants"
"""Its bases become unions: each of their children repeats an added property."""
DOCUMENTS = [*VENDORS, *DEFECTS]
Lines = Counter[tuple[str, str]]
OWN_FILE = "models/added.py"
EXPORTS = ("if TYPE_CHECKING: from .added import Added", "__all__", "__getattr__")
"""What every component has in `models/__init__.py`: each a line."""


def normalized(path: Path) -> dict[str, Any]:
    """Return a normalized document: a vendor's, or that of a published defect."""
    if path in VENDORS:
        text = path.read_text("utf-8")
    else:
        text = build_file(path, "tiny").texts["specs/tiny/openapi.yaml"]
    document: dict[str, Any] = yaml.safe_load(text)
    return document


def generated(document: dict[str, Any]) -> Lines:
    """Return the lines of all files with their paths, before they are formatted."""
    package = lower(document, "tiny", Models(document))
    texts = render(package, source="openapi.yaml", package_name="")
    lines = ((path, line) for path in texts for line in texts[path].splitlines())
    return Counter(line for line in lines if line[1].strip())


def with_property(document: dict[str, Any], schema: Any) -> Iterator[dict[str, Any]]:
    """Yield a document with a property more, for each component with properties."""
    for name, component in document.get("components", {}).get("schemas", {}).items():
        if isinstance(component, dict) and component.get("properties"):
            changed = copy.deepcopy(document)
            changed["components"]["schemas"][name]["properties"]["added"] = schema
            yield changed


def classes(path: Path, lines: Lines) -> int:
    """Return how many classes have the added property: one, if none repeats it."""
    files = [
        file
        for file, line in lines
        if file.startswith("models/") and line.startswith("    added:")
    ]
    assert len(set(files)) == len(files)
    assert len(files) <= 1 or path.stem == REPEATED
    return max(1, len(files))


def allowed(lines: Lines) -> int:
    """Return how many lines may change with the signatures among them.

    A method that takes the properties of a component has them in its signature, in its
    call, and perhaps in an import and in the docstring.
    """
    return 4 * sum(line.lstrip().startswith("def ") for _, line in lines)


@pytest.mark.parametrize(
    "path", DOCUMENTS, ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_added_property_is_one_line_of_its_class(path: Path) -> None:
    document = normalized(path)
    before = generated(document)
    for changed in with_property(document, {"type": "string"}):
        after = generated(changed)
        assert {file for file, _ in after} == {file for file, _ in before}
        new = after - before
        assert new.total() <= classes(path, new) + allowed(new)
        assert (before - after).total() <= allowed(before - after)


@pytest.mark.parametrize(
    "path", DOCUMENTS, ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_added_component_moves_no_other(path: Path) -> None:
    document = normalized(path)
    before = generated(document)
    for changed in with_property(document, {"$ref": "#/components/schemas/Added"}):
        changed["components"]["schemas"]["Added"] = {
            "type": "object",
            "properties": {"id": {"type": "string"}},
        }
        after = generated(changed)
        new = (after - before).elements()
        added = Counter(line for line in new if line[0] != OWN_FILE)
        each = 2 * classes(path, added)
        assert added.total() <= len(EXPORTS) + each + allowed(added)
        changed_lines = before - after
        assert changed_lines.total() <= len(EXPORTS) + allowed(changed_lines)
        assert {file for file, _ in changed_lines if file.startswith("models/")} <= {
            "models/__init__.py"
        }
