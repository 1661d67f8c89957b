"""Time the import and the first call of generated clients, in new processes."""

from __future__ import annotations

import os
import shutil
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

    def __init__(
        self, called: list[str], elsewhere: str, python: Path, folder: Path
    ) -> None:
        """Take what is called.

        Args:
            called: the documents whose client by Specloom is called.
            elsewhere: the document whose client by openapi-python-client is called.
            python: the interpreter of openapi-python-client.
            folder: where to keep the clients until they are called.
        """
        self._called = called
        self._python = python
        self._folder = folder
        self.elsewhere = elsewhere
        self.own: dict[str, list[float]] = {}
        """The seconds of Specloom's clients, by document."""
        self.other: list[float] = []
        """The seconds of openapi-python-client's client."""

    def keep(self, name: str, output: Path) -> None:
        """Keep the client by Specloom if it is one of those to call."""
        if name in self._called:
            self._keep(output, self._folder / name)

    def keep_elsewhere(self, name: str, output: Path) -> None:
        """Keep the client by openapi-python-client if it is the one to call."""
        if name == self.elsewhere and (output / "client" / "api").is_dir():
            self._keep(output, self._folder / "elsewhere")

    def _keep(self, output: Path, kept: Path) -> None:
        if not kept.exists():
            shutil.copytree(output / "client", kept / "client")

    def measure(self, rounds: int) -> None:
        """Call the clients in turn, as often as there are rounds."""
        for _ in range(rounds):
            for name in self._called:
                if (kept := self._folder / name).exists():
                    script = [sys.executable, HERE / "first_call.py", kept]
                    seconds = _seconds([*script, _largest(kept / "client")])
                    self.own.setdefault(name, []).append(seconds)
            if (kept := self._folder / "elsewhere").exists():
                script = [self._python, HERE / "first_call_elsewhere.py", kept]
                self.other.append(_seconds(script))

    def ratio(self, name: str) -> float:
        """Return the cost of a document's first call, divided by that elsewhere."""
        return statistics.median(self.own[name]) / statistics.median(self.other)


def _largest(client: Path) -> str:
    """Return the name of the module with the largest resource of a client."""
    paths = [path for path in client.glob("*.py") if path.stem not in OWN_MODULES]
    return max(paths, key=lambda path: path.stat().st_size).stem


def _seconds(script: list[str | Path]) -> float:
    """Return the CPU seconds that a script prints for the first call that succeeds.

    It runs twice: the first run compiles the byte code.
    """
    env = dict(os.environ)
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    said = ""
    for number in range(ATTEMPTS):
        for last in (False, True):
            command = [*script, str(number)]
            run = subprocess.run(command, env=env, capture_output=True, text=True)
            said = run.stderr
            if run.returncode:
                break
            if last:
                return float(run.stdout)
    raise SystemExit(f"no first call: {said[-300:]}")
