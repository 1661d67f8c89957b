"""The arguments of one operation and where each goes on the wire.

Path parameters come first in URL order, then the body; the rest is keyword-only.
Credentials, cursors and page limits are nobody's argument.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ..document import Location, Node, Operation, Property, is_json, nullable
from ..ir import Argument, Code
from ..literals import braces, keyword, literal
from ..names import argument, identifier, qualify, signs
from ..python_types import ABSENT, RUNTIME, Leaf, PythonType, optional, union
from ..vocabulary import keys
from .annotations import Annotations
from .filtering import Filtering
from .paging import Paging

PLACES = {"path": "path", "query": "query", "header": "headers", "cookie": "cookies"}


@dataclass(frozen=True)
class Slot:
    """One argument beside its place: `query` and its wire name, or the whole body."""

    place: str
    wire: str
    argument: Argument


@dataclass(frozen=True)
class Arguments:
    """Lays out what a method takes."""

    operation: Operation
    paging: Paging
    filtering: Filtering
    annotations: Annotations

    @cached_property
    def hidden(self) -> set[Location]:
        """Request locations that the runtime fills in."""
        return self.paging.hidden() | set(self._credentials())

    def _credentials(self) -> Iterator[Location]:
        fact = self.operation.extension(keys.AUTH) or {}
        for field in fact.get("fields", {}).values():
            if "location" in field:
                yield Location.parse(field["location"])

    def slots(self) -> list[Slot]:
        """Every argument with its place, required ones first in each group."""
        found = _distinct([*self._path(), *self._body(), *self._parameters()])
        return sorted(found, key=lambda s: _rank(s.argument))

    def _path(self) -> Iterator[Slot]:
        declared = {
            p["name"]: p for p in self.operation.parameters if p["in"] == "path"
        }
        order = sorted(declared, key=lambda n: self.operation.path.find("{" + n + "}"))
        for name in order:
            node = declared[name]
            type_ = self.annotations.argument(_schema(node))
            shown = Argument(
                name=_called(node, name),
                annotation=self.annotations.inside(type_),
                positional=True,
            )
            yield Slot("path", name, shown)

    def _parameters(self) -> Iterator[Slot]:
        roles = self.filtering.roles()
        for node in self.operation.parameters:
            place, name = node["in"], node["name"]
            location = Location("$request", place, name)
            if place == "path" or location in self.hidden:
                continue
            called = Code(roles.get(location, _called(node, name)))
            kind = self._kind(roles.get(location), _schema(node))
            required = bool(node.get("required"))
            yield Slot(PLACES[place], name, self._argument(called, kind, required))
        if self.filtering.beside("query"):
            yield self._beside("query")

    def _beside(self, place: str) -> Slot:
        """A filter whose conditions are parameters or members of their own."""
        kind = self.filtering.type_of("filter")
        return Slot(place, "filter", self._argument(Code("filter"), kind, False))

    def _kind(self, role: str | None, schema: Any) -> PythonType:
        if role:
            return self.filtering.type_of(role)
        return self.annotations.argument(schema)

    def _argument(self, name: Code, type_: PythonType, required: bool) -> Argument:
        shown = self.annotations.inside(type_ if required else optional(type_))
        return Argument(
            name=name, annotation=shown, default=None if required else Code("None")
        )

    @cached_property
    def flattened(self) -> dict[str, Property] | None:
        """The body's properties where they are arguments of their own, else None."""
        body = self.operation.body
        if body is None or not is_json(body[0]):
            return None
        marks = (keys.WINDOW, keys.CHUNK)
        roles = self.hidden | set(self.filtering.roles())
        plays = any(at.is_body and at.pointer for at in roles) or any(
            mark in prop.schema
            for _, prop in self.operation.spec.nested_properties(body[1])
            for mark in marks
        )
        plays = plays or self.filtering.beside("body")
        properties = self.operation.spec.properties(body[1])
        return properties if plays and properties else None

    def _body(self) -> Iterator[Slot]:
        if self.flattened is not None:
            yield from self._flat()
        elif self.operation.body is not None:
            schema = self.operation.body[1]
            required = bool(self.operation.node["requestBody"].get("required", True))
            kind = self.annotations.argument(schema)
            whole = self._argument(Code("body"), kind, required)
            yield Slot("body", "", replace(whole, positional=True))

    def _flat(self) -> Iterator[Slot]:
        roles = self.filtering.roles()
        for name, prop in (self.flattened or {}).items():
            location = _member(name)
            if self._filled(prop, location):
                continue
            role = roles.get(location)
            called = Code(role or _called(prop.schema, name))
            kind = self._kind(role, prop.schema)
            if self._distinguishes_null(prop):
                unset = self.annotations.names.use(RUNTIME, "UNSET")
                shown = self.annotations.inside(union([kind, ABSENT]))
                yield Slot(
                    "body",
                    name,
                    Argument(name=called, annotation=shown, default=unset),
                )
            else:
                yield Slot("body", name, self._argument(called, kind, prop.required))
        if self.filtering.beside("body"):
            yield self._beside("body")

    def _filled(self, prop: Property, location: Location) -> bool:
        """Whether the runtime fills in all of the property."""
        if location in self.hidden:
            return True
        leaves = self.operation.spec.properties(prop.schema)
        filled = {
            at.pointer[1]
            for at in self.hidden
            if at.is_body
            and len(at.pointer) == 2
            and at.pointer[:1] == location.pointer
        }
        return bool(leaves) and filled == set(leaves)

    def _distinguishes_null(self, prop: Property) -> bool:
        """Whether null says something that absence does not: on writes only."""
        reads = self.paging.fact is not None or (
            isinstance(fact := self.operation.extension(keys.RETRY), Mapping)
            and bool(fact.get("safe"))
        )
        return nullable(prop.schema) and not prop.required and not reads

    def nullable(self) -> list[str]:
        """Body members whose None is sent as null: those that tell it from absence."""
        return [
            name
            for name, prop in (self.flattened or {}).items()
            if not self._filled(prop, _member(name)) and self._distinguishes_null(prop)
        ]

    def page_size(self) -> Argument | None:
        """The page size argument of a method that pages by size."""
        size = self.paging.size()
        if size is None:
            return None
        if size.default is None:
            return self._argument(Code("page_size"), Leaf("int"), False)
        return Argument(
            name=Code("page_size"),
            annotation=Code("int"),
            default=literal(size.default),
        )

    def passed(self) -> list[Code]:
        """The keywords of the runtime call: `path={...}, query={...}, body=body`."""
        groups: dict[str, list[tuple[Code, Code]]] = {}
        found: list[Code] = []
        for slot in self.slots():
            if slot.place == "body" and not slot.wire:
                found.append(keyword("body", slot.argument.name))
            else:
                pair = (literal(slot.wire), slot.argument.name)
                groups.setdefault(slot.place, []).append(pair)
        if self.flattened is not None:
            groups.setdefault("body", [])
        order = [p for p in (*PLACES.values(), "body") if p in groups]
        found += [keyword(place, braces(groups[place])) for place in order]
        if self.page_size():
            found.append(keyword("page_size", Code("page_size")))
        return found


