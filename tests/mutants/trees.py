"""Private copies of the repository, in which one file at a time is changed."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from reach import environment

ROOT = Path(__file__).parents[2]
Outcome = Literal["killed", "survived", "timeout"]
START = 30
"""Seconds of processor time that importing and collecting may take."""
SLOWER = 5
"""How much longer than recorded tests may run; a limit of the waiting time, too."""


def files() -> list[str]:
    """Return what git tracks or would track, from the root of the repository."""
    run = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True)
    names = sorted(filter(None, listed.stdout.split("\0")))
    return [name for name in names if (ROOT / name).is_file()]


def fingerprint(*more: str) -> str:
    """Return a hash of all files and of what else a result depends on."""
    digest = hashlib.sha256("\0".join(more).encode())
    for name in files():
        digest.update(f"\0{name}\0".encode())
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()[:20]


def copied(target: Path) -> Path:
    """Copy what git tracks into a folder, and compile it.

    The compiled files are checked by content: a changed file may have the time and the
    size of the one before.
    """
    for name in files():
        copy = target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, copy)
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
        seconds: how long they take together without a change. The limit is one of
            processor time, so that a busy machine does not kill a mutant.

    Returns:
        what became of the mutant, and the test that killed it.

    Raises:
        RuntimeError: pytest found none of the tests.
    """
    listed, record = root / ".mutant-tests.json", root / ".mutant-record.json"
    listed.write_text(json.dumps(tests), "utf-8")
    record.unlink(missing_ok=True)
    paths = list(dict.fromkeys(test.split("::")[0] for test in tests))
    limit = START + int(SLOWER * seconds)
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--tb=no", "-m", ""]
    command += ["-p", "pytest_mutants", *paths]
    names = {"MUTANTS_TESTS": str(listed), "MUTANTS_RECORD": str(record)}
    names["MUTANTS_SECONDS"] = str(limit)
    try:
        run = subprocess.run(
            command,
            cwd=root,
            env=environment(root, **names),
            capture_output=True,
            text=True,
            timeout=SLOWER * limit,
        )
    except subprocess.TimeoutExpired:
        return "timeout", ""
    if run.returncode == -signal.SIGXCPU:
        return "timeout", ""
    if run.returncode == 0:
        return "survived", ""
    if run.returncode in (4, 5) and "rror" not in run.stdout + run.stderr:
        raise RuntimeError(f"no test was run:\n{run.stdout[-2000:]}{run.stderr}")
    failed = json.loads(record.read_text())["failed"] if record.exists() else []
    return "killed", failed[0] if failed else "while importing"
