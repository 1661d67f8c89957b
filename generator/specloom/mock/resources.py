"""Find the collection on which each operation acts, and what it does with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any

from ..testing.described_operation import DescribedOperation
from ..testing.request_validation import VARIABLE
from ..testing.samples import json_type
from ..vocabulary import keys
from .places import identity_of, item_location, list_location
from .responses import Content, chosen_content, success
from .routes import Route

READING = ("get", "read", "retrieve", "find", "fetch", "show")
"""The actions in operation names with which a POST only reads."""
PUTTING = ("put", "upsert", "save", "create_or_update", "update", "replace")
"""The actions with which a POST writes an item that its body identifies."""
COUNTING = ("count", "total", "size")
"""The last words of paths and names of operations that count items."""


class Action(Enum):
    """What an operation does with a collection."""

    LIST = "list"
    READ = "read"
    CREATE = "create"
    REPLACE = "replace"
    CHANGE = "change"
    REMOVE = "remove"
    COUNT = "count"
    PUT = "put"


@dataclass
class Resource:
    """A collection that several operations share.

    Attributes:
        name: the path template of the collection, with unnamed variables.
        variable: the name of the variable that identifies an item; "" if unknown.
        routes: the operations with their actions.
    """

    name: str
    variable: str = ""
    routes: dict[Action, list[Route]] = field(default_factory=dict)

    @cached_property
    def detail(self) -> tuple[DescribedOperation, Any]:
        """The operation and the schema with the most complete items."""
        for action in (Action.READ, Action.LIST, Action.CHANGE, Action.REPLACE):
            for route in self.routes.get(action, ()):
                operation = route.operation
                schema = json_schema(operation)
                if schema is None:
                    continue
                if action is Action.LIST or self._lists(operation, schema):
                    location = list_location(operation, schema)
                    if location is not None:
                        return operation, item_schema(operation, schema, location)
                    continue
                inner = self._inner(operation, schema)
                guess = identity_of(operation, inner, self.variable)
                place = item_location(operation, schema, guess)
                return operation, operation.inner_schema(schema, place)
        first = next(iter(self.routes.values()))[0]
        return first.operation, {}

    def _lists(self, operation: DescribedOperation, schema: Any) -> bool:
        return list_location(operation, schema) is not None

    def _inner(self, operation: DescribedOperation, schema: Any) -> Any:
        """Return the only member that is an object, or else the schema itself."""
        if operation.result_location:
            return operation.inner_schema(schema, operation.result_location)
        if identity_of(operation, schema, self.variable) is not None:
            return schema
        members = operation.resolve(schema).get("properties") or {}
        objects = [
            each
            for each in members.values()
            if json_type(operation.resolve(each)) == "object"
        ]
        return objects[0] if len(objects) == 1 else schema

    @cached_property
    def identity(self) -> str | None:
        """The property that identifies an item; None if there is none."""
        return identity_of(*self.detail, self.variable)

    @property
    def is_open(self) -> bool:
        """Whether a caller cannot know the identities, because nothing lists them."""
        return not self.routes.keys() & {Action.LIST, Action.CREATE, Action.PUT}

    @property
    def stem(self) -> str:
        """The word for one item, such as `contact`, for identities that are text."""
        words = [w for w in re.findall(r"[A-Za-z]+", self.name.rpartition("/")[2]) if w]
        word: str = (words or ["item"])[-1].lower()
        return word[:-1] if word.endswith("s") and len(word) > 2 else word


def json_content(operation: DescribedOperation) -> Content | None:
    """Return the JSON content of the successful response; None if there is none."""
    content = chosen_content(success(operation)[1], "")
    return content if content is not None and content.is_json else None


def json_schema(operation: DescribedOperation) -> Any:
    """Return the schema of the successful response in JSON; None if there is none."""
    content = json_content(operation)
    return None if content is None else content.schema


def item_schema(operation: DescribedOperation, schema: Any, location: str) -> Any:
    """Return the schema of an item in a list at a location of a response."""
    found = operation.resolve(operation.inner_schema(schema, location))
    return found.get("items", {})


@dataclass(frozen=True)
class Role:
    """What an operation does: an action on a resource."""

    action: Action
    resource: Resource


def roles(routes: list[Route]) -> dict[int, Role]:
    """Return the role of each operation that acts on a collection.

    The keys are ids of routes. An operation without a role returns a sample.
    """
    return _Roles(routes).found


class _Roles:
    """The search for the roles of all operations of a description."""

    def __init__(self, routes: list[Route]) -> None:
        self._resources: dict[str, Resource] = {}
        self._by_name: dict[tuple[str, int], list[Resource]] = {}
        self.found: dict[int, Role] = {}
        later = []
        for route in routes:
            if _is_item_path(route):
                self._add_item_route(route)
            else:
                later.append(route)
        for route in later:
            self._add_collection_route(route)

    def _resource(self, name: str) -> Resource:
        return self._resources.setdefault(name, Resource(name))

    def _add(self, route: Route, action: Action, resource: Resource) -> None:
        resource.routes.setdefault(action, []).append(route)
        self.found[id(route)] = Role(action, resource)
        known = self._by_name.setdefault(_named(route), [])
        if resource not in known:
            known.append(resource)

    def _add_item_route(self, route: Route) -> None:
        """Add an operation whose path ends with a variable."""
        operation = route.operation
        path, _, segment = operation.plain_path.rpartition("/")
        schema = json_schema(operation)
        if route.method == "GET" and _is_list(operation, schema):
            self._add(route, Action.LIST, self._resource(_plain(operation.plain_path)))
            return
        action = {
            "GET": Action.READ,
            "PUT": Action.REPLACE,
            "PATCH": Action.CHANGE,
            "DELETE": Action.REMOVE,
        }.get(route.method)
        if route.method == "POST":
            action = Action.READ if _reads(route) else Action.CHANGE
        if action is not None:
            resource = self._resource(_plain(path))
            resource.variable = resource.variable or segment[1:-1]
            self._add(route, action, resource)

    def _add_collection_route(self, route: Route) -> None:
        """Add an operation whose path does not end with a variable."""
        operation, method = route.operation, route.method
        path = operation.plain_path.rstrip("/")
        schema = json_schema(operation)
        own = self._resources.get(_plain(path))
        paged = bool(operation.extension("pagination"))
        if (method == "GET" or paged) and _is_list(operation, schema):
            shared = own or self._same_items(route, schema)
            self._add(route, Action.LIST, shared or self._resource(_plain(path)))
        elif _counts(route, schema):
            parent = self._resources.get(_plain(path.rpartition("/")[0]))
            if parent is not None:
                self._add(route, Action.COUNT, parent)
        elif own is None and (named := self._by_action(route)) is not None:
            self._add(route, Action.PUT, named)
        elif method == "POST" and (own is not None or self._is_listed(path, route)):
            self._add(route, Action.CREATE, own or self._resource(_plain(path)))
        elif method in ("PUT", "PATCH") and own is not None:
            self._add(route, Action.PUT, own)

    def _same_items(self, route: Route, schema: Any) -> Resource | None:
        """Return the resource of the same name that has the same items."""
        location = list_location(route.operation, schema)
        if location is None:
            return None
        items = item_schema(route.operation, schema, location)
        for resource in self._by_name.get(_named(route), ()):
            operation, known = resource.detail
            if known == items or _members(operation, known) == _members(
                route.operation, items
            ):
                return resource
        return None

    def _by_action(self, route: Route) -> Resource | None:
        """Return the resource of the same name if the operation's name is a write."""
        action = str(route.operation.node.get(keys.NAME, "")).partition(".")[2]
        if route.method not in ("POST", "PUT") or action not in PUTTING:
            return None
        known = self._by_name.get(_named(route), [])
        return known[0] if len(known) == 1 else None

    def _is_listed(self, path: str, route: Route) -> bool:
        """Return whether a GET of the same path is declared, which lists the items."""
        item = route.operation.spec["paths"].get(route.operation.path) or {}
        node = item.get("get") if isinstance(item, Mapping) else None
        if not isinstance(node, Mapping):
            return False
        listing = DescribedOperation(route.operation.spec, path, "get", node)
        return _is_list(listing, json_schema(listing))


