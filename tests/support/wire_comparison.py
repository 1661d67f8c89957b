"""Compare what two clients send with what `compare_wire` reports."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from specloom.ir import Package
from specloom.wire import WireChange

PROGRAM = Path(__file__).parent / "wire_calls.py"
Requests = dict[str, dict[str, Any]]
"""For each operation, the requests of each call; None if a call cannot be made."""


def sent(
    plan: Any, clients: Mapping[str, Mapping[str, str]], folder: Path
) -> dict[str, Requests]:
    """Return the requests of clients, which another process makes.

    Args:
        plan: the calls; see `wire_calls`.
        clients: the text of the files of each client, by a name of the client.
        folder: an empty folder.
    """
    for number, texts in enumerate(clients.values()):
        for path, text in texts.items():
            if path.startswith("shop/"):
                file = folder / str(number) / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, "utf-8")
    file = folder / "plan.json"
    file.write_text(json.dumps(plan), "utf-8")
    folders = [str(folder / str(number)) for number in range(len(clients))]
    command = [sys.executable, str(PROGRAM), str(file), *folders]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    return dict(zip(clients, map(found.get, folders), strict=True))


def disagreements(
    before: Requests, after: Requests, package: Package, changes: Iterable[WireChange]
) -> list[str]:
    """Return the operations whose requests differ and are not reported, or reversely.

    Where the new client cannot make one of the calls, a change may be reported.

    Args:
        before: the requests of the old client.
        after: the requests of the new client.
        package: the new package.
        changes: what is reported.
    """
    reported = {name for each in changes for name in _python_names(package, each)}
    different, unknown = set[str](), set[str]()
    for operation, calls in before.items():
        for call, old in calls.items():
            new = after[operation][call]
            if old is None or new is None:
                unknown.add(operation)
            elif old != new:
                different.add(operation)
    return [
        *(f"{name}: sent otherwise, not reported" for name in different - reported),
        *(f"{n}: reported, sent as before" for n in reported - different - unknown),
    ]


def _python_names(package: Package, change: WireChange) -> set[str]:
    """Return the names of the methods that a change reaches, in the new package."""
    return {
        f"{resource.attribute.rstrip('_')}.{operation.name}"
        for resource in package.resources
        for operation in resource.operations
        if (operation.method, operation.path) in change.operations
    }
