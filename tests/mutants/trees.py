"""Private copies of the repository, in which one file at a time is changed."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from reach import environment

ROOT = Path(__file__).parents[2]
Outcome = Literal["killed", "survived", "timeout"]


def copied(target: Path) -> Path:
    """Copy what git tracks into a folder, and compile it.

    The compiled files are checked by content: a changed file may have the time and the
    size of the one before.
    """
    run = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True)
    for name in filter(None, listed.stdout.split("\0")):
        source, copy = ROOT / name, target / name
        if source.is_file():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, copy)
    command = [sys.executable, "-m", "compileall", "-q"]
    command += ["--invalidation-mode", "checked-hash", "generator", "runtime"]
    subprocess.run(command, cwd=target, check=True, capture_output=True)
    return target


@contextlib.contextmanager
def changed(path: Path, text: str) -> Iterator[None]:
    """Write text into a file and restore the old content at the end."""
    before = path.read_text("utf-8")
    path.write_text(text, "utf-8")
    try:
        yield
    finally:
        path.write_text(before, "utf-8")


def run_tests(root: Path, tests: list[str], seconds: float) -> tuple[Outcome, str]:
    """Run tests in a copy until one fails.

    Args:
        root: the copy.
        tests: node ids, in the order in which to run them.
        seconds: how long they may take together.

    Returns:
        what became of the mutant, and the test that killed it.

    Raises:
        RuntimeError: pytest found none of the tests.
    """
    listed, record = root / ".mutant-tests.json", root / ".mutant-record.json"
    listed.write_text(json.dumps(tests), "utf-8")
    record.unlink(missing_ok=True)
    files = list(dict.fromkeys(test.split("::")[0] for test in tests))
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--tb=no", "-m", ""]
    command += ["-p", "pytest_mutants", *files]
    names = {"MUTANTS_TESTS": str(listed), "MUTANTS_RECORD": str(record)}
    try:
        run = subprocess.run(
            command,
            cwd=root,
            env=environment(root, **names),
            capture_output=True,
            text=True,
            timeout=seconds,
        )
    except subprocess.TimeoutExpired:
        return "timeout", ""
    if run.returncode == 0:
        return "survived", ""
    if run.returncode in (4, 5) and "rror" not in run.stdout + run.stderr:
        raise RuntimeError(f"no test was run:\n{run.stdout[-2000:]}{run.stderr}")
    failed = json.loads(record.read_text())["failed"] if record.exists() else []
    return "killed", failed[0] if failed else "while importing"
