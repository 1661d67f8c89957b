"""Which names a module imports to print what the intermediate representation says.

`lower` keeps names of its own free of them, and `render` imports models by others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from specloom_runtime.core.unset import Unset

from .ir import (
    CallOperation,
    FilterField,
    PagedOperation,
    Resource,
    StreamOperation,
    Webhook,
)
from .python_types import RUNTIME, Leaf


def imported_names(node: Any) -> Iterator[str]:
    """Yield the names that a module imports to print what a node says, models apart.

    Constants of the service may be printed in place of a fact, so there can be more.
    """
    match node:
        case Leaf(name=name, module=module):
            if module not in ("", "builtins"):
                yield name
        case Unset():
            yield "UNSET"
        case Mapping():
            yield from imported_names(list(node.values()))
        case str():
            pass
        case Sequence():
            for each in node:
                yield from imported_names(each)
        case _ if is_dataclass(node):
            match node:
                case Resource():
                    yield from ("Resource", "AsyncResource")
                case FilterField():
                    yield "Field"
                case Webhook():
                    yield "Webhook"
                case CallOperation() | PagedOperation() | StreamOperation():
                    yield from (node.kind.constant, node.kind.asynchronous)
            if type(node).__module__.startswith(f"{RUNTIME}."):
                yield type(node).__name__
            for each in fields(node):
                yield from imported_names(getattr(node, each.name))
