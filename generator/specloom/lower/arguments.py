"""The arguments of an operation, and their locations in the request.

Path parameters come first, in the order of the URL, and then the body. All other
arguments are keyword-only. Credentials, cursors and page limits are not arguments,
because the runtime fills them in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from specloom_runtime.core.unset import UNSET
from specloom_runtime.operations.changed_since import ChangedSince

from ..document import (
    Location,
    Node,
    Operation,
    Property,
    extras_of,
    is_json,
    nullable,
)
from ..ir import (
    Argument,
    BodyForm,
    CallKeyword,
    Destination,
    FurtherMembers,
    Member,
    Whole,
)
from ..ir.model_definitions import Default
from ..ir.python_types import (
    ABSENT,
    ANY,
    NONE,
    MappingType,
    PythonType,
    optional,
    parts,
    union,
    widened,
)
from ..names import argument
from ..vocabulary import keys
from .added_arguments import AddedArguments
from .annotations import Annotations, parameter_schema
from .argument_names import distinct_arguments
from .argument_notes import ArgumentNotes
from .argument_places import KEYWORD_OF_LOCATION, requires_null
from .argument_texts import INTERVAL, argument_text
from .changed_since import NAME as CHANGED_SINCE
from .changed_since import ChangedSinceFacts
from .filters import FilterFacts
from .intervals import IntervalFacts
from .pagination import PaginationFacts


@dataclass(frozen=True)
class Arguments:
    """The arguments of the method for an operation."""

    operation: Operation
    pagination: PaginationFacts
    filters: FilterFacts
    annotations: Annotations

    @cached_property
    def runtime_locations(self) -> set[Location]:
        """The request locations that the runtime fills in."""
        fact = self.operation.extension(keys.AUTH) or {}
        fields = fact.get("fields", {}).values()
        texts = [field["location"] for field in fields if "location" in field]
        filled = self.pagination.runtime_locations() | self.filters.runtime_locations()
        return filled | set(map(Location.parse, texts))

    def arguments(self) -> tuple[Argument, ...]:
        """Return all arguments: positional ones first, then keyword-only ones.

        In both groups, required arguments come before optional ones.
        """
        described = [*self._path(), *self._body(), *self._parameters()]
        added = AddedArguments(self.pagination, self.changed_since)
        found = distinct_arguments([*described, *added.alignment()])
        found.sort(key=lambda each: (not each.positional, each.default is not None))
        found += added.last(found)
        notes = ArgumentNotes(
            self.operation, self.pagination, self.filters, self.flattened_body or {}
        )
        return tuple(map(notes.added, found))

    def changed_since_fact(self) -> ChangedSince | None:
        """Return the place of `changed_since`; None if it is not an argument."""
        fact = self.changed_since.runtime_fact()
        is_argument = fact and Whole(CHANGED_SINCE) in {
            each.destination for each in self.arguments()
        }
        return fact if is_argument else None

    @cached_property
    def changed_since(self) -> ChangedSinceFacts:
        """How the items that changed since a time are requested."""
        return ChangedSinceFacts(self.pagination, self.filters, self.annotations)

    def _is_needed(self, location: Location, required: bool) -> bool:
        """Return whether an argument is required; `changed_since` can replace one."""
        return required and location != self.changed_since.parameter

    def _path(self) -> Iterator[Argument]:
        path = self.operation.path
        nodes = [p for p in self.operation.parameters if p["in"] == "path"]
        for node in sorted(nodes, key=lambda p: path.find(f"{{{p['name']}}}")):
            yield Argument(
                name=_argument_name(node, node["name"]),
                type=self.annotations.argument(parameter_schema(node)),
                destination=Member("path", node["name"]),
                positional=True,
                description=argument_text(node["name"], node, parameter_schema(node)),
            )

    def _parameters(self) -> Iterator[Argument]:
        roles = self.filters.roles()
        for node in self.operation.parameters:
            where, name = node["in"], node["name"]
            location = Location("$request", where, name)
            if where == "path" or location in self.runtime_locations:
                continue
            role, schema = roles.get(location), parameter_schema(node)
            yield _argument(
                role or _argument_name(node, name),
                self._type(role, schema),
                self._is_needed(location, bool(node.get("required"))),
                destination=Member(KEYWORD_OF_LOCATION[where], name),
                description=self._text(role, name, node, schema),
            )
        if self.filters.spread_over("query"):
            yield self._filter("query")

    def _filter(self, place: CallKeyword) -> Argument:
        """Return the `filter` argument, which is sent as parameters or body members."""
        type_ = self.filters.type_of("filter")
        sent = Member(place, "filter")
        text = argument_text("filter", {}, role="filter")
        return _argument("filter", type_, False, destination=sent, description=text)

    def _text(self, role: str | None, name: str, node: Node, schema: Any) -> str:
        """Return the documentation of a parameter or property.

        For a filter and for sort keys, the limits are left out, because they apply to
        the value that is sent and not to the argument.
        """
        if role:
            return argument_text(name, node, role=role)
        return argument_text(name, node, schema)

    def _type(self, role: str | None, schema: Any) -> PythonType:
        if role:
            return self.filters.type_of(role)
        return self.annotations.argument(schema)

    @cached_property
    def flattened_body(self) -> dict[str, Property] | None:
        """The properties of the body if they are separate arguments; otherwise None."""
        body = self.operation.body
        if body is None or not is_json(body[0]):
            return None
        roles = self.runtime_locations | set(self.filters.roles())
        spec = self.operation.spec
        is_flat = (
            any(at.is_body and at.pointer for at in roles)
            or self.filters.spread_over("body")
            or spec.marked_properties(body[1], frozenset({keys.WINDOW, keys.CHUNK}))
        )
        return (spec.properties(body[1]) or None) if is_flat else None

    @property
    def body_form(self) -> BodyForm:
        """The relation between the arguments and the body."""
        if self.flattened_body is not None:
            return "members"
        return "absent" if self.operation.body is None else "whole"

    def _body(self) -> Iterator[Argument]:
        if self.flattened_body is not None:
            yield from self._members()
        elif self.operation.body is not None:
            type_ = self.annotations.argument(self.operation.body[1])
            needed, sent = self._needs_body, Whole("body")
            whole = _argument("body", type_, needed, destination=sent)
            if self._null_is_a_body and not needed:
                type_ = union([type_, ABSENT])
                whole = replace(whole, type=type_, default=Default(UNSET))
            text = argument_text("request body", self.operation.node["requestBody"])
            yield replace(whole, positional=True, description=text)

    @property
    def _needs_body(self) -> bool:
        """Whether a request must have a body; false by default."""
        return self.operation.node["requestBody"].get("required", False) is True

    @cached_property
    def _null_is_a_body(self) -> bool:
        """Whether the argument None means a body that consists of null."""
        body = self.operation.body
        if body is None or self.flattened_body is not None or not is_json(body[0]):
            return False
        type_ = self.annotations.argument(body[1])
        return NONE in parts(type_) or (type_ == ANY and self._needs_body)

    @cached_property
    def _intervals(self) -> IntervalFacts:
        return IntervalFacts(self.pagination, self.annotations)

    def intervals(self) -> dict[str, PythonType]:
        """Return the class of each interval; the keys are the members of the body."""
        found: dict[str, PythonType] = {}
        for name, prop in (self.flattened_body or {}).items():
            location = _member(name)
            if not self._filled(prop, location) and (of := self._intervals.model(prop)):
                found[name] = of
        return found

    def _members(self) -> Iterator[Argument]:
        roles = self.filters.roles()
        for name, prop in (self.flattened_body or {}).items():
            location = _member(name)
            if self._filled(prop, location):
                continue
            role = roles.get(location)
            made = _argument(
                role or _argument_name(prop.schema, name),
                type_ := self._intervals.argument(prop, self._type(role, prop.schema)),
                self._is_needed(location, prop.required),
                destination=Member("body", name),
                description=self._text(role, name, prop.schema, prop.schema),
            )
            if self._distinguishes_null(prop):
                made = replace(
                    made, type=union([type_, ABSENT]), default=Default(UNSET)
                )
            is_interval = self._intervals.model(prop) is not None
            yield replace(made, notes=INTERVAL) if is_interval else made
        if self.filters.spread_over("body"):
            yield self._filter("body")
        yield from self._further_members()

    def _further_members(self) -> Iterator[Argument]:
        """Yield the argument for the undeclared members of a flattened body.

        Every object allows additional members by default. Therefore, the argument
        exists only if the document explicitly allows them.
        """
        spec = self.operation.spec
        whole = spec.resolve(self.operation.body[1] if self.operation.body else {})
        for part in map(spec.resolve, (whole, *whole.get("allOf", ()))):
            said = {"additionalProperties", "patternProperties"} & part.keys()
            extras = extras_of(part)
            is_open = said and part.get("additionalProperties") is not False
            if is_open or extras is not None:
                type_ = MappingType(self.annotations.argument(extras or {}))
                sent = FurtherMembers("body")
                text = "Members that have no argument of their own."
                yield _argument(
                    "extra",
                    widened(type_),
                    False,
                    destination=sent,
                    description=text,
                )
                return

    def _filled(self, prop: Property, location: Location) -> bool:
        """Return whether the runtime fills in the property as a whole."""
        if location in self.runtime_locations:
            return True
        leaves = self.operation.spec.properties(prop.schema)
        filled = {
            at.pointer[1]
            for at in self.runtime_locations
            if at.is_body
            and len(at.pointer) == 2
            and at.pointer[:1] == location.pointer
        }
        return bool(leaves) and filled == set(leaves)

    def _distinguishes_null(self, prop: Property) -> bool:
        """Return whether null and absence mean different things, as in updates."""
        reads = self.pagination.fact is not None or (
            isinstance(fact := self.operation.extension(keys.RETRY), Mapping)
            and bool(fact.get("safe"))
        )
        meant = nullable(prop.schema) or nullable(
            self.operation.spec.resolve(prop.schema)
        )
        return meant and not prop.required and not reads

    def nullable(self) -> tuple[str, ...]:
        """Return the body members for which the argument None is sent as null.

        If the body is a single argument, the result contains `body`.
        """
        if self._null_is_a_body:
            return ("body",)
        return tuple(
            name
            for name, prop in (self.flattened_body or {}).items()
            if not self._filled(prop, _member(name))
            and (
                self._distinguishes_null(prop)
                or requires_null(prop, self.operation.spec)
            )
        )


def _member(name: str) -> Location:
    """Return the location of a member of the request body."""
    return Location("$request", "body", pointer=(name,))


def _argument_name(node: Node, wire: str) -> str:
    return str(node.get(keys.NAME) or argument(wire))


def _argument(
    name: str,
    type_: PythonType,
    required: bool,
    *,
    destination: Destination,
    description: str = "",
) -> Argument:
    """Return an argument; an optional argument has the default None."""
    return Argument(
        name=name,
        type=type_ if required else optional(type_),
        default=None if required else Default(None),
        destination=destination,
        description=description,
    )