def _member(name: str) -> Location:
    """Return the location of a member of the request body."""
    return Location("$request", "body", pointer=(name,))


def _schema(parameter: Node) -> Any:
    if "schema" in parameter:
        schema = parameter["schema"]
    else:
        content = parameter.get("content", {})
        schema = next((media.get("schema", {}) for media in content.values()), {})
    unit = parameter.get(keys.UNIT)
    return {**schema, keys.UNIT: unit} if unit else schema


def _distinct(slots: list[Slot]) -> list[Slot]:
    """Return the slots, those of one name all told apart."""
    names = qualify(dict(enumerate(map(_candidates, slots))))
    return [
        replace(slot, argument=replace(slot.argument, name=Code(names[number])))
        for number, slot in enumerate(slots)
    ]


def _candidates(slot: Slot) -> Iterator[str]:
    """Yield the argument's name, then with its place, with signs, and with a hash."""
    name = str(slot.argument.name)
    yield name
    if slot.wire:
        yield (name := identifier(f"{name.rstrip('_')}_{slot.place}"))
        yield (name := identifier(f"{name} {signs(slot.wire)}"))
        digest = hashlib.sha256(slot.wire.encode()).hexdigest()[:6]
        yield f"{name}_{digest}"


def _called(node: Node, wire: str) -> Code:
    return Code(node.get(keys.NAME) or argument(wire))


def _rank(arg: Argument) -> int:
    if arg.positional:
        return 0 if arg.default is None else 1
    return 2 if arg.default is None else 3
