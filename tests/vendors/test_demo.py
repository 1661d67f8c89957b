"""The example of README.md runs against a mock."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_example_of_the_readme_has_a_result() -> None:
    """It prints contacts that satisfy its filter, and the newest one."""
    run = subprocess.run(
        [sys.executable, "benchmarks/demo.py", "economic"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    printed = run.stdout.partition("prints:\n\n")[2].splitlines()
    *contacts, newest = printed
    assert contacts and all("port" in each.lower() for each in contacts)
    assert newest.startswith("newest: ") and newest != "newest: None"
