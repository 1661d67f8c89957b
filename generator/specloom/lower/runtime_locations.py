"""Runtime expressions of a document as the runtime writes locations.

A request keeps its wire names (`body#/Limitation/Cursor`). A response body is typed, so
its pointer becomes a path of attributes (`body.paging.total`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..document import Location, Spec, wire_location

Attributes = Callable[[str], Mapping[str, str]]
"""Component name -> its attribute by wire name."""


@dataclass(frozen=True)
class Paths:
    """Attribute paths in typed values."""

    spec: Spec
    attributes: Attributes

    def response(self, location: str, schema: Any) -> str:
        """Return a response location as `body.items` or `header.next`."""
        at = Location.parse(location)
        if not at.is_body:
            return wire_location(location)
        path = self.path(schema, at.pointer)
        return ".".join(["body", *path]) if path else "body"

    def path(self, schema: Any, names: tuple[str, ...]) -> list[str]:
        """Return the attributes from a value of a schema along wire names.

        Empty where a property is not declared for every value, which the checks refuse.
        """
        owners = self.spec.owners(schema, names) or ()
        return [self.attributes(o)[n] for o, n in zip(owners, names, strict=False)]
