"""Read the paths into bodies that other tools' extensions contain.

They are written as `$.data.items`, `$response.data.items`, `data.items`,
`$['data']['items']` or `/data/items`.
"""

from __future__ import annotations

import re

_STEP = re.compile(
    r"""\.?([^.\[\]'"/$\s]+)|\[\s*'([^']*)'\s*\]|\[\s*"([^"]*)"\s*\]|\[(-?\d+)\]"""
)
_PREFIX = re.compile(r"\$?(response|request)(\.body)?(?=$|[.#\[])|\$")


def path_steps(text: object) -> tuple[str, ...] | None:
    """Return the names and indexes in a path; None if it is not a path.

    The result is empty for a whole body. An index is a number, and -1 is the last item.
    """
    if not isinstance(text, str):
        return None
    rest = text.strip()
    if rest.startswith(("/", "#/")):
        return tuple(step for step in rest.lstrip("#").split("/") if step)
    prefix = _PREFIX.match(rest)
    rest = rest[prefix.end() :] if prefix else rest
    steps: list[str] = []
    position = 0
    while position < len(rest):
        found = _STEP.match(rest, position)
        if found is None:
            return None
        steps.append(next(part for part in found.groups() if part is not None))
        position = found.end()
    return tuple(steps)
