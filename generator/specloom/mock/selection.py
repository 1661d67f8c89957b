"""Select the items of a list: filters, sort orders, ranges and lists of identities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..document import Operation, Spec
from ..testing.described_names import normalized_name
from .filtering import Filtering, among
from .property_filters import PropertyFilters
from .ranges import ArgumentLimits
from .requests import MockRequest
from .resources import Resource


@dataclass(frozen=True)
class Selection:
    """What a request to one operation selects.

    Attributes:
        operation: the operation.
        limits: the limits of its arguments.
    """

    operation: Operation
    limits: ArgumentLimits

    @classmethod
    def of(cls, spec: Spec, path: str, method: str, node: Any) -> Selection:
        """Return the selection of an operation."""
        operation = Operation(spec, path, method, node)
        return cls(operation, ArgumentLimits(operation))

    @cached_property
    def _filtering(self) -> Filtering:
        return Filtering(self.operation)

    @cached_property
    def _property_filters(self) -> PropertyFilters:
        return PropertyFilters(self.operation)

    def selected(
        self, request: MockRequest, resource: Resource, items: Sequence[Any]
    ) -> list[Any]:
        """Return the items that a request asks for, in the requested order.

        Raises:
            Refusal: a filter or a sort order cannot be read.
        """
        found = self._filtering.selected(request, items)
        found = self.limits.selected(request, found)
        found = self._property_filters.selected(request, found)
        values = self._identities(request, resource)
        if values is not None and resource.identity is not None:
            found = list(among(found, resource.identity, values))
        return found

    def _identities(self, request: MockRequest, resource: Resource) -> Any:
        """Return the list of identities in a request; None if there is none.

        Such a list is called `ids`, or like an item or its identity in the plural.
        """
        identity = normalized_name(resource.identity or "")
        stem = normalized_name(resource.stem)
        names = {f"{identity}s", f"{stem}{identity}s", f"{stem}s"} if identity else {}
        body = request.body_or_none
        members = body.items() if isinstance(body, dict) else ()
        for name, value in (*members, *request.query_values.items()):
            if normalized_name(name) in names and isinstance(value, list):
                return [
                    part
                    for each in value
                    for part in (each.split(",") if isinstance(each, str) else [each])
                ]
        return None
