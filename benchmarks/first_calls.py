"""Time the import and the first call of generated clients, in new processes."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ATTEMPTS = 40
"""The number of operations to try, because not all of them accept the sample values."""
OWN_MODULES = {"__init__", "client", "service", "incoming"}


class FirstCalls:
    """The CPU seconds of importing what was generated and of calling an operation."""

    def __init__(self, called: list[str], elsewhere: str, home: Path) -> None:
        """Take what is called.

        Args:
            called: the documents whose client by Specloom is called.
            elsewhere: the document whose client by openapi-python-client is called.
            home: the environment of openapi-python-client.
        """
        self._called = called
        self._python = home / "bin" / "python"
        self.elsewhere = elsewhere
        self.own: dict[str, list[float]] = {}
        """The seconds by document."""
        self.other: list[float] = []

    def ours(self, name: str, output: Path) -> None:
        """Call an operation of the largest resource of a package by Specloom."""
        if name in self._called:
            modules = (output / "client").glob("*.py")
            sizes = {
                path.stem: path.stat().st_size
                for path in modules
                if path.stem not in OWN_MODULES
            }
            largest = max(sizes, key=sizes.__getitem__)
            script = [sys.executable, HERE / "first_call.py", output, largest]
            self.own.setdefault(name, []).append(_called(script))

    def theirs(self, name: str, output: Path) -> None:
        """Call an operation of a package by openapi-python-client."""
        if name == self.elsewhere and (output / "client" / "api").is_dir():
            script = [self._python, HERE / "first_call_elsewhere.py", output]
            self.other.append(_called(script))

    def ratio(self, name: str) -> float:
        """Return how many times as long the first call of a document takes ours."""
        return statistics.median(self.own[name]) / statistics.median(self.other)


def _called(script: list[str | Path]) -> float:
    """Return the CPU seconds that a script prints, the second time that it succeeds.

    The first time compiles byte code.
    """
    env = dict(os.environ)
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    for number in range(ATTEMPTS):
        command = [*script, str(number)]
        printed = [
            subprocess.run(command, env=env, capture_output=True, text=True)
            for _ in range(2)
        ]
        if not any(each.returncode for each in printed):
            return float(printed[1].stdout)
    raise SystemExit(f"no first call: {printed[1].stderr[-300:]}")
