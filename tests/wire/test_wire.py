"""Test that `compare_wire` reports exactly the requests that differ.

The clients of both versions of a description are generated, make the same calls, and
their requests are compared. For each operation, the requests differ if and only if a
change is reported. Where the new client cannot make one of the calls at all, a change
may be reported: the Python surface says so too.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from imported_texts import single_vendor
from specloom.builds.full_builds import full_build
from specloom.ir import Package
from specloom.load import Document, Documents, read
from specloom.pipeline import build_vendor
from specloom.project.folders import Project
from specloom.wire import compare_wire
from wire_comparison import Requests, disagreements, sent
from wire_document import Described, described
from wire_edits import EDITS
from wire_plan import PLAN

pytestmark = pytest.mark.verify
ROOT = Path(__file__).parents[2]
BASE = "base"


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
    clients = {name: _package(name)[1] for name in [BASE, *EDITS]}
    return sent(PLAN, clients, tmp_path_factory.mktemp("clients"))


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
    sent_before, sent_after = requests[BASE], requests[name]
    assert disagreements(sent_before, sent_after, new, changes) == []
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
