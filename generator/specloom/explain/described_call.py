"""A method with everything that its description and its package say about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from specloom_runtime.operations.argument_names import argument_at

from ..document import Operation, Spec, schema_name, scheme_name, steps
from ..ir import Member, Package
from ..vocabulary import keys
from .explanation import RUNTIME, Fact, Origin, Pointer
from .lookup import Method
from .origins import Origins

if TYPE_CHECKING:
    from specloom_runtime.operations.base_operation import OperationFacts
    from specloom_runtime.operations.service import Service

_MISSING = object()


@dataclass(frozen=True)
class DescribedCall:
    """A method, its operation in the normalized document, and the places of both.

    Attributes:
        package: the package of the method.
        method: the method in the intermediate representation.
        described: the operation in the normalized document.
        origins: finds the places of elements.
    """

    package: Package
    method: Method
    described: Operation
    origins: Origins

    @property
    def facts(self) -> OperationFacts:
        """What the runtime knows about the operation."""
        return self.method.operation.facts

    @property
    def service(self) -> Service:
        """What the runtime knows about the vendor."""
        return self.package.service

    @property
    def spec(self) -> Spec:
        """The normalized document."""
        return self.described.spec

    def fact(self, name: str, text: str, at: Pointer | None, value: Any = None) -> Fact:
        """Return a fact.

        Args:
            name: what it is about.
            text: the statement.
            at: the element of the normalized document that states it; None for a
                default of the runtime.
            value: the statement as JSON.
        """
        origin = RUNTIME if at is None else self.origins.at(self._existing(at))
        return Fact(name=name, text=text, origin=origin, value=value)

    def _existing(self, pointer: Pointer) -> Pointer:
        """Return the pointer of an element, or else of the nearest one around it."""
        while pointer and not self.has(pointer):
            pointer = pointer[:-1]
        return pointer

    def origin(self) -> Origin:
        """Return where the operation is described."""
        return self.origins.at(self.described.pointer)

    def has(self, pointer: Pointer) -> bool:
        """Return whether the normalized document has an element."""
        return _has(self.spec.document, pointer)

    def own(self, *path: str | int) -> Pointer:
        """Return the pointer of an element of the operation."""
        return (*self.described.pointer, *path)

    def argument(self, location: str) -> str:
        """Return the name of the method's argument at a location of the request."""
        known = [
            f"{each.destination.keyword}#/{each.destination.wire}"
            for each in self.method.operation.arguments
            if isinstance(each.destination, Member)
        ]
        return argument_at(location, self.facts.names, known)

    def request_pointer(self, location: str) -> Pointer:
        """Return the pointer of an element of the request.

        Args:
            location: in the runtime's form, such as `query.limit` or `body#/limit`.
        """
        part, _, name = location.partition("#" if "#" in location else ".")
        for number, node in enumerate(self.described.parameters):
            if (node.get("in"), node.get("name")) == (part, name):
                return self.own("parameters", number, "name")
        if part == "body" and self.described.body is not None:
            return self._in_body(*self.described.body, steps(name))
        return self.own()

    def _in_body(self, media: str, schema: Any, names: tuple[str, ...]) -> Pointer:
        """Return the pointer of a property of the body, or else of its media type."""
        owners = self.spec.owners(schema, names)
        if not owners:
            return self.own("requestBody", "content", media)
        return property_pointer(self.spec, owners[-1], names[-1])

    def key_pointer(self, key: str, *path: str | int) -> Pointer:
        """Return where the value of a vocabulary key, or a member of it, is stated.

        A member can be stated by the operation or by a scheme at the root, to which the
        operation refers.

        Args:
            key: the vocabulary key.
            path: the keys that lead to the member.
        """
        return self.key_pointers(self.described.node.get(key), self.own(key), key, path)

    def key_pointers(self, value: Any, at: Pointer, key: str, path: Pointer) -> Pointer:
        """Return where a value, or a member of it, is stated; see `key_pointer`.

        Args:
            value: the value of the key.
            at: the pointer of the value.
            key: the vocabulary key.
            path: the keys that lead to the member.
        """
        if isinstance(value, Mapping) and _has(value, path):
            return (*at, *path)
        name = scheme_name(value)
        schemes = self.spec.schemes(key)
        if value is None and key in keys.DEFAULTED:
            name = "default"
        if name is None or name not in schemes:
            return at if value is not None else self.own()
        inside: Pointer = (key, name)
        return (*inside, *path) if _has(schemes[name], path) else inside


def property_pointer(spec: Spec, component: str, name: str) -> Pointer:
    """Return where a property of a component is described.

    Args:
        spec: the normalized document.
        component: the name of the component.
        name: the name of the property, which a base of the component may describe.
    """
    start: Pointer = ("components", "schemas", component)
    waiting, seen = [start], set[str]()
    while waiting:
        at = waiting.pop(0)
        schema = _at(spec.document, at)
        if not isinstance(schema, Mapping):
            continue
        if name in (schema.get("properties") or {}):
            return (*at, "properties", name)
        other = schema_name(schema.get("$ref") or "")
        if other and other not in seen:
            seen.add(other)
            waiting.append(("components", "schemas", other))
        for word in ("allOf", "anyOf", "oneOf"):
            waiting += ((*at, word, n) for n in range(len(schema.get(word) or ())))
    return start


def _has(value: Any, path: Pointer) -> bool:
    return _at(value, path) is not _MISSING


def _at(value: Any, path: Pointer) -> Any:
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return _MISSING
    return value
