"""One difference between two versions of a vendor's description.

A change to a shared schema is one change, with all operations that it reaches.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, TypeAlias

from ..errors import SourceLocation

Level: TypeAlias = Literal["breaking", "warning", "info"]
"""What a change means for the contract between the vendor and any client."""

PythonEffect: TypeAlias = Literal["breaking", "compatible", "none"]
"""What a change means for code that uses the generated package.

- `breaking`: code that type-checks and runs with the old package may not with the new.
- `compatible`: the package changes, for example by a new method, and old code runs.
- `none`: the package's names, types and defaults are the same.
"""

WireEffect: TypeAlias = Literal["changed", "same"]
"""Whether the same call of the generated client sends other bytes."""

Direction: TypeAlias = Literal["request", "response", "none"]
"""Which messages a change is about; `none` if it is not about a message.

It is seen from the client: a webhook's payload is a response.
"""


class OperationKey(NamedTuple):
    """An operation as the description names it; webhooks have no path but a name."""

    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


class Place(NamedTuple):
    """The element that changed, in both files.

    Attributes:
        pointer: the JSON pointer of the element in the file that has it; in the new
            file if both have it. A parameter is named by its `in` and `name`, as
            `/parameters/query:limit`, so that the order of parameters does not matter.
        old: the location in the old file; None if the element was added.
        new: the location in the new file; None if the element was removed.
    """

    pointer: str
    old: SourceLocation | None
    new: SourceLocation | None


@dataclass(frozen=True, kw_only=True)
class Change:
    """A difference, and what it means at each level.

    No two changes of one comparison have the same fingerprint: what distinguishes them
    is in their rule, direction, pointer or values.

    Attributes:
        rule: the stable id of the kind of change, for example
            `response-property-removed`.
        level: what it means for the contract.
        python: what it means for code that uses the generated package.
        wire: whether the same calls send other bytes.
        direction: the messages that it is about.
        operations: the operations that it reaches, sorted.
        place: the element that changed.
        text: one sentence that says what changed.
        why: one sentence that says why it has this level.
        values: the values before and after, which JSON can represent; they and not
            the wording distinguish changes of one rule at one place.
        before: the Python signatures before; empty if Python code is not affected.
        after: the Python signatures after.
        act: what a caller has to do; empty if nothing.
    """

    rule: str
    level: Level
    direction: Direction
    operations: tuple[OperationKey, ...]
    place: Place
    text: str
    why: str
    python: PythonEffect = "none"
    wire: WireEffect = "same"
    values: Mapping[str, Any] = field(default_factory=dict)
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    act: str = ""

    @property
    def fingerprint(self) -> str:
        """The identity of the change: it survives new wording and new operations.

        Raises:
            TypeError: `values` holds something that JSON cannot represent.
        """
        parts = [self.rule, self.direction, self.place.pointer, dict(self.values)]
        text = json.dumps(parts, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]
