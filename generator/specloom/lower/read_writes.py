"""Find the resources whose objects can be edited or put, and lower these methods.

An object can be edited if an operation writes it with an optimistic lock, and another
operation of the resource reads it by its key. It can be put if, moreover, an operation
creates it with a key that the caller chooses.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..document import Location, Operation, default_state, wire_location
from ..ir import CallOperation, Member
from ..ir.model_definitions import Default, ModelField
from ..ir.python_types import ModelType, bare, widened, without_null
from ..ir.read_writes import Changes, Edit, KeyArgument, Put
from ..models import Models
from ..names import singular, words
from ..vocabulary import keys
from .operations import LoweredOperation

EDIT, PUT = "edit", "put"
ETAG_HEADER = "if-match"
"""The header that carries the version if the read returns it as an ETag.

In any other header, or in the query, the version is the property with the same name.
"""


@dataclass(frozen=True)
class ReadWrites:
    """The methods of one resource that read before they write.

    Attributes:
        sources: the operations of the resource.
        models: the models of the document.
    """

    sources: Sequence[LoweredOperation]
    models: Models

    def edit(self) -> Edit | None:
        """Return the method `edit`; None if there are not exactly two operations."""
        if EDIT in self._names():
            return None
        found = [each for each in self._edits() if each.changes.fields]
        return found[0] if len(found) == 1 else None

    def put(self, edit: Edit) -> Put | None:
        """Return the method `put`; None if callers cannot choose the key of an object.

        Args:
            edit: the method `edit` of the resource.
        """
        if PUT in self._names() or len(edit.key) != 1:
            return None
        key = edit.key[0].wire
        found = [
            Put(create=source.operation.action, body=body, key=key)
            for source in self.sources
            if source.operation.method == "POST"
            and not _required(source.operation)
            and (body := _body(source)) is not None
            and self._view_of(body) == self._view_of(edit.view)
            and key in source.operation.spec.component_properties(body.component)
        ]
        return found[0] if len(found) == 1 else None

    def _names(self) -> set[str | None]:
        return {
            name
            for each in self.sources
            for name in (each.operation.action, each.operation.node.get(keys.ALIAS))
        }

    def _edits(self) -> Iterator[Edit]:
        for write in self.sources:
            lock = write.operation.extension(keys.OPTIMISTIC_LOCK)
            view = _body(write)
            if lock is None or view is None:
                continue
            for read in self.sources:
                item = _item(read)
                if item is None or self._view_of(item) != self._view_of(view):
                    continue
                key = _key(read, write.operation, lock)
                if key is not None and _is_known(write, view, item, lock):
                    yield self._edit(read, write, item, view, key, lock)

    def _edit(
        self,
        read: LoweredOperation,
        write: LoweredOperation,
        item: ModelType,
        view: ModelType,
        key: tuple[KeyArgument, ...],
        lock: Any,
    ) -> Edit:
        at = Location.parse(lock["key"]) if "key" in lock else None
        body_key = at.pointer[0] if at is not None and at.is_body else None
        path = read.operation.path
        last = max(
            (each.wire for each in key), key=lambda name: path.rindex(f"{{{name}}}")
        )
        fields = self._fields(view, {body_key or last, _last_name(lock["version"])})
        is_patch = write.operation.method == "PATCH"
        removable = self._removable(fields, view)
        if is_patch and _merges_nulls(write.operation):
            removable = ()
        without_none = removable if is_patch else ()
        *first, last = words(read.operation.resource)
        return Edit(
            noun=" ".join([*first, singular(last)]),
            read=read.operation.action,
            write=write.operation.action,
            item=item,
            view=view,
            key=key,
            version=wire_location(lock["version"]),
            body_key=body_key,
            undeclared=lock.get("undeclared", "send") == "send",
            removable=removable,
            changes=Changes(
                name=f"{self._view_of(view)}Changes",
                fields=tuple(
                    _argument(each, keeps_null=each.name not in without_none)
                    for each in fields
                ),
            ),
        )

    def _fields(self, view: ModelType, fixed: Collection[str]) -> list[ModelField]:
        """Return the fields of a class that can be changed: all but the fixed ones."""
        attributes = self.models.attributes(view.component)
        names = {attributes[wire] for wire in attributes if wire not in fixed}
        return [f for f in self.models.fields(view.component) if f.name in names]

    def _removable(
        self, fields: Sequence[ModelField], view: ModelType
    ) -> tuple[str, ...]:
        """Return the names of optional fields whose schemas do not allow null."""
        spec = self.sources[0].operation.spec
        attributes = self.models.attributes(view.component)
        forbidding = {
            attributes[wire]
            for wire, each in spec.component_properties(view.component).items()
            if default_state(spec.schemas, each.schema, None) == "wrong"
        }
        return tuple(
            each.name
            for each in fields
            if each.default == Default(None) and each.name in forbidding
        )

    def _view_of(self, type_: Any) -> str:
        """Return the schema of which a class is a view, or else the class itself."""
        spec = self.sources[0].operation.spec
        name: str = type_.component
        return str(spec.schemas[name].get(keys.VIEW_OF, name))


def _argument(field: ModelField, *, keeps_null: bool) -> ModelField:
    """Return a field with the type of an argument, perhaps without null."""
    type_ = field.type if keeps_null else without_null(field.type)
    return replace(field, type=widened(bare(type_)), default=None)


def _merges_nulls(operation: Operation) -> bool:
    """Return whether null removes a property (RFC 7396, JSON Merge Patch)."""
    return operation.body is not None and "merge-patch" in operation.body[0]


def _body(source: LoweredOperation) -> ModelType | None:
    """Return the class of an operation's whole body; None if it has another body."""
    if source.arguments.body_form != "whole" or source.operation.body is None:
        return None
    found = bare(source.annotations.argument(source.operation.body[1]))
    is_class = isinstance(found, ModelType) and source.annotations.is_class(found)
    return found if isinstance(found, ModelType) and is_class else None


