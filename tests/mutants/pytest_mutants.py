"""A pytest plugin: run chosen tests in a chosen order, and record what they take.

`MUTANTS_TESTS` names a JSON file with the node ids to run, in order; without it all
collected tests run. `MUTANTS_RECORD` names the JSON file to write: the seconds of each
test and the node ids of those that failed. `MUTANTS_SECONDS` limits the processor time
of the process, which ends with SIGXCPU then.
"""

from __future__ import annotations

import json
import os
import resource
from collections import defaultdict
from pathlib import Path

import pytest

_seconds: defaultdict[str, float] = defaultdict(float)
_failed: set[str] = set()
MEMORY = 6 << 30
"""Bytes of address space, so that a mutant that collects without end fails."""


def pytest_configure() -> None:
    """Limit what a mutant can use up."""
    if seconds := os.environ.get("MUTANTS_SECONDS"):
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), hard))
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, hard))


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Keep the chosen tests and sort them as they were chosen."""
    if chosen := os.environ.get("MUTANTS_TESTS"):
        order = {node: i for i, node in enumerate(json.loads(Path(chosen).read_text()))}
        places = {item: _place(item.nodeid, order) for item in items}
        others = [item for item in items if places[item] is None]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if places[item] is not None]
        items.sort(key=lambda item: places[item] or 0)


def _place(node: str, order: dict[str, int]) -> int | None:
    """Return where a test comes; all cases of a parametrized test may be meant."""
    return order.get(node, order.get(node.partition("[")[0]))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up the phases of a test."""
    _seconds[report.nodeid] += report.duration
    if report.failed:
        _failed.add(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the record, once, in the process that has all reports."""
    path = os.environ.get("MUTANTS_RECORD")
    if path and not hasattr(session.config, "workerinput"):
        record = {"seconds": _seconds, "failed": sorted(_failed)}
        Path(path).write_text(json.dumps(record), "utf-8")
