"""Test that documents with the defects of published ones become correct clients.

A case is a small document in `defects/`, named after its defect. Its client
is generated, and every operation of it is checked against the document. The
reasons that its generation report has to give are in its `x-expected`.
"""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import black
import pytest
import yaml
from specloom.build_result import BuildResult
from specloom.builds.vendor_builds import build_file
from specloom.names import constant
from specloom.output.plan import plan
from specloom.output.writing import apply
from specloom.testing import OperationTest, check_webhook
from specloom.testing.client_arguments import credentials
from specloom.testing.description import load_description
from specloom.testing.harness import ClientHarness

CASES = sorted((Path(__file__).parent / "defects").glob("*.yaml"))
UNSATISFIABLE = {
    "arrays-without-items",
    "keywords-that-are-no-type",
    "schema-that-nothing-satisfies",
}
"""Cases with an operation that no value can be made for."""


@pytest.fixture
def built(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[BuildResult]:
    """The case's client, on disk and importable as `repaired`."""
    made = build_file(case, "repaired")
    apply(plan(tmp_path, made.texts, ()))
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    yield made
    for name in [n for n in sys.modules if n.partition(".")[0] == "repaired"]:
        del sys.modules[name]


of_some = pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, marks=[pytest.mark.verify] if number % 2 else [])
        for number, case in enumerate(CASES)
    ],
    ids=lambda case: case.stem,
)
"""All documents in `make verify`, and every other one in the usual run."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_client_of_a_defective_document_is_correct(
    case: Path, built: BuildResult
) -> None:
    expected = yaml.safe_load(case.read_text("utf-8"))["x-expected"] or {}
    noted = {
        " ".join([row["kind"], row["where"], reason["part"]]).strip(): reason["reason"]
        for row in built.report
        for reason in row["reasons"]
    }
    assert noted == expected
    spec = load_description("specs/repaired/openapi.yaml")
    checked = 0
    for resource, action in _operations():
        for mode in ("sync", "async"):
            harness = ClientHarness("repaired.Repaired", resource, mode)
            try:
                OperationTest(spec, harness).check(action)
            except pytest.skip.Exception:
                assert case.stem in UNSATISFIABLE
        checked += 1
    assert checked == built.operations
    for name, item in spec.get("webhooks", {}).items():
        for method in item:
            variable = constant(name if method == "post" else f"{name} {method}")
            where = ("specs/repaired/openapi.yaml", "repaired.incoming", variable)
            try:
                check_webhook(*where, name, method)
            except pytest.skip.Exception:
                assert case.stem in UNSATISFIABLE
            checked += 1
    assert checked


@of_some
def test_output_does_not_depend_on_document_order(case: Path, tmp_path: Path) -> None:
    tree = yaml.safe_load(case.read_text("utf-8"))
    turned = tmp_path / case.name
    turned.write_text(yaml.safe_dump(_turned(tree), sort_keys=False), "utf-8")
    assert build_file(turned, "repaired").texts == build_file(case, "repaired").texts


@of_some
def test_black_accepts_generated_code(case: Path) -> None:
    target = {black.TargetVersion.PY311}
    for path, text in build_file(case, "repaired").texts.items():
        if path.endswith(".py"):
            assert text == black.format_str(text, mode=black.Mode(target)), path


def _turned(tree: Any) -> Any:
    """The document with paths, methods and components in the opposite order."""
    made = dict(tree)
    paths = tree["paths"].items()
    made["paths"] = {path: _backwards(item) for path, item in reversed(paths)}
    components = tree.get("components", {})
    made["components"] = _backwards({k: _backwards(v) for k, v in components.items()})
    if "definitions" in tree:
        made["definitions"] = _backwards(tree["definitions"])
    return {key: value for key, value in made.items() if value}


def _backwards(mapping: dict[str, Any]) -> dict[str, Any]:
    return dict(reversed(mapping.items()))


def _operations() -> Iterator[tuple[str, str]]:
    """Resource and action of every method, read off the client's classes."""
    client: Any = importlib.import_module("repaired").Repaired
    made = client(base_url="https://server.example", **credentials(client))
    for resource in vars(client):
        group = getattr(made, resource, None)
        if type(group).__module__.startswith("repaired."):
            for action, method in vars(type(group)).items():
                if not action.startswith("_") and inspect.isfunction(method):
                    yield resource, action
