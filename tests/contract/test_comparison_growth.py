"""The work of a comparison grows with the size of the documents."""

from __future__ import annotations

import json
from cProfile import Profile
from functools import partial
from typing import Any

import pytest
from specloom.contract import compare_contract
from specloom_runtime.core import deep_stack

from tests.contract.descriptions import TODAY, document
from tests.generator.growing_documents import GROWING

MOST = 1.15
"""How much the steps for each character may grow from a size to its double."""
MANY_PARTS = {
    "composition_chain",
    "composition_circle",
    "diamond",
    "extending_chain",
    "extending_pointers",
    "mutual_compositions",
    "nested_compositions",
    "repeated_composition",
    "repeated_properties",
    "union_chain",
}
"""Documents whose schemas consist of as many parts as there are schemas.

The comparison reads at most 200 parts of a schema; up to that, the steps grow faster.
"""
MOST_OF_PARTS = 2.2
EXAMPLES = ("diamond_properties", "mutual", "operations", "properties", "union")
verified = partial(pytest.param, marks=pytest.mark.verify)


def _changed(tree: Any) -> Any:
    """Return a copy in which each text has become a number."""
    return json.loads(json.dumps(tree).replace('"string"', '"integer"'))


@deep_stack.on_deep_stack
def _steps(tree: Any) -> int:
    """Return how many calls of functions it takes to compare."""
    old, new = document(tree, "old"), document(_changed(tree), "new")
    profile = Profile()
    profile.runcall(compare_contract, old, new, TODAY)
    return sum(entry.callcount for entry in profile.getstats())


def _growth(name: str) -> float:
    make, size = GROWING[name]
    small, large = make(size), make(2 * size)
    _steps(small)  # What is stored once is not counted.
    each = (_steps(tree) / len(json.dumps(tree)) for tree in (large, small))
    return next(each) / next(each)


@pytest.mark.parametrize(
    "name", [*EXAMPLES, *map(verified, sorted(GROWING.keys() - MANY_PARTS))]
)
def test_steps_grow_with_the_size_of_the_documents(name: str) -> None:
    assert _growth(name) <= MOST


@pytest.mark.verify
@pytest.mark.parametrize("name", sorted(MANY_PARTS))
def test_steps_do_not_grow_with_the_paths_through_the_documents(name: str) -> None:
    assert _growth(name) <= MOST_OF_PARTS
