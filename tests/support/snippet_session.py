"""Run Python snippets that come as lines of JSON, and report what each one printed."""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import sys
import traceback
from typing import Any


def main() -> None:
    """Run the snippets of the standard input in one namespace."""
    sys.path[0] = ""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for number, line in enumerate(sys.stdin, 1):
        printed, error = io.StringIO(), None
        importlib.invalidate_caches()  # Commands of the page have written modules.
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            try:
                exec(compile(json.loads(line), f"snippet {number}", "exec"), namespace)
            except BaseException:
                error = traceback.format_exc()
        result = {"printed": printed.getvalue(), "error": error}
        print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
