"""Shares and their 95 % intervals."""

from __future__ import annotations

import math
from collections import Counter

RIGHT = "right"


def share(found: Counter[str]) -> float:
    """Return the share of right outcomes."""
    return found[RIGHT] / max(1, sum(found.values()))


def table(found: Counter[str]) -> str:
    """Return a line for each kind of outcome, with its share and interval."""
    total = sum(found.values())
    lines = ["outcome | count | share | 95 %"]
    for name, count in sorted(found.items(), key=lambda each: (-each[1], each[0])):
        low, high = interval(count, total)
        part = f"{count / total:.2%} | {low:.2%} to {high:.2%}"
        lines.append(f"{name} | {count} | {part}")
    return "\n".join(lines)


def interval(count: int, total: int) -> tuple[float, float]:
    """Return the 95 % interval of a share, after Wilson."""
    z, part = 1.96, count / total
    middle = (part + z * z / (2 * total)) / (1 + z * z / total)
    half = math.sqrt(part * (1 - part) / total + z * z / (4 * total * total))
    half *= z / (1 + z * z / total)
    return max(0.0, middle - half), min(1.0, middle + half)
