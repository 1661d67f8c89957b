"""Run the checks of the user packages, each time in a fork of this process.

Each line of standard input is a JSON object: the folders of the path, the modules with
checks, and the file of examples. The response is a line with the failures: for each of
them, the innermost place in a user's code, and the error.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import traceback
from typing import Any

import httpx2  # noqa: F401
import pydantic  # noqa: F401
import specloom_runtime.testing  # noqa: F401


def failures(request: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the failures of all checks."""
    sys.path[:0] = request["path"]
    sys.dont_write_bytecode = True
    os.environ["ACME_EXAMPLES"] = request["examples"]
    found = []
    for name in request["modules"]:
        try:
            module = importlib.import_module(name)
        except Exception as error:
            found.append(_failure(error, request["path"][0]))
            continue
        for check in sorted(n for n in dir(module.Checks) if n.startswith("test_")):
            try:
                getattr(module.Checks(), check)()
            except Exception as error:
                found.append({"check": check, **_failure(error, request["path"][0])})
    return found


def _failure(error: Exception, users: str) -> dict[str, Any]:
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.startswith(users)
    ]
    last = frames[-1] if frames else None
    return {
        "file": last.filename if last else "",
        "line": last.lineno if last else 0,
        "error": type(error).__name__,
        "text": str(error)[:200],
    }


def main() -> None:
    """Serve requests until standard input ends."""
    output = os.dup(1)
    os.dup2(2, 1)  # What the checks print must not get between the responses.
    for line in sys.stdin:
        child = os.fork()
        if not child:
            text = json.dumps(failures(json.loads(line))) + "\n"
            os.write(output, text.encode())
            os._exit(0)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
