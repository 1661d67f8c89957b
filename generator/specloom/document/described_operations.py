"""The operations of a document, with the declarations that apply to each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from specloom_runtime.core.media_types import is_json

from ..errors import Path
from ..vocabulary import keys
from ..vocabulary.node_kinds import METHODS, PlacedNode, has_extensions, walk
from .locations import Location
from .media_types import preferred
from .schemas import Schemas
from .schemes import Node, resolve_scheme


def each_operation(tree: Any) -> Iterator[tuple[str, str, Any]]:
    """Yield the path, the method and the object of each operation.

    The document can be in normal form or not. Paths have the order of the document, and
    the methods of a path have the order of `METHODS`. Values that are not objects are
    left out.
    """
    for path, item in (tree.get("paths") or {}).items():
        if isinstance(item, dict):
            for method in METHODS:
                if isinstance(item.get(method), dict):
                    yield path, method, item[method]
            for method, node in (item.get(keys.ADDITIONAL_OPERATIONS) or {}).items():
                if isinstance(node, dict):
                    yield path, method, node


def wire(path: str, method: str) -> str:
    """Return the identity of an operation, such as `GET /Contacts`."""
    return f"{method.upper()} {path}"


@dataclass(frozen=True)
class Spec(Schemas):
    """A normalized document."""

    document: Node

    @classmethod
    def of(cls, document: Node) -> Spec:
        """Return the view of a document."""
        schemas: Node = (document.get("components") or {}).get("schemas") or {}
        return cls(schemas, document)

    @cached_property
    def nodes(self) -> list[PlacedNode]:
        """The pointer, the possible kinds and the value of each object.

        Objects in data, such as examples and defaults, are left out.
        """
        return list(walk(self.document, frozenset({"root"})))

    @cached_property
    def extended_nodes(self) -> list[PlacedNode]:
        """Those `nodes` that have keys of the vocabulary, or names that look like them.

        Most objects have none.
        """
        return [node for node in self.nodes if has_extensions(node[2])]

    @cached_property
    def tags(self) -> Mapping[str, Node]:
        """The tags that the root describes; the keys are their names."""
        return {tag["name"]: tag for tag in self.document.get("tags", ())}

    @cached_property
    def security_schemes(self) -> Node:
        """The OpenAPI security schemes; the keys are their names."""
        components: Node = self.document.get("components") or {}
        found: Node = components.get("securitySchemes") or {}
        return found

    def schemes(self, key: str) -> Node:
        """Return the schemes that the root declares for a key."""
        found: Node = self.document.get(key, {})
        return found

    def operations(self) -> Iterator[Operation]:
        """Yield every operation, in the order of `each_operation`."""
        for path, method, node in each_operation(self.document):
            shown = method.upper() if method in METHODS else method
            yield Operation(self, path, shown, node)


@dataclass(frozen=True)
class Operation:
    """One operation of the document."""

    spec: Spec
    path: str
    method: str
    """The HTTP method, in capitals; methods unknown to OpenAPI keep their spelling."""
    node: Node

    @property
    def wire(self) -> str:
        """The identity of the operation, such as `GET /Contacts`."""
        return f"{self.method} {self.path}"

    @property
    def pointer(self) -> Path:
        """The pointer to the operation in the document."""
        if self.method.lower() in METHODS:
            return "paths", self.path, self.method.lower()
        return "paths", self.path, keys.ADDITIONAL_OPERATIONS, self.method

    @property
    def resource(self) -> str:
        """The resource in the operation's name: `contacts` in `contacts.list`."""
        return str(self.node[keys.NAME]).partition(".")[0]

    @property
    def action(self) -> str:
        """The action in the operation's name: `list` in `contacts.list`."""
        return str(self.node[keys.NAME]).partition(".")[2]

    def extension(self, key: str) -> Any:
        """Return the value of a vocabulary key for the operation.

        If the value refers to a scheme, the operation's own members are merged into the
        scheme. The result is None if the value is `false` or the key is missing.
        However, if a key in `keys.DEFAULTED` is missing, the scheme `default` applies.
        """
        value = self.node.get(key)
        schemes = self.spec.schemes(key)
        if value is None and key in keys.DEFAULTED and "default" in schemes:
            value = "default"
        if isinstance(value, str | Mapping):
            return resolve_scheme(schemes, value)
        return value or None

    def extensions(self, key: str) -> list[Node]:
        """Return the values of a vocabulary key, which can be one value or a list.

        References to schemes are resolved. A value of `false` is left out.
        """
        value = self.node.get(key)
        each = value if isinstance(value, list) else [value]
        schemes = self.spec.schemes(key)
        return [fact for one in each if (fact := resolve_scheme(schemes, one))]

    @cached_property
    def parameters(self) -> Sequence[Node]:
        """The declared parameters, in document order."""
        found: Sequence[Node] = self.node.get("parameters", ())
        return found

    @cached_property
    def body(self) -> tuple[str, Node] | None:
        """The media type and the schema of the request body.

        If the body declares several media types, the preferred one is used. The value
        is None if the operation has no body.
        """
        return content(self.node.get("requestBody"))

    def schema_at(self, location: str) -> Node:
        """Return the schema of a location in the request; empty if it is not declared.

        Args:
            location: a runtime expression such as `$request.query.limit`.
        """
        at = Location.parse(location)
        for parameter in self.parameters:
            if (parameter.get("in"), parameter.get("name")) == (at.part, at.name):
                return self.spec.resolve(parameter.get("schema", {}))
        if self.body and (found := self.spec.at(self.body[1], at.pointer)):
            return self.spec.resolve(found)
        return {}

    @cached_property
    def encodings(self) -> Mapping[str, Node]:
        """The declared encodings of a form; the keys are the names of its members."""
        forms: Node = self.node.get("requestBody", {}).get("content", {})
        media = self.body[0] if self.body else ""
        found: Mapping[str, Node] = forms.get(media, {}).get("encoding") or {}
        return found if "form" in media else {}

    @cached_property
    def successes(self) -> Mapping[str, tuple[str, Any] | None]:
        """The media type and the schema of each successful response.

        The keys are statuses. The value is None for a response without a body.
        """
        responses: Node = self.node.get("responses") or {}
        return {s.upper(): content(responses[s]) for s in success_statuses(responses)}

    @cached_property
    def success(self) -> tuple[str, Any] | None:
        """The media type and the schema of successful responses.

        The media type is that of the first successful response with a body. If other
        bodies are of the same kind (JSON or not JSON), the schema is the union of their
        schemas. The value is None if no successful response has a body.
        """
        found = [each for each in self.successes.values() if each is not None]
        if not found:
            return None
        media, schema = found[0]
        others = [s for m, s in found if is_json(m) == is_json(media) and s != schema]
        return media, {"anyOf": [schema, *others]} if others else schema

    def responses(self, status: str) -> Iterator[Any]:
        """Yield the schemas of each declared response that covers a status.

        These are the schemas of its JSON media types, or that of its only content.

        Args:
            status: a code (`404`) or a range (`4XX`).
        """
        responses: Node = self.node.get("responses") or {}
        for declared, response in responses.items():
            if _covers(declared, status) and (found := content(response)):
                media: Node = response["content"]
                forms = [
                    (v or {}).get("schema", {}) for k, v in media.items() if is_json(k)
                ]
                yield from forms or [found[1]]


