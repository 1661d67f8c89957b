"""Which tests reach a line, and how long each takes: recorded once per tree."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from coverage import CoverageData

HERE = Path(__file__).parent
BUDGET = 60.0
"""Seconds of recorded test time that one mutant may cost."""
FIRST = 5.0
"""Seconds of the tests that are run before the others are collected."""
FIRST_FILES = 4
Stage: TypeAlias = tuple[list[str], float]
"""Tests to run together, in order, and how many seconds they take."""


def environment(root: Path, **more: str) -> dict[str, str]:
    """Return the environment in which a private copy imports itself."""
    folders = [root / name for name in ("generator", "runtime", "generated")]
    path = os.pathsep.join(map(str, [*folders, HERE]))
    return {**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": "0", **more}


def record(root: Path, kept: Path, tests: list[str]) -> None:
    """Run the tests of a private copy and keep which lines each reaches.

    Args:
        root: the copy.
        kept: the folder for what is recorded.
        tests: files to run; none for all tests that need nothing from outside.

    Raises:
        RuntimeError: pytest could not run.
    """
    kept.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-m", "not verify"]
    command += ["-p", "pytest_mutants", "--cov=generator/specloom"]
    command += ["--cov=runtime/specloom_runtime", "--cov-context=test"]
    command += ["--cov-report=", "--cov-fail-under=0", *tests]
    files = {
        "COVERAGE_FILE": str(kept / "coverage"),
        "MUTANTS_RECORD": str(kept / "record.json"),
    }
    run = subprocess.run(
        command,
        cwd=root,
        env=environment(root, **files),
        capture_output=True,
        text=True,
    )
    if run.returncode not in (0, 1):
        raise RuntimeError(f"pytest failed:\n{run.stdout[-2000:]}{run.stderr[-2000:]}")


@dataclass
class Reach:
    """The recorded coverage of the tests of one tree."""

    root: Path
    data: CoverageData
    seconds: dict[str, float]
    failed: frozenset[str]

    @classmethod
    def of(cls, root: Path, kept: Path) -> Reach:
        """Read the file that `record` wrote."""
        data = CoverageData(str(kept / "coverage"))
        data.read()
        found: dict[str, Any] = json.loads((kept / "record.json").read_text("utf-8"))
        return cls(root, data, found["seconds"], frozenset(found["failed"]))

    def stages(self, path: str, line: int) -> list[Stage]:
        """Return the tests for a change of a line, those likely to fail first.

        Collecting every test file takes longer than the few tests that kill most
        mutants: these are a stage of their own.

        Args:
            path: the module, from the root of the repository.
            line: the line that is changed.
        """
        first: list[str] = []
        others: list[str] = []
        spent, names = [0.0, 0.0], set[str]()
        for test in self._ordered(path, line):
            seconds, name = self.seconds[test], test.split("::")[0]
            if sum(spent) + seconds > BUDGET and first:
                continue
            known = name in names or len(names) < FIRST_FILES
            early = not first or (known and spent[0] + seconds <= FIRST)
            if early:
                names.add(name)
            (first if early else others).append(test)
            spent[not early] += seconds
        found = [(first, spent[0]), (others, spent[1])]
        return [stage for stage in found if stage[0]]

    def _ordered(self, path: str, line: int) -> list[str]:
        """Return the tests that reach a module, in the order in which to run them.

        Those named after the module or its package come first, then the rest; the quick
        ones first in each. Tests that reach the module alone follow those that reach
        the line: a cached function runs for its first test only.
        """
        contexts = self._contexts(path)
        lines = statement_lines((self.root / path).read_text("utf-8"), line)
        near = {test for each in lines for test in contexts.get(each, ())}
        far = {test for tests in contexts.values() for test in tests} - near
        names = [f"test_{Path(path).stem}", f"test_{Path(path).parent.name}"]

        def key(test: str) -> tuple[bool, bool, float]:
            own = any(name in test.split("::")[0] for name in names)
            return test in far, not own, self.seconds[test]

        return sorted(near | far, key=key)

    def _contexts(self, path: str) -> dict[int, set[str]]:
        found = self.data.contexts_by_lineno(self._measured(path))
        return {
            line: {
                test
                for context in contexts
                if (test := context.rpartition("|")[0]) in self.seconds
                and test not in self.failed
            }
            for line, contexts in found.items()
        }

    def _measured(self, path: str) -> str:
        for name in self.data.measured_files():
            if name.endswith(f"/{path}"):
                return name
        return path


def statement_lines(text: str, line: int) -> range:
    """Return the lines of the innermost statement around a line, its body left out."""
    found = range(line, line + 1)
    width = 10**9
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.stmt) or not node.end_lineno:
            continue
        end = node.end_lineno
        if body := getattr(node, "body", None):
            end = max(node.lineno, body[0].lineno - 1)
        if node.lineno <= line <= end and end - node.lineno < width:
            found, width = range(node.lineno, end + 1), end - node.lineno
    return found
