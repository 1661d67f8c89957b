"""What detectors read: the normalized document, and the vendor's own document.

The normalized document has one form for everything, so most facts are read there. It
lacks what other tools' extensions say and some headers, which the vendor's own document
has. Actions also refer to the vendor's own document, because an overlay is applied to
it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from ..document import Operation, Spec, wire
from ..document.references import Resolver
from ..errors import SourceLocation
from ..load import Documents, location_of
from ..names import identifier
from ..normalize import NormalizedDocument
from ..overlay.actions import apply_actions
from ..vocabulary import keys
from ..vocabulary.node_kinds import METHODS
from .edits import root_action


class Described:
    """A vendor's description, with what its overlay adds.

    Attributes:
        spec: the normalized document.
        tree: the vendor's own document after its overlay.
        operations: all operations.
        checked: the date in the provenance of actions, such as `2026-03-31`.
        paged: the operations for which pagination is proposed; later detectors read it.
    """

    def __init__(
        self,
        normalized: NormalizedDocument,
        documents: Documents,
        checked: str,
        name: str,
    ) -> None:
        self._name = name
        self.spec = Spec.of(normalized.document)
        self.checked = checked
        self.paged: set[str] = set()
        self._locate = normalized.locate
        self._source = documents.description
        self.tree = _edited(documents)
        self.operations: list[Operation] = [*self.spec.operations()]
        self._resolver = Resolver(self.tree)

    @cached_property
    def _own(self) -> Mapping[str, Any]:
        """The operations of the vendor's own document by `METHOD /path`."""
        found: dict[str, Any] = {}
        for path, item in _members(self.tree, "paths"):
            for method in METHODS:
                if isinstance(item, dict) and isinstance(item.get(method), dict):
                    found[wire(path, method)] = item[method]
        return found

    def own(self, operation: Operation) -> Any:
        """Return an operation in the vendor's own document.

        The result is empty if it is somewhere else than in the normalized document, for
        example in another file. Then no action can refer to it.
        """
        return self._own.get(operation.wire, {})

    def own_parameters(self, operation: Operation) -> Iterator[Any]:
        """Yield the parameters of an operation in the vendor's own document.

        References are followed. Parameters of the path come last.
        """
        paths = self.tree.get("paths")
        item = paths.get(operation.path) if isinstance(paths, dict) else None
        for node in (self.own(operation), item):
            declared = node.get("parameters") if isinstance(node, dict) else None
            for each in declared if isinstance(declared, list) else ():
                found = self.target(each)
                if isinstance(found, dict):
                    yield found

    def target(self, node: Any) -> Any:
        """Return the target of a reference in the vendor's own document."""
        return self._resolver.soft_target(node)

    def locate(self, operation: Operation) -> SourceLocation:
        """Return where an operation is declared."""
        return self._locate(operation.pointer)

    def response_place(self, operation: Operation, status: str) -> SourceLocation:
        """Return where a response of an operation is declared."""
        return self._locate((*operation.pointer, "responses", status))

    def place(self, node: Any, key: str | int | None = None) -> SourceLocation:
        """Return where a node of the vendor's own document, or its member, is."""
        return location_of(node, key, SourceLocation(file=self._source.file))

    @property
    def is_swagger(self) -> bool:
        """Whether the vendor's own document is of Swagger 2.0."""
        return "swagger" in self.tree

    @property
    def security_schemes(self) -> tuple[Mapping[str, Any], str]:
        """The vendor's own security schemes, and the query that selects them."""
        if self.is_swagger:
            found = self.tree.get("securityDefinitions")
            return found if isinstance(found, dict) else {}, "$.securityDefinitions"
        components = self.tree.get("components")
        holder = components if isinstance(components, dict) else {}
        found = holder.get("securitySchemes")
        return found if isinstance(found, dict) else {}, "$.components.securitySchemes"

    @property
    def requirements(self) -> list[dict[str, Any]]:
        """The security requirements at the root of the vendor's own document."""
        declared = self.tree.get("security")
        found = declared if isinstance(declared, list) else []
        return [dict(each) for each in found if isinstance(each, dict)]

    def schemes_action(
        self, schemes: Mapping[str, Any], reason: str, location: SourceLocation, on: str
    ) -> dict[str, Any]:
        """Return an action that declares security schemes."""
        update: dict[str, Any] = {"securityDefinitions": dict(schemes)}
        if not self.is_swagger:
            update = {"components": {"securitySchemes": dict(schemes)}}
        return root_action(update, reason, location, on)

    def variable(self, name: str) -> str:
        """Return the name of an environment variable with a credential."""
        return f"{identifier(self._name)}_{identifier(name)}".upper()

    @property
    def start(self) -> SourceLocation:
        """The start of the description."""
        return self._source.location([])

    def unstated(self, key: str) -> Iterator[Operation]:
        """Yield the operations that do not state a key, and that actions can change."""
        for operation in self.operations:
            if key not in operation.node and self.own(operation):
                yield operation

    def has_default(self, key: str) -> bool:
        """Return whether the root has the scheme that applies to all operations."""
        return "default" in self.spec.schemes(key) or key not in keys.DEFAULTED


def _edited(documents: Documents) -> Any:
    """Return the vendor's own document after its overlay."""
    tree = documents.description.data
    if documents.overlay is not None:
        tree, _ = apply_actions(tree, documents.overlay)
    return tree if isinstance(tree, dict) else {}


def _members(tree: Any, key: str) -> Iterator[tuple[str, Any]]:
    found = tree.get(key)
    if isinstance(found, dict):
        yield from found.items()
