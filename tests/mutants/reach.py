"""Which tests reach a line, and how long each takes: recorded once per tree."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coverage import CoverageData

HERE = Path(__file__).parent
BUDGET = 45.0
"""Seconds of recorded test time that one mutant may cost."""


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

    def tests(self, path: str, line: int, named: frozenset[str] = frozenset()) -> Any:
        """Return the tests for a change of a line, in the order in which to run them.

        Those named after the module come first, then golden cases, then the rest; the
        quick ones first in each. Tests that reach the module alone follow those that
        reach the line: a cached function runs for its first test only.

        Args:
            path: the module, from the root of the repository.
            line: the line that is changed.
            named: node ids that come before all others.
        """
        contexts = self._contexts(path)
        lines = statement_lines((self.root / path).read_text("utf-8"), line)
        near = {test for each in lines for test in contexts.get(each, ())}
        far = {test for tests in contexts.values() for test in tests} - near
        stem = Path(path).stem

        def key(test: str) -> tuple[bool, bool, bool, float]:
            file = test.split("::")[0]
            own = f"test_{stem}" in file or test in named
            return (test in far, not own, "golden" not in file, self.seconds[test])

        chosen: list[str] = []
        spent = 0.0
        for test in sorted(near | far, key=key):
            if spent + self.seconds[test] > BUDGET and chosen:
                continue
            spent += self.seconds[test]
            chosen.append(test)
        return chosen, spent

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
