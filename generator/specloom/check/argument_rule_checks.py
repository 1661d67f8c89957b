"""Check that the arguments that argument rules combine exist."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import Spec
from ..errors import Finding, Path
from ..vocabulary import keys
from .location_problems import unreachable


def check_argument_rules(spec: Spec) -> Iterator[Finding]:
    """Yield a problem for each rule location that is missing in the request."""
    key = keys.ARGUMENT_RULES
    for operation in spec.operations():
        rules = operation.node.get(key)
        for i, rule in enumerate(rules if isinstance(rules, list) else ()):
            for kind, locations in rule.items():
                for j, location in enumerate(locations):
                    at: Path = (*operation.pointer, key, i, kind, j)
                    if wrong := unreachable(operation, location):
                        yield at, wrong.under(f"{key}.{kind}")
