"""Read an object before writing it, again after each conflict: edit and put."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeAlias, TypeVar

from pydantic import BaseModel

from ..core.deadline import Deadline
from ..core.errors import ApiError, ConflictError, NotFoundError, RequestError
from ..core.property_names import wire_name
from ..http.effects import Flow
from ..http.messages import Received
from ..models.changes import changed_view, check_changes
from ..models.model import Model, completed
from ..operations.arguments import CallValues, Values
from ..operations.operation import Operation
from ..operations.options import Settings
from ..operations.read_write import Edit, Put

Item = TypeVar("Item", bound=Model)
View = TypeVar("View", bound=Model)
Body = TypeVar("Body", bound=Model)
Send: TypeAlias = Callable[[Operation[Any], CallValues, Settings], Flow[Received[Any]]]
"""A function that sends the request of an operation."""
Change: TypeAlias = Callable[[Item], Mapping[str, Any]]
"""A function that returns the changes of an object, given its current state."""


def edited(
    attempts: Attempts,
    edit: Edit[Item, View],
    key: Values,
    change: Change[Item] | None,
    changes: Mapping[str, Any],
) -> Flow[Received[View]]:
    """Read an object, change it and write it; after a conflict, do so again.

    Args:
        attempts: the attempts of the call.
        edit: the operations.
        key: the parameters in the path that identify the object.
        change: a function that returns changes; None if they do not depend on the
            current state.
        changes: further changes, by the names of fields.

    Raises:
        RequestError: the changes are missing or invalid; nothing was written.
        ConflictError: every attempt had a conflict.
    """
    if change is None and not changes:
        raise RequestError("edit: no changes were given (expected at least one)")
    _check(edit, changes)
    while True:
        current = yield from attempts.read(edit, key)
        wanted = {**_changes(edit, change, current.value), **changes}
        body = _changed(edit, current.value, wanted)
        if not wanted:
            return Received(body, current.response)
        write = edit.write if change is None else edit.write_once
        try:
            written = yield from attempts.write(
                write, _write_values(edit, key, body, current)
            )
        except ConflictError as error:
            attempts.failed(error)
        else:
            return Received(body, written.response)


def put(
    attempts: Attempts, operations: Put[View], body: Body
) -> Flow[Received[Body | View]]:
    """Create an object; if it exists, replace it in the version that was read.

    Args:
        attempts: the attempts of the call.
        operations: the operations.
        body: the object, with its key.

    Raises:
        RequestError: the object has no key; nothing was sent.
        ConflictError: every attempt had a conflict.
    """
    edit = operations.edit
    if not isinstance(body, Model):
        kind = type(body).__name__
        raise RequestError(f"body: a {kind} was given (expected a model)")
    key = {operations.key: _member(body, operations.key)}
    if key[operations.key] is None:
        raise RequestError(f"body: {operations.key} is missing (expected the key)")
    while True:
        try:
            current = yield from attempts.read(edit, key)
        except NotFoundError:
            current = None
        try:
            if current is None:
                done = yield from attempts.write(operations.create, {"body": body})
                return Received(body, done.response)
            view = _replacement(edit, body, current.value)
            values = _write_values(edit, key, view, current)
            done = yield from attempts.write(edit.write, values)
            return Received(view, done.response)
        except (ConflictError, NotFoundError) as error:
            if isinstance(error, NotFoundError) and current is None:
                raise
            attempts.failed(error)


class Attempts:
    """The attempts of one call, which share its deadline.

    An idempotency key identifies one body, so each attempt after the first has a key of
    its own. It is derived from the caller's key, if there is one.

    Args:
        send: sends the request of an operation with the given settings.
        settings: the options of the call.
        deadline: the deadline of all attempts together.
    """

    def __init__(self, send: Send, settings: Settings, deadline: Deadline) -> None:
        self._send, self._settings, self._deadline = send, settings, deadline
        self._number = 1
        self._last: ApiError | None = None

    def failed(self, error: ApiError) -> None:
        """Count a conflict; raise it if there are no attempts left."""
        if self._number >= self._settings.edit_attempts:
            raise error
        self._last = error
        self._number += 1

    def read(self, edit: Edit[Item, Any], key: Values) -> Flow[Received[Item]]:
        """Read the object, without the options that are only for writing.

        Raises:
            RequestError: the response has no object, or one with another key.
        """
        received: Received[Any] = yield from self._sent(
            edit.read,
            {"path": key},
            idempotency_key=None,
            extra_body={},
            extra_query={},
        )
        _check_key(edit, key, received.value)
        return received

    def write(self, operation: Operation[Any], values: CallValues) -> Flow[Any]:
        """Write the object."""
        given = self._settings.idempotency_key
        if given is None or self._number == 1:
            return self._sent(operation, values)
        key = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{given} {self._number}"))
        return self._sent(operation, values, idempotency_key=key, _keyed={})

    def _sent(
        self, operation: Operation[Any], values: CallValues, **changes: Any
    ) -> Flow[Received[Any]]:
        left = self._deadline.left(self._last)
        settings = replace(self._settings, deadline=left, **changes)
        return self._send(operation, values, settings)


def _check(edit: Edit[Any, Any], changes: Mapping[str, Any]) -> None:
    """Raise RequestError for changes that cannot be written."""
    check_changes(edit.view, changes, edit.fixed)
    if edit.is_partial and (removed := _removed(edit, changes)):
        raise RequestError(
            f"{min(removed)}: None cannot be sent, because the property must not be "
            "null, and a PATCH keeps what it omits"
        )


def _removed(edit: Edit[Any, Any], changes: Mapping[str, Any]) -> set[str]:
    """Return the fields that changes remove from the object."""
    return {
        name for name in edit.removable if name in changes and changes[name] is None
    }


def _changes(
    edit: Edit[Item, View], change: Change[Item] | None, current: Item
) -> Mapping[str, Any]:
    """Return the changes that a function makes to the current state."""
    if change is None:
        return {}
    changes = change(current)
    if not isinstance(changes, Mapping):
        kind = type(changes).__name__
        raise RequestError(f"change: a {kind} was returned (expected a mapping)")
    _check(edit, changes)
    return changes


def _changed(edit: Edit[Item, View], current: Item, changes: Mapping[str, Any]) -> View:
    """Return the object to write; only its changes if the vendor keeps the rest."""
    keep = edit.undeclared and not edit.is_partial
    view = changed_view(edit.view, current, changes, undeclared=keep)
    view.model_fields_set.difference_update(_removed(edit, changes))
    if edit.is_partial:
        fields = edit.view.model_fields
        view.model_fields_set.intersection_update(
            name
            for name, info in fields.items()
            if info.is_required()
            or name in changes
            or wire_name(edit.view, name) in edit.sent
        )
    return view


def _replacement(edit: Edit[Any, View], body: Model, current: Model) -> View:
    """Return an object that replaces another one, with the version of the other."""
    version: dict[str, Any] = {}
    if (name := edit.body_version) is not None:
        version = {_attribute(edit.view, name): _member(current, name)}
    return changed_view(edit.view, body, version, undeclared=True)


def _check_key(edit: Edit[Any, Any], key: Values, current: Any) -> None:
    """Raise RequestError if an object was not read, or is not the one asked for."""
    if not isinstance(current, BaseModel):
        problem = f"{edit.read.wire} returned no object, so nothing is sent"
        raise RequestError(problem)
    name = edit.key_name
    found, asked = _member(current, name), key[name]
    if found is None or isinstance(found, BaseModel | list | dict):
        return
    if found != asked and str(found) != str(asked):
        raise RequestError(
            f"{edit.read.wire} returned an object with another {name}, so nothing is "
            "sent"
        )


def _write_values(
    edit: Edit[Any, Any], key: Values, body: Model, current: Received[Any]
) -> CallValues:
    """Return the arguments of the request that writes an object.

    Raises RequestError if the response to the read has no version.
    """
    values: CallValues = {"path": edit.write_path(key), "body": body}
    version: Any = current.response.headers.get("ETag")
    if edit.body_version is not None:
        version = _member(body, edit.body_version)
    elif edit.version_name is not None:
        version = _member(current.value, edit.version_name)
    place, _, name = edit.version.partition(".")
    if place == "header":
        values["headers"] = {name: version}
    elif place == "query":
        values["query"] = {name: version}
    if version is None:
        raise RequestError(f"{edit.read.wire} returned no version, so nothing is sent")
    return values


def _member(model: BaseModel, name: str) -> Any:
    """Return the value of a property by its name in JSON; None if it has none."""
    attribute = _attribute(type(model), name)
    return getattr(model, attribute, None) if attribute else None


def _attribute(model: type[BaseModel], name: str) -> str:
    fields = completed(model).model_fields
    return next((each for each in fields if wire_name(model, each) == name), "")
