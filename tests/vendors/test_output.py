"""Test that a vendor's output depends on its own files alone, and on their content."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from golden_cases import GOLDEN, built
from specloom.builds.vendor_builds import build
from specloom.ir.ir_json import ir_json
from specloom.project.folders import Project

ROOT = Path(__file__).parents[2]
VENDORS = sorted(p.parent.name for p in (ROOT / "specs").glob("*/openapi.yaml"))


def _reversed(node: Any) -> Any:
    """Return the document with reversed order where order is irrelevant."""
    for name in ("paths", "components"):
        if name in node:
            node[name] = dict(reversed(node[name].items()))
    schemas = node.get("components", {}).get("schemas", {})
    node.get("components", {})["schemas"] = dict(reversed(schemas.items()))
    return node


@pytest.mark.parametrize("vendor", VENDORS)
def test_output_does_not_depend_on_source_order(vendor: str, tmp_path: Path) -> None:
    plain, turned = tmp_path / "a", tmp_path / "b"
    for project in (plain, turned):
        shutil.copytree(ROOT / "specs" / vendor, project / "specs" / vendor)
    (source,) = (turned / "specs" / vendor).glob("source.*")
    text = source.read_text("utf-8")
    turned_text = yaml.safe_dump(_reversed(yaml.safe_load(text)), sort_keys=False)
    source.write_text(turned_text, "utf-8")
    assert built(turned) == built(plain)


@pytest.mark.verify
def test_output_does_not_depend_on_the_hash_seed(tmp_path: Path) -> None:
    texts = []
    for seed in ("1", "2"):
        project = tmp_path / seed
        shutil.copytree(ROOT / "specs" / "mews", project / "specs" / "mews")
        path = os.pathsep.join(str(ROOT / name) for name in ("generator", "runtime"))
        subprocess.run(
            [sys.executable, "-m", "specloom", "generate", "--project", str(project)],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path},
            check=True,
            capture_output=True,
        )
        files = sorted(p for p in project.rglob("*") if p.is_file())
        texts.append({p.relative_to(project): p.read_bytes() for p in files})
    assert texts[0] == texts[1]


FIFTH = """
import httpx2
from specloom_clients.tiny import Tiny

answer = lambda request: httpx2.Response(200, json={"data": [{"id": 5}]})
with Tiny(transport=httpx2.MockTransport(answer)) as tiny:
    print([thing.id for thing in tiny.things.list()])
"""


def test_adding_a_vendor_adds_one_folder(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "specs", tmp_path / "specs")
    tiny = GOLDEN / "cursor-pages" / "specs" / "tiny"
    shutil.copytree(tiny, tmp_path / "specs" / "tiny")
    (tmp_path / "pyproject.toml").write_text("[tool.specloom]\n")
    folders = (ROOT / "generator", ROOT / "runtime", tmp_path / "generated")
    path = os.pathsep.join(map(str, folders))
    environment = {**os.environ, "PYTHONPATH": path}
    for command in (["-m", "specloom", "generate"], ["-c", FIFTH]):
        run = subprocess.run(
            [sys.executable, *command],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert run.returncode == 0, run.stderr
    assert run.stdout == "[5]\n"
    for vendor in VENDORS:
        folders = (f"generated/specloom_clients/{vendor}", f"generated/tests/{vendor}")
        for folder in (*folders, f"specs/{vendor}"):
            assert _files(tmp_path / folder) == _files(ROOT / folder)


def _files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in folder.rglob("*")
        if path.suffix in (".py", ".yaml")
    }


def test_ir_of_a_list_with_a_filter() -> None:
    results, _ = build(Project.at(ROOT))
    (made,) = [each.package for each in results if each.vendor == "mews"]
    assert made is not None
    package = json.loads(ir_json({"mews": made}))["mews"]
    found = _operation(package, "counters", "list")
    assert found["pages"]["class"] == "CursorPages"
    assert found["pages"]["send"] == "body#/Limitation/Cursor"
    assert found["facts"]["filter"]["class"] == "Filter"
    assert (
        found["facts"]["filter"]["grammar"]["conditions"]["gte"] == "{field}/StartUtc"
    )
    assert found["facts"]["auth"] == ["tokens"]
    assert found["class"] == "PagedOperation"
    page_size = found["arguments"][-1]
    assert page_size["destination"]["keyword"] == "page_size"
    assert page_size["default"] == {"class": "Default", "value": None}
    (counter,) = [m for m in package["models"] if m["name"] == "counter"]
    (model,) = counter["classes"]
    identifier = model["fields"][0]
    assert (model["rule"], identifier["name"]) == ("PascalModel", "id")
    assert identifier["alias"] is None
    assert identifier["type"] == {"class": "Leaf", "name": "UUID", "module": "uuid"}
    service = package["service"]
    assert service["schemes"]["tokens"]["class"] == "BodyFields"


def _operation(package: dict[str, Any], resource: str, name: str) -> dict[str, Any]:
    """Return an operation of a package's representation."""
    (found,) = [r for r in package["resources"] if r["attribute"] == resource]
    (made,) = [o for o in found["operations"] if o["name"] == name]
    assert isinstance(made, dict)
    return made
