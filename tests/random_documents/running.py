"""Generate the client of a document and run its generated tests in this process."""

from __future__ import annotations

import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest
import yaml
from specloom.load import Document, Documents, read
from specloom.pipeline import build_vendor
from specloom.testing import OperationTest
from specloom.testing.harness import ClientHarness

from ..mutations.generation import FILE, PACKAGE, encoded
from ..support.imported_texts import importable, single_vendor

Wrong = Callable[[httpx2.Request], httpx2.Request]


@dataclass
class Outcome:
    """What the generated tests of a document say.

    Attributes:
        failed: what each test that fails says, by operation and mode.
        skipped: why each test that is skipped is.
        passed: how many passed.
        rows: the rows of the generation report.
    """

    failed: dict[str, str] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)
    passed: int = 0
    rows: list[Any] = field(default_factory=list)


def build(document: Any, overlay: Any = None) -> Any:
    """Return what is generated from a document and an overlay."""
    vendor = single_vendor(PACKAGE, FILE, "overlay.json" if overlay else None)
    file, data = encoded(document)
    facts = None
    if overlay:
        text = encoded(overlay)[1]
        facts = Document("overlay.json", read(text, shown="overlay.json"))
    documents = Documents(Document(file, read(data, shown=file)), facts)
    return build_vendor(vendor, documents)


class Client:
    """A generated client that can be imported, and its description."""

    def __init__(self, texts: Any) -> None:
        self._spec = yaml.load(texts["specs/openapi.yaml"], yaml.CSafeLoader)
        self._spec = _as_json(self._spec)

    def operations(self) -> Iterator[tuple[str, str, str]]:
        """Yield path, method and name of each operation."""
        for path, item in self._spec["paths"].items():
            for method, node in item.items():
                if isinstance(node, dict) and "x-specloom-name" in node:
                    yield path, method, node["x-specloom-name"]

    def check(self, name: str, mode: Any) -> str:
        """Run the test of an operation; return "", why it is skipped, or the error."""
        resource, _, action = name.rpartition(".")
        attribute = resource
        client = f"{PACKAGE}.Mutated"
        harness = ClientHarness(client, attribute, mode)
        if not hasattr(harness.client_class, attribute):
            harness = ClientHarness(client, f"{attribute}_", mode)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                OperationTest(self._spec, harness).check(action)
        except pytest.skip.Exception as skipped:
            return f"skipped: {skipped}"
        except (Exception, pytest.fail.Exception) as error:
            at = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{Path(at.filename).name}:{at.name}"
            return f"{type(error).__name__} in {place}: {error}"[:600]
        return ""


def _as_json(node: Any) -> Any:
    """Return YAML as the tests read it: dates are strings."""
    if isinstance(node, dict):
        return {key: _as_json(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_as_json(value) for value in node]
    return node if isinstance(node, str | int | float | None) else str(node)


@contextmanager
def imported(texts: Any) -> Iterator[Client]:
    """Make a generated client importable."""
    with importable(texts, PACKAGE):
        yield Client(texts)


def outcome(
    document: Any, overlay: Any = None, modes: Any = ("sync", "async")
) -> Outcome:
    """Generate the client of a document and run all of its tests."""
    result = build(document, overlay)
    found = Outcome(rows=result.report)
    with imported(result.texts) as client:
        for _, _, name in client.operations():
            for mode in modes:
                said = client.check(name, mode)
                if said.startswith("skipped: "):
                    found.skipped[f"{name} {mode}"] = said.removeprefix("skipped: ")
                elif said:
                    found.failed[f"{name} {mode}"] = said
                else:
                    found.passed += 1
    return found
