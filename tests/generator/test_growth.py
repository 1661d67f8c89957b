"""The work grows with the size of a document, not with the paths through it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from cProfile import Profile
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import pytest
from specloom.build_result import BuildResult
from specloom.builds.sources import Sources
from specloom.document.references import MAX_VIEW, Resolver
from specloom.errors import SpecError
from specloom.load import Document, Documents, SpecList, SpecMap, load_bytes, read
from specloom.overlay.actions import apply_overlay
from specloom.pipeline import build_vendor
from specloom.project.vendor import single_vendor
from specloom.testing.described_operation import DescribedOperation
from specloom.testing.missing_samples import parts_without_sample
from specloom.testing.request_locations import check_parameters
from specloom.testing.request_validation import ReceivedRequest, validate_request
from specloom_runtime.core import deep_stack
from yaml import CSafeLoader, load

from .growing_documents import (
    GROWING,
    composition_chain,
    mutual,
    parameter_chain,
    union_chain,
)

MOST = 1.15
"""How much the steps for each character may grow from a size to its double."""

NAMES = sorted(GROWING)
OFTEN = NAMES[::4]
verified = partial(pytest.param, marks=pytest.mark.verify)


def _build(text: str) -> BuildResult:
    source = Document("x.json", read(text.encode(), shown="x.json"))
    return build_vendor(single_vendor(Path("x.json"), "pkg"), Documents(source))


@deep_stack.on_deep_stack
def _steps(text: str) -> int:
    """Return how many calls of functions it takes to build a document."""
    profile = Profile()
    profile.runcall(_build, text)
    return sum(entry.callcount for entry in profile.getstats())


@pytest.mark.parametrize(
    "name", [*OFTEN, *(verified(name) for name in NAMES if name not in OFTEN)]
)
def test_steps_grow_with_the_size_of_the_document(name: str) -> None:
    make, size = GROWING[name]
    small, large = (json.dumps(make(each)) for each in (size, 2 * size))
    _build(large)  # What is imported or stored once is not counted.

    growth = (_steps(large) / len(large)) / (_steps(small) / len(small))

    assert growth <= MOST


@deep_stack.on_deep_stack
def _steps_of_checks(make: Callable[[int], Any], size: int) -> int:
    """Return how many calls it takes to make the samples and validate a request."""
    texts = _build(json.dumps(make(size))).texts
    spec = load(texts["specs/pkg/openapi.yaml"], CSafeLoader)
    node = spec["paths"]["/things"]["post"]
    operation = DescribedOperation(spec, "/things", "post", node)
    profile = Profile()
    profile.runcall(_check, operation)
    return sum(entry.callcount for entry in profile.getstats())


def _check(operation: DescribedOperation) -> None:
    list(parts_without_sample(operation))
    operation.delimiters()
    url, body = "https://x.example/things", operation.body()
    names = [each["name"] for each in operation.node.get("parameters", ())]
    arguments = dict.fromkeys(names, "x")
    sent = httpx2.Request("POST", url, json=body, params=arguments)
    received = ReceivedRequest(sent, operation)
    check_parameters(received, operation, arguments)
    validate_request(operation, received)


@pytest.mark.verify
@pytest.mark.parametrize("name", sorted(GROWING))
def test_steps_of_generated_tests_grow_with_the_document(name: str) -> None:
    make, size = GROWING[name]
    _steps_of_checks(make, 1)  # What is imported or stored once is not counted.

    small, large = (_steps_of_checks(make, each) for each in (size, 2 * size))

    length = [len(json.dumps(make(each))) for each in (size, 2 * size)]
    assert (large / length[1]) / (small / length[0]) <= MOST


def _in_files(folder: Path, size: int) -> Path:
    """Write a document whose paths, parameters and schemas have a file each."""
    paths = {}
    for index in range(size):
        parameter = {"name": "q", "in": "query", "schema": {"type": "string"}}
        following = {"$ref": f"../schemas/s{(index + 1) % size}.json"}
        schema = {"type": "object", "properties": {f"p{index}": following}}
        media = {"application/json": {"schema": {"$ref": f"../schemas/s{index}.json"}}}
        operation = {
            "tags": ["x"],
            "parameters": [{"$ref": f"../parameters/p{index}.json"}],
            "responses": {"200": {"description": "ok", "content": media}},
        }
        paths[f"/r{index}"] = {"$ref": f"paths/r{index}.json"}
        _write(folder / f"paths/r{index}.json", {"get": operation})
        _write(folder / f"parameters/p{index}.json", parameter)
        _write(folder / f"schemas/s{index}.json", schema)
    info = {"title": "t", "version": "1"}
    _write(folder / "x.json", {"openapi": "3.1.0", "info": info, "paths": paths})
    return folder / "x.json"


def _write(path: Path, tree: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(tree), "utf-8")


def test_steps_grow_with_the_number_of_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_files: list[Path] = []

    def load_file(path: Path, **options: Any) -> bytes:
        read_files.append(path)
        return load_bytes(path, **options)

    monkeypatch.setattr("specloom.builds.sources.load_bytes", load_file)

    @deep_stack.on_deep_stack
    def steps(size: int) -> int:
        vendor = single_vendor(_in_files(tmp_path / str(size), size), "pkg")
        profile = Profile()
        sources = profile.runcall(Sources, vendor)
        profile.runcall(build_vendor, vendor, sources.documents)
        return sum(entry.callcount for entry in profile.getstats())

    steps(40)

    assert steps(40) / steps(20) <= 2 * MOST
    assert Counter(Counter(read_files).values()) == {2: 120, 1: 60}


QUERIES = ["$", "$..*", "$..*..*", "$..*..*..*"]


def test_each_segment_of_a_query_selects_a_node_once() -> None:
    node: Any = {}
    tree = node
    for _ in range(30):
        node["a"] = {"b": {}}
        node = node["a"]
    counts = [_steps_of_query(tree, query) for query in QUERIES]

    assert counts[3] - counts[2] <= MOST * (counts[2] - counts[1])


@deep_stack.on_deep_stack
def _steps_of_query(tree: Any, query: str) -> int:
    action = {"target": query, "update": {}}
    overlay = Document("o.json", {"overlay": "1.0.0", "actions": [action]})
    profile = Profile()
    profile.runcall(apply_overlay, tree, overlay, project=False)
    return sum(entry.callcount for entry in profile.getstats())


def test_a_view_of_schemas_that_all_refer_to_each_other_is_limited() -> None:
    tree = mutual(24)
    node = tree["paths"]["/things"]["post"]
    small = Resolver(mutual(3)).view(mutual(3)["paths"]["/things"]["post"])

    shown = json.dumps(Resolver(tree).view(node))

    assert "$ref" not in shown
    assert len(json.dumps(small)) < len(shown) < 50 * MAX_VIEW * len("p10: {}")


@pytest.mark.parametrize("size", [12, 24, 48])
def test_schemas_that_all_refer_to_each_other_are_all_classes(size: int) -> None:
    assert _build(json.dumps(mutual(size))).models == size


def test_what_is_deeper_than_the_stack_is_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(deep_stack, "MAX_CALLS", 2000)

    with pytest.raises(SpecError, match="x.json:1:1: nested too deeply"):
        _build(json.dumps(union_chain(2000)))


@pytest.mark.parametrize("make", [composition_chain, parameter_chain])
def test_a_chain_of_2000_is_followed(make: Callable[[int], Any]) -> None:
    assert _build(json.dumps(make(2000))).operations == 1


@pytest.mark.parametrize("text", ['{"a": {"b": [1, {"c": 2}]}}', "a: {b: [1, {c: 2}]}"])
def test_objects_are_not_printed_while_they_are_read(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def printed(node: Any) -> str:
        raise AssertionError(f"{type(node)} is printed")

    for kind in (SpecMap, SpecList):
        monkeypatch.setattr(kind, "__str__", printed)
    assert read(text.encode(), shown="x") == {"a": {"b": [1, {"c": 2}]}}
