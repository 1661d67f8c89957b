"""Perform operations: read and write collections, or return a sample."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from ..document import Spec
from ..testing.description import STREAMS, RawContent
from ..testing.json_values import as_text, get_pointer, set_pointer
from ..testing.request_validation import VARIABLE
from ..testing.samples import Samples, json_type
from .item_collections import Collection, Collections, Item
from .items import Items, check_version
from .options import MockOptions
from .paging import Paging
from .places import item_location, list_location
from .refusals import Gap, Refusal
from .requests import MockRequest, raw_target
from .resources import Action, Resource, Role, item_schema, roles
from .responses import (
    Content,
    MockResponse,
    chosen_content,
    is_declared,
    sample_headers,
    success,
)
from .routes import Route
from .selection import Selection

STATUSES = {
    Action.CREATE: (201, 200),
    Action.REMOVE: (204, 200),
    Action.REPLACE: (200, 204),
}
"""The statuses of responses to writes, the preferred one first."""


class Behavior:
    """What the operations of one description do.

    Args:
        samples: the samples of the description.
        routes: the operations.
        options: the settings of the mock.
    """

    def __init__(
        self, samples: Samples, routes: list[Route], options: MockOptions
    ) -> None:
        self._items = Items(samples, options)
        self._collections = Collections()
        self._roles = roles(routes)
        self._paging = {id(each): Paging.of(each.operation) for each in routes}
        spec = Spec.of(samples.spec)
        self._locks = {
            id(each): each.operation.extension("optimistic-lock") for each in routes
        }
        self._selections = {
            id(each): Selection.of(
                spec, each.operation.path, each.method, each.operation.node
            )
            for each in routes
        }

    def perform(self, request: MockRequest) -> MockResponse:
        """Return the response to a valid request.

        Raises:
            Refusal: the item does not exist, or an argument has no meaning.
        """
        self._selections[id(request.route)].limits.check(request)
        role = self._roles.get(id(request.route))
        if role is None:
            return self._respond(request, None, [])
        perform = {
            Action.LIST: self._list,
            Action.READ: self._read,
            Action.CREATE: self._create,
            Action.REPLACE: self._replace,
            Action.CHANGE: self._change,
            Action.REMOVE: self._remove,
            Action.COUNT: self._count,
            Action.PUT: self._put,
        }
        return perform[role.action](request, role.resource)

    def _collection(self, request: MockRequest, resource: Resource) -> Collection:
        """Return the collection that the path of a request names."""
        values = dict(request.path_values)
        count = len(VARIABLE.findall(resource.name))
        parents = dict([*values.items()][:count])
        return self._collections.get(
            resource.name,
            parents.values(),
            lambda: self._items.of(resource, parents),
            is_open=resource.is_open,
        )

    def _found(self, request: MockRequest, resource: Resource) -> tuple[str, Item]:
        """Return the key and the item that the end of the path identifies.

        Raises:
            Refusal: there is no such item.
        """
        key = [*request.path_values.values()][-1]
        return self._found_by(request, resource, key)

    def _found_by(
        self, request: MockRequest, resource: Resource, key: Any
    ) -> tuple[str, Item]:
        collection = self._collection(request, resource)
        if (known := collection.find(key)) is not None:
            return known
        text = as_text(key)
        if not collection.is_open or text in collection.removed:
            raise Refusal(f"{resource.stem} {text} does not exist", (404,))
        item = self._items.new(resource, len(collection))
        item = self._items.with_identity(resource, item, text)
        collection.put(text, item)
        return text, item

    def _selected(self, request: MockRequest, resource: Resource) -> list[Item]:
        items = [*self._collection(request, resource)]
        return self._selections[id(request.route)].selected(request, resource, items)

    def _list(self, request: MockRequest, resource: Resource) -> MockResponse:
        items = self._selected(request, resource)
        return self._respond(request, resource, items)

    def _count(self, request: MockRequest, resource: Resource) -> MockResponse:
        items = self._selected(request, resource)
        status, response = success(request.route.operation)
        content = chosen_content(response, _accept(request))
        media = content.media if content else "application/json"
        return MockResponse(status, len(items), media)

    def _read(self, request: MockRequest, resource: Resource) -> MockResponse:
        return self._respond(request, resource, [self._found(request, resource)[1]])

    def _create(self, request: MockRequest, resource: Resource) -> MockResponse:
        collection = self._collection(request, resource)
        made: list[Item] = []
        for body in self._written_items(request, resource) or [{}]:
            number = len(collection) + len(collection.removed) + collection.counter
            item = self._items.new(resource, number)
            key = self._items.key(resource, item, number)
            while collection.find(key) is not None and number < 100_000:
                number += 1
                item = self._items.new(resource, number)
                key = self._items.key(resource, item, number)
            chosen = body.get(resource.identity) if isinstance(body, dict) else None
            if chosen is not None and not _is_assigned(resource):
                if collection.find(chosen) is not None:
                    detail = f"{resource.stem} {chosen} exists already"
                    raise Refusal(detail, (409,))
                item = self._items.with_identity(resource, item, chosen)
                key = self._items.key(resource, item, number)
            item = self._items.written(resource, item, body, replaces=True)
            collection.counter += 1
            collection.put(key, item)
            made.append(item)
        return self._respond(request, resource, made, new=True)

    def _replace(self, request: MockRequest, resource: Resource) -> MockResponse:
        """Replace an item; a PUT that declares 201 adds one that does not exist."""
        route = request.route
        if not is_declared(route.operation, 201) or not request.path_values:
            return self._changed(request, resource, replaces=True)
        collection = self._collection(request, resource)
        key = as_text([*request.path_values.values()][-1])
        if collection.find(key) is not None:
            return self._changed(request, resource, replaces=True)
        item = self._items.new(resource, len(collection))
        for body in self._written_items(request, resource)[:1]:
            item = self._items.written(resource, item, body, replaces=True)
        item = self._items.with_identity(resource, item, key)
        collection.put(key, item)
        return self._respond(request, resource, [item], preferred=(201,))

    def _change(self, request: MockRequest, resource: Resource) -> MockResponse:
        return self._changed(request, resource, replaces=False)

    def _changed(
        self, request: MockRequest, resource: Resource, *, replaces: bool
    ) -> MockResponse:
        key, item = self._found(request, resource)
        collection = self._collection(request, resource)
        lock = self._locks.get(id(request.route))
        for body in self._written_items(request, resource)[:1]:
            check_version(request, lock, item)
            item = self._items.written(resource, item, body, replaces=replaces)
            item = self._items.with_next_version(resource, lock, item)
        collection.put(key, item)
        return self._respond(request, resource, [item])

    def _put(self, request: MockRequest, resource: Resource) -> MockResponse:
        """Write the items that the body identifies; a new one is added."""
        collection = self._collection(request, resource)
        made = []
        for body in self._written_items(request, resource):
            key = body.get(resource.identity) if isinstance(body, dict) else None
            known = None if key is None else collection.find(key)
            if known is None:
                if request.route.method != "POST" and key is not None:
                    raise Refusal(f"{resource.stem} {key} does not exist", (404,))
                item = self._items.new(resource, len(collection) + collection.counter)
                collection.counter += 1
                if key is not None:
                    item = self._items.with_identity(resource, item, key)
                known = self._items.key(resource, item, len(collection)), item
            lock = self._locks.get(id(request.route))
            check_version(request, lock, known[1])
            item = self._items.written(resource, known[1], body, replaces=True)
            item = self._items.with_next_version(resource, lock, item)
            collection.put(known[0], item)
            made.append(item)
        return self._respond(request, resource, made)

    def _remove(self, request: MockRequest, resource: Resource) -> MockResponse:
        key, item = self._found(request, resource)
        self._collection(request, resource).remove(key)
        return self._respond(request, resource, [item])

    def _written_items(self, request: MockRequest, resource: Resource) -> list[Any]:
        """Return the items in the body of a request."""
        body = request.body_or_none
        if isinstance(body, list):
            return body
        if not isinstance(body, dict):
            return []
        operation, schema = resource.detail
        known = operation.resolve(schema).get("properties") or {}
        if not known.keys() & body.keys():
            inner = [each for each in body.values() if isinstance(each, dict | list)]
            if len(inner) == 1 and len(body) == 1:
                return inner[0] if isinstance(inner[0], list) else inner
        return [body]

    def _respond(
        self,
        request: MockRequest,
        resource: Resource | None,
        items: list[Item],
        *,
        new: bool = False,
        preferred: tuple[int, ...] = (),
    ) -> MockResponse:
        """Return the successful response with items, in the declared form."""
        operation = request.route.operation
        role = self._roles.get(id(request.route))
        preferred = preferred or (STATUSES.get(role.action, ()) if role else ())
        status, response = success(operation, preferred)
        if status < 200:
            raise Gap(f"the mock cannot send {status}, which only begins a response")
        headers = sample_headers(operation, response)
        if new and resource is not None and items:
            headers = self._located(request, resource, items[0], headers)
        content = chosen_content(response, _accept(request))
        if content is None:
            return MockResponse(status, headers=headers, has_body=False)
        body = operation.content({"content": {content.media: content.node}})
        if content.is_json and "example" not in content.node:
            body = self._items.invented(content.schema, body)
        if isinstance(body, RawContent) and body.media in STREAMS:
            data = operation.stream(body.media, content.node, self._items.invented)
            body = RawContent(body.media, data)
        if role is None or resource is None or not content.is_json:
            return MockResponse(status, body, content.media, headers)
        body, added = self._filled(request, role, content, body, items)
        paging = self._paging[id(request.route)]
        marks = paging.header_names if paging is not None else frozenset()
        headers = {n: v for n, v in headers.items() if n.lower() not in marks}
        return MockResponse(status, body, content.media, {**headers, **added})

    def _located(
        self,
        request: MockRequest,
        resource: Resource,
        item: Item,
        headers: Mapping[str, str],
    ) -> dict[str, str]:
        """Return headers in which Location is the URL of a new item."""
        path = raw_target(request.raw)[0].rstrip("/")
        key = quote(self._items.key(resource, item, 0), safe="")
        url = f"{request.raw.host_url.rstrip('/')}{path}/{key}"
        return {n: url if n.lower() == "location" else v for n, v in headers.items()}

    def _filled(
        self,
        request: MockRequest,
        role: Role,
        content: Content,
        body: Any,
        items: list[Item],
    ) -> tuple[Any, dict[str, str]]:
        """Return the body with items, and further headers."""
        operation, resource = request.route.operation, role.resource
        location = list_location(operation, content.schema)
        if location is None:
            place = item_location(operation, content.schema, resource.identity)
            schema = operation.inner_schema(content.schema, place)
            base = get_pointer(body, place)
            if not items or json_type(operation.resolve(schema)) != "object":
                return body, {}
            shown = self._items.shown(operation, schema, base, items[0])
            return set_pointer(body, place, shown), {}
        inner = item_schema(operation, content.schema, location)
        known = get_pointer(body, location)
        base = (
            known[0] if isinstance(known, list) and known else operation.sample(inner)
        )
        paging = self._paging[id(request.route)] if role.action is Action.LIST else None
        values: dict[str, Any] = {}
        if paging is not None:
            items, values = paging.page(request, items)
        shown = [self._items.shown(operation, inner, base, each) for each in items]
        whole = operation.resolve(operation.inner_schema(content.schema, location))
        shown = shown[: whole.get("maxItems", len(shown))]
        if paging is None:
            return set_pointer(body, location, shown), {}
        return paging.content(content.schema, body, {"items": shown, **values})


def _accept(request: MockRequest) -> str:
    return request.raw.headers.get("Accept", "")


def _is_assigned(resource: Resource) -> bool:
    """Return whether the vendor alone chooses the identity of items."""
    operation, schema = resource.detail
    members = operation.resolve(schema).get("properties") or {}
    own = members.get(resource.identity)
    return isinstance(own, Mapping) and own.get("readOnly") is True
