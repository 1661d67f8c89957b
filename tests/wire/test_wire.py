"""Test that `compare_wire` reports exactly the requests that differ.

The clients of both versions of a description are generated, make the same calls, and
their requests are compared. For each operation, the requests differ if and only if a
change is reported. Where the new client cannot make one of the calls at all, a change
may be reported: the Python surface says so too.
"""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from imported_texts import single_vendor
from specloom.builds.full_builds import full_build
from specloom.ir import Package
from specloom.load import Document, Documents, read
from specloom.pipeline import build_vendor
from specloom.project.folders import Project
from specloom.wire import WireChange, compare_wire
from wire_document import Described, described
from wire_edits import EDITS

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CALLS = ROOT / "tests" / "support" / "wire_calls.py"
BASE = "base"
Requests = dict[str, dict[str, Any]]
"""For each operation, the requests of each call; None if a call cannot be made."""


def _built(case: Described) -> tuple[Package, dict[str, str]]:
    """Return the package of a description, and the text of its files."""
    action = {"target": "$", "update": case.overlay}
    overlay = {"overlay": "1.1.0", "info": {"title": "S", "version": "1"}}
    trees = {
        "shop.json": case.document,
        "o.json": {**overlay, "actions": [action, *case.actions]},
    }
    read_trees = [
        Document(name, read(json.dumps(tree).encode(), shown=name))
        for name, tree in trees.items()
    ]
    vendor = single_vendor("shop", "shop.json", "o.json")
    result = build_vendor(vendor, Documents(*read_trees))
    assert result.package is not None
    return result.package, result.texts


@cache
def _package(name: str) -> tuple[Package, dict[str, str]]:
    case = described()
    if name != BASE:
        EDITS[name].edit(case)
    return _built(case)


@pytest.fixture(scope="module")
def requests(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Requests]:
    """The requests of the clients of all versions, by the name of the edit."""
    root = tmp_path_factory.mktemp("clients")
    folders = {}
    for number, name in enumerate([BASE, *EDITS]):
        folders[name] = folder = root / str(number)
        for path, text in _package(name)[1].items():
            if path.startswith("shop/"):
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_text(text, "utf-8")
    found = _sent([*folders.values()])
    return {name: found[str(folder)] for name, folder in folders.items()}


def _sent(folders: list[Path]) -> dict[str, Requests]:
    """Return the requests of the clients in folders, which another process makes."""
    command = [sys.executable, str(CALLS), *map(str, folders)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Requests] = json.loads(done.stdout)
    return found


def _python_name(package: Package, change: WireChange) -> set[str]:
    """Return the names of the methods that a change reaches, in the new package."""
    return {
        f"{resource.attribute.rstrip('_')}.{operation.name}"
        for resource in package.resources
        for operation in resource.operations
        if (operation.method, operation.path) in change.operations
    }


def test_base_client_can_make_every_call(requests: dict[str, Requests]) -> None:
    """Test the calls themselves: one that sends nothing tests nothing."""
    silent = [
        call
        for calls in requests[BASE].values()
        for call, sent in calls.items()
        if sent is None
    ]
    assert silent == []


@pytest.mark.parametrize("name", EDITS)
def test_changes_are_the_requests_that_differ(
    name: str, requests: dict[str, Requests]
) -> None:
    """Test every operation of one edit."""
    new = _package(name)[0]
    changes = compare_wire(_package(BASE)[0], new)
    reported = {n for change in changes for n in _python_name(new, change)}
    different, unknown = set[str](), set[str]()
    for operation, calls in requests[BASE].items():
        for call, before in calls.items():
            after = requests[name][operation][call]
            if after is None:
                unknown.add(operation)
            elif after != before:
                different.add(operation)
    assert different <= reported, changes
    assert reported <= different | unknown, changes
    assert {change.part for change in changes} == EDITS[name].parts


@pytest.mark.parametrize("name", EDITS)
def test_each_change_says_what_differs(name: str) -> None:
    """Test the texts and pointers of the changes, and that no two are equal."""
    changes = compare_wire(_package(BASE)[0], _package(name)[0])
    for change in changes:
        assert change.before != change.after
        assert change.before or change.after
        assert change.operations == tuple(sorted(set(change.operations)))
        assert change.operations
    assert len({*changes}) == len(changes)


def test_shared_cause_is_one_change() -> None:
    """Test the server, a credential and a property of a shared model."""
    base = _package(BASE)[0]
    host = compare_wire(base, _package("host")[0])
    assert [c.part for c in host] == ["server"]
    assert len(host[0].operations) > 10
    header = compare_wire(base, _package("key header")[0])
    assert [(c.part, c.name) for c in header] == [("authentication", "key")]
    renamed = compare_wire(base, _package("property name")[0])
    assert [(c.before, c.after) for c in renamed] == [("streetName", "street")]
    assert len(renamed[0].operations) == 6


def test_vendors_are_equal_to_themselves() -> None:
    """Test that nothing is reported for the same description built twice."""
    for vendor in Project.at(ROOT).vendors():
        old, new = (full_build(vendor).package for _ in range(2))
        assert compare_wire(old, new) == []


def test_relative_servers_are_the_base_url_of_callers() -> None:
    """Test that callers send the same, because they state the URL themselves."""
    packages = []
    for url in ("/v1", "/v2"):
        case = described()
        case.document["servers"] = [{"url": url}]
        packages.append(_built(case)[0])
    assert compare_wire(*packages) == []
