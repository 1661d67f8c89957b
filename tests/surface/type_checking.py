"""Type-check several modules in one run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def errors_of_modules(folder: Path) -> dict[str, list[str]]:
    """Return what mypy reports about each module in a folder."""
    command = [sys.executable, "-m", "mypy", "--config-file=", "--no-error-summary"]
    command += ["--cache-dir", str(folder / "cache"), "--hide-error-context"]
    files = sorted(folder.glob("calls_*.py"))
    run = subprocess.run(
        [*command, *map(str, files)],
        cwd=folder,
        env={"MYPYPATH": f"{folder}:{ROOT / 'runtime'}", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode in (0, 1), run.stdout + run.stderr
    found: dict[str, list[str]] = {each.stem: [] for each in files}
    for line in run.stdout.splitlines():
        module = Path(line.partition(":")[0]).stem
        if ": error: " in line:
            found.setdefault(module, []).append(line)
    return found
