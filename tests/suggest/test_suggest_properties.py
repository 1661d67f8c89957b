"""What is proposed can be applied, is complete, and does not depend on the run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from linear_time import is_linear
from specloom.builds.sources import Sources
from specloom.load import Document, Documents, read
from specloom.overlay_output.appended_text import new_overlay
from specloom.overlay_output.document_text import document_text
from specloom.pipeline import lower_vendor, normalize_vendor
from specloom.project.vendor import vendor_of_file
from specloom.suggest import Suggestions, actions_of, suggestions
from suggest_score import SHARED, half, labels
from suggested import DATE, array, document, suggested_file, thing

ROOT = Path(__file__).parents[2]
DEFECTS = sorted((ROOT / "tests" / "defects").glob("*.yaml"))
SMALL = 300_000
"""The size of a description whose client is generated in a few seconds."""


def real_descriptions(count: int = 4) -> list[Path]:
    """Return the first small descriptions of the tuned half that have pages."""
    names = {
        each["document"]
        for each in labels()
        if each["pagination"] != "none" and half(each["vendor"]) == "tuned"
    }
    paths = [SHARED / "corpus" / name for name in sorted(names)]
    return [e for e in paths if e.is_file() and e.stat().st_size < SMALL][:count]


def accepted(documents: Documents, found: Suggestions) -> Documents:
    """Return documents with an overlay of all proposals."""
    overlay = new_overlay("All", actions_of(found.proposals))
    text = document_text(overlay, "yaml").encode()
    made = Document("overlay.yaml", read(text, shown="overlay.yaml"))
    return replace(documents, overlay=made)


def assert_complete(path: Path) -> int:
    """Check that all proposals work, and that nothing is proposed after them."""
    vendor = vendor_of_file(path, "things")
    documents = Sources(vendor).documents
    normalized = normalize_vendor(vendor, documents)
    found = suggestions(normalized, documents, checked=DATE)
    if found.proposals:
        documents = accepted(documents, found)
        lower_vendor(vendor, documents)
        normalized = normalize_vendor(vendor, documents)
        again = suggestions(normalized, documents, checked=DATE)
        assert [each.title for each in again.proposals] == []
    return len(found.proposals)


@pytest.mark.parametrize("path", DEFECTS, ids=lambda path: path.stem)
def test_proposals_for_descriptions_with_defects(path: Path) -> None:
    assert_complete(path)


@pytest.mark.verify
@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, marks=[pytest.mark.soak] if number % 2 else [])
        for number, path in enumerate(real_descriptions())
    ],
    ids=lambda path: path.stem,
)
def test_proposals_for_real_descriptions(tmp_path: Path, path: Path) -> None:
    """Also the generated tests pass, which walk over three pages of each list."""
    assert assert_complete(path) > 0
    specs = tmp_path / "specs" / "things"
    specs.mkdir(parents=True)
    (specs / f"source{path.suffix}").write_bytes(path.read_bytes())
    for command in (
        ("suggest", "things", "--accept", "--min-confidence", "0.1", "--date", DATE),
        ("generate",),
    ):
        run = [sys.executable, "-m", "specloom", command[0], "--project", str(tmp_path)]
        done = subprocess.run(
            [*run, *command[1:]], capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, done.stderr
    made = tmp_path / "generated"
    environment = {**os.environ, "PYTHONPATH": str(made)}
    tests = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"]
    done = subprocess.run(
        tests, cwd=made, env=environment, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stdout[-3000:]


def test_same_output_with_any_hash_seed(tmp_path: Path) -> None:
    path = min((ROOT / "specs").glob("*/source.yaml"))
    texts = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = ["suggest", "--spec", str(path), "--date", DATE, "--json"]
        done = subprocess.run(
            [sys.executable, "-m", "specloom", *command],
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        texts.add(done.stdout)
    assert len(texts) == 1


HOSTILE: list[dict[str, Any]] = [
    {"x-speakeasy-retries": [1], "x-fern-idempotency-headers": {"a": 1}},
    {"security": [{"missing": []}]},
    {"components": {"securitySchemes": {"a": {"type": "apiKey"}, "b": {}}}},
    {"info": {"title": "", "version": "1", "description": "x" * 100_000}},
]


@pytest.mark.parametrize("root", HOSTILE)
def test_hostile_members(tmp_path: Path, root: dict[str, Any]) -> None:
    path = tmp_path / "openapi.json"
    described = document("cursor limit#", thing(things=array(), next_cursor="string"))
    path.write_text(json.dumps({**described, **root}))
    suggested_file(path)


def test_schemas_that_contain_themselves(tmp_path: Path) -> None:
    node = thing(next={"$ref": "#/components/schemas/Node"}, id="string")
    node["properties"]["children"] = {
        "type": "array",
        "items": {"$ref": "#/components/schemas/Node"},
    }
    described = document(
        "page# limit#",
        {"$ref": "#/components/schemas/Node"},
        components={"schemas": {"Node": node}},
    )
    described["paths"]["/things"]["get"]["responses"]["400"] = {
        "description": "",
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/Node"}}
        },
    }
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(described))
    suggested_file(path)


def test_time_grows_with_the_number_of_operations(tmp_path: Path) -> None:
    vendors = {}
    for count in (60, 120):
        described = document("cursor", thing(things=array(), next_cursor="string"))
        item = described["paths"].pop("/things")
        described["paths"] = {f"/things{n}": item for n in range(count)}
        path = tmp_path / f"{count}.json"
        path.write_text(json.dumps(described))
        vendor = vendor_of_file(path, "things")
        documents = Sources(vendor).documents
        vendors[count] = normalize_vendor(vendor, documents), documents
    assert is_linear(lambda count: suggestions(*vendors[count], checked=DATE), 60)