def _is_item_path(route: Route) -> bool:
    last = route.operation.plain_path.rpartition("/")[2]
    return VARIABLE.fullmatch(last) is not None


def _is_list(operation: DescribedOperation, schema: Any) -> bool:
    return schema is not None and list_location(operation, schema) is not None


def _plain(path: str) -> str:
    """Return a path template with unnamed variables."""
    return VARIABLE.sub("{}", path.rstrip("/"))


def _named(route: Route) -> tuple[str, int]:
    """Return the name of the resource, and the number of variables before the item."""
    name = str(route.operation.node.get(keys.NAME, "")).partition(".")[0]
    path = route.operation.plain_path
    return name, len(VARIABLE.findall(path)) - _is_item_path(route)


def _members(operation: DescribedOperation, schema: Any) -> Any:
    """Return the names of properties; None, which equals nothing, if there are none."""
    names = operation.resolve(schema).get("properties")
    return set(names) if names else object()


def _reads(route: Route) -> bool:
    """Return whether a POST only reads."""
    node = route.operation.node
    retry = node.get(keys.RETRY)
    safe = isinstance(retry, Mapping) and retry.get("safe") is True
    action = str(node.get(keys.NAME, "")).partition(".")[2]
    return safe or action in READING


def _counts(route: Route, schema: Any) -> bool:
    """Return whether an operation returns the number of items."""
    operation = route.operation
    last = operation.plain_path.rstrip("/").rpartition("/")[2].lower()
    action = str(operation.node.get(keys.NAME, "")).partition(".")[2]
    if route.method != "GET" or schema is None or not {last, action} & {*COUNTING}:
        return False
    return json_type(operation.resolve(schema)) == "integer"
