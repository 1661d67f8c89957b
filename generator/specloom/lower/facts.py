"""What the vendor's extensions say of one operation, schemes and defaults resolved.

Reads the normal form only; knows no Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

PREFIX = "x-specloom-"
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
DEFAULTED = ("errors", "retry", "rate-limit", "idempotency", "absent")
"""Concerns whose scheme named `default` holds for every operation."""

REFRESH = " by refresh token"
"""What follows a scheme's name where its refresh token is meant."""

Node = Mapping[str, Any]


def overlaid(base: Node, over: Node) -> dict[str, Any]:
    """`base` with `over` merged into it, objects recursively."""
    merged = dict(base)
    for key, value in over.items():
        known = merged.get(key)
        nested = isinstance(known, Mapping) and isinstance(value, Mapping)
        merged[key] = overlaid(known, value) if nested and known else value
    return merged


@dataclass(frozen=True)
class Property:
    """One property of a request body, allOf and references followed."""

    name: str
    schema: Node
    required: bool


@dataclass(frozen=True)
class Spec:
    """A normal-form document as lowering asks for it."""

    document: Node

    @cached_property
    def schemas(self) -> Node:
        """The named schemas."""
        found: Node = self.document.get("components", {}).get("schemas", {})
        return found

    @cached_property
    def security_schemes(self) -> Node:
        """The OpenAPI security schemes by name."""
        found: Node = self.document.get("components", {}).get("securitySchemes", {})
        return found

    def requirements(self, said: Sequence[Node]) -> list[list[str]]:
        """Alternatives of schemes, as the runtime tells them apart.

        A client certificate is part of the TLS settings and no credential of ours. A
        scheme whose tokens can be refreshed is one of an access token or of a refresh
        token: two alternatives.
        """
        found: list[list[str]] = []
        for requirement in said:
            forms = [
                (name, name + REFRESH) if self.refreshed(name) else (name,)
                for name in requirement
                if self.security_schemes.get(name, {}).get("type") != "mutualTLS"
            ]
            found += [list(choice) for choice in product(*forms)]
        return found

    def refreshed(self, scheme: str) -> Node | None:
        """The flow that a refresh token of the scheme is traded in, if it has one."""
        flows = self.security_schemes.get(scheme, {}).get("flows", {})
        flow: Node = flows.get("authorizationCode", {})
        own = {"password", "clientCredentials"} & flows.keys()
        return flow if "refreshUrl" in flow and not own else None

    def schemes(self, concern: str) -> Node:
        """The root's named schemes of a concern such as `pagination`."""
        found: Node = self.document.get(PREFIX + concern, {})
        return found

    def resolve(self, schema: Any) -> Node:
        """The schema a reference leads to, the keywords beside it kept."""
        node: Node = schema if isinstance(schema, Mapping) else {}
        beside: dict[str, Any] = {}
        while "$ref" in node:
            beside = overlaid({k: v for k, v in node.items() if k != "$ref"}, beside)
            node = self.schemas[node["$ref"].rsplit("/", 1)[1]]
        return overlaid(node, beside) if beside else node

    def properties(self, schema: Any) -> dict[str, Property]:
        """Properties of an object schema by wire name, inherited ones first."""
        node = self.resolve(not_null(schema))
        found: dict[str, Property] = {}
        required = set(node.get("required", ()))
        for parent in node.get("allOf", ()):
            found.update(self.properties(parent))
        for name, sub in node.get("properties", {}).items():
            found[name] = Property(name, sub, name in required)
        return {
            n: Property(n, p.schema, p.required or n in required)
            for n, p in found.items()
        }

    def operations(self) -> Iterator[Operation]:
        """Every operation, in the order of paths and methods."""
        for path, item in self.document.get("paths", {}).items():
            for method in METHODS:
                if method in item:
                    yield Operation(self, path, method.upper(), item[method])
            for method, node in item.get(PREFIX + "methods", {}).items():
                yield Operation(self, path, method, node)


def not_null(schema: Any) -> Any:
    """The schema without its null alternative, where exactly one other stays."""
    if not isinstance(schema, Mapping):
        return schema
    for word in ("anyOf", "oneOf"):
        others = [s for s in schema.get(word, ()) if s.get("type") != "null"]
        if len(others) == 1:
            return others[0]
    return schema


def nullable(schema: Any) -> bool:
    """Whether the schema itself allows null."""
    if not isinstance(schema, Mapping):
        return True
    kinds = schema.get("type", ())
    if kinds == "null" or (not isinstance(kinds, str) and "null" in kinds):
        return True
    choices = [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
    return any(c.get("type") == "null" for c in choices if isinstance(c, Mapping))


@dataclass(frozen=True)
class Operation:
    """One operation of the document and what is said of it."""

    spec: Spec
    path: str
    method: str
    node: Node

    @property
    def wire(self) -> str:
        """`GET /Contacts`, the operation's identity."""
        return f"{self.method} {self.path}"

    @property
    def resource(self) -> str:
        """The resource part of its frozen name."""
        return str(self.node[PREFIX + "name"]).split(".")[0]

    @property
    def action(self) -> str:
        """The action part of its frozen name."""
        return str(self.node[PREFIX + "name"]).split(".")[1]

    def fact(self, concern: str) -> Any:
        """What is said of a concern: the scheme overlaid with its own words, or None.

        `false` and silence are both None, except that a concern with a `default`
        scheme holds in silence.
        """
        said = self.node.get(PREFIX + concern)
        schemes = self.spec.schemes(concern)
        if said is None and concern in DEFAULTED:
            said = "default" if "default" in schemes else None
        if said is None or said is False:
            return None
        if isinstance(said, str):
            return schemes[said]
        if isinstance(said, Mapping) and "scheme" in said:
            own = {k: v for k, v in said.items() if k != "scheme"}
            return overlaid(schemes[said["scheme"]], own)
        return said

    @cached_property
    def parameters(self) -> Sequence[Node]:
        """The declared parameters, in document order."""
        found: Sequence[Node] = self.node.get("parameters", ())
        return found

    @cached_property
    def body(self) -> tuple[str, Node] | None:
        """The request body's media type and schema; JSON where it may choose."""
        content: Node = self.node.get("requestBody", {}).get("content", {})
        if not content:
            return None
        media = next((m for m in content if is_json(m)), next(iter(content)))
        return media, content[media].get("schema", {})

    @cached_property
    def encodings(self) -> Mapping[str, Node]:
        """How each member of a form is written, where the description says it."""
        content: Node = self.node.get("requestBody", {}).get("content", {})
        media = self.body[0] if self.body else ""
        found: Mapping[str, Node] = content.get(media, {}).get("encoding") or {}
        return found if "form" in media else {}

    @cached_property
    def success(self) -> tuple[str, Any] | None:
        """Media type and schema of what success answers with; None for nothing."""
        responses: Node = self.node.get("responses", {})
        found: list[tuple[str, Any]] = []
        for status in sorted(s for s in responses if s.upper().startswith("2")):
            content: Node = responses[status].get("content", {})
            if content:
                media = next((m for m in content if is_json(m)), next(iter(content)))
                found.append((media, content[media].get("schema", {})))
        if not found:
            return None
        media, schema = found[0]
        others = [s for m, s in found if is_json(m) == is_json(media) and s != schema]
        return media, {"anyOf": [schema, *others]} if others else schema


def is_json(media: str) -> bool:
    """Whether the media type is JSON or JSON by suffix."""
    base = re.split("[;,]", media)[0].strip().lower()
    return base in ("application/json", "text/json") or base.endswith("+json")