def _item(source: LoweredOperation) -> ModelType | None:
    """Return the class of the object that an operation reads; None if it reads none."""
    operation = source.lowered()
    reads = source.operation.method == "GET" or operation.facts.safe is True
    if not (reads and isinstance(operation, CallOperation)) or operation.statuses:
        return None
    found = operation.returns
    return found if isinstance(found, ModelType) and operation.result == found else None


def _last_name(location: str) -> str:
    """Return the name of the property, header or parameter at a location."""
    at = Location.parse(location)
    return at.pointer[-1] if at.is_body else at.name


def _is_known(
    source: LoweredOperation, view: ModelType, item: ModelType, lock: Any
) -> bool:
    """Return whether the version comes from the object or its ETag.

    The operation must have no required argument besides the path, body and version.

    Args:
        source: the operation that writes.
        view: the class of its body.
        item: the class of the object that is read.
        lock: the declared lock.
    """
    at, spec = Location.parse(lock["version"]), source.operation.spec
    if set(_required(source.operation)) - {(at.part, at.name)}:
        return False
    if at.is_body:
        known = spec.component_properties(view.component)
        return len(at.pointer) == 1 and at.pointer[0] in known
    if at.part == "header" and at.name.lower() == ETAG_HEADER:
        return True
    known = spec.component_properties(item.component)
    return at.part in ("header", "query") and at.name in known


def _required(operation: Operation) -> list[tuple[str, str]]:
    """Return the required parameters that are not in the path."""
    return [
        (each["in"], each["name"])
        for each in operation.parameters
        if each["in"] != "path" and each.get("required") is True
    ]


def _key(
    read: LoweredOperation, write: Operation, lock: Any
) -> tuple[KeyArgument, ...] | None:
    """Return the arguments of the operation that reads; None if the keys differ."""
    at = Location.parse(lock["key"]) if "key" in lock else None
    in_body = at.pointer[-1:] if at is not None and at.is_body else ()
    written = {p["name"] for p in write.parameters if p["in"] == "path"}
    found = tuple(
        KeyArgument(name=each.name, wire=each.destination.wire, type=each.type)
        for each in read.arguments.arguments()
        if isinstance(each.destination, Member) and each.destination.keyword == "path"
    )
    names = {each.wire for each in found}
    fits = names == {*written, *in_body} and not _required(read.operation)
    return found if found and fits else None
