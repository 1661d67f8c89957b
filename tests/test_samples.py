"""Test that the values of generated tests satisfy their schemas, or are reported."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from specloom.builds.vendor_builds import normalized_document
from specloom.document import METHODS
from specloom.project.vendor import single_vendor
from specloom.testing.described_operation import DescribedOperation
from specloom.testing.missing_samples import parts_without_sample

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("SPECLOOM_SHARED", ROOT.parent / "shared"))
DEFECTS = sorted((ROOT / "tests/defects").glob("*.yaml"))
PUBLISHED = [
    SHARED / "corpus" / name
    for name in ("docker-engine-v1.55.yaml", "opencode.yaml", "oxide-nexus.json")
    + ("readme-polymorphism-3.0.json", "redocly-museum.yaml")
]


def operations(document: Any) -> Iterator[DescribedOperation]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield DescribedOperation(document, path, method, item[method])


def samples(operation: DescribedOperation) -> Iterator[tuple[str, Any]]:
    """Yield the place and the schema of each JSON value that is made."""
    for each in operation.node.get("parameters", ()):
        yield f"{each['in']} {each['name']}", each.get("schema", {})
    messages = {"body": operation.node.get("requestBody", {})}
    for status, response in operation.node.get("responses", {}).items():
        if status.startswith("2"):
            messages[f"response {status}"] = response
    for place, message in messages.items():
        for media, node in message.get("content", {}).items():
            if "json" in media.partition(";")[0] and "seq" not in media:
                yield place, node.get("schema", {})


def chosen(node: Any) -> Any:
    """Return schemas in which a discriminator, not the count, chooses a variant."""
    if isinstance(node, list):
        return [chosen(each) for each in node]
    if not isinstance(node, dict):
        return node
    tagged = "discriminator" in node
    return {
        "anyOf" if tagged and key == "oneOf" else key: chosen(value)
        for key, value in node.items()
    }


def valid(document: Any, schema: Any, value: Any) -> bool:
    """Return whether a validator says so, with formats as rules or without."""
    for rewritten in (lambda node: node, chosen):
        root = rewritten({"allOf": [schema], "components": document["components"]})
        for formats in (None, FormatChecker()):
            if Draft202012Validator(root, format_checker=formats).is_valid(value):
                return True
    return False


def count(path: Path) -> tuple[int, int]:
    """Check the values of a document; return how many there are, and are missing."""
    document = normalized_document(single_vendor(path, "sampled")).document
    number = missing = 0
    for operation in operations(document):
        reported = set(parts_without_sample(operation))
        for place, schema in samples(operation):
            number += 1
            value = operation.sample(schema)
            listed = value in operation.samples.listed_values(schema)
            fits = listed or valid(document, schema, value)
            assert fits or place in reported, f"{operation.path} {place}: {value}"
            missing += place in reported
    return number, missing


@pytest.mark.parametrize("path", DEFECTS, ids=lambda path: path.stem)
def test_values_satisfy_the_schemas_of_defective_documents(path: Path) -> None:
    count(path)


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.stem)
def test_nearly_all_values_satisfy_published_schemas(path: Path) -> None:
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    number, missing = count(path)
    assert number and missing <= max(2, number // 50)
