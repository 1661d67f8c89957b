"""Settings of every test: no cache between runs, no deadline for examples."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator

import pytest
from examples import Running
from hypothesis import settings

os.environ["SPECLOOM_CACHE"] = ""

# A slow example on a busy machine is not a failure.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


def pytest_configure(config: pytest.Config) -> None:
    """Tell the properties how many examples they are to be tried with."""
    Running.choose(config.getoption("markexpr"))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Keep the garbage collector from reading all tests again and again.

    It would traverse thousands of objects that live to the end, which takes a third of
    the time of collecting them.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


def pytest_collection_finish() -> None:
    """Keep no byte code of the modules that tests write.

    Python takes the byte code of a module that was written again in the same second
    with as many bytes.
    """
    sys.dont_write_bytecode = True
