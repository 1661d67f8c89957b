"""Collect the deviations of a response before they are reported.

The texts of a deviation are created only when they are used, because a page can have
thousands of findings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any, NamedTuple, TypeAlias

from ..core.events import DeviationKind
from ..core.shown_text import shown

Trail: TypeAlias = "tuple[Trail, str | int] | None"
"""The steps from the root of a body to a part, the last one first, or None."""

SHOWN = 60
"""The maximum number of characters of a value that a deviation shows."""
MISSING: Any = object()
"""The value that represents a missing property."""

JSON_TYPES: Mapping[type, str] = {
    type(None): "null",
    dict: "an object",
    list: "a list",
    bool: "a boolean",
    bytes: "a body",
    int: "a number",
    float: "a number",
    str: "a string",
    object: "missing",
}
"""The names of JSON types, for the Python types of received values."""


class Rule(NamedTuple):
    """A rule of the description, which many parts of a response can violate.

    Attributes:
        kind: the kind of difference between the parts and the description.
        schema: the JSON pointer of the violated schema.
        expected: a description of the declared type or value.
    """

    kind: DeviationKind
    schema: str
    expected: str


class Finding(NamedTuple):
    """A part of a response that violates a rule."""

    rule: Rule
    trail: Trail
    value: Any

    def path(self) -> str:
        """Return the path from the root of the body."""
        return ".".join(map(str, self._steps()))

    def _steps(self) -> list[str | int]:
        steps, trail = [], self.trail
        while trail is not None:
            trail, step = trail
            steps.append(step)
        return steps[::-1]

    def below(self, trail: Trail) -> Finding:
        """Return the finding of a part that is at a place in a larger body."""
        return self._replace(trail=reduce(_step, self._steps(), trail))

    def shown(self, redacted: Callable[[str], str]) -> str:
        """Return the received value without credentials, shortened."""
        if self.value is MISSING or isinstance(self.value, dict | list | bytes | None):
            return JSON_TYPES[type(self.value)]
        return shown(redacted(repr(self.value)), SHOWN)


def _step(trail: Trail, step: str | int) -> Trail:
    return trail, step
