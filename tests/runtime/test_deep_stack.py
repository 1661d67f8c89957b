"""A function on a deep stack behaves as on the caller's."""

from __future__ import annotations

import sys
import threading

import pytest
from specloom_runtime.core import deep_stack


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


def test_one_deep_stack_is_enough() -> None:
    @deep_stack.on_deep_stack
    def thread() -> threading.Thread:
        return threading.current_thread()

    @deep_stack.on_deep_stack
    def both() -> tuple[threading.Thread, threading.Thread]:
        return threading.current_thread(), thread()

    outer, inner = both()
    assert outer is inner
