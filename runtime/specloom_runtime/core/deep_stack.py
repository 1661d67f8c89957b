"""Run a function with a stack that is large enough for deeply nested data.

Schemas and models can be nested, and can refer to each other in long chains. Functions
that follow them are recursive, also in libraries, and would exceed Python's limit of
1,000 calls.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from functools import wraps
from typing import Final, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

MAX_CALLS: Final = 20_000
BYTES: Final = 256 * 2**20
"""The size of the reserved stack. Only the part that is used takes memory."""

_name: Final = "deep stack"
_process_limits: Final = threading.Lock()
"""The lock for changing the limits of the process, one deep stack at a time."""


def on_deep_stack(function: Callable[P, R]) -> Callable[P, R]:
    """Return a function that runs the given one in a thread with a large stack.

    The caller waits for the thread, and gets its result or its exception.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if threading.current_thread().name == _name:
            return function(*args, **kwargs)
        results: list[R] = []
        failures: list[BaseException] = []

        def collect() -> None:
            try:
                results.append(function(*args, **kwargs))
            except BaseException as failure:
                failures.append(failure)

        with _process_limits:
            calls, size = sys.getrecursionlimit(), threading.stack_size(BYTES)
            try:
                # A daemon: an interrupt of the caller ends the program at once.
                thread = threading.Thread(target=collect, name=_name, daemon=True)
                sys.setrecursionlimit(MAX_CALLS)
                thread.start()
                thread.join()
            finally:
                threading.stack_size(size)
                sys.setrecursionlimit(calls)
        if failures:
            raise failures[0]
        return results[0]

    return run


def deeper_if_needed(function: Callable[P, R]) -> Callable[P, R]:
    """Return a function that runs the given one, again on a deep stack if necessary.

    Most calls need no thread.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except RecursionError:
            return on_deep_stack(function)(*args, **kwargs)

    return run