def success_statuses(responses: Node) -> list[str]:
    """Return the statuses of successful responses, sorted.

    These are the declared `2xx` statuses. If there are none, `default` counts as
    successful, because it covers all undeclared statuses. It does not count if another
    response has the same content, or if a redirect is declared.
    """
    found = sorted(status for status in responses if status.startswith("2"))
    if found or "default" not in responses:
        return found
    others = [responses[status] for status in responses if status != "default"]
    declared = [content(each) for each in others]
    redirects = any(status.startswith("3") for status in responses)
    is_error = redirects or content(responses["default"]) in declared
    return [] if is_error else ["default"]


def contents(operation: Any) -> Iterator[dict[str, Any]]:
    """Yield the `content` object of an operation's request body and of its responses.

    References are not followed.
    """
    responses = operation.get("responses") or {}
    for message in (operation.get("requestBody"), *responses.values()):
        if isinstance(message, dict) and isinstance(message.get("content"), dict):
            yield message["content"]


def content(message: Any) -> tuple[str, Any] | None:
    """Return the preferred media type of a message, and the schema of its body.

    The result is None if the message has no body.

    Args:
        message: a request body or a response.
    """
    by_type = message.get("content") if isinstance(message, dict) else None
    if not isinstance(by_type, dict) or (media := preferred(by_type)) is None:
        return None
    return media, (by_type[media] or {}).get("schema", {})


def _covers(declared: str, status: str) -> bool:
    """Return whether a declared response applies to a status code or status range."""
    pairs = zip(declared.upper(), status.upper(), strict=False)
    return declared == "default" or all(a == b or "X" in (a, b) for a, b in pairs)
