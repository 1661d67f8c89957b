"""Look up the locations in the values of keys, and collect the failed lookups.

A location in a scheme is looked up for every operation that uses the scheme. If the
lookup fails for all operations, the problem is reported once, at the scheme. Otherwise
it is reported at each operation for which the lookup fails.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..document import Operation, Spec, resolve_scheme, scheme_name
from ..errors import Finding, Path
from ..messages import Text
from .location_problems import unreachable


@dataclass(frozen=True)
class Fact:
    """The value of a key on a node, with the scheme and the node's own members merged.

    Attributes:
        value: the merged value.
        own_at: the pointer of the key on the operation or the property.
        own: the members that the node itself declares.
        scheme_at: the pointer of the scheme; None if the value refers to no scheme.
    """

    value: Mapping[str, Any]
    own_at: Path
    own: Mapping[str, Any]
    scheme_at: Path | None

    def origin(self, path: Path) -> Path:
        """Return the pointer at which the node or the scheme declares a member."""
        node: Any = self.own
        for step in path:
            if not isinstance(node, dict) or step not in node:
                return self.own_at if self.scheme_at is None else self.scheme_at + path
            node = node[step]
        return self.own_at + path


def fact(spec: Spec, key: str, value: Any, at: Path) -> Fact | None:
    """Return a key's value with its scheme resolved; None if there is no value.

    Args:
        spec: the document, which contains the schemes.
        key: the key, such as `keys.PAGINATION`.
        value: the value of the key.
        at: the pointer of the value.
    """
    schemes, name = spec.schemes(key), scheme_name(value)
    resolved = resolve_scheme(schemes, value)
    if resolved is None:
        return None
    known = isinstance(schemes, dict) and name in schemes
    own = value if isinstance(value, dict) else {}
    return Fact(resolved, at, own, (key, str(name)) if known else None)


def facts(operation: Operation, key: str) -> list[Fact]:
    """Return all values of an operation's key, with their schemes resolved."""
    value, at = operation.node.get(key), (*operation.pointer, key)
    if isinstance(value, list):
        found = [fact(operation.spec, key, v, (*at, i)) for i, v in enumerate(value)]
    else:
        found = [fact(operation.spec, key, value, at)]
    return [each for each in found if each]


@dataclass(frozen=True)
class LookUp:
    """The result of looking up a location for one operation.

    Attributes:
        written: the pointer at which the location is written, perhaps in a scheme.
        used: the pointer of the operation's key.
        message: the problem; None if the location exists.
    """

    written: Path
    used: Path
    message: Text | None


def look_up(
    operation: Operation, key: str, fact: Fact, path: Path, item: object = None
) -> Iterator[LookUp]:
    """Look up the location at a path in a fact; yield nothing if there is none."""
    node: object = fact.value
    for step in path:
        node = node.get(str(step)) if isinstance(node, dict) else None
    if isinstance(node, str):
        wrong = unreachable(operation, node, item)
        label = ".".join([key, *map(str, path)])
        message = wrong.under(label) if wrong else None
        yield LookUp(fact.origin(path), fact.own_at, message)


def failures(made: Iterable[LookUp]) -> Iterator[Finding]:
    """Yield the failed lookups, each with the pointer of the value to correct."""
    groups: dict[Path, list[LookUp]] = {}
    for each in made:
        groups.setdefault(each.written, []).append(each)
    for written, group in groups.items():
        failed = [(each.used, each.message) for each in group if each.message]
        if failed and len(failed) == len(group):
            yield written, failed[0][1]
        else:
            yield from failed
