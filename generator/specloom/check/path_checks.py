"""Check that paths and operations have the same path parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..document import Operation, Spec
from ..errors import Finding
from ..messages import Message

_TEMPLATE = re.compile(r"\{([^{}]*)\}")


def check_paths(spec: Spec) -> Iterator[Finding]:
    """Yield each parameter that is only in the path or only in the operation."""
    for operation in spec.operations():
        yield from _path(operation)


def _path(operation: Operation) -> Iterator[Finding]:
    wanted = _TEMPLATE.findall(operation.path.partition("#")[0])
    declared = [p["name"] for p in operation.parameters if p.get("in") == "path"]
    for name in wanted:
        if name not in declared:
            has = ", ".join(declared) or "none"
            undeclared = Message.UNDECLARED_PATH_PARAMETER(name=name, known=has)
            yield operation.pointer, undeclared.under(operation.wire)
    for i, parameter in enumerate(operation.node.get("parameters", ())):
        name = parameter.get("name")
        if parameter.get("in") == "path" and name not in wanted:
            unused = Message.UNUSED_PATH_PARAMETER(name=name)
            yield (*operation.pointer, "parameters", i), unused.under(operation.wire)
