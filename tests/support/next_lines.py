"""What a command prints on standard error besides what to type next."""

from __future__ import annotations


def without_next(stderr: str) -> str:
    """Return standard error without the lines that say what to type next."""
    lines = stderr.splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("next: "))
