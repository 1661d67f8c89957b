"""Say in one line why another generator failed, from what it printed."""

from __future__ import annotations

import re

LONGEST = 160
"""The number of characters after which a reason is cut."""
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
BOX = re.compile(r"^[│╭╰].*$", re.MULTILINE)
FOLDER = re.compile(r"(?<![\w:/.])(?:file://)?/(?:[\w.@+~-]+/)+")
"""The folder of an absolute path, but not the path of an address of the web."""
REASONS = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        # openapi-ts prints the error of a job inside an object of JavaScript.
        r"^ +message: '(?P<reason>.+?)(?: \\n)?'",
        r"^ +error: (?P<reason>\w*Error: .+)$",
        # openapi-python-client.
        r"^(?P<reason>You may be trying to use a Swagger document.+)$",
        r"^(?P<reason>ValueError: Duplicate key \w+ in\s+enum)\b",
        r"^ruff failed\s+error: (?P<reason>.+)$",
        # openapi-generator, and programs in Python.
        r"^Caused by: (?P<reason>.+)$",
        r"^Exception in thread \S+ (?P<reason>.+)$",
        r"^(?P<reason>(?:\w+\.)*\w*(?:Error|Exception): .+)$",
        r"^(?P<reason>Error: .+)$",
    )
)


def reason(printed: str, status: int) -> str:
    """Return the reason of a failure, without folders of this machine.

    Args:
        printed: what the tool printed.
        status: its exit status; negative if a signal ended it.
    """
    if status < 0:
        return f"ended by signal {-status}"
    text = BOX.sub("", ESCAPES.sub("", printed))
    for pattern in REASONS:
        if match := pattern.search(text):
            return _short(match["reason"])
    lines = [line for line in text.splitlines() if line.strip()]
    return _short(lines[-1]) if lines else f"exit {status}"


def _short(line: str) -> str:
    """Return a line that fits into a cell of a table."""
    text = " ".join(FOLDER.sub("", line).replace("|", "/").replace("`", "'").split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST - 1]}…"
