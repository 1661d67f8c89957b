"""Convert a document's runtime expressions to the runtime's locations.

Request locations keep the names of the vendor (`body#/Limitation/Cursor`). Response
bodies are typed, so their pointers become attribute paths (`body.paging.total`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..document import Location, Spec, wire_location

Attributes = Callable[[str], Mapping[str, str]]
"""A function that returns the attributes of a component by their names in JSON."""


@dataclass(frozen=True)
class Paths:
    """A converter of locations to attribute paths in typed values."""

    spec: Spec
    attributes: Attributes

    def response(self, location: str, schema: Any) -> str:
        """Return a response location in the runtime's form, such as `body.items`."""
        at = Location.parse(location)
        if not at.is_body:
            return wire_location(location)
        path = self.path(schema, at.pointer)
        return ".".join(["body", *path]) if path else "body"

    def path(self, schema: Any, names: tuple[str, ...]) -> list[str]:
        """Return the attribute path for a path of property names in a schema.

        The path is empty if a property is not declared for every value; the checks
        reject this case.
        """
        owners = self.spec.owners(schema, names) or ()
        return [self.attributes(o)[n] for o, n in zip(owners, names, strict=False)]
