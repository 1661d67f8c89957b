"""The work grows with the size of a document, not with the paths through it."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable
from cProfile import Profile
from pathlib import Path
from typing import Any

import pytest
from specloom import deep_stack
from specloom.build_result import BuildResult
from specloom.load import Document, Documents, read
from specloom.pipeline import build_vendor
from specloom.vendor import single_vendor

from .growing_documents import GROWING, composition_chain, mutual, parameter_chain

MOST = 1.15
"""How much the steps for each character may grow from a size to its double."""


def _build(text: str) -> BuildResult:
    source = Document("x.json", read(text.encode(), shown="x.json"))
    return build_vendor(single_vendor(Path("x.json"), "pkg"), Documents(source))


@deep_stack.on_deep_stack
def _steps(text: str) -> int:
    """Return how many calls of functions it takes to build a document."""
    profile = Profile()
    profile.runcall(_build, text)
    return sum(entry.callcount for entry in profile.getstats())


@pytest.mark.parametrize("name", sorted(GROWING))
def test_steps_grow_with_the_size_of_the_document(name: str) -> None:
    make, size = GROWING[name]
    small, large = (json.dumps(make(each)) for each in (size, 2 * size))
    _build(large)  # What is imported or stored once is not counted.

    growth = (_steps(large) / len(large)) / (_steps(small) / len(small))

    assert growth <= MOST


@pytest.mark.parametrize("size", [12, 24, 48])
def test_schemas_that_all_refer_to_each_other_are_all_classes(size: int) -> None:
    assert _build(json.dumps(mutual(size))).models == size


@pytest.mark.parametrize("make", [composition_chain, parameter_chain])
def test_a_chain_of_2000_is_followed(make: Callable[[int], Any]) -> None:
    assert _build(json.dumps(make(2000))).operations == 1


def test_a_failure_on_the_deep_stack_is_that_of_the_caller() -> None:
    @deep_stack.on_deep_stack
    def fail() -> None:
        raise KeyError("x")

    with pytest.raises(KeyError):
        fail()


def test_the_limits_of_the_caller_stay() -> None:
    before = sys.getrecursionlimit(), threading.stack_size()

    assert deep_stack.on_deep_stack(sys.getrecursionlimit)() == deep_stack.MAX_CALLS
    assert (sys.getrecursionlimit(), threading.stack_size()) == before
