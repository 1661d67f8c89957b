"""Operations of a normal-form document, and what is said of each, and where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..vocabulary import PREFIX
from .shapes import Shapes, listed, steps

Path = tuple[str | int, ...]
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@dataclass(frozen=True)
class Fact:
    """What is said of a concern: the scheme, and the operation's words over it."""

    value: Mapping[str, Any]
    own_at: Path
    """The pointer of the operation's (or the property's) key."""
    own: Mapping[str, Any]
    scheme_at: Path | None

    def origin(self, path: Path) -> Path:
        """The pointer of where a member of the value is written."""
        node: Any = self.own
        for step in path:
            if not isinstance(node, Mapping) or step not in node:
                return self.own_at if self.scheme_at is None else self.scheme_at + path
            node = node[step]
        return self.own_at + path


@dataclass(frozen=True)
class Operation:
    """One operation: where it stands, and what its requests and responses look like."""

    document: Mapping[str, Any]
    at: Path
    path: str
    method: str
    node: Mapping[str, Any]
    shapes: Shapes

    @property
    def wire(self) -> str:
        """`GET /Contacts`, what people know it by."""
        return f"{self.method.upper()} {self.path}"

    def facts(self, concern: str) -> list[Fact]:
        """What it says of a concern, schemes resolved; empty where it says nothing."""
        said = self.node.get(PREFIX + concern)
        each = said if isinstance(said, list) else [said]
        at = (*self.at, PREFIX + concern)
        found = [
            resolved(self.document, concern, one, (*at, i) if one is not said else at)
            for i, one in enumerate(each)
        ]
        return [fact for fact in found if fact]

    def parameters(self, place: str) -> list[str]:
        """Names of the parameters at a place such as `query`."""
        declared = self.node.get("parameters", ())
        return [p["name"] for p in declared if p.get("in") == place]

    @cached_property
    def body(self) -> tuple[bool, Any]:
        """Whether there is a request body, and its schema."""
        return _content(self.node.get("requestBody"))

    def responses(self, status: str) -> Iterator[Any]:
        """Schemas of the declared responses of a status such as `404` or `4XX`."""
        responses = self.node.get("responses")
        for known, response in (responses or {}).items():
            if covers(str(known), status):
                there, schema = _content(response)
                if there:
                    yield schema

    @cached_property
    def success(self) -> tuple[bool, Any]:
        """Whether success has a body, and its schema."""
        found = [*self.responses("2XX")]
        return bool(found), found[0] if found else None

    def wrong(self, location: str, item: Any = None) -> str | None:
        """What is wrong with a location in the operation's messages."""
        message, _, rest = location.partition(".")
        place, _, name = rest.partition(".")
        pointer = steps(location.partition("#")[2])
        if location.startswith("$last-item"):
            return self.shapes.missing(item, pointer, "the item")
        if message == "$response":
            return self._wrong_response(rest, pointer)
        if rest.startswith("body"):
            there, schema = self.body
            if not there:
                return f"{self.wire} has no request body"
            return self.shapes.missing(schema, pointer, f"the body of {self.wire}")
        known = self.parameters(place)
        folded = [k.lower() for k in known] if place == "header" else known
        if (name.lower() if place == "header" else name) in folded:
            return None
        has = listed(name, known)
        return f'{self.wire} has no {place} parameter "{name}" (it has: {has})'

    def _wrong_response(self, rest: str, pointer: tuple[str, ...]) -> str | None:
        if not rest.startswith("body"):
            return None
        there, schema = self.success
        if not there:
            return f"{self.wire} has no response body on success"
        return self.shapes.missing(schema, pointer, f"the response of {self.wire}")


def covers(known: str, status: str) -> bool:
    """Whether a declared status and a wanted one have a number in common."""
    pair = zip(known.upper(), status.upper(), strict=False)
    return known == "default" or all(a == b or "X" in (a, b) for a, b in pair)


def _content(message: Any) -> tuple[bool, Any]:
    content = message.get("content") if isinstance(message, Mapping) else None
    if not content:
        return False, None
    media = next((m for m in content if "json" in m), next(iter(content)))
    return True, content[media].get("schema")


def resolved(
    document: Mapping[str, Any], concern: str, said: Any, at: Path
) -> Fact | None:
    """What a concern's key says, its scheme looked up; None for nothing and `false`."""
    name = said.get("scheme") if isinstance(said, Mapping) else said
    own = said if isinstance(said, Mapping) else {}
    schemes = document.get(PREFIX + concern)
    scheme = schemes.get(name) if isinstance(schemes, Mapping) and name else None
    if isinstance(scheme, Mapping):
        scheme_at: Path = (PREFIX + concern, str(name))
        return Fact(_over(scheme, own), at, own, scheme_at)
    return Fact(own, at, own, None) if own else None


def _over(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        known = merged.get(key)
        if isinstance(known, Mapping) and isinstance(value, Mapping):
            merged[key] = _over(known, value)
        else:
            merged[key] = value
    return merged


def operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    """Every operation that is not skipped, in document order."""
    shapes = Shapes(document.get("components", {}).get("schemas", {}))
    for path, item in document.get("paths", {}).items():
        groups = [((), item), (("x-specloom-methods",), item.get("x-specloom-methods"))]
        for inner, group in groups:
            for method, node in (group or {}).items():
                if (inner or method in METHODS) and PREFIX + "skip" not in node:
                    at: Path = ("paths", path, *inner, method)
                    yield Operation(document, at, path, method, node, shapes)
